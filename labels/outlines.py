"""Letters of a TrueType font as outlines: for pictures that need no font where they are shown.

Reads the tables `glyf` and `loca` (OpenType 1.9): contours of quadratic curves, and letters put
together from others, as Vietnamese ones are from a letter and its marks.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from common.errors import RuleError
from labels.lettering import POINT

Point = tuple[float, float, bool]  # x, y, whether it lies on the curve
Contour = list[Point]

# Flags of a simple glyph's points, and of a glyph within another.
_ON, _SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 1, 2, 4, 8, 16, 32
_WORDS, _XY, _SCALE, _MORE, _TWO_SCALES, _FOUR_SCALES = 1, 2, 8, 32, 64, 128
_DEEPEST = 5  # glyphs within glyphs


class Outlines:
    """The letters of one font file."""

    def __init__(self, path: Path) -> None:
        try:
            self._font = TTFontFile(str(path))
        except TTFError as error:
            raise RuleError(
                "labels.fonts_missing",
                f"Không có phông chữ {path} để vẽ nhãn. "
                "Hãy nhờ người quản trị chạy lệnh manage.py fetch_frontend.",
            ) from error
        self._glyf = self._font.get_table("glyf")
        head = self._font.get_table("head")
        self._units = struct.unpack(">H", head[18:20])[0]
        self._places = self._read_loca(is_long=struct.unpack(">h", head[50:52])[0] == 1)
        self._known: dict[str, tuple[str, float]] = {}

    def _read_loca(self, *, is_long: bool) -> list[int]:
        loca = self._font.get_table("loca")
        if is_long:
            return list(struct.unpack(f">{len(loca) // 4}L", loca))
        return [2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca)]

    def path(self, text: str, x: float, y: float, size: float) -> str:
        """The outlines of `text` as an SVG path, its base line beginning at (x, y) mm."""
        scale = size * POINT / self._units
        parts = []
        for letter in text:
            contours = self._contours(self._font.charToGlyph.get(ord(letter), 0))
            parts += [_drawn(contour, x, y, scale) for contour in contours]
            x += (
                self._font.charWidths.get(ord(letter), self._font.defaultWidth)
                / 1000
                * (size * POINT)
            )
        return "".join(parts)

    def _contours(self, glyph: int, depth: int = 0) -> list[Contour]:
        data = self._glyf[self._places[glyph] : self._places[glyph + 1]]
        if not data or depth > _DEEPEST:
            return []
        (count,) = struct.unpack(">h", data[:2])
        return _simple(data, count) if count >= 0 else list(self._composite(data, depth))

    def _composite(self, data: bytes, depth: int) -> Iterator[Contour]:
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, glyph = struct.unpack(">HH", data[at : at + 4])
            form = ">hh" if flags & _WORDS else ">bb"
            dx, dy = struct.unpack_from(form, data, at + 4)
            at += 4 + struct.calcsize(form)
            a, b, c, d = 1.0, 0.0, 0.0, 1.0
            if flags & _SCALE:
                a = d = _fraction(data, at)
                at += 2
            elif flags & _TWO_SCALES:
                a, d = _fraction(data, at), _fraction(data, at + 2)
                at += 4
            elif flags & _FOUR_SCALES:
                a, b, c, d = (_fraction(data, at + step) for step in (0, 2, 4, 6))
                at += 8
            if not flags & _XY:
                raise ValueError("a glyph placed by points of another is not supported")
            for contour in self._contours(glyph, depth + 1):
                yield [(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour]


def _fraction(data: bytes, at: int) -> float:
    return float(struct.unpack_from(">h", data, at)[0]) / 16384


def _simple(data: bytes, count: int) -> list[Contour]:
    ends = struct.unpack_from(f">{count}H", data, 10)
    if not ends:
        return []
    at = 10 + 2 * count
    at += 2 + struct.unpack_from(">H", data, at)[0]  # instructions, which we do not need
    flags: list[int] = []
    while len(flags) <= ends[-1]:
        flag = data[at]
        at += 1
        times = 1
        if flag & _REPEAT:
            times += data[at]
            at += 1
        flags += [flag] * times
    xs, at = _coordinates(data, at, flags, _SHORT_X, _SAME_X)
    ys, at = _coordinates(data, at, flags, _SHORT_Y, _SAME_Y)
    points = [
        (float(x), float(y), bool(flag & _ON))
        for x, y, flag in zip(xs, ys, flags, strict=False)
    ]
    starts = [0, *(end + 1 for end in ends)]
    return [points[start : end + 1] for start, end in zip(starts, ends, strict=False)]


def _coordinates(
    data: bytes, at: int, flags: list[int], short: int, same: int
) -> tuple[list[int], int]:
    values, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        values.append(value)
    return values, at


def _drawn(contour: Contour, left: float, base: float, scale: float) -> str:
    """A contour as an SVG path; between two points off the curve lies one on it."""
    if len(contour) < 2:
        return ""

    def at(x: float, y: float) -> str:
        return f"{left + x * scale:.3f} {base - y * scale:.3f}"

    first = next((number for number, point in enumerate(contour) if point[2]), None)
    if first is None:
        (x1, y1, _), (x2, y2, _) = contour[-1], contour[0]
        contour = [((x1 + x2) / 2, (y1 + y2) / 2, True), *contour]
        first = 0
    points = [*contour[first:], *contour[: first + 1]]
    path = [f"M{at(*points[0][:2])}"]
    control: tuple[float, float] | None = None
    for x, y, on in points[1:]:
        if on:
            path.append(f"Q{at(*control)} {at(x, y)}" if control else f"L{at(x, y)}")
            control = None
            continue
        if control:
            middle = ((control[0] + x) / 2, (control[1] + y) / 2)
            path.append(f"Q{at(*control)} {at(*middle)}")
        control = (x, y)
    if control:
        path.append(f"Q{at(*control)} {at(*points[0][:2])}")
    return "".join(path) + "Z"


@lru_cache(maxsize=8)
def outlines(path: Path) -> Outlines:
    """The letters of a font file, read once."""
    return Outlines(path)
