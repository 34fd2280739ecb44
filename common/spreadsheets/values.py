"""What a cell of a file says, as a value of its column; and back again."""

import datetime
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

from common.errors import BadInput
from common.spreadsheets.columns import CHOICE, CODE, DATE, NUMBER, YEAR, Column, compact
from common.text import day, fold, number

LONGEST_CELL = 32_767  # what Excel holds
FIRST_YEAR, LAST_YEAR = 1900, 2100
# 8.93601E+12 is what Excel shows, and writes into CSV, in place of a long number.
SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
MOST_CHOICES_LISTED, CHOICES_SUGGESTED = 12, 3
EXACT_DIGITS = 15  # Excel rounds a number that has more


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be read: why, by a stable code, and what it shows."""

    code: str
    shown: str


class Clear(Enum):
    """The cell asks to empty the field: "(xóa)". An empty cell leaves the field as it is."""

    CLEAR = "(xóa)"


CLEAR = Clear.CLEAR
Cell = str | int | Decimal | datetime.date | Fault | None
Value = str | int | Decimal | datetime.date | Clear


FAULTS = {
    "spreadsheets.excel_error": (
        "Ô “{header}” có lỗi của Excel ({shown}). Hãy sửa công thức, hoặc gõ thẳng giá trị."
    ),
    "spreadsheets.formula_without_value": (
        "Ô “{header}” là công thức chưa được tính. "
        "Hãy mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng giá trị."
    ),
    "spreadsheets.too_long": ("Ô “{header}” dài quá {shown} ký tự. Hãy viết ngắn hơn."),
}


def read(column: Column, cell: Cell) -> Value | None:
    """The value that `cell` gives for `column`; None when it is empty.

    Raises BadInput "spreadsheets.…" on the column's key when the cell cannot mean one.
    """
    if isinstance(cell, Fault):
        sentence = FAULTS[cell.code].format(header=column.header, shown=cell.shown)
        raise BadInput(cell.code, sentence, field=column.key)
    if isinstance(cell, str):
        cell = clean(cell)
        if fold(cell) in ("(xoa)", "(clear)"):
            return CLEAR
    if cell is None or cell == "":
        return None
    readers = {CODE: _code, NUMBER: _number, DATE: _date, YEAR: _year, CHOICE: _choice}
    return readers.get(column.kind, _text)(column, cell)


def clean(text: str) -> str:
    """Text in NFC without outer blanks and without signs that no one sees."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\xa0", " "))
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter)[:2] != "Cc"
    ).strip()


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return day(cell)
    if isinstance(cell, Decimal):
        return number(cell).replace(".", "")
    text = str(cell)
    if len(text) > LONGEST_CELL:
        raise _wrong(column, "too_long", f"Ô “{column.header}” quá dài. Hãy viết ngắn hơn.")
    return text


def _code(column: Column, cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        raise _wrong(
            column,
            "code_became_date",
            f"Excel đã đổi “{column.header}” thành ngày {day(cell)}. "
            "Hãy định dạng ô là Văn bản (Text) rồi gõ lại mã.",
        )
    text = str(cell) if not isinstance(cell, Decimal) else f"{cell:f}"
    digits = text.lstrip("-")
    if SCIENTIFIC.fullmatch(text) or (
        not isinstance(cell, str) and len(digits.replace(".", "")) > EXACT_DIGITS
    ):
        raise _wrong(
            column,
            "code_became_number",
            f"Excel đã đổi “{column.header}” thành số “{text}” nên mất chữ số. "
            "Hãy định dạng ô là Văn bản (Text) rồi gõ lại mã.",
        )
    if isinstance(cell, int):
        longer = [length for length in sorted(column.digits) if length >= len(digits)]
        return text.zfill(longer[0]) if longer else text
    return " ".join(text.split())


def _number(column: Column, cell: Cell) -> Decimal | int:
    amount = _amount(cell)
    if amount is None:
        raise _wrong(
            column,
            "not_a_number",
            f"“{_said(cell)}” ở cột “{column.header}” không phải số. "
            "Hãy ghi chỉ số, ví dụ 1.200 hoặc 1.200,5, không kèm đơn vị.",
        )
    if abs(amount) >= Decimal(10) ** column.whole:
        raise _wrong(
            column,
            "number_too_large",
            f"Số {number(amount)} ở cột “{column.header}” lớn quá. Hãy kiểm tra lại.",
        )
    if amount != round(amount, column.decimals):
        most = f"nhiều nhất {column.decimals} chữ số lẻ" if column.decimals else "là số nguyên"
        raise _wrong(
            column,
            "too_many_decimals",
            f"Số {number(amount)} ở cột “{column.header}” phải {most}. Hãy sửa lại.",
        )
    return amount if column.decimals else int(amount)


def _amount(cell: Cell) -> Decimal | None:
    """The number of a cell; text as Vietnamese write it, "1.200,5", or with a point, "0.5"."""
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if not isinstance(cell, str):
        return None
    typed = "".join(cell.split())
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d*)?", typed):
        typed = typed.replace(".", "")
    try:
        amount = Decimal(typed.replace(",", ".")) if typed[:1] in "-0123456789" else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None


