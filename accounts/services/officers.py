"""Inviting officers, and becoming one."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts import invitations
from accounts.access import may_appoint
from accounts.models import InvitedDuty, OfficerDuty, OfficerInvitation, User
from accounts.services.duties import give_duty, require_office
from accounts.services.people import named
from common.errors import BadInput, RuleError
from places.models import Unit
from records.services import log


def invite_officer(
    *,
    unit: Unit,
    duties: Iterable[str],
    full_name: str,
    by: User,
    now: datetime.datetime,
    email: str = "",
) -> OfficerInvitation:
    """Invite somebody to be an officer of `unit`; `accounts.invitations.link_of` has the link.

    Who may invite is asked by the caller: `accounts.access.require_may_appoint`.
    Raises BadInput when no duty or no name is given or `unit` has no office.
    """
    wanted = list(dict.fromkeys(duties))
    if not wanted:
        raise BadInput(
            "accounts.no_duty", "Hãy chọn ít nhất một nhiệm vụ cho cán bộ.", field="duties"
        )
    name = named(full_name)
    require_office(unit, timezone.localdate(now))
    with transaction.atomic():
        invitation = OfficerInvitation.objects.create(
            unit=unit,
            full_name=name,
            email=email,
            invited_by=by,
            created_at=now,
            expires_at=now + invitations.VALID_FOR,
        )
        InvitedDuty.objects.bulk_create(
            InvitedDuty(invitation=invitation, duty=duty) for duty in wanted
        )
        _log(invitation, "accounts.officer_invited", by.key, wanted)
    return invitation


def withdraw_officer_invitation(
    *, invitation: OfficerInvitation, by: str, now: datetime.datetime
) -> OfficerInvitation:
    """Make the link useless. Raises RuleError when it was used or withdrawn before."""
    with transaction.atomic():
        withdrawn = invitations.withdraw(invitation=invitation, now=now)
        _log(withdrawn, "accounts.officer_invitation_withdrawn", by, [])
    return withdrawn


def accept_officer_invitation(
    *, invitation: OfficerInvitation, user: User, now: datetime.datetime
) -> list[OfficerDuty]:
    """Give `user` the duties that the invitation promises, from today on.

    A duty that the person has already stays as it is. Raises RuleError when the invitation
    was used, withdrawn or has expired, or when who invited may appoint nobody there any more.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        accepted = invitations.use(invitation=invitation, user=user, now=now)
        inviter = accepted.invited_by
        if not inviter.is_active or not may_appoint(inviter, accepted.unit, today):
            raise RuleError(
                "accounts.inviter_left",
                f"{inviter} không còn phụ trách việc giao nhiệm vụ ở "
                f"{accepted.unit.full_name}. Hãy nhờ người phụ trách hiện nay mời lại.",
            )
        standing = set(
            OfficerDuty.objects.of(user)
            .filter(unit=accepted.unit)
            .exclude(valid_to__lte=today)
            .values_list("duty", flat=True)
        )
        wanted = list(accepted.duties.values_list("duty", flat=True))
        _log(accepted, "accounts.officer_invitation_accepted", user.key, wanted)
        return [
            give_duty(
                user=user, unit=accepted.unit, duty=duty, by=inviter.key, valid_from=today
            )
            for duty in wanted
            if duty not in standing
        ]


def _log(invitation: OfficerInvitation, action: str, by: str, duties: list[str]) -> None:
    told = {"full_name": invitation.full_name}
    if invitation.email:
        told["email"] = invitation.email
    log(
        chain="system",
        action=action,
        subject=invitation.key,
        by=by,
        data={
            "unit": [invitation.unit.code, invitation.unit.valid_from],
            **({"duties": duties} if duties else {}),
        },
        personal={invitation.key: told},
    )
