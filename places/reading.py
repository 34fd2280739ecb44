"""Reading the files of administrative units, with every rule that needs no database to check.

A folder holds units.csv, successions.csv and, if there are any, spelling_variants.csv;
`places/data/README.md` describes their columns.
"""

import csv
import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from common.text import fold, nfc
from places.levels import LEVEL_OF_WORD, PROVINCE

UNITS, SUCCESSIONS, VARIANTS = "units.csv", "successions.csv", "spelling_variants.csv"
WHOLE_OR_PART = {"whole": True, "part": False}

Key = tuple[str, datetime.date]  # code and first day: what a unit is known by
Line = Mapping[str, str]
Item = TypeVar("Item")


class BadRow(Exception):
    """A line that cannot be true: which file, which line, what is wrong with it."""

    def __init__(self, file: str, line: int, problem: str):
        super().__init__(f"{file}, line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of units.csv. `folded`: all its spellings, in lower case without marks."""

    line: int
    code: str
    level: int
    kind: str
    name: str
    full_name: str
    folded: str
    parent: Key | None
    valid_from: datetime.date
    valid_to: datetime.date | None
    legal_basis: str
    date_basis: str
    lat: Decimal | None
    lon: Decimal | None

    @property
    def key(self) -> Key:
        return (self.code, self.valid_from)


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One line of successions.csv."""

    line: int
    old: Key
    new: Key
    whole: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Book:
    """What a folder says: units by key, the highest level first, and successions."""

    units: Mapping[Key, UnitRow]
    successions: list[SuccessionRow]

    def only(self, provinces: Collection[str]) -> "Book":
        """The part under provinces that have, or had, one of these codes."""
        units = {key: row for key, row in self.units.items() if self._top(row) in provinces}
        return Book(
            units, [row for row in self.successions if row.old in units and row.new in units]
        )

    def _top(self, row: UnitRow) -> str:
        while row.parent:
            row = self.units[row.parent]
        return row.code


def read(folder: Path) -> Book:
    """Everything in `folder`, checked.

    Raises BadRow for a line that breaks a rule, OSError when units.csv or successions.csv
    cannot be opened.
    """
    spellings = _spellings(folder / VARIANTS)
    rows = _parsed(folder / UNITS, lambda number, line: _unit(number, line, spellings))
    units = _by_key(sorted(rows, key=lambda row: row.level))
    for row in rows:
        _check_parent(row, units)
    _check_one_unit_a_day(rows)
    successions = _parsed(folder / SUCCESSIONS, _succession)
    _check_successions(successions, units)
    return Book(units, successions)


def clashes(
    spans: Iterable[tuple[datetime.date, datetime.date | None, Item]],
) -> Iterator[tuple[Item, Item]]:
    """Pairs of neighbours (earlier, later) that share a day; spans are [start, end).

    >>> first, second = datetime.date(2021, 1, 1), datetime.date(2025, 7, 1)
    >>> list(clashes([(second, None, "new"), (first, second, "old")]))
    []
    >>> list(clashes([(second, None, "new"), (first, None, "old")]))
    [('old', 'new')]
    """
    ordered = sorted(spans, key=lambda span: span[0])
    for (_, end, earlier), (start, _, later) in pairwise(ordered):
        if end is None or end > start:
            yield earlier, later


def _parsed(file: Path, parse: Callable[[int, Line], Item]) -> list[Item]:
    """Each line of a file through `parse`, which raises ValueError for a bad one."""
    items = []
    with file.open(encoding="utf-8-sig", newline="") as text:
        lines = csv.DictReader(text, strict=True)
        try:
            for line in lines:
                if None in line or None in line.values():
                    raise ValueError("it has not as many columns as the header")
                items.append(parse(lines.line_num, line))
        except KeyError as error:
            raise BadRow(file.name, 1, f"there is no column {error}") from error
        except UnicodeDecodeError as error:
            raise BadRow(file.name, lines.line_num + 1, "it is not UTF-8") from error
        except (ValueError, csv.Error) as error:
            raise BadRow(file.name, lines.line_num, str(error)) from error
    return items


def _unit(number: int, line: Line, spellings: Mapping[tuple[str, str], str]) -> UnitRow:
    level = LEVEL_OF_WORD.get(line["level"])
    if level is None:
        raise ValueError(f"level {line['level']!r} is none of {', '.join(LEVEL_OF_WORD)}")
    start, end = _day(line["valid_from"]), _day_or_none(line["valid_to"])
    if end and end <= start:
        raise ValueError(f"it ends on {end}, not after it starts on {start}")
    full_name = nfc(line["full_name"])
    spelled = [full_name, *filter(None, [spellings.get((line["code"], full_name))])]
    row = UnitRow(
        line=number,
        code=line["code"].strip(),
        level=level,
        kind=nfc(line["kind"]),
        name=nfc(line["name"]),
        full_name=full_name,
        folded=", ".join(fold(spelling) for spelling in spelled),
        parent=_key(line["parent_code"], line["parent_valid_from"]),
        valid_from=start,
        valid_to=end,
        legal_basis=nfc(line["legal_basis"]),
        date_basis=line["date_basis"].strip(),
        lat=_degrees(line["lat"], 90),
        lon=_degrees(line["lon"], 180),
    )
    if not (row.code and row.kind and row.name and row.full_name):
        raise ValueError("code, kind, name and full_name must not be empty")
    if (row.lat is None) != (row.lon is None):
        raise ValueError("lat and lon go together")
    return row


def _succession(number: int, line: Line) -> SuccessionRow:
    old = _key(line["old_code"], line["old_valid_from"])
    new = _key(line["new_code"], line["new_valid_from"])
    if old is None or new is None:
        raise ValueError("both units must be named")
    whole = WHOLE_OR_PART.get(line["whole_or_part"])
    if whole is None:
        raise ValueError(f"{line['whole_or_part']!r} is neither whole nor part")
    return SuccessionRow(number, old, new, whole, nfc(line["basis"]))


def _spellings(file: Path) -> dict[tuple[str, str], str]:
    """The other spelling of a unit, by its code and full name."""
    if not file.exists():
        return {}
    pairs = _parsed(
        file,
        lambda _, line: ((line["code"], nfc(line["full_name_used"])), nfc(line["variant"])),
    )
    return dict(pairs)


def _key(code: str, start: str) -> Key | None:
    return (code.strip(), _day(start)) if code.strip() else None


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a day such as 2025-07-01") from None


def _day_or_none(text: str) -> datetime.date | None:
    return _day(text) if text.strip() else None


def _degrees(text: str, most: int) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number of degrees") from None
    if not -most <= value <= most:
        raise ValueError(f"{text} degrees lie outside -{most}..{most}")
    return value


def _by_key(rows: Iterable[UnitRow]) -> dict[Key, UnitRow]:
    units: dict[Key, UnitRow] = {}
    for row in rows:
        same = units.setdefault(row.key, row)
        if same is not row:
            raise BadRow(UNITS, row.line, f"{said(row.key)} stands in line {same.line} already")
    return units


def _check_parent(row: UnitRow, units: Mapping[Key, UnitRow]) -> None:
    if (row.level == PROVINCE) != (row.parent is None):
        raise BadRow(UNITS, row.line, "a province has no parent, any other unit has one")
    if row.parent is None:
        return
    parent = units.get(row.parent)
    if parent is None:
        raise BadRow(UNITS, row.line, f"its parent {said(row.parent)} is in no line")
    if parent.level >= row.level:
        raise BadRow(UNITS, row.line, f"its parent {said(row.parent)} is not of a level above")
    outlives = parent.valid_to and (row.valid_to is None or row.valid_to > parent.valid_to)
    if row.valid_from < parent.valid_from or outlives:
        raise BadRow(
            UNITS, row.line, f"its parent {said(row.parent)} is not in force all its life long"
        )


def _check_one_unit_a_day(rows: Iterable[UnitRow]) -> None:
    of_code = defaultdict(list)
    for row in rows:
        of_code[row.code].append((row.valid_from, row.valid_to, row))
    for spans in of_code.values():
        for earlier, later in clashes(spans):
            raise BadRow(
                UNITS,
                later.line,
                f"code {later.code} still means the unit of line {earlier.line}"
                f" on {later.valid_from}",
            )


def _check_successions(rows: Iterable[SuccessionRow], units: Mapping[Key, UnitRow]) -> None:
    of_pair: dict[tuple[Key, Key], int] = {}
    passed_whole: dict[Key, int] = {}
    for row in rows:
        problem = _succession_problem(row, units)
        if not problem and (row.old, row.new) in of_pair:
            problem = f"the pair stands in line {of_pair[row.old, row.new]} already"
        if not problem and row.whole and row.old in passed_whole:
            problem = f"{said(row.old)} passed whole by line {passed_whole[row.old]} already"
        if problem:
            raise BadRow(SUCCESSIONS, row.line, problem)
        of_pair[row.old, row.new] = row.line
        if row.whole:
            passed_whole[row.old] = row.line


def _succession_problem(row: SuccessionRow, units: Mapping[Key, UnitRow]) -> str:
    """Why this succession cannot be, or an empty text."""
    for key in (row.old, row.new):
        if key not in units:
            return f"{said(key)} is not in {UNITS}"
    if row.old == row.new:
        return f"{said(row.old)} cannot pass to itself"
    old, new = units[row.old], units[row.new]
    if row.whole and old.valid_to is None:
        return f"{said(row.old)} passed on whole, yet it is still in force"
    if old.valid_to and new.valid_from > old.valid_to:
        return f"{said(row.new)} begins after {said(row.old)} ended"
    # A unit that gives a part away may do so on any day of its life.
    earliest = old.valid_to if row.whole and old.valid_to else old.valid_from
    if new.valid_to and new.valid_to <= earliest:
        return f"{said(row.new)} ended before it could take over anything"
    return ""


def said(key: Key) -> str:
    """A unit's key in words: "19702 of 2025-07-01"."""
    return f"{key[0]} of {key[1]}"
