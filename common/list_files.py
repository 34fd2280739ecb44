"""A declared list as a file to take away: all rows that were asked for, in their order."""

import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.iterating import batched
from common.list_filters import Words
from common.lists import MOST_XLSX_ROWS, Badge, DeclaredList, Quantity, Row, Value
from common.lists import Column as ListColumn
from common.shown import number
from common.spreadsheets import (
    CODE,
    CSV_TYPE,
    NUMBER,
    TEXT,
    XLSX_TYPE,
    Column,
    write_csv,
    write_xlsx,
)
from common.text import fold

XLSX, CSV = "xlsx", "csv"
TYPES = {XLSX: XLSX_TYPE, CSV: CSV_TYPE}
AT_ONCE = 500
IN_MEMORY = 2**20  # bytes of a file before it goes to disk
AMOUNT_UNIT = gettext_lazy("đơn vị")


def refusal(form: str, total: int) -> Words:
    """Why there is no file of this form for so many rows, as a sentence; "" when there is."""
    if form not in TYPES:
        return gettext_lazy("Danh sách chỉ tải về được dạng xlsx hoặc csv.")
    if form == XLSX and total > MOST_XLSX_ROWS:
        return format_lazy(
            gettext_lazy(
                "Tệp Excel có nhiều nhất {most} dòng, danh sách này có {total}. "
                "Hãy lọc bớt, hoặc tải dạng CSV."
            ),
            most=number(MOST_XLSX_ROWS),
            total=number(total),
        )
    return ""


def file_name(declared: DeclaredList[Any], form: str, on: datetime.date) -> str:
    """What the file is called: "to-chuc-2026-11-25.xlsx"."""
    return f"{fold(str(declared.title)).replace(' ', '-')}-{on.isoformat()}.{form}"


def write_list(
    declared: DeclaredList[Row], rows: QuerySet[Row], form: str, user: Any
) -> IO[bytes]:
    """The file, from its start. rows: those that were asked for, in their order.

    A list whose rows can be brought in by a file has the columns of that import, so that it
    comes back unchanged; user: for whom, since some columns are an office's own.
    """
    if declared.file:
        columns, values = declared.file.columns, declared.file.rows(rows, user)
    else:
        shown = [column for column in declared.columns if column.in_file]
        columns, values = _columns(shown), _values(shown, declared.dress(rows))
    # The file outlives this call: the response sends it, and closes it when all is sent.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    if form == XLSX:
        write_xlsx(file, columns, values, title=str(declared.title))
    else:
        write_csv(file, columns, values)
    file.seek(0)
    return file


def _columns(shown: Sequence[ListColumn[Any]]) -> list[Column]:
    found = []
    for column in shown:
        kind = CODE if column.code else NUMBER if column.number or column.unit else TEXT
        header = str(column.header)
        found.append(Column(key=column.key, header=header, kind=kind))
        if column.unit:
            said = f"{header} ({AMOUNT_UNIT})"
            found.append(Column(key=f"{column.key}_unit", header=said))
    return found


def _values(
    shown: Sequence[ListColumn[Row]], rows: QuerySet[Row]
) -> Iterator[Sequence[object]]:
    for part in batched(rows.iterator(AT_ONCE), AT_ONCE):
        by_column = [_cells(column, column.of(part)) for column in shown]
        for row in zip(*by_column, strict=True):
            yield [value for cell in row for value in cell]


def _cells(
    column: ListColumn[Any], values: Iterable[Value | None]
) -> Iterator[tuple[object, ...]]:
    """Each value as the one or two cells that it takes."""
    for value in values:
        if isinstance(value, Quantity):
            yield value.amount, value.unit
        elif column.unit:
            yield value, ""
        else:
            yield (_plain(value),)


def _plain(value: Value | None) -> object:
    """A value as spreadsheets take it; what is translated becomes text."""
    match value:
        case bool():
            return _("có") if value else _("không")
        case None | int() | Decimal():
            return value
        case datetime.datetime():
            return timezone.localtime(value)
        case datetime.date():
            return value
        case Badge():
            return str(value.words)
        case _:
            return str(value)
