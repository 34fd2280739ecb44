"""What units became, for records that somebody must assign to one part of a split unit."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from places.models import Succession, Unit


def heirs(units: Collection[int], on: datetime.date) -> dict[int, list[Unit]]:
    """For each of `units`, by id, the units in force on `on` that it became, by code.

    Followed through every succession. A unit that lives on after giving a part away is among
    its own heirs; a village, which has no successions, has those of its commune. A few queries
    for any number.
    """
    villages = Unit.objects.filter(pk__in=units, level=Unit.Level.VILLAGE)
    communes = dict(villages.values_list("pk", "parent_id"))
    origins = {unit: communes.get(unit, unit) for unit in units}
    passed_on: dict[int, set[int]] = defaultdict(set)
    reached = set(origins.values())
    frontier = reached
    while frontier:
        pairs = Succession.objects.filter(old__in=frontier).values_list("old_id", "new_id")
        for old, new in pairs:
            passed_on[old].add(new)
        frontier = {new for old in frontier for new in passed_on[old]} - reached
        reached = reached | frontier
    in_force = {unit.pk: unit for unit in Unit.objects.on(on).filter(pk__in=reached)}
    return {
        unit: sorted(
            (in_force[pk] for pk in _reached(origin, passed_on) if pk in in_force),
            key=lambda heir: heir.code,
        )
        for unit, origin in origins.items()
    }


def _reached(origin: int, passed_on: dict[int, set[int]]) -> set[int]:
    """`origin` and all that it became, directly or through others."""
    found, frontier = {origin}, {origin}
    while frontier:
        frontier = {new for old in frontier for new in passed_on.get(old, ())} - found
        found |= frontier
    return found
