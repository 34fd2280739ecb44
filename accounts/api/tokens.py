"""One's own tokens, over the API; with a sign-in only, so that no token makes another."""

import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts import services
from accounts.authentication import SignedIn
from accounts.models import ApiToken, ApiTokenQuerySet, User
from accounts.services.tokens import DEFAULT_DAYS

router = Router(tags=["tokens"], auth=SignedIn())


class TokenIn(Schema):
    """What the token is for, its scopes, and for how many days it is good, at most 365."""

    name: str = Field(max_length=100)
    scopes: list[str] = Field(max_length=20)
    days: int = DEFAULT_DAYS


class TokenOut(Schema):
    """A token; its secret is not kept."""

    id: int
    name: str
    prefix: str
    scopes: list[str] = Field(alias="scope_list")
    created_at: datetime.datetime
    expires_at: datetime.datetime
    last_used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None


class NewTokenOut(TokenOut):
    """A token that was just made, with its secret: the only time that it is told."""

    secret: str


@router.get("", response=list[TokenOut])
@paginate
def list_tokens(request: HttpRequest) -> ApiTokenQuerySet:
    """The caller's tokens, newest first."""
    return ApiToken.objects.visible_to(request.user)


@router.post("", response={201: NewTokenOut})
def make_token(request: HttpRequest, payload: TokenIn) -> Status:
    """Make a token of the caller's; the answer tells its secret once."""
    user = request.user
    assert isinstance(user, User)  # the API is private: somebody is signed in
    token, secret = services.make_token(user=user, now=timezone.now(), **payload.dict())
    token.secret = secret  # type: ignore[attr-defined]
    return Status(201, token)


@router.post("/{token_id}/revoke", response=TokenOut)
def revoke_token(request: HttpRequest, token_id: int) -> ApiToken:
    """Let the API take a token no more."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=token_id)
    services.revoke_token(token=token, now=timezone.now())
    token.refresh_from_db()
    return token
