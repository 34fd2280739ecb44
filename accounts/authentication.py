"""Who calls the API: a person signed in on the pages, or a program with a person's token."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from accounts.access import people_at_the_screen, require_second_factor
from accounts.models import ApiToken, User
from accounts.scopes import needed_scope
from accounts.services.tokens import digest_of
from common.errors import NotAllowed, RuleError

# A call writes `last_used_at` at most this often.
NOTED_EVERY = datetime.timedelta(minutes=10)


class BadToken(RuleError):
    """The token itself is not taken: who calls is not known."""

    status = 401


class SignedIn(SessionAuth):
    """The session of the pages, with its CSRF token; officers with their second factor."""

    def __call__(self, request: HttpRequest) -> Any:
        # Without a session there is nothing that a forged call could use: it is a plain 401.
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        if user is not None:
            require_second_factor(user)
        return user


class WithToken(HttpBearer):
    """`Authorization: Bearer <token>`; no CSRF token, since no browser sends it by itself.

    subjects: the scope that writing needs, by the first part of a call's address.
    """

    def __init__(self, root: str, subjects: Mapping[str, str]):
        self.root, self.subjects = root, subjects
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> User:
        now = timezone.now()
        row = ApiToken.objects.filter(digest=digest_of(token)).first()
        people = people_at_the_screen(timezone.localdate(now)).filter(is_active=True)
        user = people.filter(pk=row.user_id).first() if row else None
        if row is None or user is None or row.revoked_at is not None:
            raise BadToken(
                "accounts.bad_token",
                "Mã truy cập API không đúng hoặc đã bị thu hồi. "
                "Hãy lập mã mới ở trang Tài khoản.",
            )
        if not row.is_usable(now):
            raise BadToken(
                "accounts.token_expired",
                f"Mã truy cập API “{row.name}” đã hết hạn. Hãy lập mã mới ở trang Tài khoản.",
            )
        require_second_factor(user)
        self._require_scope(request, row)
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        if row.last_used_at is None or row.last_used_at < now - NOTED_EVERY:
            ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=now)
        request.user = user
        return user

    def _require_scope(self, request: HttpRequest, token: ApiToken) -> None:
        first = request.path.removeprefix(self.root).split("/")[0]
        scope = needed_scope(str(request.method), self.subjects[first])
        if scope not in token.scope_list:
            raise NotAllowed(
                "accounts.scope_missing",
                f"Mã truy cập “{token.name}” không có phạm vi {scope} nên không làm được việc "
                "này. Hãy lập mã có phạm vi đó.",
            )
