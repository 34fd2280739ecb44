"""Duties of officers and invitations over the API."""

import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts import invitations, services
from accounts.access import key_of, require_may_appoint
from accounts.lists import DUTIES
from accounts.models import (
    OfficerDuty,
    OfficerDutyQuerySet,
    OfficerInvitation,
    OfficerInvitationQuerySet,
    User,
)
from accounts.services.duties import OFFICE_LEVELS
from common.errors import BadInput
from common.list_api import listed
from places.models import Unit

router = Router(tags=["officers"])


class OfficeOut(Schema):
    """The office: identity of a unit is code and first day together."""

    code: str
    valid_from: datetime.date
    full_name: str


class PersonOut(Schema):
    """A person by sign-in name."""

    username: str
    full_name: str


class DutyIn(Schema):
    """A duty for somebody who has an account; `unit` is an office's code as of today."""

    username: str = Field(max_length=150)
    unit: str = Field(max_length=10)
    duty: OfficerDuty.Duty
    valid_from: datetime.date = Field(default_factory=timezone.localdate)
    valid_to: datetime.date | None = None


class DutyOut(Schema):
    """A duty on [valid_from, valid_to); null: no end is known."""

    id: int
    user: PersonOut
    unit: OfficeOut
    duty: str
    valid_from: datetime.date
    valid_to: datetime.date | None


class InvitationIn(Schema):
    """Whom to invite to which office, for which duties."""

    full_name: str = Field(max_length=150)
    email: str = Field("", max_length=254)
    unit: str = Field(max_length=10)
    duties: list[OfficerDuty.Duty] = Field(max_length=10)


class InvitationOut(Schema):
    """An invitation; `link` is what to send, null when it cannot be used any more."""

    id: int
    full_name: str
    email: str
    unit: OfficeOut
    duties: list[str]
    state: str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    link: str | None

    @staticmethod
    def resolve_duties(row: OfficerInvitation) -> list[str]:
        """Their codes."""
        return [promised.duty for promised in row.duties.all()]

    @staticmethod
    def resolve_state(row: OfficerInvitation) -> str:
        """open, accepted, expired or withdrawn."""
        return row.state(timezone.now())

    @staticmethod
    def resolve_link(row: OfficerInvitation) -> str | None:
        """The same address each time."""
        is_open = row.state(timezone.now()) == OfficerInvitation.State.OPEN
        return invitations.link_of(row) if is_open else None


def _office(code: str) -> Unit:
    offices = Unit.objects.on(timezone.localdate()).filter(level__in=OFFICE_LEVELS)
    office = offices.filter(code=code.strip()).first()
    if office is None:
        raise BadInput(
            "accounts.unknown_office",
            f"Không có tỉnh hay xã nào mang mã “{code}” hôm nay. Hãy kiểm tra lại mã.",
            field="unit",
        )
    return office


@router.get("/duties", response=list[DutyOut])
@paginate
@listed(DUTIES)
def list_duties(request: HttpRequest) -> OfficerDutyQuerySet:
    """One's own duties, and those of the offices that the caller appoints officers to."""
    return OfficerDuty.objects.visible_to(request.user).select_related("user", "unit")


@router.post("/duties", response={201: DutyOut})
def give_duty(request: HttpRequest, payload: DutyIn) -> Status:
    """Give a duty to somebody who has an account."""
    office = _office(payload.unit)
    require_may_appoint(request.user, office, timezone.localdate())
    person = User.objects.filter(username=payload.username).first()
    if person is None:
        raise BadInput(
            "accounts.unknown_person",
            f"Chưa có tài khoản nào tên “{payload.username}”. Hãy mời người đó.",
            field="username",
        )
    duty = services.give_duty(
        user=person,
        unit=office,
        by=key_of(request.user),
        **payload.dict(exclude={"username", "unit"}),
    )
    return Status(201, duty)


@router.post("/duties/{duty_id}/end", response={204: None})
def end_duty(request: HttpRequest, duty_id: int) -> Status:
    """End a duty: today is the first day without it."""
    visible = OfficerDuty.objects.visible_to(request.user).select_related("user", "unit")
    duty = get_object_or_404(visible, pk=duty_id)
    require_may_appoint(request.user, duty.unit, timezone.localdate())
    services.end_duty(duty=duty, on=timezone.localdate(), by=key_of(request.user))
    return Status(204, None)


@router.get("/invitations", response=list[InvitationOut])
@paginate
def list_invitations(request: HttpRequest) -> OfficerInvitationQuerySet:
    """Invitations to the offices that the caller appoints officers to."""
    visible = OfficerInvitation.objects.visible_to(request.user)
    return visible.select_related("unit").prefetch_related("duties")


@router.post("/invitations", response={201: InvitationOut})
def invite_officer(request: HttpRequest, payload: InvitationIn) -> Status:
    """Invite somebody to be an officer; the answer has the link to send."""
    user = request.user
    assert isinstance(user, User)  # the API is private: somebody is signed in
    office = _office(payload.unit)
    require_may_appoint(user, office, timezone.localdate())
    invitation = services.invite_officer(
        unit=office, by=user, now=timezone.now(), **payload.dict(exclude={"unit"})
    )
    return Status(201, invitation)


@router.post("/invitations/{invitation_id}/withdraw", response=InvitationOut)
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> OfficerInvitation:
    """Make the link of an invitation useless."""
    visible = OfficerInvitation.objects.visible_to(request.user).select_related("unit")
    return services.withdraw_officer_invitation(
        invitation=get_object_or_404(visible, pk=invitation_id),
        by=key_of(request.user),
        now=timezone.now(),
    )
