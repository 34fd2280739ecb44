"""Where everything stands on one label: the QR symbol at the left, the words beside it.

Pure geometry: the width of text comes from a function given by whoever draws. Millimetres from
the top left corner of the label, y downwards; lettering in points. What is promised, and
tested: the quiet zone of four modules lies within the label and holds nothing, no ink comes
nearer to the label's edge than the sheet's inset, a module is at least 0.33 mm.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from common.errors import RuleError
from common.text import nfc, number
from labels.dots import FINE, Dots, thousandths
from labels.lettering import (
    ABOVE,
    BELOW,
    BOLD,
    CAPITALS,
    MEDIUM,
    POINT,
    REGULAR,
    SEMIBOLD,
    Line,
    Measure,
    fitted,
    reach,
    size_for,
    stacked,
)
from labels.qr import QUIET_ZONE
from labels.sheets import Sheet

CAPTION = "Quét để truy xuất nguồn gốc"


@dataclass(frozen=True)
class LabelText:
    """The words of a run's labels, each as it is to be read; "" leaves a line out.

    lot, produced, expires, content and growing_area_code stand behind a short word of ours
    ("Lô", "NSX", "HSD", …), so they hold the bare value: "L2611A", "12/11/2026", "5 kg".
    """

    name: str
    organisation: str
    lot: str = ""
    produced: str = ""
    expires: str = ""
    content: str = ""
    growing_area_code: str = ""
    place: str = ""
    # Of designs alone (`labels.designs`): there is no room for them on the platform's labels.
    address: str = ""
    stars: str = ""
    ingredients: str = ""
    storage: str = ""
    directions: str = ""


@dataclass(frozen=True)
class Box:
    """A part of a label."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def gap(self, other: "Box") -> float:
        """How far this may grow on every side before it touches the other; below 0 when it
        lies on it."""
        across = max(other.x - self.right, self.x - other.right)
        down = max(other.y - self.bottom, self.y - other.bottom)
        return max(across, down)

    def overlap(self, other: "Box") -> float:
        """How far one would have to move to lie beside the other; 0 when it does."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0.0, min(across, down))


@dataclass(frozen=True)
class SymbolPlace:
    """The top left dark corner of the symbol, and the side of one module."""

    x: float
    y: float
    module: float


@dataclass(frozen=True)
class Layout:
    """One label. `serial` is where a serial goes, at most `serial_width` mm wide from its x on;
    its own text is empty. logo: where a picture goes, if the label has one."""

    symbol: SymbolPlace
    lines: tuple[Line, ...]
    serial: Line
    serial_width: float
    serial_align: str = "left"  # or "center" or "right", within its width
    logo: Box | None = None


@dataclass(frozen=True)
class Style:
    """Lettering (largest, smallest) in points, lengths in millimetres.

    The name is always larger than everything else (Decree 37/2026/NĐ-CP, article 43).
    under_symbol: the invitation to scan and the serial stand under the symbol, on the base
    lines of the last two facts. Otherwise the words end above the serial, which shares a line
    of its own with the net content.
    """

    name: tuple[float, float]
    organisation: tuple[float, float]
    fact: tuple[float, float]
    serial: float
    caption: float
    foot_pitch: float  # from the base line over the serial to that of the serial
    under_symbol: bool
    column: float  # width that the symbol leaves to the words, when it can
    narrowest_column: float
    gap_to_words: float  # between the quiet zone and the words
    gap: float  # least distance between the name's block and the facts


_LARGE = Style(
    name=(11.5, 8),
    organisation=(7.2, 6),
    fact=(6.8, 5.6),
    serial=4.9,
    caption=4.8,
    foot_pitch=(ABOVE + BELOW) * 6.8 * POINT,
    under_symbol=True,
    column=34,
    narrowest_column=30,
    gap_to_words=1.5,
    gap=1.2,
)
_SMALL = Style(
    name=(7.4, 5.6),
    organisation=(5, 4.2),
    fact=(5, 4.2),
    serial=5.2,
    caption=4.1,
    foot_pitch=2.35,
    under_symbol=False,
    column=19.8,
    narrowest_column=17.5,
    gap_to_words=0.2,
    gap=0.3,
)
_LARGE_FROM, _LARGE_WIDTH = 30, 60  # mm of label height and width
_MOST_FOR_CONTENT = 10  # mm beside the serial of a small label
_HAIR = 0.05  # mm, so that rounding never lets ink touch a quiet zone


def arrange(
    sheet: Sheet, text: LabelText, modules: int, measure: Measure, dots: Dots = FINE
) -> Layout:
    """Lay out a label of `sheet` with a symbol of `modules` modules a side.

    What there is no room for goes in this order: place, net content, growing-area code, the
    invitation to scan, the organisation's second line. Name, lot and dates always stand.
    Raises RuleError "labels.symbol_too_small" or "labels.label_too_small".
    """
    is_large = sheet.label_height >= _LARGE_FROM and sheet.label_width >= _LARGE_WIDTH
    style = _LARGE if is_large else _SMALL
    symbol = _place_symbol(sheet, style, modules, dots)
    foot = _foot_line(sheet, style)
    words = symbol.x + (modules + QUIET_ZONE) * symbol.module + style.gap_to_words
    right = sheet.label_width - sheet.inset_x
    if style.under_symbol:
        width = words - style.gap_to_words - symbol.x
        size = size_for(CAPTION, MEDIUM, style.caption, width, measure)
        beside = [Line(CAPTION, MEDIUM, size, symbol.x, foot - style.foot_pitch)]
        column = _Column(words, right - words, sheet.inset_y, foot, measure)
    else:
        beside, width = _content_beside_serial(text, style, symbol.x, right, foot, measure)
        text = replace(text, content="") if beside else text
        column = _Column(words, right - words, sheet.inset_y, foot - style.foot_pitch, measure)
    return Layout(
        symbol=symbol,
        lines=(*beside, *_words(column, style, text, sheet)),
        serial=Line("", SEMIBOLD, style.serial, symbol.x, foot),
        serial_width=width,
    )


def _content_beside_serial(
    text: LabelText, style: Style, left: float, right: float, y: float, measure: Measure
) -> tuple[list[Line], float]:
    """The net content at the right end of the serial's line, and what is left to the serial."""
    content, size = nfc(text.content), style.fact[0]
    width = measure(content, SEMIBOLD, size) * POINT
    if not content or width > _MOST_FOR_CONTENT:
        return [], right - left
    gap = size * POINT
    return [Line(content, SEMIBOLD, size, right - width, y)], right - left - width - gap


