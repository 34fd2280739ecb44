"""Making accounts, and what becomes of their names, passwords and second factors."""

import datetime
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.devices import browser_of, device_of
from accounts.models import User
from common.errors import BadInput, RuleError
from common.text import bounded
from records.models import LogEntry
from records.services import log


def sign_up(
    *, username: str, full_name: str, password: str, email: str = "", by: str = ""
) -> User:
    """Make an account; `by` is the new person unless somebody else makes it.

    The caller has checked the password against the rules of passwords.
    Raises BadInput "accounts.no_name", RuleError "accounts.username_taken".
    """
    name = named(full_name)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise RuleError(
                "accounts.username_taken",
                f"Tên đăng nhập “{username}” đã có người dùng. Hãy chọn tên khác.",
                field="username",
            )
        user = User.objects.create_user(username, email.lower(), password, full_name=name)
        log(
            chain="system",
            action="accounts.signed_up",
            subject=user.key,
            by=by or user.key,
            personal={user.key: {"username": username} | _personal(user)},
        )
    return user


def change_person(*, user: User, full_name: str, email: str, by: str) -> User:
    """Replace a person's name and e-mail address. Errors as `named`."""
    name = named(full_name)
    with transaction.atomic():
        user.full_name, user.email = name, email.lower()
        user.save(update_fields=["full_name", "email"])
        log(
            chain="system",
            action="accounts.person_changed",
            subject=user.key,
            by=by,
            personal={user.key: _personal(user)},
        )
    return user


def note(user: User, action: str, *, by: str, data: dict[str, object] | None = None) -> None:
    """Write into the log what happened to somebody's account."""
    with transaction.atomic():
        log(chain="system", action=action, subject=user.key, by=by, data=data)


def signed_in(user: User, *, user_agent: str) -> None:
    """Write into the person's own chain that they signed in.

    Of the device the log keeps only words of a short list ("Điện thoại Android", "Chrome"),
    which describe nobody; no address and no full name of a browser.
    """
    device, system = device_of(user_agent)
    data = {"device": device, "system": system, "browser": browser_of(user_agent)}
    with transaction.atomic():
        log(
            chain=user.key,
            action="accounts.signed_in",
            subject=user.key,
            by=user.key,
            data=data,
        )


@dataclass(frozen=True)
class SignIn:
    """When somebody signed in, and with what, in words to be translated."""

    at: datetime.datetime
    device: str
    system: str
    browser: str


def recent_sign_ins(user: User, most: int) -> list[SignIn]:
    """The latest sign-ins of `user`, newest first."""
    entries = LogEntry.objects.filter(chain=user.key, action="accounts.signed_in")
    return [SignIn(one.at, **one.data) for one in entries.order_by("-number")[:most]]


def password_link(*, user: User, by: str) -> str:
    """A link by which `user` sets a new password: good for one use and for a day.

    For people without e-mail. It never takes the second factor away. Any earlier link of the
    person still works until one of them is used. Who may make it is asked by the caller.
    """
    note(user, "accounts.password_link_made", by=by)
    token = default_token_generator.make_token(user)
    arguments = {"uidb36": user_pk_to_url_str(user), "key": token}
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=arguments)


def remove_second_factor(*, user: User, by: str) -> None:
    """Take a lost second factor away; an officer is led to set up another at once.

    Raises RuleError "accounts.no_second_factor".
    """
    with transaction.atomic():
        removed, _tables = Authenticator.objects.filter(user=user).delete()
        if not removed:
            raise RuleError(
                "accounts.no_second_factor",
                f"{user} chưa bật xác thực hai bước, không có gì để gỡ.",
            )
        note(user, "accounts.second_factor_removed", by=by)


def _personal(user: User) -> dict[str, str]:
    told = {"full_name": user.full_name, "email": user.email}
    return {name: value for name, value in told.items() if value}


def named(full_name: str) -> str:
    """A person's name, cleaned. Raises BadInput "accounts.no_name" or "accounts.long_name"."""
    name = bounded(
        full_name, 150, code="accounts.long_name", word="Họ và tên", field="full_name"
    )
    if not name:
        raise BadInput("accounts.no_name", "Hãy ghi họ và tên.", field="full_name")
    return name
