"""Writing tables so that they come back unchanged, and that nothing in them runs."""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from common.spreadsheets.columns import CHOICE, CODE, DATE, NUMBER, Column
from common.spreadsheets.csv_files import FORMULA_STARTS, hidden
from common.spreadsheets.values import LONGEST_CELL, Cell, Fault, clean, shown

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
SHEET, LISTS, HELP = "Dữ liệu", "Danh mục", "Hướng dẫn"
HEAD = PatternFill("solid", fgColor="FFEAF3E7")
WRONG = PatternFill("solid", fgColor="FFF6C9C3")
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
FAINT = Font(italic=True, color="FF655D50")
LAST_OFFER = 50_001  # the last row of a template whose cells offer a list
FORMATS = {CODE: "@", DATE: "dd/mm/yyyy"}
MARKS_HEADER = "Lỗi cần sửa"


@dataclass(frozen=True)
class Mark:
    """What is wrong in a row of a file: the place of the cell (None: the whole row), why."""

    place: int | None
    sentence: str


def write_xlsx(
    file: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    title: str = SHEET,
) -> None:
    """Write `rows`, each with one value for each column in their order, as XLSX.

    Values: None, text, int, Decimal, date; a choice by its code, written as its word.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, title, columns)
    for values in rows:
        sheet.append(
            [
                _written(sheet, column, value)
                for column, value in zip(columns, values, strict=True)
            ]
        )
    book.save(file)


def write_csv(
    file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> None:
    """As `write_xlsx`, in CSV that Excel reads: UTF-8 with its mark, commas between."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.header for column in columns])
    for values in rows:
        writer.writerow(
            [_csv_cell(column, value) for column, value in zip(columns, values, strict=True)]
        )
    text.detach()


def write_template(
    file: IO[bytes],
    columns: Sequence[Column],
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write an empty table to fill in: lists to choose from, an example row, and help.

    lists: more words to choose from, by column, such as crops. The row of the columns' examples
    is known again when it is sent (`is_example`).
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, SHEET, columns)
    words = {column.key: [word for _code, word in column.choices] for column in columns}
    words |= {key: list(given) for key, given in (lists or {}).items()}
    offered = {key: given for key, given in words.items() if given}
    for number, key in enumerate(offered, start=1):
        _offer(sheet, columns, key, number, len(offered[key]))
    sheet.append([_example(sheet, column) for column in columns])
    _list_sheet(book, columns, offered)
    _help_sheet(book, columns)
    book.save(file)


def write_marked(
    file: IO[bytes],
    headers: Sequence[str],
    rows: Iterable[tuple[Sequence[Cell], Sequence[Mark]]],
) -> None:
    """Write a person's own rows back with what is wrong in each: cells coloured and with a
    comment, all sentences in the last column, which is passed over when it is sent again."""
    kept = [header for header in headers if header != MARKS_HEADER]
    places = [place for place, header in enumerate(headers) if header != MARKS_HEADER]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    _arrange(sheet, [max(12, min(40, len(header) + 4)) for header in kept] + [60])
    sheet.append([_head(sheet, header) for header in (*kept, MARKS_HEADER)])
    for cells, marks in rows:
        said = {mark.place: mark.sentence for mark in marks if mark.place is not None}
        written = [_raw(sheet, cells[place], said.get(place)) for place in places]
        sentences = "\n".join(dict.fromkeys(mark.sentence for mark in marks))
        written.append(_raw(sheet, sentences or None, None, wrong=bool(marks)))
        written[-1].alignment = WRAPPED
        sheet.append(written)
    book.save(file)


def _sheet(book: Workbook, title: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(_sheet_title(title))
    _arrange(sheet, [_width(column) for column in columns])
    for place, column in enumerate(columns, start=1):
        if column.kind in FORMATS:  # what is typed below keeps its zeros, or is a day
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].number_format = FORMATS[column.kind]
    head = []
    for column in columns:
        cell = _head(sheet, column.header)
        if column.help:
            cell.comment = Comment(column.help, "", width=320, height=120)
        head.append(cell)
    sheet.append(head)
    return sheet


def _sheet_title(title: str) -> str:
    """At most 31 signs, without those that Excel forbids in the name of a sheet."""
    return "".join(sign for sign in title if sign not in r"[]:*?/\\")[:31].strip("' ") or SHEET


def _arrange(sheet: Any, widths: Sequence[int]) -> None:
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _width(column: Column) -> int:
    by_kind = {DATE: 13, NUMBER: 14, CODE: 20, CHOICE: 20}
    return max(by_kind.get(column.kind, 28), min(len(column.header) + 3, 40))


