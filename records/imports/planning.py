"""What each row of a file would do, and everything that is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from common.errors import BadInput, RuleError, each_of
from common.spreadsheets import CLEAR, Cell, Column, Value, read, shown
from common.text import number as in_words
from records.importing import VERSION, Given, ImportKind, Model, must_have, must_stay, plain
from records.models import ImportRow

Outcome = ImportRow.Outcome
CONFLICT = "imports.conflict"


@dataclass
class Read:
    """A row whose cells were read: what they say, what is wrong with them.

    seen_version: of the row that it means, when the file was checked; 0 where that was new.
    """

    given: Given
    findings: list[dict[str, str]] = field(default_factory=list)
    seen_version: int | None = None


@dataclass
class Planned:
    """What one row would do. columns: what would be set; row: to which row, None for a new
    one; before: how the changed columns stand."""

    given: Given
    outcome: str
    findings: list[dict[str, str]]
    row: models.Model | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    more: Any = None


def read_cells(kind: ImportKind[Any], number: int, cells: Mapping[str, Cell]) -> Read:
    """One row of a file: its cells by column, each read or complained about."""
    values: dict[str, Value] = {}
    findings, bad = [], set()
    for column in kind.all_columns:
        cell = cells.get(column.key)
        try:
            value = read(column, cell)
        except RuleError as error:
            bad.add(column.key)
            findings.append(_finding(column, str(getattr(cell, "shown", cell)), error))
            continue
        if value is not None:
            values[column.key] = value
    return Read(Given(number, values, frozenset(bad)), findings)


def plan(
    kind: ImportKind[Model], rows: Sequence[Read], scope: Any, seen: dict[str, int]
) -> list[Planned]:
    """What each of `rows` would do, as things stand now.

    seen: the names of rows of this file that came before, each with its number; grows.
    """
    known = kind.prepare([row.given for row in rows], scope)
    return [_plan_one(kind, row, known, seen) for row in rows]


def _plan_one(
    kind: ImportKind[Model], read_row: Read, known: Any, seen: dict[str, int]
) -> Planned:
    given, findings = read_row.given, list(read_row.findings)
    columns_by_key = {column.key: column for column in kind.all_columns}

    def complain(error: RuleError) -> None:
        for one in each_of(error):
            if one.field and one.field in {finding["column"] for finding in findings}:
                continue  # one complaint a cell: the first says what must be mended first
            column = columns_by_key.get(one.field or "")
            findings.append(_finding(column, _said(given, column), one))

    row: Model | None = None
    columns: Mapping[str, Any] = {}
    more: Any = None
    try:
        row = kind.find(given, known)
    except RuleError as error:
        complain(error)
    else:
        for complaint in _emptied(kind, given, row):
            complain(complaint)
        try:
            columns = kind.checked(given, row, known)
        except RuleError as error:
            complain(error)
        try:
            more = kind.more(given, row, known)
        except RuleError as error:
            complain(error)
    if findings:
        return Planned(given, Outcome.ERROR, findings)
    for name in kind.names(given, columns, row):
        first = seen.setdefault(name, given.number)
        if first != given.number:
            complain(_twice(first))
            return Planned(given, Outcome.ERROR, findings)
    return _compared(kind, read_row, row, columns, more)


def _emptied(kind: ImportKind[Model], given: Given, row: Model | None) -> Iterable[BadInput]:
    """Complaints about required cells that are empty in a new row, or empty a row's field."""
    required = [column for column in kind.columns if column.required]
    for column in required:
        value = given.values.get(column.key)
        if row is not None and value is CLEAR:
            yield must_stay(column)
        if row is None and value in (None, CLEAR) and not kind.keys & given.bad:
            yield must_have(column)


def _compared(
    kind: ImportKind[Model],
    read_row: Read,
    row: Model | None,
    columns: Mapping[str, Any],
    more: Any,
) -> Planned:
    given = read_row.given
    if row is None:
        return Planned(given, Outcome.NEW, [], None, columns, more)
    changed = changes(kind, row, columns)
    if not changed and more is None:
        return Planned(given, Outcome.UNCHANGED, [], row)
    known_versions = {given.value(VERSION), read_row.seen_version} - {None, 0}
    version = kind.version_of(row)
    came_since = read_row.seen_version == 0
    if changed and (came_since or known_versions - {version}):
        findings = [_conflict(kind, row, name, columns[name]) for name in changed]
        return Planned(given, Outcome.CONFLICT, findings, row)
    return Planned(given, Outcome.CHANGED, [], row, columns, more)


def changes(kind: ImportKind[Model], row: Model, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that would change, each with how it stands now, as JSON keeps it."""
    found = {}
    for name in kind.fields:
        column = column_of(row, name)
        stands = getattr(row, column.attname)
        given = columns[name]
        if stands != (given.pk if isinstance(given, models.Model) else given):
            found[name] = plain(stands)
    return found


def before(kind: ImportKind[Model], row: Model, changed: Mapping[str, Any]) -> dict[str, Any]:
    """How the row stands, for putting it back: what changes, and what follows from that."""
    if not changed:
        return {}
    follows = {name: plain(getattr(row, column_of(row, name).attname)) for name in kind.derived}
    return dict(changed) | follows


def column_of(row: models.Model, name: str) -> "models.Field[Any, Any]":
    """A column of the table of `row`."""
    column = row._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def put_back(row: models.Model, before: Mapping[str, Any]) -> None:
    """Set the columns of `row` to how they stood, as `changes` told it."""
    for name, value in before.items():
        column = column_of(row, name)
        setattr(row, column.attname, column.to_python(value))


def tally(outcomes: Iterable[str]) -> dict[str, int]:
    """How many rows have each outcome, 0 for none."""
    counts = dict.fromkeys(map(str, Outcome), 0)
    for outcome in outcomes:
        counts[str(outcome)] += 1
    return counts


def _said(given: Given, column: Column | None) -> str:
    value = given.values.get(column.key) if column else None
    return shown(column, value) if column and value is not None else ""


def _finding(column: Column | None, value: str, error: RuleError) -> dict[str, str]:
    return {
        "column": column.key if column else "",
        "value": "" if value == "None" else value[:200],
        "code": error.code,
        "message": error.message,
    }


def _twice(first: int) -> RuleError:
    return RuleError(
        "imports.twice_in_the_file",
        f"Dòng này trùng với dòng {in_words(first)} của tệp. Hãy bỏ một trong hai dòng.",
    )


def _conflict(kind: ImportKind[Model], row: Model, name: str, wanted: Any) -> dict[str, str]:
    column = next(one for one in kind.columns if one.key == name)
    stands, given = (kind.said(column, one) for one in (getattr(row, name), wanted))
    return {
        "column": name,
        "value": given[:200],
        "code": CONFLICT,
        "message": (
            f"“{column.header}” trong hệ thống nay là “{stands or 'để trống'}”, trong tệp là "
            f"“{given or 'để trống'}”: đã có người sửa sau khi tệp được xuất hoặc kiểm tra. "
            "Hãy xem lại trên trang, rồi xuất tệp mới và sửa trên đó."
        ),
    }
