"""XLSX read defensively: limits before anything is unpacked, values only."""

import datetime
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, zip_longest
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.errors import BadInput
from common.spreadsheets.values import LONGEST_CELL, Cell, Fault

MOST_ENTRIES = 1_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_SHEETS = 30
MOST_COLUMNS = 200
LAST_ROW = 1_048_576  # of any sheet that Excel writes
AT_ONCE = 500
# What openpyxl and zipfile raise on files that are broken or meant to break a reader: forbidden
# entities of XML are ValueErrors (defusedxml), files that need a password RuntimeErrors.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def sheets_of(file: IO[bytes]) -> list[tuple[str, Iterator[list[Cell]]]]:
    """Name and rows of each visible sheet. Formulas give the value that Excel kept for them.

    Raises BadInput "spreadsheets.…" when the file is no workbook, holds macros, or would
    unpack to more than a table of ours ever is; reading its rows may raise it too.
    """
    formulas = _check_package(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _opened(file, values=True)
            with_formulas = _opened(file, values=False) if formulas else None
            visible = [
                sheet
                for sheet in book.worksheets[:MOST_SHEETS]
                if sheet.sheet_state == "visible"
            ]
            twins = [with_formulas[sheet.title] if with_formulas else None for sheet in visible]
    except UNREADABLE as error:
        raise _not_readable() from error
    return [
        (sheet.title, _rows(sheet, twin)) for sheet, twin in zip(visible, twins, strict=True)
    ]


def _opened(file: IO[bytes], *, values: bool) -> Any:
    return load_workbook(
        file, read_only=True, data_only=values, keep_links=False, keep_vba=False
    )


def _check_package(file: IO[bytes]) -> bool:
    """Refuse what is too large or holds macros; whether any sheet has formulas.

    The sizes that a zip declares bind zipfile too: it never unpacks more of an entry.
    """
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
                raise _refused(
                    "unpacks_too_large",
                    "Tệp Excel bung ra quá lớn nên không được mở. Hãy chép riêng bảng cần nhập "
                    "sang một tệp mới rồi gửi lại.",
                )
            names = [entry.filename.lower() for entry in entries]
            if any(name.endswith("vbaproject.bin") for name in names):
                raise _refused(
                    "has_macros", "Tệp có macro nên không được nhận. Hãy lưu lại dạng .xlsx."
                )
            if "[content_types].xml" not in names:
                raise _not_readable()
            return any(
                _has_formula(package, entry)
                for entry in entries
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename.lower())
            )
    except UNREADABLE as error:
        raise _not_readable() from error


def _has_formula(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with package.open(entry) as content:
        left = b""
        while chunk := content.read(1 << 18):
            if re.search(rb"<(\w+:)?f[\s>/]", left + chunk):
                return True
            left = chunk[-8:]
    return False


def _rows(sheet: Any, twin: Any) -> Iterator[list[Cell]]:
    """The rows of a sheet; `twin`: the same sheet with its formulas, when it has any."""
    for one in (sheet, twin):
        if one is not None:
            one.reset_dimensions()  # what a file claims of its size is not believed
    pairs = zip_longest(
        sheet.iter_rows(),
        twin.iter_rows() if twin is not None else (),
        fillvalue=(),
    )
    count = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                several = [
                    [
                        _cell(*both)
                        for both in zip_longest(cells[:MOST_COLUMNS], formulas[:MOST_COLUMNS])
                    ]
                    for cells, formulas in islice(pairs, AT_ONCE)
                ]
        except UNREADABLE as error:
            raise _not_readable() from error
        count += len(several)
        if count > LAST_ROW:
            raise _not_readable()
        yield from several
        if len(several) < AT_ONCE:
            return


def _cell(cell: Any, formula: Any = None) -> Cell:
    value = cell.value if cell is not None else None
    if value is None:
        computed = formula is not None and formula.data_type == "f"
        return Fault("spreadsheets.formula_without_value", "") if computed else None
    if cell.data_type == "e":
        return Fault("spreadsheets.excel_error", str(value))
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return _as_formatted(cell, value)
        case float():
            # Excel keeps 15 digits: 0.30000000000000004 is what it shows as 0.3.
            exact = Decimal(f"{value:.15g}")
            if exact == exact.to_integral_value() and abs(exact) < 10**15:
                return _as_formatted(cell, int(exact))
            return exact
        case datetime.datetime():
            return value.date()
        case datetime.date():
            return value
    text = str(value)
    return text if len(text) <= LONGEST_CELL else Fault("spreadsheets.too_long", "32.767")


def _as_formatted(cell: Any, value: int) -> int | str:
    """A number; a code when its cell's format adds zeros in front: "0000000000"."""
    form = cell.number_format or ""
    if len(form) > 1 and set(form) == {"0"} and value >= 0:
        return str(value).zfill(len(form))
    return value


def _not_readable() -> BadInput:
    return _refused(
        "not_a_table",
        "Tệp không phải bảng Excel (.xlsx) hoặc CSV đọc được. "
        "Hãy mở bằng Excel và lưu lại dạng .xlsx.",
    )


def _refused(code: str, sentence: str) -> BadInput:
    return BadInput(f"spreadsheets.{code}", sentence, field="file")