def _date(column: Column, cell: Cell) -> datetime.date:
    if isinstance(cell, datetime.date):
        found: datetime.date | None = cell
    else:
        text = str(cell)
        if re.fullmatch(r"\d{4}", text):
            raise _wrong(
                column,
                "date_is_a_year",
                f"Cột “{column.header}” chỉ có năm {text}. "
                "Hãy ghi đủ ngày/tháng/năm, ví dụ 05/06/2026.",
            )
        found = _day_of(text)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _wrong(
            column,
            "not_a_date",
            f"“{_said(cell)}” ở cột “{column.header}” không phải ngày. "
            "Hãy ghi ngày/tháng/năm với bốn chữ số của năm, ví dụ 05/06/2026.",
        )
    return found


def _day_of(text: str) -> datetime.date | None:
    """05/06/2026, 5-6-2026, 5.6.2026 are the fifth of June; 2026-06-05 is too."""
    parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(\s.*)?", text)
    turned = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})([T ].*)?", text)
    try:
        if parts:
            return datetime.date(int(parts[3]), int(parts[2]), int(parts[1]))
        if turned:
            return datetime.date(int(turned[1]), int(turned[2]), int(turned[3]))
    except ValueError:
        return None
    return None


def _year(column: Column, cell: Cell) -> int:
    if isinstance(cell, datetime.date):
        return cell.year
    found = re.fullmatch(r"(\d{4})|\d{1,2}[/.-]\d{1,2}[/.-](\d{4})", str(cell))
    year = int(found[1] or found[2]) if found else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _wrong(
            column,
            "not_a_year",
            f"“{_said(cell)}” ở cột “{column.header}” không phải năm. "
            "Hãy ghi bốn chữ số, ví dụ 1975.",
        )
    return year


def _choice(column: Column, cell: Cell) -> str:
    said = compact(_said(cell))
    if said in column.codes:
        return column.codes[said]
    raise _wrong(
        column,
        "unknown_choice",
        f"“{_said(cell)}” không có trong danh sách của cột “{column.header}”. "
        f"Hãy chọn một trong: {_nearest(said, column)}.",
    )


def _nearest(said: str, column: Column) -> str:
    """The words to choose from; of a long list those that look most like what was written."""
    words = {compact(word): word for _code, word in column.choices}
    if len(words) <= MOST_CHOICES_LISTED:
        return ", ".join(words.values())
    near = difflib.get_close_matches(said, words, CHOICES_SUGGESTED, cutoff=0.4)
    shown = [words[each] for each in near] or list(words.values())[:CHOICES_SUGGESTED]
    return f"{', '.join(shown)}… (cả danh sách có trong tệp mẫu)"


def _said(cell: Cell) -> str:
    return day(cell) if isinstance(cell, datetime.date) else str(cell)


def _wrong(column: Column, code: str, sentence: str) -> BadInput:
    return BadInput(f"spreadsheets.{code}", sentence, field=column.key)


def shown(column: Column, value: object) -> str:
    """A value for people, in Vietnamese: "1.200,5", "05/06/2026", the word of a choice."""
    if value is None:
        return ""
    if isinstance(value, Clear):
        return value.value
    if isinstance(value, datetime.date):
        return day(value)
    if column.kind == NUMBER and isinstance(value, int | Decimal):
        return number(value)
    if column.kind == CHOICE:
        return dict(column.choices).get(str(value), str(value))
    return str(value)


def stored(value: Value) -> str:
    """A value as text that `restored` reads back: for keeping a row between two steps."""
    return value.value if isinstance(value, Clear) else str(value)


def restored(column: Column, text: str) -> Value:
    """The value that `stored` wrote."""
    if text == CLEAR.value:
        return CLEAR
    if column.kind == DATE:
        return datetime.date.fromisoformat(text)
    if column.kind == YEAR:
        return int(text)
    if column.kind == NUMBER:
        return Decimal(text) if column.decimals else int(text)
    return text


def is_example(values: Mapping[str, Value], columns: Sequence[Column]) -> bool:
    """Whether a row only repeats the examples of a template, which nobody means to send."""
    examples = {column.key: column.example for column in columns if column.example}
    by_key = {column.key: column for column in columns}
    said = {key: shown(by_key[key], value) for key, value in values.items() if key in by_key}
    return 1 < len(said) == len(values) and said.items() <= examples.items()


def said_of(cells: Sequence[Cell]) -> list[str]:
    """Cells as a person sees them: for headers and previews."""
    return [
        cell.shown if isinstance(cell, Fault) else "" if cell is None else clean(_said(cell))
        for cell in cells
    ]
