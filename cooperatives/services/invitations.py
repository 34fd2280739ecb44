"""Inviting people to work for an organisation, and accepting."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts import invitations
from accounts.models import User
from accounts.services.people import named
from common.errors import RuleError
from cooperatives.access import invitable_roles
from cooperatives.models import Membership, MembershipInvitation, Organisation
from cooperatives.services.members import add_member
from records.services import log


def invite_member(
    *,
    organisation: Organisation,
    role: str,
    full_name: str,
    by: User,
    now: datetime.datetime,
    email: str = "",
) -> MembershipInvitation:
    """Invite somebody to work for `organisation` in `role`.

    Who may invite is asked by the caller: `cooperatives.access.require_inviter`.
    `accounts.invitations.link_of` has the link. Raises BadInput when no name is given.
    """
    name = named(full_name)
    with transaction.atomic():
        invitation = MembershipInvitation.objects.create(
            organisation=organisation,
            role=Membership.Role(role),
            full_name=name,
            email=email,
            invited_by=by,
            created_at=now,
            expires_at=now + invitations.VALID_FOR,
        )
        _log(invitation, "cooperatives.member_invited", by.key)
    return invitation


def withdraw_invitation(
    *, invitation: MembershipInvitation, by: str, now: datetime.datetime
) -> MembershipInvitation:
    """Make the link useless. Raises RuleError when it was used or withdrawn before."""
    with transaction.atomic():
        withdrawn = invitations.withdraw(invitation=invitation, now=now)
        _log(withdrawn, "cooperatives.invitation_withdrawn", by)
    return withdrawn


def accept_invitation(
    *, invitation: MembershipInvitation, user: User, now: datetime.datetime
) -> Membership:
    """Let `user` work for the organisation in the role that the invitation promises.

    Raises RuleError when the invitation was used, withdrawn or has expired, when who invited
    may do so no more ("cooperatives.inviter_left"), or when the person is there already
    ("cooperatives.already_member"); the invitation stays as it was then.
    """
    with transaction.atomic():
        accepted = invitations.use(invitation=invitation, user=user, now=now)
        inviter, organisation = accepted.invited_by, accepted.organisation
        roles = invitable_roles(inviter, organisation, timezone.localdate(now))
        if not inviter.is_active or accepted.role not in roles:
            raise RuleError(
                "cooperatives.inviter_left",
                f"{inviter} không còn mời người vào {organisation.name} được nữa. "
                "Hãy nhờ người quản lý hiện nay mời lại.",
            )
        membership = add_member(
            organisation=organisation, user=user, role=accepted.role, by=inviter.key
        )
        _log(accepted, "cooperatives.invitation_accepted", user.key)
    return membership


def _log(invitation: MembershipInvitation, action: str, by: str) -> None:
    told = {"full_name": invitation.full_name}
    if invitation.email:
        told["email"] = invitation.email
    log(
        chain=invitation.organisation.key,
        action=action,
        subject=invitation.key,
        by=by,
        data={"role": invitation.role},
        personal={invitation.key: told},
    )
