"""CSV as offices' programs write it: several encodings, comma, semicolon or tab between."""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from common.errors import BadInput
from common.spreadsheets.values import LONGEST_CELL, Cell, Fault

DELIMITERS = ",;\t"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Text:
    """A file's text, and sentences about how it was read."""

    text: str
    notes: list[str] = field(default_factory=list)


def text_of(content: bytes) -> Text:
    """The text of a CSV file: UTF-8, UTF-16 with its mark, else Windows-1258 as a guess.

    Raises BadInput "spreadsheets.not_a_table" when it is none of these.
    """
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Text(content.decode("utf-16"))
        if b"\0" not in content:
            return Text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    try:
        if b"\0" in content:
            raise UnicodeError
        guessed = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeError as error:
        raise BadInput(
            "spreadsheets.not_a_table",
            "Tệp không phải bảng Excel (.xlsx) hoặc CSV đọc được. "
            "Hãy mở bằng Excel và lưu lại dạng .xlsx.",
            field="file",
        ) from error
    note = (
        "Tệp CSV không ghi bảng mã UTF-8 nên được đọc theo Windows-1258. "
        "Nếu chữ có dấu bị sai, hãy lưu lại dạng .xlsx hoặc “CSV UTF-8”."
    )
    return Text(guessed, [note])


def rows_of(text: str) -> Iterator[list[Cell]]:
    """The rows of CSV text. Raises BadInput where the file is torn or absurdly wide."""
    delimiter = _delimiter(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                cells = cells[:MOST_COLUMNS]
            yield [_cell(cell) for cell in cells]
    except csv.Error as error:
        raise BadInput(
            "spreadsheets.torn",
            f"Tệp CSV hỏng ở dòng {reader.line_num}. "
            "Hãy kiểm tra dấu ngoặc kép ở dòng đó, hoặc lưu lại dạng .xlsx.",
            field="file",
        ) from error


def _cell(text: str) -> Cell:
    if len(text) > LONGEST_CELL:
        return Fault("spreadsheets.too_long", str(LONGEST_CELL))
    return revealed(text) or None


def _delimiter(text: str) -> str:
    """The sign that splits the first lines most evenly."""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    start = text[:20_000]
    best, score = ",", 0
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for line in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter):
                widths[len(line)] += 1
        except csv.Error:
            continue
        found = max(((width - 1) * count for width, count in widths.items()), default=0)
        if found > score:
            best, score = delimiter, found
    return best


def hidden(text: str) -> str:
    """Text that a spreadsheet would take for a formula, behind an apostrophe.

    `revealed` gives it back: text that itself begins with apostrophes and such a sign gets one
    more.
    Source: OWASP, CSV Injection.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def revealed(text: str) -> str:
    """What `hidden` hid; any other text as it is.

    >>> revealed(hidden("=1+1")), revealed(hidden("'=1+1")), revealed("'s")
    ('=1+1', "'=1+1", "'s")
    """
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS):
        return text[1:]
    return text
