"""The layout that a design of an organisation gives for the words of a run."""

from collections.abc import Iterator

from common.text import nfc
from labels.designs import WORDS_BEFORE, Design, Piece, module_too_small
from labels.dots import Dots
from labels.layout import Box, LabelText, Layout, SymbolPlace
from labels.lettering import BELOW, CAPITALS, POINT, Line, Measure, lines_that_fit, reach
from labels.qr import QUIET_ZONE


def compose(
    design: Design, text: LabelText, modules: int, measure: Measure, dots: Dots
) -> Layout:
    """The label of a design that `check_design` let pass, with these words.

    A shorter link than the one it was saved with has fewer and larger modules, whose quiet zone
    is wider: the symbol is drawn smaller then, rather than into the words beside it.
    Raises BadInput "labels.module_too_small" for a link that is longer.
    """
    module = dots.whole(_module(design, modules, dots))
    if module < dots.least - 1e-9:
        raise module_too_small(design, modules, dots)
    symbol = design.symbol
    spare = (symbol.size - module * modules) / 2
    place = SymbolPlace(dots.snapped(symbol.x + spare), dots.snapped(symbol.y + spare), module)
    serial = next(piece for piece in design.pieces if piece.shows == "serial")
    return Layout(
        symbol=place,
        lines=tuple(line for piece in design.pieces for line in _lines(piece, text, measure)),
        serial=Line("", serial.weight, serial.size, serial.x, _base_line(serial)),
        serial_width=serial.width,
        serial_align=serial.align,
        logo=next((one.box for one in design.pieces if one.shows == "logo"), None),
    )


def _module(design: Design, modules: int, dots: Dots) -> float:
    """The side of a module, with room for the quiet zone before the next thing begins."""
    symbol = design.symbol
    square = Box(symbol.x, symbol.y, symbol.size, symbol.size)
    label = Box(0, 0, design.width, design.height)
    edges = (
        symbol.x,
        symbol.y,
        label.right - square.right,
        label.bottom - square.bottom,
    )
    clear = min((*edges, *(square.gap(piece.box) for piece in design.pieces)))
    # Where the symbol is moved to the next dot, that comes off the other side.
    clear -= dots.snapped(1e-6)
    quiet = max(symbol.quiet, QUIET_ZONE)
    return min(symbol.size / modules, (symbol.size + 2 * clear) / (modules + 2 * quiet))


def _base_line(piece: Piece) -> float:
    """Of one line in the middle of its box: digits reach as high as capitals."""
    return piece.y + (piece.height + CAPITALS * piece.size * POINT) / 2


def _lines(piece: Piece, text: LabelText, measure: Measure) -> Iterator[Line]:
    """The words of a piece, in its box; none for what the run has not."""
    parts = [nfc(part) for part in words_of(piece, text)]
    parts = [part for part in parts if part]
    if not parts:
        return
    size, rows = lines_that_fit(
        parts,
        piece.weight,
        (piece.size, piece.smallest),
        piece.width,
        piece.height,
        measure,
        most=piece.lines,
    )
    y = piece.y
    for row in rows:
        y += reach(row) * size * POINT
        left = piece.x
        if piece.align != "left":
            free = piece.width - measure(row, piece.weight, size) * POINT
            left += free / 2 if piece.align == "center" else free
        yield Line(row, piece.weight, size, left, y)
        y += BELOW * size * POINT


def words_of(piece: Piece, text: LabelText) -> list[str]:
    """What a piece says for a run: one text, or the two languages of one's own."""
    if piece.shows == "text":
        return [piece.vi, piece.en]
    if piece.shows in ("serial", "logo"):
        return []
    value = getattr(text, piece.shows)
    if piece.shows == "stars":
        return [f"OCOP {value} sao"] if value else []
    word = WORDS_BEFORE.get(piece.shows, "") if piece.caption else ""
    return [f"{word}{value}"] if value else []
