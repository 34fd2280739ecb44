"""allauth's forms in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.lock_outs import lock_out_sentence, seconds_locked

# Our labels by the names of allauth's fields.
LABELS = {
    "login": _("Tên đăng nhập hoặc thư điện tử"),
    "password": _("Mật khẩu"),
    "remember": _("Giữ đăng nhập trên máy này"),
    "oldpassword": _("Mật khẩu hiện nay"),
    "password1": _("Mật khẩu mới"),
    "password2": _("Nhập lại mật khẩu mới"),
    "email": _("Thư điện tử"),
    "code": _("Mã xác thực"),
}


class Worded(forms.Form):
    """Mixed in before a form of allauth: our labels, and no grey words inside the boxes."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "password", "oldpassword"):  # their help is in English alone
                field.help_text = ""


class SignInForm(Worded, account.LoginForm):
    """Name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
        }
        self.fields["remember"].help_text = _("Không chọn nếu nhiều người dùng chung máy.")


class ConfirmPasswordForm(Worded, account.ReauthenticateForm):
    """The password once more, before something that only its owner may do."""


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """The password of today, and a new one twice."""


class ForgottenPasswordForm(Worded, account.ResetPasswordForm):
    """The e-mail address that the link for a new password goes to."""


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """A new password twice, on the page behind such a link."""


class OnceOnly(Worded):
    """A code that was used is not taken again as long as a clock that runs late would show it.

    allauth remembers a code for one period, but takes those of the periods around it too.
    """

    user: Any

    def clean_code(self) -> str:
        """The code, checked; a lock-out says how long it still lasts."""
        request = context.request
        seconds = seconds_locked(request, f"mfa-auth-user-{self.user.pk}") if request else 0
        if seconds > 0:
            raise forms.ValidationError(lock_out_sentence(seconds))
        code: str = super().clean_code()  # type: ignore[misc]
        periods = 1 + 2 * settings.MFA_TOTP_TOLERANCE
        key = f"accounts.code:{self.user.pk}:{code}"
        if not cache.add(key, 1, periods * settings.MFA_TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(OnceOnly, second.AuthenticateForm):
    """The code of the app, or a recovery code, to finish signing in."""


class ConfirmCodeForm(OnceOnly, second.ReauthenticateForm):
    """The same, before something that only the owner of the account may do."""


class SetUpForm(OnceOnly, totp.ActivateTOTPForm):
    """The first code of the app, which proves that it was set up rightly."""
