"""Organisations over the API."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from accounts.models import User
from common.list_api import listed
from common.versions_api import VersionIn
from cooperatives import services
from cooperatives.access import (
    MANAGERS,
    registers_for_others,
    require,
    require_application_decider,
)
from cooperatives.lists import ORGANISATIONS
from cooperatives.models import Organisation
from cooperatives.offices import require_office

router = Router(tags=["organisations"])


class CommuneOut(Schema):
    """The commune of an address: identity is code and first day together."""

    code: str
    valid_from: date
    full_name: str


class OrganisationIn(Schema):
    """What an organisation says of itself; `commune` is a commune's code as of today."""

    name: str = Field(max_length=200)
    kind: Organisation.Kind
    commune: str = Field(max_length=10)
    address: str = Field(max_length=300)
    tax_code: str = Field("", max_length=20)
    personal_number: str = Field("", max_length=20)
    gln: str = Field("", max_length=20)
    representative: str = Field("", max_length=150)
    phone: str = Field("", max_length=30)


class OrganisationChangeIn(OrganisationIn, VersionIn):
    """What an organisation says of itself from now on."""


class OrganisationOut(Schema):
    """An organisation as those who may see it see it; a household's number is left out."""

    id: int
    version: int
    name: str
    kind: str
    tax_code: str | None
    gln: str | None
    unit: CommuneOut
    successor: CommuneOut | None
    address: str
    representative: str
    phone: str
    is_illustration: bool
    state: str
    state_at: datetime
    state_reason: str


class ReferenceIn(VersionIn):
    """The code by which the caller's office calls an organisation; empty takes it away."""

    reference: str = Field(max_length=60)


class ReferenceOut(Schema):
    """The code by which an office calls an organisation, for that office."""

    id: int
    version: int
    reference: str


class ReasonIn(Schema):
    """Why an application is declined; its people read it."""

    reason: str = Field(max_length=services.LONGEST_REASON)


def _particulars(payload: OrganisationIn) -> services.Particulars:
    fields = payload.dict(exclude={"version"})
    commune = services.commune_in_force(fields.pop("commune"), timezone.localdate())
    return services.Particulars(unit=commune, **fields)


@router.get("", response=list[OrganisationOut])
@paginate
@listed(ORGANISATIONS)
def list_organisations(request: HttpRequest) -> QuerySet[Organisation]:
    """Organisations that the caller works in or oversees."""
    return Organisation.objects.visible_to(request.user).select_related("unit", "successor")


@router.post("", response={201: OrganisationOut})
def register_organisation(request: HttpRequest, payload: OrganisationIn) -> Status:
    """Register an organisation; the caller becomes its first manager.

    It waits for its commune to confirm it. What an officer of the registry enters for others in
    their territory is confirmed at once and has no manager yet.
    """
    user = request.user
    assert isinstance(user, User)  # the API is private: somebody is signed in
    particulars, now = _particulars(payload), timezone.now()
    office = registers_for_others(user, particulars.unit, timezone.localdate(now))
    organisation = services.register_organisation(
        particulars=particulars,
        manager=None if office else user,
        confirmed=office,
        by=user.key,
        now=now,
    )
    return Status(201, organisation)


@router.get("/applications", response=list[OrganisationOut])
@paginate
def list_applications(request: HttpRequest) -> QuerySet[Organisation]:
    """Organisations that wait for a decision of the caller, the longest waiting first."""
    waiting = Organisation.objects.waiting_for(request.user, timezone.localdate())
    return waiting.select_related("unit", "successor")


@router.get("/{organisation_id}", response=OrganisationOut)
def read_organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    """One organisation."""
    visible = Organisation.objects.visible_to(request.user).select_related("unit", "successor")
    return get_object_or_404(visible, pk=organisation_id)


@router.put("/{organisation_id}", response=OrganisationOut)
def change_organisation(
    request: HttpRequest, organisation_id: int, payload: OrganisationChangeIn
) -> Organisation:
    """Replace what an organisation says of itself; for its managers."""
    organisation = read_organisation(request, organisation_id)
    require(request.user, organisation, *MANAGERS)
    return services.change_organisation(
        organisation=organisation,
        particulars=_particulars(payload),
        version=payload.version,
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.put("/{organisation_id}/reference", response=ReferenceOut)
def give_reference(
    request: HttpRequest, organisation_id: int, payload: ReferenceIn
) -> Organisation:
    """Write down the code by which the caller's office calls an organisation."""
    organisation = read_organisation(request, organisation_id)
    return services.give_reference(
        organisation=organisation,
        reference=payload.reference,
        office=require_office(request.user, organisation.place, timezone.localdate()),
        version=payload.version,
        by=key_of(request.user),
    )


@router.post("/{organisation_id}/confirm", response=OrganisationOut)
def confirm_organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    """Confirm an application; for officers of the registry of its place."""
    return services.confirm_organisation(
        organisation=_to_decide(request, organisation_id),
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{organisation_id}/decline", response=OrganisationOut)
def decline_organisation(
    request: HttpRequest, organisation_id: int, payload: ReasonIn
) -> Organisation:
    """Decline an application with a reason; for officers of the registry of its place."""
    return services.decline_organisation(
        organisation=_to_decide(request, organisation_id),
        reason=payload.reason,
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{organisation_id}/apply", response=OrganisationOut)
def apply_again(request: HttpRequest, organisation_id: int) -> Organisation:
    """Apply once more after a refusal; for its managers."""
    organisation = read_organisation(request, organisation_id)
    require(request.user, organisation, *MANAGERS)
    return services.apply_again(
        organisation=organisation, by=key_of(request.user), now=timezone.now()
    )


def _to_decide(request: HttpRequest, organisation_id: int) -> Organisation:
    organisation = read_organisation(request, organisation_id)
    require_application_decider(request.user, organisation, timezone.localdate())
    return organisation
