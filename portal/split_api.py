"""Records of split units over the API: which wait, and to which part they belong."""

import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from accounts.models import User
from cooperatives.services import commune_in_force
from portal.split_units import Record, SplitUnit, assign, records_of, split_units

router = Router(tags=["places"])


class UnitOfDay(Schema):
    """A unit: its identity is code and first day together."""

    id: int
    code: str
    valid_from: datetime.date
    full_name: str


class SplitUnitOut(Schema):
    """A unit that was split, the parts in force today, how many records wait."""

    unit: UnitOfDay
    parts: list[UnitOfDay]
    waiting: int


class RecordOut(Schema):
    """A record that waits, by its key: "organisation:12", "growing_areas.area:3"."""

    key: str
    name: str


class AssignIn(Schema):
    """Keys of records, and the code as of today of the part that they belong to."""

    keys: list[str] = Field(max_length=200)
    commune: str = Field(max_length=10)


class AssignedOut(Schema):
    """How many records were assigned."""

    assigned: int


@router.get("", response=list[SplitUnitOut])
def list_split_units(request: HttpRequest) -> list[SplitUnit]:
    """Units of which records wait in the caller's territory; for officers of the registry."""
    return split_units(request.user, timezone.localdate())


@router.get("/{unit_id}/records", response=list[RecordOut])
def list_records(request: HttpRequest, unit_id: int) -> list[Record]:
    """The waiting records of one unit, at most 200 at a time."""
    found = records_of(request.user, unit_id, timezone.localdate())
    if not found:
        raise Http404
    return found


@router.post("/{unit_id}/records", response=AssignedOut)
def assign_records(request: HttpRequest, unit_id: int, payload: AssignIn) -> dict[str, int]:
    """Say to which part of the unit these records belong: its officers alone see them then."""
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)  # the API is private: somebody is signed in
    list_records(request, unit_id)
    successor = commune_in_force(payload.commune, today)
    count = assign(user=user, unit_id=unit_id, keys=payload.keys, successor=successor, on=today)
    return {"assigned": count}
