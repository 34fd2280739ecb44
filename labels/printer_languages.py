"""Labels in the languages of roll printers, everything on them as graphics.

ZPL II (Zebra and others): graphic fields ^GF in hexadecimal digits with Zebra's own shortening
(letters for repeats, "," for a row's rest of zeros, ":" for the row before). TSPL (TSC and
others): one BITMAP for each row of the roll, in which 0 is ink. Neither holds a letter of text:
what Vietnamese looks like is decided here, not by a printer's code page. Every row of the roll
stands for itself, so that a file can be cut anywhere between two.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO

from labels.dots import Dots
from labels.fonts import text_width
from labels.planning import Plan, Setup, plan
from labels.raster import Bitmap, Raster
from labels.sheets import Calibration, Sheet

LANGUAGES = ("zpl", "tspl")
_AT_ONCE = 256  # labels whose symbols are made together
# How Zebra writes a repeat: 1 to 19 as G to Y, 20 to 400 in steps of 20 as g to z.
_ONES = {number: chr(ord("G") + number - 1) for number in range(1, 20)}
_TWENTIES = {20 * number: chr(ord("g") + number - 1) for number in range(1, 21)}

Label = tuple[Bitmap, Bitmap]  # its symbol and its serial


def write_roll(
    file: BinaryIO,
    *,
    language: str,
    setup: Setup,
    labels: Iterable[tuple[str, str]],
    count: int,
    fonts: Path,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write `count` labels, (serial, link) each, for a printer of this language and `dots`.

    language: one of LANGUAGES. setup: with a roll for its sheet. progress: told now and then
    how many labels are written; what it raises ends the writing. Errors as
    `labels.pdf.write_sheets`; ValueError for a setup without a printer's dots.
    """
    if not setup.dots.per_mm:
        raise ValueError("a roll printer has dots of a size")
    planned = plan(setup, labels, count, fonts)
    raster = raster_of(planned, fonts)
    speak = {"zpl": _zpl, "tspl": _tspl}[language]
    done = 0
    for written, labels_in_it in speak(setup, raster, _rows_of_labels(planned, raster)):
        file.write(written)
        done += labels_in_it
        if progress and labels_in_it:
            progress(done)


def raster_of(planned: Plan, fonts: Path) -> Raster:
    """What draws the labels of a plan in its printer's dots."""
    return Raster(
        sheet=planned.setup.sheet,
        layout=planned.layout,
        dots=planned.setup.dots,
        size=planned.run.size,
        fonts=fonts,
        measure=text_width,
        logo=planned.setup.logo,
    )


def _rows_of_labels(planned: Plan, raster: Raster) -> Iterator[list[Label | None]]:
    """The labels of each row of the roll; None where a place was used before."""
    columns = planned.setup.sheet.columns
    row: list[Label | None] = [None] * ((planned.setup.start - 1) % columns)
    for serials in iter(lambda: list(islice(planned.serials, _AT_ONCE)), []):
        for serial, bits in zip(serials, planned.run.symbols(serials), strict=True):
            row.append((raster.symbol(bits), raster.serial(serial)))
            if len(row) == columns:
                yield row
                row = []
    if row:
        yield row


def _lefts(sheet: Sheet, dots: Dots, calibration: Calibration) -> list[tuple[int, int]]:
    """The upper left dot of each label of a row."""
    return [
        (round(x * dots.per_mm), round(y * dots.per_mm))
        for x, y in (calibration.moved(x, y) for _, x, y in sheet.positions(sheet.columns))
    ]


# --- ZPL ------------------------------------------------------------------------------------


def _zpl(
    setup: Setup, raster: Raster, rows: Iterable[list[Label | None]]
) -> Iterator[tuple[bytes, int]]:
    sheet, dots = setup.sheet, setup.dots
    width, height = (
        round(length * dots.per_mm) for length in (sheet.page_width, sheet.page_height)
    )
    words = _graphic(_without_margins(raster.words))
    places = _lefts(sheet, dots, setup.calibration)
    head = f"^XA^PW{width}^LL{height}^LH0,0"
    for row in rows:
        parts = [head]
        for label, (left, top) in zip(row, places, strict=False):
            if label is None:
                continue
            symbol, serial = label
            parts.append(_field(words, left, top))
            parts += [_field(_graphic(bitmap), left, top) for bitmap in (symbol, serial)]
        parts.append("^PQ1^XZ\n")
        yield "".join(parts).encode("ascii"), sum(label is not None for label in row)


