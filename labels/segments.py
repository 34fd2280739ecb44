"""How the text of a QR code is cut into segments, and the smallest version that holds it.

A segment is (mode, part). Digits take 10 bits for three, the 45 letters of the alphanumeric
mode 11 bits for two, anything else 8 bits for a byte; a segment has a head of 12 to 20 bits
(ISO/IEC 18004, 7.4). The cut with the fewest bits is found, not guessed.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import (
    ALPHA_NUM,
    BIT_LIMIT_TABLE,
    MODE_8BIT_BYTE,
    MODE_ALPHA_NUM,
    MODE_NUMBER,
    length_in_bits,
)

Segment = tuple[int, str]

# How much of a symbol may be lost: about 7, 15, 25, 30 % (ISO/IEC 18004).
LEVELS = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
# Within each of these groups of versions the heads of segments are equally long.
_GROUPS = (range(1, 10), range(10, 27), range(27, 41))
_LETTERS = {
    MODE_NUMBER: frozenset("0123456789"),
    MODE_ALPHA_NUM: frozenset(ALPHA_NUM.decode()),
}
# Lengths are counted in sixths of a bit, and a segment's rounded up where it ends: that is what
# the standard's 4, 7, 10 bits for one to three digits and 6, 11 for one or two letters are.
_BIT = 6
_SIXTHS = {MODE_NUMBER: 20, MODE_ALPHA_NUM: 33, MODE_8BIT_BYTE: 8 * _BIT}


@dataclass(frozen=True)
class Cut:
    """The segments of a text, and the smallest version (1 to 40) that holds them."""

    segments: tuple[Segment, ...]
    version: int


def cut(text: str, level: str, *, tail: int = 0, alphabet: str = "", least: int = 1) -> Cut:
    """The shortest segments of `text` and its smallest version, `least` or more.

    tail: the last so many characters stand for any of `alphabet` (ASCII): they are cut as all
    of it can be, within one segment, so that the texts of a run have one layout.
    level: error correction, one of LEVELS. Raises ValueError when no version is large enough.
    """
    for versions in _GROUPS:
        segments = _shortest(text, tail, alphabet, versions[0])
        length = sum(_bits(segment, versions[0]) for segment in segments)
        for version in versions:
            if version >= least and length <= BIT_LIMIT_TABLE[LEVELS[level]][version]:
                return Cut(tuple(segments), version)
    raise ValueError(f"a text of {len(text)} characters is too long for a QR code")


def _bits(segment: Segment, version: int) -> int:
    mode, part = segment
    count = len(part.encode()) if mode == MODE_8BIT_BYTE else len(part)
    return (_head(mode, version) + _rounded(count * _SIXTHS[mode])) // _BIT


def _head(mode: int, version: int) -> int:
    return (4 + length_in_bits(mode, version)) * _BIT


def _rounded(sixths: int) -> int:
    return -(-sixths // _BIT) * _BIT


def _shortest(text: str, tail: int, alphabet: str, version: int) -> list[Segment]:
    """Dynamic programming: the least length of all up to a letter, for each mode of it."""
    lengths: dict[int, int] = {}
    steps: list[dict[int, int]] = []  # for each letter: its mode -> the mode before it
    for at, letter in enumerate(text):
        costs = _costs(letter, alphabet if at >= len(text) - tail else letter)
        step, longer = {}, {}
        for mode, cost in costs.items():
            head = _head(mode, version)
            # Going on in the same mode stands first, so it wins where lengths are equal.
            choices = {mode: lengths[mode]} if mode in lengths else {}
            choices |= {
                before: _rounded(length) + head
                for before, length in lengths.items()
                if before != mode
            }
            step[mode] = min(choices, key=choices.__getitem__, default=mode)
            longer[mode] = choices.get(step[mode], head) + cost
        lengths = longer
        steps.append(step)
    modes = _modes(steps, min(lengths, key=lambda mode: _rounded(lengths[mode]), default=0))
    return [
        (mode, "".join(letter for _, letter in part))
        for mode, part in groupby(zip(modes, text, strict=True), key=itemgetter(0))
    ]


def _modes(steps: list[dict[int, int]], last: int) -> list[int]:
    """The mode of each letter, found from the last one backwards."""
    modes = []
    for step in reversed(steps):
        modes.append(last)
        last = step[last]
    return modes[::-1]


def _costs(letter: str, kind: str) -> dict[int, int]:
    """The modes that can hold every letter of `kind`, with the sixths of a bit of `letter`."""
    costs = {mode: _SIXTHS[mode] for mode, those in _LETTERS.items() if those.issuperset(kind)}
    return costs | {MODE_8BIT_BYTE: len(letter.encode()) * _SIXTHS[MODE_8BIT_BYTE]}