# --- the symbol -----------------------------------------------------------------------------


def _place_symbol(sheet: Sheet, style: Style, modules: int, dots: Dots) -> SymbolPlace:
    """The largest symbol that leaves the words their column, at the left of the label."""
    most = _by_height(sheet, style, modules)
    module = dots.whole(min(most, _by_width(sheet, style, modules, style.column)))
    if module < dots.least:
        # A long address makes many modules: rather narrow words than a symbol nobody can read.
        narrowest = _by_width(sheet, style, modules, style.narrowest_column)
        module = min(most, narrowest, dots.least)
    if module < dots.least:
        raise _symbol_too_small(sheet, module, dots.least)
    quiet = QUIET_ZONE * module
    return SymbolPlace(max(sheet.inset_x, quiet), max(sheet.inset_y, quiet), module)


def _by_height(sheet: Sheet, style: Style, modules: int) -> float:
    """The largest module for which symbol, quiet zones and foot fit one above the other."""
    foot = CAPITALS * style.serial * POINT + _HAIR
    if style.under_symbol:
        foot = style.foot_pitch + reach(CAPTION) * style.caption * POINT + _HAIR
    return _largest(_foot_line(sheet, style) - foot, sheet.inset_y, modules)


def _by_width(sheet: Sheet, style: Style, modules: int, column: float) -> float:
    free = sheet.label_width - sheet.inset_x - column - style.gap_to_words
    return _largest(free, sheet.inset_x, modules)


def _largest(free: float, inset: float, modules: int) -> float:
    """The largest module of a symbol that starts after the inset or its quiet zone, whichever
    is wider (the inset is for ink), and ends with its other quiet zone, all within `free`."""
    return min((free - inset) / (modules + QUIET_ZONE), free / (modules + 2 * QUIET_ZONE))


def _foot_line(sheet: Sheet, style: Style) -> float:
    """The base line of the serial and of what stands beside it, which may hang below it."""
    return sheet.label_height - sheet.inset_y - BELOW * style.fact[0] * POINT


