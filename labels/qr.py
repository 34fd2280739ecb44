"""QR symbols of a run of labels, whose links differ in their serial alone.

Every step from a text to its symbol is linear over the field of two elements: characters
become bits at fixed places, the error correction of a sum is the sum of the corrections, a mask
is added. So each symbol of a run is one base symbol XOR one table entry for each two characters
of its serial. The `qrcode` package draws the base symbol, and one more for each bit that a
serial can change; their differences, combined, are the tables. The result is bit for bit what
`qrcode` draws of the same segments, version, level and mask.

All symbols of a run have one mask. Any reader takes any mask; what the standard asks for, the
least penalty, is met on average over serials of the run. The search for each symbol remains.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from operator import itemgetter, xor
from typing import NamedTuple

from qrcode import QRCode
from qrcode.util import ALPHA_NUM, MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

from labels.masks import penalty, stride_of
from labels.segments import LEVELS, Segment, cut

__all__ = ["LEVELS", "MASKS", "QUIET_ZONE", "Run", "Symbol", "symbol"]

# White modules that must surround a symbol (ISO/IEC 18004, 6.3.8).
QUIET_ZONE = 4
MASKS = range(8)
# Drawing the tables takes about as long as drawing a hundred symbols one by one; so short a
# request is not worth them.
_FEW = 20
# Characters that a mode encodes together; bytes stand alone, and are paired for smaller tables.
_TOGETHER = {MODE_NUMBER: 3, MODE_ALPHA_NUM: 2, MODE_8BIT_BYTE: 2}


@dataclass(frozen=True)
class Symbol:
    """A QR symbol without its quiet zone.

    bits: rows from the top, each padded on its right with light bits to whole bytes; the
    highest bit is the upper left module, 1 is dark.
    """

    size: int
    bits: int

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """(column, row, length) of every unbroken stretch of dark modules in a row."""
        stride = stride_of(self.size)
        rows = f"{self.bits:0{stride * self.size}b}"
        for bar in re.finditer("1+", rows):
            row, column = divmod(bar.start(), stride)
            yield column, row, bar.end() - bar.start()


def symbol(text: str, level: str = "M") -> Symbol:
    """The smallest symbol of `text`, with the mask of least penalty.

    level: error correction, one of LEVELS. Raises ValueError for a text that is too long.
    """
    found = cut(text, level)
    code = _code(found.segments, level, found.version, None)
    code.make(fit=False)
    return Symbol(code.modules_count, _as_integer(code))


class Run:
    """Symbols of texts that have one `start` and differ in the `length` characters after it.

    alphabet: of those characters, ASCII. version: the least that may be taken; the smallest
    that holds the texts is found. mask: 0 to 7, or None to search the best for each symbol.
    Raises ValueError for texts that are too long for any version.
    """

    def __init__(
        self,
        start: str,
        length: int,
        alphabet: str,
        *,
        level: str = "M",
        version: int = 1,
        mask: int | None = None,
    ) -> None:
        if not alphabet.isascii() or not alphabet or length < 1:
            raise ValueError("a run needs texts that differ, in ASCII characters")
        found = cut(
            start + alphabet[0] * length, level, tail=length, alphabet=alphabet, least=version
        )
        *self._before, (self._mode, last) = found.segments
        # What stands before the tail in its segment. Bytes, because in byte mode they count.
        self._fixed = last.encode()[:-length]
        self._alphabet, self._length = alphabet, length
        self._tables: list[tuple[slice, dict[str, int]]] = []
        self._base = 0  # with mask 0
        self.level, self.version, self.mask = level, found.version, mask
        self.size = 17 + 4 * found.version

    @property
    def segments(self) -> list[Segment]:
        """What every text is cut into, with the first of the alphabet for the whole tail."""
        tail = self._alphabet[0] * self._length
        return [*self._before, (self._mode, self._fixed.decode() + tail)]

    def choose_mask(self, tails: Sequence[str]) -> None:
        """Give the whole run the mask whose penalty over `tails`, a sample, is least."""
        changes = _mask_changes(self.version, self.level)
        self.mask = 0
        sample = self.symbols(tails)
        self.mask = min(
            MASKS,
            key=lambda mask: sum(
                penalty(bits ^ changes[mask].judged, self.size) for bits in sample
            ),
        )

    def symbols(self, tails: Sequence[str]) -> list[int]:
        """The symbol of start + tail for each of `tails`, as in `Symbol.bits`.

        Raises ValueError for a tail of another length or with other characters.
        """
        if not set(map(len, tails)) <= {self._length}:
            raise ValueError(f"a tail does not fit a run of {self._length} characters each")
        try:
            return self._drawn(tails) if self._is_few(tails) else self._combined(tails)
        except KeyError as error:
            raise ValueError(f"{error} does not fit a run of {self._alphabet}") from error

    def _is_few(self, tails: Sequence[str]) -> bool:
        return not self._tables and len(tails) < _FEW

    def _drawn(self, tails: Sequence[str]) -> list[int]:
        """By `qrcode`, one by one."""
        for stranger in set().union(*tails).difference(self._alphabet):
            raise KeyError(stranger)
        return [self._draw(self._fixed + tail.encode(), self.mask) for tail in tails]

    def _draw(self, last: bytes, mask: int | None) -> int:
        """The symbol whose last segment is `last`."""
        code = _code(self._before, self.level, self.version, mask)
        code.add_data(QRData(last, mode=self._mode))
        code.make(fit=False)
        return _as_integer(code)

    # --- tables -----------------------------------------------------------------------------

    def _combined(self, tails: Sequence[str]) -> list[int]:
        """From the tables, for all tails of a request column by column."""
        if not self._tables:
            self._make_tables()
        changes = _mask_changes(self.version, self.level)
        symbols = [self._base ^ changes[self.mask or 0].real] * len(tails)
        for place, table in self._tables:
            entries = map(table.__getitem__, map(itemgetter(place), tails))
            symbols = list(map(xor, symbols, entries))
        if self.mask is not None:
            return symbols
        return [self._best_masked(bits) for bits in symbols]

    def _best_masked(self, bits: int) -> int:
        """A symbol of mask 0 with its best mask, the one that `qrcode` takes."""
        changes = _mask_changes(self.version, self.level)
        best = min(changes, key=lambda change: penalty(bits ^ change.judged, self.size))
        return bits ^ best.real

    def _make_tables(self) -> None:
        """Draw a symbol with ones for the tail, and how it changes with each bit.

        The ones begin where the first group of characters begins that are encoded together
        and reach into the tail. They are not zeros, because `qrcode` cannot correct a block of
        nothing but zeros.
        """
        together, fixed = _TOGETHER[self._mode], len(self._fixed)
        first, end = fixed // together * together, fixed + self._length
        groups = [(at, min(together, end - at)) for at in range(first, end, together)]
        ones = [_spelled(self._mode, 1, count) for _, count in groups]
        self._base = self._draw(self._fixed[:first] + b"".join(ones), 0)
        for number, (at, count) in enumerate(groups):
            before = self._fixed[at:]  # of this group, but not of the tail
            place = slice(at + len(before) - fixed, at + count - fixed)
            self._tables.append((place, self._table(ones, number, before)))

    def _table(self, ones: list[bytes], number: int, before: bytes) -> dict[str, int]:
        """What the characters of one group change, for all that they can be."""
        count = len(ones[number])
        start = self._fixed[: len(self._fixed) + self._length - sum(map(len, ones))]
        known = {0: 0}

        def change(bits: int) -> int:
            """How the symbol changes when these bits of the group's number do."""
            if bits not in known:
                lowest = bits & -bits
                known[bits] = (
                    change(lowest) ^ change(bits ^ lowest) if bits != lowest else drawn(bits)
                )
            return known[bits]

        def drawn(bit: int) -> int:
            groups = [*ones]
            groups[number] = _spelled(self._mode, 1 ^ bit, count)
            return self._draw(start + b"".join(groups), 0) ^ self._base

        texts = map("".join, product(self._alphabet, repeat=count - len(before)))
        return {text: change(1 ^ _value(self._mode, before + text.encode())) for text in texts}


