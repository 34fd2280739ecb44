"""Label sheets as PDF: each label its own QR symbol, as one filled path, and its serial.

The words that all labels of a file share are drawn once and referred to by each label there
is, so a short last page has none on its empty cells. The same input gives the same bytes.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import tee
from pathlib import Path
from typing import BinaryIO

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from common.errors import RuleError
from common.text import nfc
from labels.layout import LabelText, Layout, arrange
from labels.lettering import BOLD, MEDIUM, POINT, REGULAR, SEMIBOLD, Line, size_for
from labels.qr import Symbol, symbols
from labels.serials import for_people
from labels.sheets import Sheet

__all__ = ["LabelText", "write_sheets"]

# Compressed streams as they are; base 85, which reportlab would add, is a quarter longer.
rl_config.useA85 = 0
_WORDS = "words"  # the drawing that all labels of a file share


def write_sheets(
    file: BinaryIO,
    *,
    sheet: Sheet,
    text: LabelText,
    labels: Iterable[tuple[str, str]],
    count: int,
    fonts: Path,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write `count` labels, (serial, link) each, as pages of `sheet` into `file`.

    fonts: folder with BeVietnamPro-*.ttf. progress: told after every page how many labels are
    drawn. Links are of one run: of equal length and kind, so that their symbols are equal.
    Raises RuleError when the sheet is too small or the fonts are not there, ValueError when
    there are not exactly `count` labels, at least one; nothing is written then.
    """
    register_fonts(fonts)
    pairs, same_pairs = tee(labels)
    qr_symbols = symbols(link for _, link in same_pairs)
    canvas = _new_canvas(file, sheet, text)
    layout = None
    for done, ((serial, _), symbol, (page, x, y)) in enumerate(
        zip(pairs, qr_symbols, sheet.positions(count), strict=True)
    ):
        if layout is None:
            layout = arrange(sheet, text, symbol.size, text_width)
            _draw_words(canvas, sheet, layout)
        if page + 1 > canvas.getPageNumber():
            canvas.showPage()
            if progress:
                progress(done)
        canvas.saveState()
        # From here on the origin is the label's upper left corner; y still points upwards.
        canvas.translate(x / POINT, (sheet.page_height - y) / POINT)
        canvas.doForm(_WORDS)
        _draw_line(canvas, _serial_line(serial, layout))
        _draw_symbol(canvas, symbol, layout)
        canvas.restoreState()
    if layout is None:
        raise ValueError("no labels to write")
    canvas.save()
    if progress:
        progress(count)


def text_width(text: str, weight: str, size: float) -> float:
    """The width of `text` in points, once the fonts are registered."""
    return float(pdfmetrics.stringWidth(text, _font(weight), size))


@lru_cache(maxsize=4)
def register_fonts(folder: Path) -> None:
    """Make the weights of Be Vietnam Pro known to reportlab, once for a folder.

    Raises RuleError "labels.fonts_missing".
    """
    for weight in (REGULAR, MEDIUM, SEMIBOLD, BOLD):
        path = folder / f"BeVietnamPro-{weight}.ttf"
        try:
            pdfmetrics.registerFont(TTFont(_font(weight), str(path)))
        except TTFError as error:
            raise RuleError(
                "labels.fonts_missing",
                f"Không có phông chữ {path} để in nhãn. "
                "Hãy nhờ người quản trị chạy lệnh manage.py fetch_frontend.",
            ) from error


def _font(weight: str) -> str:
    return f"BeVietnamPro-{weight}"


def _new_canvas(file: BinaryIO, sheet: Sheet, text: LabelText) -> Canvas:
    canvas = Canvas(
        file,
        pagesize=(sheet.page_width / POINT, sheet.page_height / POINT),
        pageCompression=1,
        invariant=1,  # no time stamps
        initialFontName=_font(REGULAR),
        lang="vi-VN",
    )
    lot = f", lô {text.lot}" if text.lot else ""
    canvas.setTitle(nfc(f"Nhãn {text.name}{lot}"))
    canvas.setAuthor(nfc(text.organisation))
    canvas.setSubject(sheet.title)
    # A sheet "fitted to the page" would print beside its labels.
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


def _draw_words(canvas: Canvas, sheet: Sheet, layout: Layout) -> None:
    width, height = sheet.label_width / POINT, sheet.label_height / POINT
    canvas.beginForm(_WORDS, 0, -height, width, 0)
    for line in layout.lines:
        _draw_line(canvas, line)
    canvas.endForm()


def _draw_line(canvas: Canvas, line: Line) -> None:
    canvas.setFont(_font(line.weight), line.size)
    canvas.drawString(line.x / POINT, -line.y / POINT, line.text)


def _serial_line(serial: str, layout: Layout) -> Line:
    """The serial, smaller than its neighbours only when it is all wide letters."""
    line, text = layout.serial, for_people(serial)
    size = size_for(text, line.weight, line.size, layout.serial_width, text_width)
    return Line(text, line.weight, size, line.x, line.y)


def _draw_symbol(canvas: Canvas, symbol: Symbol, layout: Layout) -> None:
    """One path filled at once: rectangles filled one by one would show seams on screens."""
    place = layout.symbol
    canvas.translate(place.x / POINT, -place.y / POINT)
    canvas.scale(place.module / POINT, place.module / POINT)
    path = canvas.beginPath()
    for column, row, length in symbol.bars():
        path.rect(column, -row - 1, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
