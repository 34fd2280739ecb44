"""Fitting words into a given width: shrink, then two lines, then "…". Pure typesetting.

Lettering in points, places in millimetres from the top, y downwards.
"""

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

POINT = 25.4 / 72  # mm
REGULAR, MEDIUM, SEMIBOLD, BOLD = "Regular", "Medium", "SemiBold", "Bold"

# Of Be Vietnam Pro, in parts of its size, measured over all Vietnamese letters: the height of
# capitals and digits, and how far letters hang below the base line.
CAPITALS, BELOW = 0.76, 0.25
_ABOVE_SMALL, _ABOVE_CAPITALS = 1.02, 1.23  # ẫ and Ẫ
# A line is shrunk at most this far before a second line is tried.
_RATHER_TWO_LINES = 0.8
_STEP = 0.05  # points: sizes are whole steps

# (text, weight, size in points) -> width in points
Measure = Callable[[str, str, float], float]


@dataclass(frozen=True)
class Line:
    """Text with its left end at x on the base line y."""

    text: str
    weight: str
    size: float
    x: float
    y: float = 0


# Lines that share a base line.
Row = Sequence[Line]


def reach(text: str) -> float:
    """How far `text` reaches above its base line, in parts of its size.

    Capitals carry their marks on top: "GẠO NẾP" needs more room than "Gạo nếp".
    """
    marked = any(
        letter.isupper() and len(unicodedata.normalize("NFD", letter)) > 1 for letter in text
    )
    return _ABOVE_CAPITALS if marked else _ABOVE_SMALL


def size_for(text: str, weight: str, largest: float, width: float, measure: Measure) -> float:
    """The largest size up to `largest` at which `text` is no wider than `width` mm."""
    at_one_point = measure(text, weight, 1) * POINT
    if at_one_point * largest <= width:
        return largest
    return int(width / at_one_point / _STEP) * _STEP


def fitted(
    text: str, weight: str, sizes: tuple[float, float], width: float, measure: Measure
) -> tuple[float, list[str]]:
    """A size and one or two lines of `text` that are no wider than `width` mm.

    sizes: the largest and the smallest lettering. One line is shrunk a little, then two are
    tried, broken where the longer one is shortest, then one line is shrunk all the way. What
    does not fit two lines of the smallest lettering ends with "…".
    """
    largest, smallest = sizes
    one = size_for(text, weight, largest, width, measure)
    if one >= max(smallest, _RATHER_TWO_LINES * largest):
        return one, [text]
    halves = _halves(text, weight, measure)
    two = min((size_for(half, weight, largest, width, measure) for half in halves), default=0.0)
    if two >= smallest:
        return two, halves
    if one >= smallest:
        return one, [text]
    return smallest, _cut(text, weight, smallest, width, measure)


def stacked(rows: Iterable[Row], top: float) -> list[Line]:
    """Rows one below the other from `top` on, none touching the next."""
    lines, y = [], top
    for row in rows:
        y += max(reach(line.text) * line.size for line in row) * POINT
        lines += [replace(line, y=y) for line in row]
        y += max(line.size for line in row) * BELOW * POINT
    return lines


def _halves(text: str, weight: str, measure: Measure) -> list[str]:
    """`text` broken at the blank that leaves the longer line shortest; [] without a blank."""
    words = text.split(" ")
    breaks = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(
        breaks, key=lambda halves: max(measure(half, weight, 1) for half in halves), default=[]
    )


def _cut(text: str, weight: str, size: float, width: float, measure: Measure) -> list[str]:
    """Two full lines of `text`, the second with "…" when something is left over.

    Broken at a blank where there is one, else inside the word.
    """

    def fits(part: str) -> bool:
        return measure(part, weight, size) * POINT <= width

    first = "".join(itertools.takewhile(_growing(fits), text))
    if len(first) < len(text) and " " in first:
        first = first[: first.rindex(" ")]
    rest = text[len(first) :].lstrip()
    if fits(rest):
        return [first, rest]
    while not fits(rest + "…"):
        rest = rest[:-1]
    return [first, rest.rstrip(" ,-–") + "…"]


def _growing(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    """For takewhile: whether everything taken so far, with this letter, fits."""
    taken = ""

    def still(letter: str) -> bool:
        nonlocal taken
        taken += letter
        return fits(taken)

    return still
