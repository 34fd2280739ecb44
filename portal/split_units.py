"""Records of units that were split, waiting for somebody to say to which part they belong.

Until then the officers of every part see them. Organisations and growing areas have a place of
their own; everything else goes with one of these.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.access import lies_in, territory_of
from accounts.models import OfficerDuty, User
from common.errors import BadInput
from cooperatives.access import require_assigner
from cooperatives.models import Organisation
from cooperatives.services import assign_successor, of_split_units, split_places
from growing_areas.models import GrowingArea
from places.heirs import heirs
from places.models import Unit

Record = Organisation | GrowingArea
# Of one unit at a time: more are there when these are assigned.
MOST_SHOWN = 200


@dataclass(frozen=True)
class SplitUnit:
    """A unit that was split, the parts in force today, and how many records wait."""

    unit: Unit
    parts: Sequence[Unit]
    waiting: int


def waiting_records(
    user: User | AnonymousUser, on: datetime.date
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """What waits in the territory of this officer of the registry; all for an administrator.

    Organisations and growing areas, each row with the `place_id` of `of_split_units`.
    """
    organisations, areas = Organisation.objects.all(), GrowingArea.objects.all()
    if not user.is_superuser:
        office = lies_in(territory_of(user, on, OfficerDuty.Duty.REGISTRY))
        organisations, areas = organisations.filter(office), areas.filter(office)
    return (
        of_split_units(organisations.select_related("unit", "successor"), on),
        of_split_units(areas.select_related("organisation", "unit", "successor"), on),
    )


def split_units(user: User | AnonymousUser, on: datetime.date) -> list[SplitUnit]:
    """The units of which records wait, those with most first."""
    office = None if user.is_superuser else territory_of(user, on, OfficerDuty.Duty.REGISTRY)
    counts, parts = split_places(
        [Organisation.objects.all(), GrowingArea.objects.all()], on, within=office
    )
    if not counts:
        return []
    units = Unit.objects.select_related("parent").in_bulk(counts)
    return [SplitUnit(units[pk], parts[pk], waiting) for pk, waiting in counts.most_common()]


def records_of(user: User | AnonymousUser, unit_id: int, on: datetime.date) -> list[Record]:
    """What waits of one unit, organisations first; at most MOST_SHOWN."""
    found: list[Record] = []
    for rows in waiting_records(user, on):
        found += rows.filter(place_id=unit_id)[: MOST_SHOWN - len(found)]
    return found


def assign(
    *,
    user: User,
    unit_id: int,
    keys: Iterable[str],
    successor: Unit | None,
    on: datetime.date,
) -> int:
    """Assign the waiting records of a unit that `keys` name to `successor`; how many.

    Raises BadInput "portal.nothing_chosen"; NotAllowed for who is no officer of any part.
    """
    wanted = set(keys)
    rows = [row for row in records_of(user, unit_id, on) if row.key in wanted]
    if not rows or successor is None:
        raise BadInput(
            "portal.nothing_chosen",
            "Chưa chọn hồ sơ nào, hoặc hồ sơ đã có nơi nhận. Hãy đánh dấu hồ sơ rồi bấm nút "
            "của xã, phường nhận.",
        )
    require_assigner(user, heirs([unit_id], on)[unit_id], on)
    assign_successor(rows=rows, successor=successor, by=user.key, on=on)
    return len(rows)
