"""Bringing the database to what the files of administrative units say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.db import one_writer
from common.progress import progress
from places.models import Succession, Unit
from places.reading import (
    SUCCESSIONS,
    UNITS,
    BadRow,
    Book,
    Key,
    SuccessionRow,
    UnitRow,
    clashes,
    said,
)
from records.services import log

BATCH = 500
UNIT_FIELDS = [
    "level",
    "kind",
    "name",
    "full_name",
    "folded",
    "parent_id",
    "valid_to",
    "legal_basis",
    "date_basis",
    "lat",
    "lon",
]

Pair = tuple[int, int]  # ids of the old and the new unit


@dataclass(frozen=True)
class Loaded:
    """What a load did, or would do."""

    units_new: int
    units_changed: int
    units_same: int
    successions_new: int
    successions_changed: int
    successions_same: int

    @property
    def nothing_new(self) -> bool:
        return not (
            self.units_new
            or self.units_changed
            or self.successions_new
            or self.successions_changed
        )


def load(*, book: Book, by: str) -> Loaded:
    """Make the database say what `book` says; what the book does not name stays as it is.

    Safe to repeat. Villages, which communes add, are never touched.
    Raises BadRow for a line that cannot stand beside what is stored; nothing is saved then.
    """
    with transaction.atomic():
        one_writer("places.load")
        stored = {
            (unit.code, unit.valid_from): unit
            for unit in Unit.objects.exclude(level=Unit.Level.VILLAGE)
        }
        _check_beside_stored(book, stored)
        ids = {key: unit.pk for key, unit in stored.items()}
        units_new, units_changed = _save_units(book, stored, ids)
        pairs_new, pairs_changed = _save_successions(book.successions, ids)
        done = Loaded(
            units_new,
            units_changed,
            len(book.units) - units_new - units_changed,
            pairs_new,
            pairs_changed,
            len(book.successions) - pairs_new - pairs_changed,
        )
        if not done.nothing_new:
            log(
                chain="system",
                action="places.units_loaded",
                subject="places.unit",
                by=by,
                data=asdict(done),
            )
        return done


def _check_beside_stored(book: Book, stored: Mapping[Key, Unit]) -> None:
    """No code of the book means another unit that is stored and that the book leaves out."""
    codes = {code for code, _ in book.units}
    spans = defaultdict(list)
    for key, unit in stored.items():
        if unit.code in codes and key not in book.units:
            spans[unit.code].append((unit.valid_from, unit.valid_to, 0))
    for code, of_code in spans.items():
        lines = [
            (row.valid_from, row.valid_to, row.line)
            for row in book.units.values()
            if row.code == code
        ]
        for earlier, later in clashes([*of_code, *lines]):
            raise BadRow(
                UNITS,
                earlier or later,
                f"code {code} means on the same day a stored unit that this file does not name",
            )


def _save_units(book: Book, stored: Mapping[Key, Unit], ids: dict[Key, int]) -> tuple[int, int]:
    """Save the units, the ids of new ones into `ids`; how many were new, how many changed."""
    # Rows that end make room for those that begin with the same code.
    changed = _save_ends(book, stored)
    added = 0
    batches = _batches(book.units.values())
    for rows in progress(batches, "batches of units", total=len(batches)):
        new, different = [], []
        for row in rows:
            unit = stored.get(row.key)
            values = _unit_values(row, ids)
            if unit is None:
                unit = Unit(code=row.code, valid_from=row.valid_from, **values)
                new.append(_clean(unit, row))
            elif any(getattr(unit, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(unit, name, value)
                different.append(_clean(unit, row))
                changed.add(row.key)
        for unit in Unit.objects.bulk_create(new):
            ids[unit.code, unit.valid_from] = unit.pk
        Unit.objects.bulk_update(different, UNIT_FIELDS)
        added += len(new)
    return added, len(changed)


def _save_ends(book: Book, stored: Mapping[Key, Unit]) -> set[Key]:
    ended = [
        unit
        for key, unit in stored.items()
        if key in book.units and unit.valid_to != book.units[key].valid_to
    ]
    for unit in ended:
        unit.valid_to = book.units[unit.code, unit.valid_from].valid_to
    Unit.objects.bulk_update(ended, ["valid_to"], batch_size=BATCH)
    return {(unit.code, unit.valid_from) for unit in ended}


def _unit_values(row: UnitRow, ids: Mapping[Key, int]) -> dict[str, Any]:
    """The columns of a unit but its identity, as its line says."""
    values = {name: getattr(row, name) for name in UNIT_FIELDS if name != "parent_id"}
    return {**values, "parent_id": ids[row.parent] if row.parent else None}


def _clean(unit: Unit, row: UnitRow) -> Unit:
    """The unit, when each of its columns can hold what the line says."""
    try:
        unit.clean_fields(exclude=["parent"])  # the parent was looked up, no need for a query
    except ValidationError as error:
        problem = "; ".join(
            f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()
        )
        raise BadRow(UNITS, row.line, problem) from error
    return unit


def _save_successions(rows: Sequence[SuccessionRow], ids: Mapping[Key, int]) -> tuple[int, int]:
    """Save the successions; returns how many are new and how many changed."""
    stored = {(item.old_id, item.new_id): item for item in Succession.objects.all()}
    _check_whole_beside_stored(rows, ids, stored)
    new, different = [], []
    for row in rows:
        pair = (ids[row.old], ids[row.new])
        item = stored.get(pair)
        if item is None:
            new.append(
                Succession(old_id=pair[0], new_id=pair[1], whole=row.whole, basis=row.basis)
            )
        elif (item.whole, item.basis) != (row.whole, row.basis):
            item.whole, item.basis = row.whole, row.basis
            different.append(item)
    Succession.objects.bulk_update(different, ["whole", "basis"], batch_size=BATCH)
    batches = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
    for batch in progress(batches, "batches of successions", total=len(batches)):
        Succession.objects.bulk_create(batch)
    return len(new), len(different)


def _check_whole_beside_stored(
    rows: Sequence[SuccessionRow], ids: Mapping[Key, int], stored: Mapping[Pair, Succession]
) -> None:
    """No unit passes whole that is stored as passed whole to one that the book leaves out."""
    named = {(ids[row.old], ids[row.new]) for row in rows}
    taken = {
        old for (old, new), item in stored.items() if item.whole and (old, new) not in named
    }
    for row in rows:
        if row.whole and ids[row.old] in taken:
            problem = f"{said(row.old)} is stored as passed whole to a unit not named here"
            raise BadRow(SUCCESSIONS, row.line, problem)


def _batches(rows: Iterable[UnitRow]) -> list[list[UnitRow]]:
    """Rows of one level at a time, so that a parent is saved before its children are."""
    batches = []
    for _, of_level in groupby(rows, key=lambda row: row.level):
        same = list(of_level)
        batches += [same[start : start + BATCH] for start in range(0, len(same), BATCH)]
    return batches
