"""Who works in an organisation, over the API."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from cooperatives import services
from cooperatives.access import MANAGERS, require
from cooperatives.models import Membership, Organisation

router = Router(tags=["organisations"])


class RoleIn(Schema):
    """The role that a person is to have."""

    role: Membership.Role


class PersonIn(RoleIn):
    """A person who has a sign-in, by its name, and the role they get."""

    username: str = Field(max_length=150)


class PersonOut(Schema):
    """A person of an organisation; `ended_at` is null while they are."""

    id: int
    organisation_id: int
    name: str
    role: str
    began_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_name(membership: Membership) -> str:
        return str(membership.user)


def _organisation(request: HttpRequest, organisation_id: int, *roles: str) -> Organisation:
    """The organisation if the caller may see it; with roles, for those who have one of them."""
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=organisation_id)
    if roles:
        require(request.user, organisation, *roles)
    return organisation


def _person(request: HttpRequest, organisation_id: int, person_id: int) -> Membership:
    organisation = _organisation(request, organisation_id, *MANAGERS)
    people = organisation.memberships.filter(ended_at__isnull=True)
    return get_object_or_404(people.select_related("user", "organisation"), pk=person_id)


@router.get("/{organisation_id}/people", response=list[PersonOut])
@paginate
def list_people(request: HttpRequest, organisation_id: int) -> QuerySet[Membership]:
    """The people of an organisation, who are there now."""
    organisation = _organisation(request, organisation_id)
    return (
        Membership.objects.in_force().filter(organisation=organisation).select_related("user")
    )


@router.post("/{organisation_id}/people", response={201: PersonOut})
def add_person(request: HttpRequest, organisation_id: int, payload: PersonIn) -> Status:
    """Let a person who has a sign-in work for the organisation; for its managers."""
    membership = services.add_member(
        organisation=_organisation(request, organisation_id, *MANAGERS),
        user=services.person_named(payload.username),
        role=payload.role,
        by=key_of(request.user),
    )
    return Status(201, membership)


@router.put("/{organisation_id}/people/{person_id}", response=PersonOut)
def change_role(
    request: HttpRequest, organisation_id: int, person_id: int, payload: RoleIn
) -> Membership:
    """Give a person another role; the answer is a new row, the old one has ended."""
    return services.change_role(
        membership=_person(request, organisation_id, person_id),
        role=payload.role,
        by=key_of(request.user),
    )


@router.post("/{organisation_id}/people/{person_id}/end", response=PersonOut)
def end_membership(request: HttpRequest, organisation_id: int, person_id: int) -> Membership:
    """Let a person work for the organisation no longer; never the last manager."""
    return services.end_membership(
        membership=_person(request, organisation_id, person_id), by=key_of(request.user)
    )
