"""Making accounts."""

from django.db import transaction

from accounts.models import User
from common.errors import BadInput, RuleError
from common.text import bounded
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
        user = User.objects.create_user(username, email, password, full_name=name)
        log(
            chain="system",
            action="accounts.signed_up",
            subject=user.key,
            by=by or user.key,
            personal={user.key: {"full_name": name, "username": username}},
        )
    return user


def named(full_name: str) -> str:
    """A person's name, cleaned. Raises BadInput "accounts.no_name" or "accounts.long_name"."""
    name = bounded(
        full_name, 150, code="accounts.long_name", word="Họ và tên", field="full_name"
    )
    if not name:
        raise BadInput("accounts.no_name", "Hãy ghi họ và tên.", field="full_name")
    return name
