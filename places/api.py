"""Administrative units on any day, open to everyone."""

import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from places.addresses import address
from places.models import Unit, UnitQuerySet

router = Router(tags=["places"])


class UnitOut(Schema):
    """A unit. Its life is half-open, [valid_from, valid_to); null: it is in force.

    level: 1 province, 2 district, 3 commune, 4 village. lat, lon: one point of the unit in
    WGS-84 degrees, not surveyed.
    """

    code: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    level: int
    kind: str
    name: str
    full_name: str
    legal_basis: str
    date_basis: str
    lat: Decimal | None
    lon: Decimal | None


class SuccessionOut(Schema):
    """What a unit passed on to, or was before; whole: all of the older one is in the newer."""

    unit: UnitOut
    whole: bool
    basis: str


class UnitInContextOut(Schema):
    """A unit, its address as read on the day asked for, the units above it (nearest first),
    and what it was before and became."""

    unit: UnitOut
    address: str
    parents: list[UnitOut]
    predecessors: list[SuccessionOut]
    successors: list[SuccessionOut]


class UnitsAsked(Schema):
    """Which units to list."""

    on: datetime.date = Field(default_factory=timezone.localdate, description="Day; today")
    q: str = Field("", max_length=200, description="Part of the name, with or without marks")
    level: Unit.Level | None = None
    parent: str | None = Field(None, description="Code of the unit right above")


@router.get("", response=list[UnitOut], auth=None)
@paginate
def list_units(request: HttpRequest, asked: Query[UnitsAsked]) -> UnitQuerySet:
    """Units in force on a day, the highest level first; at most 100 at a time."""
    units = Unit.objects.on(asked.on).search(asked.q)
    if asked.level is not None:
        units = units.filter(level=asked.level)
    if asked.parent is not None:
        units = units.filter(parent__code=asked.parent)
    return units.order_by("level", "code")


@router.get("/{code}", response=UnitInContextOut, auth=None)
def read_unit(
    request: HttpRequest, code: str, on: datetime.date | None = None
) -> dict[str, Any]:
    """The unit that a code means on a day (today when none is given).

    The same code means other units before and after 1 July 2025.
    """
    day = on or timezone.localdate()
    units = Unit.objects.select_related("parent__parent__parent")
    unit = get_object_or_404(units.on(day), code=code)
    return {
        "unit": unit,
        "address": address(unit, on=day),
        "parents": unit.above(),
        "predecessors": [
            {"unit": row.old, "whole": row.whole, "basis": row.basis}
            for row in unit.predecessions.select_related("old")
        ],
        "successors": [
            {"unit": row.new, "whole": row.whole, "basis": row.basis}
            for row in unit.successions.select_related("new")
        ],
    }
