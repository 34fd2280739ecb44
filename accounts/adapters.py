"""What django-allauth does, in our words, with our log and our addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from qrcode import QRCode

from accounts.lock_outs import lock_out_sentence, seconds_locked
from accounts.models import User
from accounts.secrets import opened, sealed
from accounts.services import note, signed_in

WRONG_CODE = _("Mã chưa đúng, đã hết hạn hoặc đã dùng. Hãy nhập mã mới nhất.")
WRONG_SIGN_IN = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi thử lại.")
# allauth's own messages by their template; what is not here says nothing.
SAID = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu."),
    "mfa/messages/totp_activated.txt": _("Đã bật xác thực hai bước."),
    "mfa/messages/totp_deactivated.txt": _("Đã tắt xác thực hai bước."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and passwords."""

    _seconds_locked = 0.0
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang bị khóa. Hãy liên hệ người quản trị."),
        "email_password_mismatch": WRONG_SIGN_IN,
        "username_password_mismatch": WRONG_SIGN_IN,
        "enter_current_password": _("Mật khẩu hiện nay chưa đúng. Hãy nhập lại."),
        "incorrect_password": _("Mật khẩu chưa đúng. Hãy nhập lại."),
        "incorrect_code": WRONG_CODE,
        "invalid_password_reset": _("Đường dẫn đặt lại mật khẩu đã hết hạn hoặc đã dùng."),
        "rate_limited": _("Bạn thử quá nhiều lần. Hãy chờ vài phút rồi thử lại."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The sentence for `code`; a lock-out says how long to wait."""
        if code == "too_many_login_attempts":
            return ValidationError(lock_out_sentence(self._seconds_locked), code=code)
        return super().validation_error(code, *args)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say `message`, or ours in place of allauth's template."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked account or address; the log hears of each lock-out once."""
        self._seconds_locked = seconds_locked(
            request, self._get_login_attempts_cache_key(request, **credentials)
        )
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            person = _meant(credentials)
            seconds = settings.SIGN_IN_LOCK_MINUTES * 60
            if person and cache.add(f"accounts.locked:{person.pk}", 1, seconds):
                note(person, "accounts.sign_in_locked", by="nobody")
            raise

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The log hears of each sign-in, and of the device under the person's key."""
        signed_in(user, user_agent=request.headers.get("User-Agent", ""))
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password for a standing account stands in the log; other names do not."""
        person = _meant(credentials)
        if person:
            note(person, "accounts.sign_in_failed", by="nobody")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the public address, whatever host was asked."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return settings.PUBLIC_URL + path

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of one's account."""
        return reverse("accounts:profile")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's, in our words."""
        words = {
            "reauthenticate": _("Dùng mật khẩu"),
            "mfa_reauthenticate": _("Dùng mã xác thực"),
        }
        found = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in found]


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _(
            "Hãy bật xác thực hai bước trước, rồi mới lập mã dự phòng."
        ),
    }

    def get_totp_label(self, user: Any) -> str:
        """The sign-in name: what a person with two accounts tells them apart by."""
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan as part of the page: nothing of it travels as an address."""
        code = QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dark = "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, is_dark in enumerate(row)
            if is_dark
        )
        return format_html(
            '<svg class="setup-code" viewBox="0 0 {0} {0}" aria-hidden="true">'
            '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>',
            len(rows),
            dark,
        )

    def encrypt(self, text: str) -> str:
        """As stored."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As used."""
        return opened(encrypted_text)


def clear_lock_out(request: HttpRequest, user: User) -> None:
    """Let somebody who proved who they are by a new password sign in at once."""
    adapter = AccountAdapter(request)
    for credentials in ({"username": user.username}, {"email": user.email}):
        key = adapter._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)


def _meant(credentials: dict[str, Any]) -> User | None:
    """Whose account was tried, by sign-in name."""
    return User.objects.filter(username__iexact=credentials.get("username", "")).first()