def _symbol_too_small(sheet: Sheet, module: float, smallest: float) -> RuleError:
    have, least = thousandths(module), thousandths(smallest)
    return RuleError(
        "labels.symbol_too_small",
        f"Khổ giấy {sheet.title} quá nhỏ cho mã QR này: mỗi ô của mã chỉ được "
        f"{number(have)} mm, phải từ {number(least)} mm mới quét chắc, còn thiếu "
        f"{number(least - have)} mm. Hãy chọn khổ nhãn lớn hơn, hoặc rút ngắn số lô.",
        field="sheet",
    )


# --- the words ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """Where words stand, from `top` to the base line `last`."""

    left: float
    width: float
    top: float
    last: float
    measure: Measure

    def fit(
        self,
        text: str,
        weight: str,
        sizes: tuple[float, float],
        *,
        indent: float = 0,
        most: int = 2,
    ) -> list[list[Line]]:
        """`text` as one row, or `most`."""
        width = self.width - indent
        size, parts = fitted(nfc(text), weight, sizes, width, self.measure, most=most)
        return [[Line(part, weight, size, self.left + indent)] for part in parts]


# In the order in which they are left out when there is no room.
_OPTIONAL = ("place", "content", "growing_area_code", "caption")
_FACTS = (
    ("lot", "Lô"),
    ("produced", "NSX"),
    ("expires", "HSD"),
    ("content", "Định lượng"),
    ("growing_area_code", "Vùng trồng"),
)


def _words(column: _Column, style: Style, text: LabelText, sheet: Sheet) -> list[Line]:
    """The words, at the largest lettering that fits, with as few left out as can be."""
    choices = [(_OPTIONAL[dropped:], 2) for dropped in range(len(_OPTIONAL) + 1)]
    for shown, maker_rows in (*choices, ((), 1)):
        for smaller in (0, 0.25, 0.5, 0.75, 1):
            lines = _composed(column, style, text, shown, maker_rows, smaller)
            if lines is not None:
                return lines
    raise RuleError(
        "labels.label_too_small",
        f"Khổ giấy {sheet.title} không đủ chỗ cho tên, tổ chức, số lô và ngày của "
        f"{text.name}. Hãy chọn khổ nhãn lớn hơn.",
        field="sheet",
    )


def _composed(
    column: _Column,
    style: Style,
    text: LabelText,
    shown: Collection[str],
    maker_rows: int,
    smaller: float,
) -> list[Line] | None:
    """Who and what from the top of the column, the facts down to its end; None when they meet.

    smaller: 0 for the largest lettering of the style, 1 for the smallest.
    """
    name, maker, fact = (
        (largest - smaller * (largest - smallest), smallest)
        for largest, smallest in (style.name, style.organisation, style.fact)
    )
    above = column.fit(text.name, BOLD, name)
    above += column.fit(text.organisation, MEDIUM, maker, most=maker_rows)
    if text.place and "place" in shown:
        above += column.fit(text.place, REGULAR, fact)
    below = _facts(column, style, text, shown, fact)
    if "caption" in shown and not style.under_symbol:
        size = size_for(CAPTION, MEDIUM, style.caption, column.width, column.measure)
        below.append([Line(CAPTION, MEDIUM, size, column.left)])
    head, foot = stacked(above, column.top), stacked(below, 0)
    down = column.last - (foot[-1].y if foot else 0)
    end = head[-1].y + BELOW * head[-1].size * POINT
    if end + style.gap > down:
        return None
    return [*head, *(replace(line, y=line.y + down) for line in foot)]


def _facts(
    column: _Column,
    style: Style,
    text: LabelText,
    shown: Collection[str],
    sizes: tuple[float, float],
) -> list[list[Line]]:
    """A row for each fact: its word, and its value in a second column.

    On a small label only the values behind short words share that column.
    """
    rows = []
    facts = [
        (word, getattr(text, field), style.under_symbol or field not in _OPTIONAL)
        for field, word in _FACTS
        if getattr(text, field) and (field not in _OPTIONAL or field in shown)
    ]
    gap = 0.45 * sizes[0]
    widths = {
        word: (column.measure(word, REGULAR, sizes[0]) + gap) * POINT for word, *_ in facts
    }
    second = max((widths[word] for word, _, aligned in facts if aligned), default=0.0)
    for word, value, aligned in facts:
        indent = second if aligned else widths[word]
        first, *more = column.fit(value, SEMIBOLD, sizes, indent=indent)
        rows += [[Line(word, REGULAR, sizes[0], column.left), *first], *more]
    return rows
