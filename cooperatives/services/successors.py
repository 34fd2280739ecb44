"""Records of units that were split: which wait, and saying to which part each belongs."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from common.errors import BadInput
from common.text import day
from places.heirs import heirs
from places.models import Succession, Unit, UnitQuerySet
from records.services import News, log_many

Rows = TypeVar("Rows", bound=models.QuerySet)


class Placed(Protocol):
    """A record that lies somewhere: an organisation, a growing area.

    chain: the chain of the log that it belongs to.
    """

    successor: Unit | None

    @property
    def unit(self) -> Unit: ...
    @property
    def key(self) -> str: ...
    @property
    def chain(self) -> str: ...
    def save(self, *, update_fields: Sequence[str]) -> None: ...


def of_split_units(rows: Rows, on: datetime.date) -> Rows:
    """Those of `rows` whose place became several units in force on `on`, none chosen yet.

    Each with `place_id`: the id of the unit that was split.
    """
    placed = rows.annotate(place_id=Coalesce("successor_id", "unit_id"))
    # Asked of all units once, not of each row: an office may have a hundred thousand rows.
    old = Succession.objects.order_by().values("old_id")
    villages = Unit.objects.filter(level=Unit.Level.VILLAGE, parent__in=old).order_by()
    touched = placed.filter(Q(place_id__in=old) | Q(place_id__in=villages.values("pk")))
    became = heirs(set(touched.order_by().values_list("place_id", flat=True).distinct()), on)
    split = [unit for unit, found in became.items() if len(found) > 1]
    # A unit that lives on after giving a part away may have been chosen itself.
    chosen = Unit.objects.on(on).order_by().values("pk")
    found: Rows = placed.filter(place_id__in=split).exclude(successor__in=chosen)
    return found


def split_places(
    sorts: Sequence[models.QuerySet], on: datetime.date, *, within: UnitQuerySet | None
) -> tuple[Counter[int], dict[int, list[Unit]]]:
    """How many rows of all `sorts` wait for each unit that was split, and what it became.

    within: only what lies in these units; None: everywhere. As `of_split_units` finds them, in
    few queries for all sorts together. Each of its parts can use the index of one column, which
    a choice between two columns cannot.
    """
    villages = Unit.objects.filter(
        level=Unit.Level.VILLAGE, parent__in=Succession.objects.order_by().values("old_id")
    )
    went = Succession.objects.order_by().values("old_id")
    went = went.union(villages.order_by().values("pk"))
    chosen = Unit.objects.on(on).order_by().values("pk")
    parts: list[models.QuerySet] = []
    for rows in sorts:
        unchosen = rows.order_by().filter(successor__isnull=True, unit__in=went)
        passed = rows.order_by().filter(successor__in=went).exclude(successor__in=chosen)
        for waiting, place in ((unchosen, "unit"), (passed, "successor")):
            if within is not None:
                waiting = waiting.filter(**{f"{place}__in": within})
            parts.append(waiting.values_list(f"{place}_id").annotate(waiting=Count("pk")))
    counts: Counter[int] = Counter()
    for place, waiting in parts[0].union(*parts[1:], all=True):
        counts[place] += waiting
    became = heirs(set(counts), on)
    split = {place: heirs_of for place, heirs_of in became.items() if len(heirs_of) > 1}
    return Counter({place: counts[place] for place in split}), split


def assign_successor(
    *, rows: Sequence[Placed], successor: Unit, by: str, on: datetime.date
) -> None:
    """Say that each of `rows` belongs to `successor`, a part of what their unit became.

    From then on its officers see them, and those of the other parts no more. One id in the log
    for all. Raises BadInput "cooperatives.not_an_heir", and then none is assigned.
    """
    became = heirs({row.unit.pk for row in rows}, on)
    for row in rows:
        if successor not in became[row.unit.pk]:
            raise BadInput(
                "cooperatives.not_an_heir",
                f"{row.unit.full_name} không trở thành {successor.full_name} vào ngày "
                f"{day(on)}. Hãy chọn một trong các xã, phường nhận địa bàn cũ.",
                field="successor",
            )
    with transaction.atomic():
        for row in rows:
            row.successor = successor
            row.save(update_fields=["successor"])
        log_many([_news(row, successor) for row in rows], by=by, request=str(uuid4()))


def _news(row: Placed, successor: Unit) -> News:
    return News(
        chain=row.chain,
        action="cooperatives.successor_assigned",
        subject=row.key,
        data={
            "unit": [row.unit.code, row.unit.valid_from],
            "successor": [successor.code, successor.valid_from],
        },
    )
