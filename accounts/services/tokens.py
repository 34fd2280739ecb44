"""Making tokens of the API and taking them back."""

import datetime
import secrets
from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction

from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from common.errors import BadInput
from common.text import bounded
from records.services import log

PREFIX = "txns_"  # so that a leaked one is recognised as ours
DEFAULT_DAYS, MOST_DAYS = 90, 365


def digest_of(secret: str) -> str:
    """What is stored of a token's secret."""
    return sha256(secret.encode()).hexdigest()


def make_token(
    *, user: User, name: str, scopes: Iterable[str], days: int, now: datetime.datetime
) -> tuple[ApiToken, str]:
    """A token of `user` for `days`, and its secret, which is nowhere to be read again.

    Raises BadInput for no name, no scope, an unknown one, or more than a year.
    """
    clean = bounded(name, 100, code="accounts.long_token_name", word="Tên", field="name")
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    if not clean:
        raise BadInput(
            "accounts.no_token_name",
            "Hãy đặt tên cho mã truy cập, để sau này biết mã dùng cho việc gì.",
            field="name",
        )
    if not wanted or set(scopes) - set(SCOPES):
        raise BadInput(
            "accounts.bad_scopes",
            f"Hãy chọn ít nhất một phạm vi trong: {', '.join(SCOPES)}.",
            field="scopes",
        )
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(
            "accounts.bad_token_days",
            f"Mã truy cập dùng được từ 1 đến {MOST_DAYS} ngày. Hãy sửa lại số ngày.",
            field="days",
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            name=clean,
            prefix=secret[: len(PREFIX) + 4],
            digest=digest_of(secret),
            scopes=" ".join(wanted),
            created_at=now,
            expires_at=now + datetime.timedelta(days=days),
        )
        _log(token, "accounts.token_made")
    return token, secret


def revoke_token(*, token: ApiToken, now: datetime.datetime) -> None:
    """Let the API take `token` no more; a second time changes nothing."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            _log(token, "accounts.token_revoked")


def _log(token: ApiToken, action: str) -> None:
    log(
        chain="system",
        action=action,
        subject=token.user.key,
        by=token.user.key,
        data={
            "token": token.prefix,
            "name": token.name,
            "scopes": token.scope_list,
            "expires_at": token.expires_at.isoformat(),
        },
    )
