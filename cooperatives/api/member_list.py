"""The members of an organisation over the API."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from common.versions_api import VersionIn
from cooperatives import services
from cooperatives.access import WORKERS, require
from cooperatives.keeping import require_counting
from cooperatives.models import Member, Organisation
from cooperatives.people_lists import MEMBERS

router = Router(tags=["organisations"])


class MemberIn(Schema):
    """What the list of members says of one; what it does not say is empty or null.

    An empty `number` gets the next one; `left_on` is the first day of not being a member.
    """

    full_name: str = Field(max_length=150)
    number: str = Field("", max_length=40)
    sex: str = Field("", max_length=10, description="female, male or empty")
    ethnicity: str = Field("", max_length=30)
    birth_year: int | None = None
    phone: str = Field("", max_length=30)
    personal_number: str = Field("", max_length=20)
    village: str = Field("", max_length=100)
    joined_on: date | None = None
    left_on: date | None = None
    capital_vnd: int | None = None
    note: str = Field("", max_length=2000)


class MemberChangeIn(MemberIn, VersionIn):
    """What the list of members says of one from now on."""


class MemberOut(MemberIn):
    """A member, as the managers and operators of the organisation see them."""

    id: int
    organisation_id: int
    version: int


class LeavingIn(Schema):
    """The first day of not being a member."""

    left_on: date


class CountOut(Schema):
    """How many members of one sex and ethnicity; empty where it is not given."""

    sex: str
    ethnicity: str
    people: int


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=organisation_id)


def _of_workers(request: HttpRequest, organisation_id: int) -> Organisation:
    organisation = _organisation(request, organisation_id)
    require(request.user, organisation, *WORKERS)
    return organisation


def _member(request: HttpRequest, organisation_id: int, member_id: int) -> Member:
    organisation = _of_workers(request, organisation_id)
    rows = Member.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, organisation=organisation, pk=member_id)


@router.get("/{organisation_id}/members", response=list[MemberOut])
@paginate
@listed(MEMBERS)
def list_members(request: HttpRequest, organisation_id: int) -> QuerySet[Member]:
    """The members of an organisation; for its managers and operators."""
    organisation = _of_workers(request, organisation_id)
    return Member.objects.visible_to(request.user).filter(organisation=organisation)


@router.post("/{organisation_id}/members", response={201: MemberOut})
def record_member(request: HttpRequest, organisation_id: int, payload: MemberIn) -> Status:
    """Enter a member; for managers and operators of the organisation."""
    member = services.record_member(
        organisation=_of_workers(request, organisation_id),
        paper=services.MemberPaper(**payload.dict()),
        by=key_of(request.user),
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return Status(201, member)


@router.get("/{organisation_id}/members/counts", response=list[CountOut])
def count_members(request: HttpRequest, organisation_id: int) -> list[dict[str, object]]:
    """How many members there are today by sex and ethnicity; for whoever works in the
    organisation and the registry of its commune."""
    organisation, today = _organisation(request, organisation_id), timezone.localdate()
    require_counting(request.user, organisation, today)
    return Member.objects.filter(organisation=organisation).on(today).counts()


@router.put("/{organisation_id}/members/{member_id}", response=MemberOut)
def change_member(
    request: HttpRequest, organisation_id: int, member_id: int, payload: MemberChangeIn
) -> Member:
    """Replace what the list says of a member; an empty number leaves the one they have."""
    return services.change_member(
        member=_member(request, organisation_id, member_id),
        paper=services.MemberPaper(**payload.dict(exclude={"version"})),
        version=payload.version,
        by=key_of(request.user),
        today=timezone.localdate(),
    )


@router.post("/{organisation_id}/members/{member_id}/left", response=MemberOut)
def mark_left(
    request: HttpRequest, organisation_id: int, member_id: int, payload: LeavingIn
) -> Member:
    """From a day on the person is a member no more; the row stays."""
    return services.mark_left(
        member=_member(request, organisation_id, member_id),
        left_on=payload.left_on,
        by=key_of(request.user),
        today=timezone.localdate(),
    )