def _field(graphic: tuple[int, int, str], left: int, top: int) -> str:
    x, y, drawn = graphic
    return f"^FO{max(0, left + x)},{max(0, top + y)}{drawn}^FS"


def _graphic(bitmap: Bitmap) -> tuple[int, int, str]:
    total = bitmap.bytes_per_row * len(bitmap.rows)
    data = "".join(_shortened(bitmap.rows, bitmap.bytes_per_row))
    return bitmap.x, bitmap.y, f"^GFA,{total},{total},{bitmap.bytes_per_row},{data}"


def _shortened(rows: Iterable[bytes], width: int) -> Iterator[str]:
    before = None
    for row in rows:
        if row == before:
            yield ":"
            continue
        before = row
        digits = row.hex().upper()
        rest = digits.rstrip("0")
        for digit, run in groupby(rest):
            yield _repeated(digit, sum(1 for _ in run))
        if len(rest) < 2 * width:
            yield ","


def _repeated(digit: str, times: int) -> str:
    if times < 3:
        return digit * times
    letters = ""
    while times >= 400:
        letters, times = letters + _TWENTIES[400], times - 400
    letters += _TWENTIES.get(times // 20 * 20, "") + _ONES.get(times % 20, "")
    return letters + digit


def _without_margins(words: Bitmap) -> Bitmap:
    """Words without the empty rows above and below them."""
    inked = [number for number, row in enumerate(words.rows) if any(row)]
    if not inked:
        return Bitmap(0, 0, words.width, words.rows[:1])
    rows = words.rows[inked[0] : inked[-1] + 1]
    return Bitmap(words.x, words.y + inked[0], words.width, rows)


# --- TSPL -----------------------------------------------------------------------------------


def _tspl(
    setup: Setup, raster: Raster, rows: Iterable[list[Label | None]]
) -> Iterator[tuple[bytes, int]]:
    sheet, dots = setup.sheet, setup.dots
    page = _Page(setup, raster)
    head = (
        f"SIZE {sheet.page_width:g} mm,{sheet.page_height:g} mm\r\n"
        f"GAP {sheet.row_gap:g} mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\n"
    )
    yield head.encode("ascii"), 0
    for row in rows:
        data = page.drawn(row)
        command = f"CLS\r\nBITMAP 0,0,{page.stride},{page.height},0,".encode("ascii")
        yield command + data + b"\r\nPRINT 1,1\r\n", sum(one is not None for one in row)
    assert dots.per_mm


class _Page:
    """One row of the roll as one bitmap of integers, a bit a dot."""

    def __init__(self, setup: Setup, raster: Raster) -> None:
        sheet, dots = setup.sheet, setup.dots
        self.stride = (round(sheet.page_width * dots.per_mm) + 7) // 8
        self.height = round(sheet.page_height * dots.per_mm)
        self._bits = 8 * self.stride
        self._white = (1 << self._bits) - 1
        self._places = _lefts(sheet, dots, setup.calibration)
        self._words = _without_margins(raster.words)

    def drawn(self, row: list[Label | None]) -> bytes:
        """The dots of a row of labels; 0 is ink."""
        rows = [0] * self.height
        for label, (left, top) in zip(row, self._places, strict=False):
            if label:
                for bitmap in (self._words, *label):
                    self._put(rows, bitmap, left + bitmap.x, top + bitmap.y)
        return b"".join([(bits ^ self._white).to_bytes(self.stride, "big") for bits in rows])

    def _put(self, rows: list[int], bitmap: Bitmap, left: int, top: int) -> None:
        shift = self._bits - 8 * bitmap.bytes_per_row - left
        for number, dots in enumerate(bitmap.rows, start=top):
            if 0 <= number < self.height:
                bits = int.from_bytes(dots, "big")
                rows[number] |= (bits << shift if shift >= 0 else bits >> -shift) & self._white