class _MaskChange(NamedTuple):
    """What XOR makes another mask of mask 0: in the symbol as it is printed, and in the one
    that `qrcode` judges when it searches, in which what tells the mask is left light."""

    real: int
    judged: int


@lru_cache(maxsize=8)
def _mask_changes(version: int, level: str) -> tuple[_MaskChange, ...]:
    """For each mask; they do not depend on the text."""

    def drawn(mask: int, *, judged: bool) -> int:
        code = _code([], level, version, mask)
        code.makeImpl(judged, mask)
        return _as_integer(code)

    first = drawn(0, judged=False)
    return tuple(
        _MaskChange(drawn(mask, judged=False) ^ first, drawn(mask, judged=True) ^ first)
        for mask in MASKS
    )


def _code(segments: Sequence[Segment], level: str, version: int, mask: int | None) -> QRCode:
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=mask, border=0)
    for mode, part in segments:
        code.add_data(QRData(part, mode=mode))
    return code


def _as_integer(code: QRCode) -> int:
    padding = "0" * (stride_of(code.modules_count) - code.modules_count)
    rows = ("".join("1" if dark else "0" for dark in row) + padding for row in code.modules)
    return int("".join(rows), 2)


# --- characters that are encoded together, as numbers ---------------------------------------


def _value(mode: int, characters: bytes) -> int:
    """The number that stands in the symbol for them."""
    if mode == MODE_NUMBER:
        return int(characters)
    if mode == MODE_ALPHA_NUM:
        return reduce(lambda number, one: number * 45 + ALPHA_NUM.index(one), characters, 0)
    return int.from_bytes(characters, "big")


def _spelled(mode: int, value: int, count: int) -> bytes:
    """The characters of a number: in every mode there are some for 1 and each bit beside it."""
    if mode == MODE_NUMBER:
        return b"%0*d" % (count, value)
    if mode == MODE_ALPHA_NUM:
        return bytes(ALPHA_NUM[value // 45**place % 45] for place in reversed(range(count)))
    return value.to_bytes(count, "big")
