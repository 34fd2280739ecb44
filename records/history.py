"""What changed in a thing, when, from which value to which; and how it stood at a moment.

Read from the snapshots that its entries of the log carry (`log(..., state=…)`).
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import models

from records.models import LogEntry
from records.personal import Opener


class Unreadable(Enum):
    """What stands where a personal value is not shown."""

    HIDDEN = "hidden"  # the reader may not see personal values
    ERASED = "erased"  # nobody can any more: the person's key was erased


@dataclass(frozen=True)
class Change:
    """One field of a thing, before and after; None where there was no such value.

    person: whose value it is, where it is a personal one.
    """

    field: str
    before: Any
    after: Any
    person: str = ""


@dataclass(frozen=True)
class Happening:
    """One entry of the log about a thing, with what changed in it since the one before.

    data: what the entry says besides its snapshot.
    """

    entry: LogEntry
    changes: tuple[Change, ...]
    data: dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """How a thing stood: its fields and personal values (by person, then name).

    entry: the last entry until then that carries a snapshot.
    """

    entry: LogEntry
    state: dict[str, Any]
    personal: dict[str, dict[str, Any]]


Values = dict[tuple[str, str], Any]  # (person or "", field) -> value


def history_of(subject: str, *, with_personal: bool) -> list[Happening]:
    """Everything the log says of `subject`, newest first.

    with_personal: whether the reader may see personal values; who may not sees that they
    changed, and not into what. Erased ones are shown as erased.
    """
    entries = list(_entries_of(subject))
    opener = Opener(_persons_in(entries))
    found, before = [], Values()
    for entry in entries:
        after = _values(entry, opener) if "state" in entry.data else before
        changes = tuple(_changes(before, after, with_personal=with_personal))
        found.append(Happening(entry, changes, details_of(entry)))
        before = after
    return found[::-1]


def entries_of_request(request: str) -> list[LogEntry]:
    """All entries of one bulk change, in the order they were written."""
    if not request:
        return []
    return list(LogEntry.objects.filter(request=request).order_by("at", "pk"))


def state_on(
    subject: str, moment: datetime.datetime, *, with_personal: bool
) -> Standing | None:
    """How `subject` stood at `moment`; None when no snapshot is that old."""
    snapshots = _entries_of(subject).filter(at__lte=moment, data__has_key="state")
    entry = snapshots.last()
    if entry is None:
        return None
    personal: dict[str, dict[str, Any]] = {}
    for (person, field), value in _values(entry, Opener(_persons_in([entry]))).items():
        if person:
            shown = value if with_personal else Unreadable.HIDDEN
            personal.setdefault(person, {})[field] = shown
    return Standing(entry, entry.data["state"], personal)


def _entries_of(subject: str) -> models.QuerySet[LogEntry]:
    return LogEntry.objects.filter(subject=subject).order_by("at", "pk")


def _persons_in(entries: Iterable[LogEntry]) -> set[str]:
    return {person for entry in entries for person in entry.data.get("personal", {})}


def _values(entry: LogEntry, opener: Opener) -> Values:
    """Every value of an entry's snapshot, personal ones opened."""
    values: Values = {("", field): value for field, value in entry.data["state"].items()}
    for person, sealed in entry.data.get("personal", {}).items():
        for field, text in sealed.items():
            opened = opener.open(person, text)
            values[person, field] = Unreadable.ERASED if opened is None else opened
    return values


def _changes(before: Values, after: Values, *, with_personal: bool) -> Iterator[Change]:
    """What differs, in the order of the snapshot; what vanished last."""
    for person, field in [*after, *(key for key in before if key not in after)]:
        old, new = before.get((person, field)), after.get((person, field))
        if old == new:
            continue
        if person and not with_personal:
            old, new = (None if value is None else Unreadable.HIDDEN for value in (old, new))
        yield Change(field, old, new, person)


def details_of(entry: LogEntry) -> dict[str, Any]:
    """What an entry says besides its snapshot and personal values."""
    return {
        name: value for name, value in entry.data.items() if name not in ("state", "personal")
    }
