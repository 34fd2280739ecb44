"""Inviting people to work for an organisation, over the API."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from accounts.invitations import link_of
from accounts.models import User
from cooperatives import services
from cooperatives.access import require_inviter
from cooperatives.models import (
    Membership,
    MembershipInvitation,
    MembershipInvitationQuerySet,
    Organisation,
)

router = Router(tags=["organisations"])


class InvitationIn(Schema):
    """Whom to invite, into which role."""

    full_name: str = Field(max_length=150)
    email: str = Field("", max_length=254)
    role: Membership.Role


class InvitationOut(Schema):
    """An invitation; `link` is what to send, null when it cannot be used any more."""

    id: int
    organisation_id: int
    full_name: str
    email: str
    role: str
    state: str
    created_at: datetime
    expires_at: datetime
    link: str | None

    @staticmethod
    def resolve_state(row: MembershipInvitation) -> str:
        """open, accepted, expired or withdrawn."""
        return row.state(timezone.now())

    @staticmethod
    def resolve_link(row: MembershipInvitation) -> str | None:
        """The same address each time."""
        is_open = row.state(timezone.now()) == MembershipInvitation.State.OPEN
        return link_of(row) if is_open else None


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "successor"), pk=organisation_id)


@router.get("/{organisation_id}/invitations", response=list[InvitationOut])
@paginate
def list_invitations(
    request: HttpRequest, organisation_id: int
) -> MembershipInvitationQuerySet:
    """Invitations that the caller may send: a manager all, an officer those of managers."""
    organisation = _organisation(request, organisation_id)
    visible = MembershipInvitation.objects.visible_to(request.user)
    return visible.filter(organisation=organisation)


@router.post("/{organisation_id}/invitations", response={201: InvitationOut})
def invite_member(request: HttpRequest, organisation_id: int, payload: InvitationIn) -> Status:
    """Invite somebody to work for the organisation; the answer has the link to send."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)  # the API is private: somebody is signed in
    organisation = _organisation(request, organisation_id)
    require_inviter(user, organisation, payload.role, timezone.localdate(now))
    invitation = services.invite_member(
        organisation=organisation, by=user, now=now, **payload.dict()
    )
    return Status(201, invitation)


@router.post("/{organisation_id}/invitations/{invitation_id}/withdraw", response=InvitationOut)
def withdraw_invitation(
    request: HttpRequest, organisation_id: int, invitation_id: int
) -> MembershipInvitation:
    """Make the link of an invitation useless."""
    visible = MembershipInvitation.objects.visible_to(request.user).filter(
        organisation=_organisation(request, organisation_id)
    )
    return services.withdraw_invitation(
        invitation=get_object_or_404(visible.select_related("organisation"), pk=invitation_id),
        by=key_of(request.user),
        now=timezone.now(),
    )
