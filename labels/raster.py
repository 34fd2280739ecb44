"""Labels as bitmaps of a printer's dots: for roll printers, and as pictures.

Letters are drawn from our own font at eight times the size and made dots where they cover
enough, so that Vietnamese looks alike on every printer and lines are as wide as on paper
(letters fitted to a coarse grid would be wider). Words are drawn once for a run, letters of
serials once for a size; a module is whole dots.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from common.errors import RuleError
from labels.dots import Dots
from labels.layout import Box, Layout
from labels.lettering import POINT, Line, Measure, size_for
from labels.masks import stride_of
from labels.serials import for_people
from labels.sheets import Sheet

_FINER = 8
_COVERED = 96  # of 255: below half, so that thin strokes of small print stay whole
_ABOVE, _BELOW = 1.3, 0.35  # of a letter's size, the most that any reaches


@dataclass(frozen=True)
class Bitmap:
    """Rows of dots from the top, whole bytes each, 1 is ink; its left upper dot at (x, y)."""

    x: int
    y: int
    width: int
    rows: tuple[bytes, ...]

    @property
    def bytes_per_row(self) -> int:
        """Whole bytes that hold a row."""
        return (self.width + 7) // 8


class Raster:
    """Draws the labels of one run for one printer.

    fonts: folder with BeVietnamPro-*.ttf; measure: the widths of them. size: modules of a
    symbol's side. logo: a picture for a layout that has room for one.
    """

    def __init__(
        self,
        *,
        sheet: Sheet,
        layout: Layout,
        dots: Dots,
        size: int,
        fonts: Path,
        measure: Measure,
        logo: bytes = b"",
    ) -> None:
        self._layout, self._per_mm, self._size = layout, dots.per_mm, size
        self._fonts, self._measure = fonts, measure
        self.width = round(sheet.label_width * dots.per_mm)
        self.height = round(sheet.label_height * dots.per_mm)
        self._module = max(1, round(layout.symbol.module * dots.per_mm))
        self._wider = [_wider(byte, self._module) for byte in range(256)]
        self._letters: dict[tuple[str, float], _Letter] = {}
        self.words = self._draw_words(logo)

    def symbol(self, bits: int) -> Bitmap:
        """A QR symbol (as `labels.qr.Symbol.bits`) in its place."""
        stride, width = stride_of(self._size) // 8, self._size * self._module
        whole = bits.to_bytes(stride * self._size, "big")
        cut = (width + 7) // 8
        rows = []
        for at in range(0, len(whole), stride):
            row = b"".join([self._wider[byte] for byte in whole[at : at + stride]])[:cut]
            rows += [row] * self._module
        place = self._layout.symbol
        return Bitmap(
            round(place.x * self._per_mm), round(place.y * self._per_mm), width, tuple(rows)
        )

    def serial(self, serial: str) -> Bitmap:
        """A serial in groups of four, in its place."""
        text, line, layout = for_people(serial), self._layout.serial, self._layout
        size = size_for(text, line.weight, line.size, layout.serial_width, self._measure)
        length = self._measure(text, line.weight, size) * POINT
        free = layout.serial_width - length
        left = line.x + {"left": 0, "center": free / 2, "right": free}[layout.serial_align]
        width = round(length * self._per_mm) + 2
        letters = [self._letter(letter, size) for letter in text]
        rows = [0] * letters[0].height
        at = 0.0
        for letter in letters:
            shift = width - round(at) - letter.width
            for number, row in enumerate(letter.rows):
                rows[number] |= row << shift if shift >= 0 else row >> -shift
            at += letter.advance
        padding, length_in_bytes = -width % 8, (width + 7) // 8
        return Bitmap(
            round(left * self._per_mm),
            round(line.y * self._per_mm) - letters[0].base,
            width,
            tuple((row << padding).to_bytes(length_in_bytes, "big") for row in rows),
        )

    def picture(self, bits: int, serial: str) -> Image.Image:
        """A whole label, black on white."""
        picture = Image.new("1", (self.width, self.height), 1)
        for bitmap in (self.words, self.symbol(bits), self.serial(serial)):
            size = (8 * bitmap.bytes_per_row, len(bitmap.rows))
            ink = Image.frombytes("1", size, b"".join(bitmap.rows))
            picture.paste(0, (bitmap.x, bitmap.y), ink)
        return picture

    # --- words --------------------------------------------------------------------------

    def _draw_words(self, logo: bytes) -> Bitmap:
        ink = Image.new("1", (self.width, self.height), 0)
        for line in self._layout.lines:
            drawn, left, base = self._drawn(line.text, line.weight, line.size)
            x = round(line.x * self._per_mm) - left
            y = round(line.y * self._per_mm) - base
            ink.paste(1, (x, y), drawn)
        if self._layout.logo and logo:
            self._draw_logo(ink, self._layout.logo, logo)
        return Bitmap(0, 0, self.width, tuple(_rows(ink)))

    def _draw_logo(self, ink: Image.Image, box: Box, logo: bytes) -> None:
        size = (
            max(1, round(box.width * self._per_mm)),
            max(1, round(box.height * self._per_mm)),
        )
        with Image.open(io.BytesIO(logo)) as picture:
            coloured = picture.convert("RGBA")
        on_white = Image.new("RGBA", coloured.size, "white")
        on_white.alpha_composite(coloured)
        fitted = ImageOps.contain(on_white.convert("L"), size)
        x = round(box.x * self._per_mm) + (size[0] - fitted.width) // 2
        y = round(box.y * self._per_mm) + (size[1] - fitted.height) // 2
        dithered = ImageOps.invert(fitted.convert("1").convert("L")).convert("1")
        ink.paste(1, (x, y), dithered)

    def _drawn(self, text: str, weight: str, size: float) -> tuple[Image.Image, int, int]:
        """Text as dots; where its origin lies in them, from the left and from the top."""
        dots = size * POINT * self._per_mm
        left, base = 2, int(dots * _ABOVE) + 1
        length = self._measure(text, weight, size) * POINT * self._per_mm
        wide = int(length) + 2 * left + 2
        high = base + int(dots * _BELOW) + 1
        large = Image.new("L", (wide * _FINER, high * _FINER), 0)
        ImageDraw.Draw(large).text(
            (left * _FINER, base * _FINER),
            text,
            font=self._font(weight, dots * _FINER),
            fill=255,
            anchor="ls",
        )
        covered = large.reduce(_FINER).point(lambda value: 255 * (value > _COVERED))
        return covered.convert("1"), left, base

    def _letter(self, letter: str, size: float) -> "_Letter":
        if (letter, size) not in self._letters:
            weight = self._layout.serial.weight
            drawn, left, base = self._drawn(letter, weight, size)
            drawn = drawn.crop((left, 0, drawn.width, drawn.height))
            rows = [int.from_bytes(row, "big") >> (-drawn.width % 8) for row in _rows(drawn)]
            advance = self._measure(letter, weight, size) * POINT * self._per_mm
            self._letters[letter, size] = _Letter(drawn.width, rows, base, advance)
        return self._letters[letter, size]

    def _font(self, weight: str, size: float) -> ImageFont.FreeTypeFont:
        path = self._fonts / f"BeVietnamPro-{weight}.ttf"
        try:
            return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        except OSError as error:
            raise RuleError(
                "labels.fonts_missing",
                f"Không có phông chữ {path} để in nhãn. "
                "Hãy nhờ người quản trị chạy lệnh manage.py fetch_frontend.",
            ) from error


@dataclass(frozen=True)
class _Letter:
    """A letter as rows of bits; its base line lies `base` rows down, the next `advance` dots
    on."""

    width: int
    rows: Sequence[int]
    base: int
    advance: float

    @property
    def height(self) -> int:
        return len(self.rows)


def _rows(ink: Image.Image) -> Iterator[bytes]:
    data, stride = ink.tobytes(), (ink.width + 7) // 8
    for at in range(0, len(data), stride):
        yield data[at : at + stride]


def _wider(byte: int, times: int) -> bytes:
    """The eight dots of a byte, each `times` times."""
    bits = "".join(bit * times for bit in f"{byte:08b}")
    return int(bits, 2).to_bytes(times, "big")


__all__ = ["Bitmap", "Line", "Raster"]
