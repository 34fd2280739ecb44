"""Reading a file that a person sent: its kind by its content, its header, its rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise, zip_longest
from typing import IO

from common.errors import BadInput
from common.spreadsheets import csv_files, workbooks
from common.spreadsheets.columns import Column, matched
from common.spreadsheets.values import Cell, said_of
from common.text import number

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
HEADER_WITHIN = 30  # rows: titles, names of offices and dates stand above the header
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also an .xlsx locked with a password
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Row:
    """One row of a file: its number there, from 1, and its cells from the first column on."""

    number: int
    cells: list[Cell]


@dataclass
class Table:
    """A table found in a file.

    headers: what stands above each column, "" where nothing does. sheet: its name, "" in CSV.
    notes: sentences about how the file was read. rows: those below the header that hold
    anything, read as they are asked for, once; BadInput when the file breaks off.
    """

    headers: list[str]
    sheet: str
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)


def read_table(file: IO[bytes], columns: Sequence[Column]) -> Table:
    """The table of a file, XLSX or CSV; of several sheets the one that knows most `columns`.

    Raises BadInput "spreadsheets.…" on "file" when it is no such file, too large, or without a
    table.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MOST_BYTES:
        raise _refused(
            "too_large", f"Tệp lớn hơn {MOST_BYTES >> 20} MB. Hãy chia thành nhiều tệp nhỏ hơn."
        )
    start = file.read(8)
    file.seek(0)
    if start == OLD_EXCEL:
        raise _refused(
            "old_or_locked",
            "Tệp là Excel đời cũ (.xls) hoặc có đặt mật khẩu. "
            "Hãy mở bằng Excel, bỏ mật khẩu và lưu lại dạng .xlsx.",
        )
    if start.startswith(ZIP):
        sheets = [(name, _found(rows, columns)) for name, rows in workbooks.sheets_of(file)]
        notes: list[str] = []
    else:
        text = csv_files.text_of(file.read())
        sheets = [("", _found(csv_files.rows_of(text.text), columns))]
        notes = text.notes
    tables = [(name, found) for name, found in sheets if found is not None]
    if not tables:
        raise _refused("empty", "Tệp không có bảng nào. Hãy tải tệp mẫu, điền vào rồi gửi lại.")
    name, best = max(tables, key=lambda table: table[1].known)
    if len(tables) > 1:
        notes = [*notes, f"Tệp có {len(tables)} trang tính; trang được đọc là “{name}”."]
    return Table(best.headers, name, _data_rows(best), notes)


@dataclass(frozen=True)
class _Found:
    """headers; how many columns they name; the rows below, the first with number `first`."""

    headers: list[str]
    known: int
    rows: Iterator[list[Cell]]
    first: int


def _found(rows: Iterator[list[Cell]], columns: Sequence[Column]) -> _Found | None:
    """The header among the first rows: the row, or two rows, that name most columns."""
    top = list(islice(rows, HEADER_WITHIN))
    said = [said_of(cells) for cells in top]
    single = [(headers, place, 1) for place, headers in enumerate(said)]
    double = [
        (_two_rows(upper, lower), place, 2)
        for place, (upper, lower) in enumerate(pairwise(said))
    ]
    scored = [(matched(headers, columns), headers, place, h) for headers, place, h in single]
    scored += [(matched(headers, columns), headers, place, h) for headers, place, h in double]
    if not any(map(any, said)):
        return None
    known, headers, place, height = max(scored, key=lambda one: one[0])
    if known == 0:
        # Nothing known: the first row with more than one text, else the first with any.
        filled = [one for one in single if any(one[0])]
        wide = [one for one in filled if sum(map(bool, one[0])) > 1]
        headers, place, height = (wide or filled)[0]
    after = place + height
    while headers and not headers[-1]:
        headers.pop()
    return _Found(headers, known, chain(top[after:], rows), after + 1)


def _two_rows(upper: list[str], lower: list[str]) -> list[str]:
    """Headers of two rows as one: "Địa chỉ" over "Xã" and "Tỉnh" gives the lower words."""
    return [below or above for above, below in zip_longest(upper, lower, fillvalue="")]


def _data_rows(found: _Found) -> Iterator[Row]:
    """Rows that hold anything below a header, without the row of column numbers."""
    width, count = len(found.headers), 0
    for place, cells in enumerate(found.rows):
        kept = cells[:width]
        if not any(cell not in (None, "") for cell in kept):
            continue
        if place == 0 and _numbers_columns(said_of(kept)):
            continue
        count += 1
        if count > MOST_ROWS:
            raise _refused(
                "too_many_rows",
                f"Tệp có hơn {number(MOST_ROWS)} dòng. Hãy chia thành nhiều tệp nhỏ hơn.",
            )
        yield Row(found.first + place, kept + [None] * (width - len(kept)))


def _numbers_columns(texts: Iterable[str]) -> bool:
    """Whether a row only counts the columns, as official forms do: (1) (2) (3), or A B C."""
    filled = [text.strip("() ") for text in texts if text]
    if len(filled) < 3:
        return False
    letters = all(re.fullmatch("[A-Z]", text) for text in filled)
    counted = all(re.fullmatch(r"\d{1,2}", text) for text in filled)
    if counted:
        values = [int(text) for text in filled]
        return all(after == before + 1 for before, after in pairwise(values))
    return letters and filled == sorted(set(filled))


def _refused(code: str, sentence: str) -> BadInput:
    return BadInput(f"spreadsheets.{code}", sentence, field="file")
