"""Sheets of labels as stationers sell them. All lengths in millimetres, from the top left."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.text import gettext_noop

# Office printers leave a sixth of an inch of the page white. Where labels reach into it, all of
# them keep the same distance, so that they look alike.
PRINTER_MARGIN = 4.3
LEAST_INSET = 1.0  # paper is drawn in askew by about as much


@dataclass(frozen=True)
class Sheet:
    """A page of equal labels. code is for programs, title for people."""

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
    row_gap: float = 0

    @property
    def inset_x(self) -> float:
        """How far ink keeps from the left and right edges of a label."""
        return max(LEAST_INSET, PRINTER_MARGIN - self.left)

    @property
    def inset_y(self) -> float:
        """How far ink keeps from the upper and lower edges of a label."""
        return max(LEAST_INSET, PRINTER_MARGIN - self.top)

    @property
    def per_page(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def pages(self, count: int) -> int:
        """How many pages `count` labels take.

        >>> [A4_24.pages(count) for count in (0, 1, 24, 25)]
        [0, 1, 1, 2]
        """
        return -(-count // self.per_page)

    def positions(self, count: int) -> Iterator[tuple[int, float, float]]:
        """(page from 0, left, top) of the top left corner of `count` labels, row by row."""
        for number in range(count):
            page, on_page = divmod(number, self.per_page)
            row, column = divmod(on_page, self.columns)
            yield (
                page,
                self.left + column * (self.label_width + self.column_gap),
                self.top + row * (self.label_height + self.row_gap),
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
SHEETS = {sheet.code: sheet for sheet in (A4_24, A4_65)}