def _head(sheet: Any, text: str) -> Any:
    cell = _raw(sheet, text, None)
    cell.font, cell.fill, cell.alignment = BOLD, HEAD, WRAPPED
    return cell


def _written(sheet: Any, column: Column, value: object) -> Any:
    """A value of one of our columns as a cell."""
    if isinstance(value, bool):
        value = "TRUE" if value else "FALSE"
    if value is None or value == "":
        return None
    if column.kind == CHOICE:
        value = shown(column, value)
    if column.kind == CODE:
        value = str(value)
    if isinstance(value, datetime.datetime):
        # A moment is told by the clock it was given with; Excel knows no zones.
        value = value.replace(tzinfo=None)
    match value:
        case datetime.datetime():
            cell = _plain(sheet, value)
            cell.number_format = "dd/mm/yyyy hh:mm"
        case datetime.date():
            cell = _plain(sheet, value)
            cell.number_format = FORMATS[DATE]
        case int() | Decimal():
            cell = _plain(sheet, value)
        case _:
            cell = _text(sheet, str(value))
            if column.kind == CODE:
                cell.number_format = FORMATS[CODE]
    return cell


def _example(sheet: Any, column: Column) -> Any:
    cell = _text(sheet, column.example)
    cell.font = FAINT
    return cell


def _plain(sheet: Any, value: Any) -> Any:
    """A cell of a number or a day; the package's types know less than it takes."""
    return WriteOnlyCell(sheet, value)


def _text(sheet: Any, text: str) -> Any:
    """A cell of text, whatever its first sign: nothing written here is ever a formula."""
    cell = WriteOnlyCell(sheet, clean(text)[:LONGEST_CELL])
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True  # stays text when somebody edits the cell
    return cell


def _raw(sheet: Any, value: Cell, comment: str | None, *, wrong: bool = False) -> Any:
    """A cell as it was sent, or a sentence of ours."""
    match value:
        case None:
            cell = WriteOnlyCell(sheet)
        case Fault():
            cell = _text(sheet, value.shown)
        case str():
            cell = _text(sheet, value)
            cell.number_format = "@"
        case datetime.date():
            cell = _plain(sheet, value)
            cell.number_format = "dd/mm/yyyy"
        case _:
            cell = _plain(sheet, value)
    if comment:
        cell.comment = Comment(comment, "", width=320, height=140)
    if comment or wrong:
        cell.fill = WRONG
    return cell


def _offer(sheet: Any, columns: Sequence[Column], key: str, number: int, words: int) -> None:
    """Let the cells of a column offer the words of column `number` of the sheet of lists."""
    place = next(n for n, column in enumerate(columns, start=1) if column.key == key)
    letter, source = get_column_letter(place), get_column_letter(number)
    offer = DataValidation(
        type="list",
        formula1=f"'{LISTS}'!${source}$2:${source}${words + 1}",
        allow_blank=True,
        showErrorMessage=False,  # what is typed otherwise is read and judged when it is sent
    )
    offer.add(f"{letter}2:{letter}{LAST_OFFER}")
    sheet.data_validations.append(offer)


def _list_sheet(
    book: Workbook, columns: Sequence[Column], offered: Mapping[str, Sequence[str]]
) -> None:
    if not offered:
        return
    headers = {column.key: column.header for column in columns}
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.append([_head(sheet, headers[key]) for key in offered])
    for row in range(max(map(len, offered.values()))):
        sheet.append(
            [
                _text(sheet, words[row]) if row < len(words) else None
                for words in offered.values()
            ]
        )


def _help_sheet(book: Workbook, columns: Sequence[Column]) -> None:
    """What each column means, on a sheet that is never read: its head names no column."""
    sheet = book.create_sheet(HELP)
    _arrange(sheet, [28, 14, 90])
    sheet.append(
        [_head(sheet, text) for text in ("Cột trong tệp mẫu", "Bắt buộc?", "Cách ghi")]
    )
    for column in columns:
        needed = "phải có" if column.required else ""
        sheet.append([_text(sheet, text) for text in (column.header, needed, _told(column))])


def _told(column: Column) -> str:
    parts = [column.help]
    if column.choices:
        parts.append(f"Chọn một trong: {', '.join(word for _code, word in column.choices)}.")
    if column.kind == DATE:
        parts.append("Ghi ngày/tháng/năm, ví dụ 05/06/2026.")
    if column.example:
        parts.append(f"Ví dụ: {column.example}")
    return " ".join(filter(None, parts))


def _csv_cell(column: Column, value: object) -> str:
    match value:
        case None:
            return ""
        case datetime.datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case datetime.date():
            return f"{value:%d/%m/%Y}"
        case int() | Decimal() if column.kind == NUMBER:
            return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
    return hidden(clean(shown(column, value))[:LONGEST_CELL])
