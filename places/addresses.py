"""Addresses of stored units, for one or for a list, in a constant number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from places.models import Succession, Unit
from places.naming import Gazetteer, Place, compose


def address(unit: Unit, *, on: datetime.date, language: str = "vi", short: bool = False) -> str:
    """How `unit` is called on `on`; see `places.naming.compose`. Two queries."""
    return addresses([unit], on=on, language=language, short=short)[unit.pk]


def addresses(
    units: Iterable[Unit | int],
    *,
    on: datetime.date,
    language: str = "vi",
    short: bool = False,
) -> dict[int, str]:
    """The address of each unit, by its id. units: rows or ids. Two queries for any number."""
    ids = {unit if isinstance(unit, int) else unit.pk for unit in units}
    gazetteer = _gazetteer(ids)
    return {
        place: compose(gazetteer, place, on=on, language=language, short=short) for place in ids
    }


def _gazetteer(ids: set[int]) -> Gazetteer:
    named = Unit.objects.named_in_addresses_of(ids)
    places = {
        row[0]: Place(*row)
        for row in named.values_list(
            "pk",
            "code",
            "level",
            "name",
            "full_name",
            "valid_from",
            "valid_to",
            "parent_id",
        )
    }
    passed_on = defaultdict(list)
    pairs = Succession.objects.filter(old__in=named.order_by().values("pk"))
    for old, new, whole in pairs.values_list("old_id", "new_id", "whole"):
        passed_on[old].append((new, whole))
    return Gazetteer(places, passed_on)
