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
# capitals and digits, how far letters hang below the base line and reach above it.
CAPITALS, BELOW = 0.76, 0.25
ABOVE, _ABOVE_CAPITALS = 1.02, 1.23  # ẫ and Ẫ
# A line is shrunk at most this far before a second line is tried.
_RATHER_TWO_LINES = 0.8
# How much longer a line may be for the sake of a break in the natural place.
_RATHER_HERE = 0.75
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
    return _ABOVE_CAPITALS if marked else ABOVE


def size_for(text: str, weight: str, largest: float, width: float, measure: Measure) -> float:
    """The largest size up to `largest` at which `text` is no wider than `width` mm."""
    at_one_point = measure(text, weight, 1) * POINT
    if at_one_point * largest <= width:
        return largest
    return int(width / at_one_point / _STEP) * _STEP


def fitted(
    text: str,
    weight: str,
    sizes: tuple[float, float],
    width: float,
    measure: Measure,
    *,
    most: int = 2,
) -> tuple[float, list[str]]:
    """A size and one or two lines of `text` that are no wider than `width` mm.

    sizes: the largest and the smallest lettering. most: how many lines there may be.
    One line is shrunk a little, then two are tried, broken where the longer one is shortest,
    then one line is shrunk all the way. What does not fit at the smallest lettering ends
    with "…".
    """
    largest, smallest = sizes
    one = size_for(text, weight, largest, width, measure)
    if one >= max(smallest, _RATHER_TWO_LINES * largest):
        return one, [text]
    halves = _halves(text, weight, measure) if most > 1 else []
    two = min((size_for(half, weight, largest, width, measure) for half in halves), default=0.0)
    if two >= smallest:
        return two, halves
    if one >= smallest:
        return one, [text]

    def fits(part: str) -> bool:
        return measure(part, weight, smallest) * POINT <= width

    return smallest, _cut(text, fits) if most > 1 else [_shortened(text, fits)]


def lines_that_fit(
    texts: Sequence[str],
    weight: str,
    sizes: tuple[float, float],
    width: float,
    height: float,
    measure: Measure,
    *,
    most: int,
) -> tuple[float, list[str]]:
    """A size and at most `most` lines of `texts`, one under the other, within a box.

    sizes: the largest and the smallest lettering. Each text begins a new line and is broken at
    blanks. The largest size at which all fits is taken; at the smallest, what is left over
    ends with "…".
    """
    largest, smallest = sizes
    size = largest
    while size > smallest:
        lines = [
            line for text in texts for line in _wrapped(text, weight, size, width, measure)
        ]
        if _fits_box(lines, weight, size, width, height, measure, most):
            evened = _halves(texts[0], weight, measure) if len(texts) == 1 else []
            is_better = len(lines) == len(evened) and _fits_box(
                evened, weight, size, width, height, measure, most
            )
            return size, evened if is_better else lines
        size = round(size - 5 * _STEP, 2)

    def fits(part: str) -> bool:
        return measure(part, weight, smallest) * POINT <= width

    lines = [
        line for text in texts for line in _wrapped(text, weight, smallest, width, measure)
    ]
    kept = list(lines[:most])
    while kept and _height(kept, smallest) > height + _STEP:
        kept.pop()
    if len(kept) < len(lines) and kept:
        fuller = _shortened(f"{kept[-1]} {lines[len(kept)]}", fits)
        # Not with a marked capital for which there is no room above.
        is_higher = reach(fuller) > reach(kept[-1])
        kept[-1] = _shortened(kept[-1], fits) if is_higher else fuller
    return smallest, [line if fits(line) else _shortened(line, fits) for line in kept]


def _fits_box(
    lines: Sequence[str],
    weight: str,
    size: float,
    width: float,
    height: float,
    measure: Measure,
    most: int,
) -> bool:
    return (
        len(lines) <= most
        and _height(lines, size) <= height
        and all(measure(line, weight, size) * POINT <= width for line in lines)
    )


def _height(lines: Sequence[str], size: float) -> float:
    return sum(reach(line) + BELOW for line in lines) * size * POINT


def _wrapped(text: str, weight: str, size: float, width: float, measure: Measure) -> list[str]:
    """`text` broken at blanks, each line as full as can be; a word too long stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, weight, size) * POINT <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def stacked(rows: Iterable[Row], top: float) -> list[Line]:
    """Rows one below the other from `top` on, none touching the next."""
    lines, y = [], top
    for row in rows:
        y += max(reach(line.text) * line.size for line in row) * POINT
        lines += [replace(line, y=y) for line in row]
        y += max(line.size for line in row) * BELOW * POINT
    return lines


def _halves(text: str, weight: str, measure: Measure) -> list[str]:
    """`text` in two where the longer half is shortest; [] where nothing can be broken.

    Broken at blanks, best before a bracket or after a comma or dash; a word without blanks,
    such as a lot number, after a hyphen or its like.
    """

    def length(halves: list[str]) -> float:
        natural = halves[1].startswith("(") or halves[0].endswith((",", "–"))
        longer = max(measure(half, weight, 1) for half in halves)
        return longer * (_RATHER_HERE if natural else 1)

    if " " in text:
        breaks = [
            [text[:at], text[at + 1 :]] for at, letter in enumerate(text) if letter == " "
        ]
    else:
        ends = [at for at, letter in enumerate(text[:-1], start=1) if letter in "-/._:"]
        breaks = [[text[:at], text[at:]] for at in ends]
    return min(breaks, key=length, default=[])


def _cut(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Two full lines of `text`, the second with "…" when something is left over."""
    first = _at_blank(_longest(text, fits), text)
    rest = text[len(first) :].lstrip()
    return [first, rest if fits(rest) else _shortened(rest, fits)]


def _shortened(text: str, fits: Callable[[str], bool]) -> str:
    start = _at_blank(_longest(text, lambda part: fits(part + "…")), text)
    return start.rstrip(" ,-–(") + "…"


def _longest(text: str, fits: Callable[[str], bool]) -> str:
    """The longest start of `text` that fits."""
    starts = itertools.accumulate(text)
    return max(itertools.takewhile(fits, starts), key=len, default="")


def _at_blank(start: str, text: str) -> str:
    """`start` of `text` without a last word that is only begun, unless it is the only one."""
    whole = start == text or text[len(start)] == " " or " " not in start
    return start if whole else start[: start.rindex(" ")]
