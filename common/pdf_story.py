"""Running text as PDF, in Vietnamese: the letters, colours and tables of what offices print.

reportlab lays it out. Lengths in points, but where a name says millimetres.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

from common.pdf_fonts import font_name, register_fonts
from common.text import nfc

INK, SOFT, LINE, LEAF, RED = (
    HexColor(colour) for colour in ("#221f1a", "#655d50", "#d9d2c4", "#2c6e3f", "#a3261b")
)
MARGIN = 18 * mm
PADDING = 6  # of the frame that reportlab lays paragraphs into, points
WIDTH = A4[0] - 2 * MARGIN - 2 * PADDING


def write_story(
    file: BinaryIO, story: Iterable[Flowable], *, title: str, foot: str, fonts: Path
) -> None:
    """Write `story` as PDF to `file`; `foot` stands below every page beside its number.

    story: what is laid out, made after the fonts are there. fonts: the folder of Be Vietnam
    Pro. The same story gives the same bytes. Raises RuleError "labels.fonts_missing".
    """
    register_fonts(fonts)
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=20 * mm,
        title=nfc(title),
        subject=nfc(foot),
        lang="vi-VN",
        invariant=1,
        initialFontName=font_name("Regular"),
    )
    drawn = _foot(foot)
    document.build(list(story), onFirstPage=drawn, onLaterPages=drawn)


def _foot(text: str) -> Any:
    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(font_name("Regular"), 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN + PADDING, 11 * mm, nfc(text))
        canvas.drawRightString(A4[0] - MARGIN - PADDING, 11 * mm, f"Trang {document.page}")

    return draw


def heading(text: str) -> Iterator[Flowable]:
    """A heading that is not left alone at the foot of a page."""
    yield CondPageBreak(30 * mm)
    yield words(text, style("SemiBold", 12.5, before=6, after=2))


def words(text: str, how: ParagraphStyle) -> Paragraph:
    """A paragraph; lines of `text` stay lines."""
    lines = "<br/>".join(escape(nfc(line)) for line in text.splitlines())
    return Paragraph(lines, how)


def style(
    weight: str, size: float, *, colour: HexColor = INK, before: float = 0, after: float = 0
) -> ParagraphStyle:
    """Lettering; before and after in millimetres."""
    return ParagraphStyle(
        f"{weight} {size} {colour.hexval()} {before} {after}",
        fontName=font_name(weight),
        fontSize=size,
        leading=size * 1.4,  # letters with two marks are high
        textColor=colour,
        spaceBefore=before * mm,
        spaceAfter=after * mm,
    )


def ruled(more: Sequence[tuple] = ()) -> TableStyle:
    """Rows with a line below each."""
    return TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            *more,
        ]
    )


def facts_table(facts: Sequence[tuple[str, str]]) -> Flowable:
    """Names and values, one pair a row."""
    rows = [
        [words(name, style("Regular", 9.5, colour=SOFT)), words(said, style("Medium", 10))]
        for name, said in facts
    ]
    table = Table(rows, colWidths=[42 * mm, WIDTH - 42 * mm])
    table.setStyle(ruled())
    return table
