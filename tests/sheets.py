"""Reading a printed sheet as a stranger would: as pictures, by an independent reader."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp

DPI = 300


@dataclass(frozen=True)
class ReadLabel:
    """One code as it was read: its text, and its middle on the page in millimetres from the top
    left corner."""

    page: int
    x: float
    y: float
    link: str


def read_sheet(pdf: bytes) -> list[ReadLabel]:
    """Every code of every page, page by page, row by row, from left to right."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(document):
            picture = page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
            for code in zxingcpp.read_barcodes(picture):
                corners = code.position
                points = (corners.top_left, corners.bottom_right)
                x, y = (sum(getattr(p, axis) for p in points) / 2 * 25.4 / DPI for axis in "xy")
                found.append(ReadLabel(number, x, y, code.text))
    finally:
        document.close()
    # Labels of one row differ by less than a millimetre in height.
    return sorted(found, key=lambda label: (label.page, round(label.y / 5), label.x))


def text_near(pdf: bytes, page: int, box: tuple[float, float, float, float]) -> str:
    """The text inside a box of a page; box: left, top, right, bottom in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        height = sheet.get_height()
        left, top, right, bottom = (length * 72 / 25.4 for length in box)
        return sheet.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
    finally:
        document.close()


def whole_text(pdf: bytes) -> str:
    """All text of all pages, with runs of blanks made one."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def page_count(pdf: bytes) -> int:
    """How many pages a document has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
