"""The penalty of a QR symbol, by which its mask is chosen (ISO/IEC 18004, 7.8.3.1).

A symbol is one integer: rows from the top, each padded on its right with light bits to
`stride` bits, the leftmost module the highest bit, 1 is dark. What the `qrcode` package counts
module by module (`qrcode.util.lost_point`) is counted here for all modules at once: shifting
by one bit looks one module to the right, shifting by a row one module down. The side of a
symbol is an odd number, so that every row ends with a padding bit and no run or figure goes on
in the next one.
"""

from functools import lru_cache


def stride_of(size: int) -> int:
    """Bits of a row of `size` modules, in whole bytes, as image formats want it."""
    return (size + 7) // 8 * 8


def penalty(symbol: int, size: int) -> int:
    """The same number as `qrcode.util.lost_point` of the same modules."""
    stride = stride_of(size)
    whole, but_last_column, but_last_row = _areas(size)
    light = symbol ^ whole
    like_right = (symbol << 1 ^ light) & but_last_column
    like_below = (symbol << stride ^ light) & but_last_row
    squares = like_right & like_right << stride & like_below
    dark = symbol.bit_count()
    return (
        _long_runs(like_right, 1)
        + _long_runs(like_below, stride)
        + 3 * squares.bit_count()
        + 40 * (_like_finders(symbol, light, 1) + _like_finders(symbol, light, stride))
        # As `qrcode` writes it, to the last bit of its floating point.
        + 10 * int(abs(dark / size**2 * 100 - 50) / 5)
    )


@lru_cache(maxsize=40)
def _areas(size: int) -> tuple[int, int, int]:
    """All modules; all but those of the last column; all but those of the last row."""
    stride = stride_of(size)

    def area(rows: int, columns: int) -> int:
        row = (1 << columns) - 1 << stride - columns
        return sum(row << at * stride for at in range(size - rows, size))

    return area(size, size), area(size, size - 1), area(size - 1, size)


def _long_runs(like_next: int, step: int) -> int:
    """3 for five modules of one colour in line, 1 for each one more."""
    # Where four neighbours in line are like the next, five of a colour begin; a run of 5 + k
    # has k + 1 such places one beside the other, with one edge at each end of them.
    pairs = like_next & like_next << step
    fives = pairs & pairs << 2 * step
    return fives.bit_count() + (fives ^ fives >> step).bit_count()


def _like_finders(dark: int, light: int, step: int) -> int:
    """How often 1 dark, 1 light, 3 dark, 1 light, 1 dark have four light ones on a side."""
    edge = dark & light << step
    eye = edge & (dark & dark << step & dark << 2 * step) << 2 * step
    eye &= (light & dark << step) << 5 * step
    two = light & light << step
    four = two & two << 2 * step
    return (eye & four << 7 * step).bit_count() + (four & eye << 4 * step).bit_count()
