"""What is drawn on a page of labels: shared words, symbols and serials, as PDF operators.

Words that all labels share are drawings made once: one for a label, and one of a whole page of
them. A page that is not full draws the words of each label it has, so that none stand on its
empty cells.

A symbol is an image of one bit a module that lets ink through where it is dark; or, where
nothing but lines will do, one path of rectangles, filled at once. Filled one by one they would
show light seams on screens, and a font of our own with modules for letters blurs on coarse
printers. Image data are written as hexadecimal digits: raw bytes may hold "EI", which ends an
image for many readers, and once deflated the digits are one part in twenty longer.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from labels.layout import Layout
from labels.lettering import POINT, size_for
from labels.masks import stride_of
from labels.qr import Run
from labels.serials import for_people
from labels.sheets import TRUE, Calibration, Sheet

# Names of the shared drawings.
WORDS, FULL_PAGE = "words", "sheet"
# Beyond this level of zlib time grows much faster than the file shrinks.
_LEVEL = 6


@dataclass(frozen=True)
class Face:
    """How a PDF names the font of serials, and the widths of its letters in thousandths of
    its size."""

    name: str
    widths: dict[str, float]

    def measure(self, text: str, weight: str, size: float) -> float:
        """The width of `text` in points; there is one weight."""
        return sum(self.widths[letter] for letter in text) * size / 1000


class PageContent:
    """Makes the content of pages, deflated; the same serials give the same bytes.

    Can be pickled, so that pages can be made in several processes. vector: symbols as paths.
    calibration: of the printer that the pages are for.
    """

    def __init__(
        self,
        *,
        sheet: Sheet,
        layout: Layout,
        run: Run,
        face: Face,
        vector: bool = False,
        calibration: Calibration = TRUE,
    ) -> None:
        self._run, self._face = run, face
        self._line, self._room = layout.serial, layout.serial_width
        self._align = layout.serial_align
        self._full = sheet.per_page
        corners = corners_of(sheet, calibration)
        self._words = [placed_words(x, y) for x, y in corners]
        self._symbols = [
            (_path_at if vector else _image_at)(x, y, layout, run.size) for x, y in corners
        ]
        self._bars = _bars(run.size) if vector else []
        self._places = [
            (x + layout.serial.x / POINT, y - layout.serial.y / POINT) for x, y in corners
        ]
        self._texts = [f"1 0 0 1 {x:.3f} {y:.3f} Tm(" for x, y in self._places]
        # Widths in coarse units, rounded up, as bytes: a quick way to know that most fit.
        self._unit = max(face.widths.values()) / 254
        self._coarse = bytes(
            ceil(face.widths.get(chr(code), 0) / self._unit) for code in range(256)
        )

    def __call__(self, serials: Sequence[str]) -> bytes:
        """The content of the page that has these labels, a full page of them or fewer.

        Serials that are "" stand first: the places of a used sheet that are left empty.
        """
        first, end = serials.count(""), len(serials)
        if end - first == self._full:
            words = f"/{FULL_PAGE} Do"
        else:
            words = "\n".join(self._words[first:end])
        labels = serials[first:] if first else serials
        symbols = self._run.symbols(labels)
        drawn = map(self._path if self._bars else self._image, self._symbols[first:], symbols)
        lines = [words, *drawn, f"BT {self._font(self._line.size)}"]
        if self._align == "left":
            lines += map(self._text, self._texts[first:], labels)
        else:
            lines += map(self._aligned, self._places[first:], labels)
        lines.append("ET\n")
        return zlib.compress("\n".join(lines).encode("ascii"), _LEVEL)

    def _image(self, start: str, symbol: int) -> str:
        # The upper left module is dark, so that no digit is missing in front.
        return f"{start}{symbol:x}>\nEI Q"

    def _path(self, start: str, symbol: int) -> str:
        rows = symbol.to_bytes(len(self._bars), "big")
        bars = "".join([known[byte] for known, byte in zip(self._bars, rows, strict=True)])
        return f"{start}{bars}f Q"

    def _text(self, start: str, serial: str) -> str:
        text = for_people(serial)
        size = self._line.size
        if not self._surely_fits(text):
            size = size_for(text, self._line.weight, size, self._room, self._face.measure)
        if size == self._line.size:
            return f"{start}{text})Tj"
        # Smaller than its neighbours, because it is all wide letters.
        return f"{self._font(size)} {start}{text})Tj {self._font(self._line.size)}"

    def _aligned(self, place: tuple[float, float], serial: str) -> str:
        """A serial in the middle or at the right of its room."""
        text = for_people(serial)
        line = self._line
        size = size_for(text, line.weight, line.size, self._room, self._face.measure)
        free = self._room / POINT - self._face.measure(text, line.weight, size)
        x, y = place
        x += free / 2 if self._align == "center" else free
        return f"{self._font(size)} 1 0 0 1 {x:.3f} {y:.3f} Tm({text})Tj"

    def _surely_fits(self, text: str) -> bool:
        width = sum(text.encode().translate(self._coarse)) * self._unit
        return width / 1000 * self._line.size * POINT <= self._room

    def _font(self, size: float) -> str:
        return f"{self._face.name} {size:.2f} Tf"


def corners_of(sheet: Sheet, calibration: Calibration) -> list[tuple[float, float]]:
    """The upper left corners of the labels of a page, in points from its lower left corner."""
    moved = [calibration.moved(x, y) for _, x, y in sheet.positions(sheet.per_page)]
    return [(x / POINT, (sheet.page_height - y) / POINT) for x, y in moved]


def placed_words(x: float, y: float) -> str:
    """The shared words of the label whose upper left corner lies at (x, y), in points."""
    return f"q 1 0 0 1 {x:.3f} {y:.3f} cm /{WORDS} Do Q"


def _image_at(x: float, y: float, layout: Layout, size: int) -> str:
    left, top, module = _place(x, y, layout)
    side = size * module
    return (
        f"q {side:.3f} 0 0 {side:.3f} {left:.3f} {top - side:.3f} cm "
        f"BI/W {size}/H {size}/BPC 1/IM true/D[1 0]/F/AHx ID "
    )


def _path_at(x: float, y: float, layout: Layout, size: int) -> str:
    left, top, module = _place(x, y, layout)
    return f"q {module:.6f} 0 0 {-module:.6f} {left:.3f} {top:.3f} cm\n"


def _place(x: float, y: float, layout: Layout) -> tuple[float, float, float]:
    """Left, top and module of the symbol of a label, in points."""
    symbol = layout.symbol
    return x + symbol.x / POINT, y - symbol.y / POINT, symbol.module / POINT


def _bars(size: int) -> list[list[str]]:
    """For each byte of a symbol, the rectangles that each of its 256 values stands for.

    A bar that goes on in the next byte is cut in two, which nothing shows: both are parts of
    one path.
    """
    bars = [
        [(bar.start(), bar.end() - bar.start()) for bar in re.finditer("1+", f"{value:08b}")]
        for value in range(256)
    ]
    return [
        ["".join([f"{left + at} {row} {length} 1 re\n" for at, length in bar]) for bar in bars]
        for row in range(size)
        for left in range(0, stride_of(size), 8)
    ]
