"""Invitations of every kind: their links, and accepting or withdrawing one.

A room that invites builds its model on `accounts.models.Invitation` and its services on these.
"""

import datetime
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Invitation, User
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.shown import vietnamese_moment

# Long enough for somebody who opens their messages at the weekend.
VALID_FOR = datetime.timedelta(days=14)

AnyInvitation = TypeVar("AnyInvitation", bound=Invitation)


def token_of(invitation: Invitation) -> str:
    """What names `invitation` in its link: signed, so that nobody can write one themselves.

    The moment of inviting goes in, so that a link outlives no restored backup in which the
    same number was given again.
    """
    content = [invitation.pk, int(invitation.created_at.timestamp())]
    return _signer(type(invitation)).sign_object(content)


def link_of(invitation: Invitation) -> str:
    """The whole address to send to the person; the same each time it is asked for."""
    return settings.PUBLIC_URL + reverse(invitation.page, args=[token_of(invitation)])


def find(model: type[AnyInvitation], token: str) -> AnyInvitation:
    """The invitation that `token` names, whatever became of it; changes nothing.

    Raises BadInput "accounts.invitation_unreadable".
    """
    unreadable = BadInput(
        "accounts.invitation_unreadable",
        "Đường dẫn mời này không đúng, có thể đã bị cắt mất một phần khi gửi. "
        "Hãy mở lại đường dẫn đầy đủ, hoặc nhờ người mời gửi lại.",
    )
    try:
        pk, created = _signer(model).unsign_object(token)
    except signing.BadSignature:
        raise unreadable from None
    invitation = model._default_manager.select_related("invited_by").filter(pk=pk).first()
    if not isinstance(invitation, model) or int(invitation.created_at.timestamp()) != created:
        raise unreadable
    return invitation


def require_usable(invitation: Invitation, now: datetime.datetime) -> None:
    """Raise RuleError "accounts.invitation_…" unless `invitation` is open at `now`."""
    state = invitation.state(now)
    if state == Invitation.State.OPEN:
        return
    reasons = {
        Invitation.State.ACCEPTED: "đã được dùng",
        Invitation.State.EXPIRED: f"đã hết hạn lúc {vietnamese_moment(invitation.expires_at)}",
        Invitation.State.WITHDRAWN: "đã được người mời thu hồi",
    }
    raise RuleError(
        f"accounts.invitation_{state}",
        f"Lời mời gửi {invitation.full_name} {reasons[state]} nên không dùng được nữa. "
        f"Hãy nhờ {invitation.invited_by} gửi lời mời mới.",
    )


def use(*, invitation: AnyInvitation, user: User, now: datetime.datetime) -> AnyInvitation:
    """Mark `invitation` as accepted by `user`; exactly one caller succeeds.

    Part of the caller's transaction, which gives `user` what the invitation promises and
    writes the log. Raises RuleError as `require_usable`.
    """
    current = _held(invitation)
    require_usable(current, now)
    current.accepted_at, current.accepted_by = now, user
    current.save(update_fields=["accepted_at", "accepted_by"])
    return current


def withdraw(*, invitation: AnyInvitation, now: datetime.datetime) -> AnyInvitation:
    """Make the link of `invitation` useless; part of the caller's transaction, which logs it.

    Raises RuleError when it is accepted or withdrawn already. One that expired may be
    withdrawn: nobody need look at it again.
    """
    current = _held(invitation)
    if current.state(now) != Invitation.State.EXPIRED:
        require_usable(current, now)
    current.withdrawn_at = now
    current.save(update_fields=["withdrawn_at"])
    return current


def _held(invitation: AnyInvitation) -> AnyInvitation:
    """The row as it is now, with nobody else writing it."""
    model = type(invitation)
    one_writer(f"{model._meta.label_lower}:{invitation.pk}")
    row = model._default_manager.select_related("invited_by").get(pk=invitation.pk)
    assert isinstance(row, model)
    return row


def _signer(model: type[Invitation]) -> signing.Signer:
    # Without the time of signing: the row knows when the invitation ends.
    return signing.Signer(salt=_salt(model))


def _salt(model: type[Invitation]) -> str:
    return f"invitation:{model._meta.label_lower}"
