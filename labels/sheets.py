"""Sheets and rolls of labels as stationers sell them. Millimetres, from the top left."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.text import gettext_noop

# Office printers leave a sixth of an inch of the page white. Where labels reach into it, all of
# them keep the same distance, so that they look alike. Roll printers print to the edge.
PRINTER_MARGIN = 4.3
LEAST_INSET = 1.0  # paper is drawn in askew by about as much


@dataclass(frozen=True)
class Sheet:
    """A page of equal labels; on a roll, one row of them. code is for programs, title for
    people."""

    code: str
    title: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float
    top: float
    column_gap: float = 0
    row_gap: float = 0  # on a roll, between one row and the next
    is_roll: bool = False

    @property
    def inset_x(self) -> float:
        """How far ink keeps from the left and right edges of a label."""
        return LEAST_INSET if self.is_roll else max(LEAST_INSET, PRINTER_MARGIN - self.left)

    @property
    def inset_y(self) -> float:
        """How far ink keeps from the upper and lower edges of a label."""
        return LEAST_INSET if self.is_roll else max(LEAST_INSET, PRINTER_MARGIN - self.top)

    @property
    def per_page(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def pages(self, count: int, start: int = 1) -> int:
        """How many pages `count` labels take, the first of them at place `start`.

        >>> [A4_24.pages(count) for count in (0, 1, 24, 25)]
        [0, 1, 1, 2]
        >>> [A4_24.pages(count, start=24) for count in (1, 2)]
        [1, 2]
        """
        return -(-(count + start - 1) // self.per_page) if count else 0

    def positions(self, count: int, start: int = 1) -> Iterator[tuple[int, float, float]]:
        """(page from 0, left, top) of the top left corner of `count` labels, row by row, the
        first of them at place `start` of the first page, counted from 1."""
        for number in range(start - 1, start - 1 + count):
            page, on_page = divmod(number, self.per_page)
            row, column = divmod(on_page, self.columns)
            yield (
                page,
                self.left + column * (self.label_width + self.column_gap),
                self.top + row * (self.label_height + self.row_gap),
            )


@dataclass(frozen=True)
class Calibration:
    """Where a printer really prints: what is sent to (x, y) lands at the right place.

    shift_x, shift_y: millimetres to add, to the right and down. across, down: by how much
    distances on the page are stretched first, 1.0 for a printer that keeps its measure.
    Labels move and keep their size: a symbol's modules stay as large as they were.
    """

    shift_x: float = 0
    shift_y: float = 0
    across: float = 1
    down: float = 1

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """Where to send what is to be seen at (x, y)."""
        return x * self.across + self.shift_x, y * self.down + self.shift_y


TRUE = Calibration()


def roll(
    code: str,
    title: str,
    width: float,
    height: float,
    *,
    columns: int = 1,
    gap: float = 2,
    row_gap: float = 2,
) -> Sheet:
    """A roll with `columns` labels side by side: a page is one row, as wide as its paper."""
    return Sheet(
        code=code,
        title=title,
        page_width=columns * width + (columns - 1) * gap,
        page_height=height,
        columns=columns,
        rows=1,
        label_width=width,
        label_height=height,
        left=0,
        top=0,
        column_gap=gap if columns > 1 else 0,
        row_gap=row_gap,
        is_roll=True,
    )


A4_24 = Sheet(
    code="a4-24",
    title=gettext_noop("A4, 24 nhãn (3 × 8), 70 × 37 mm"),
    page_width=210,
    page_height=297,
    columns=3,
    rows=8,
    label_width=70,
    label_height=37,
    left=0,
    top=0.5,
)
A4_40 = Sheet(
    code="a4-40",
    title=gettext_noop("A4, 40 nhãn (4 × 10), 52,5 × 29,7 mm"),
    page_width=210,
    page_height=297,
    columns=4,
    rows=10,
    label_width=52.5,
    label_height=29.7,
    left=0,
    top=0,
)
A4_65 = Sheet(
    code="a4-65",
    title=gettext_noop("A4, 65 nhãn (5 × 13), 38,1 × 21,2 mm"),
    page_width=210,
    page_height=297,
    columns=5,
    rows=13,
    label_width=38.1,
    label_height=21.2,
    left=4.75,
    top=10.7,
    column_gap=2.5,
)
ROLL_50_30 = roll("roll-50x30", gettext_noop("Cuộn 50 × 30 mm"), 50, 30)
ROLL_70_40 = roll("roll-70x40", gettext_noop("Cuộn 70 × 40 mm"), 70, 40)
ROLL_35_22 = roll(
    "roll-2x35x22", gettext_noop("Cuộn 2 hàng nhãn, 35 × 22 mm"), 35, 22, columns=2
)
SHEETS = {
    sheet.code: sheet for sheet in (A4_24, A4_40, A4_65, ROLL_50_30, ROLL_70_40, ROLL_35_22)
}
