"""Label sheets as PDF: each label its own QR symbol and its serial, beside the words of all.

reportlab lays out one page with everything that labels share. From there on pages are made one
by one and written as they come, so that a million labels take no more memory than a thousand.
The same input gives the same bytes, in however many processes they are made.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from common.errors import RuleError
from common.text import nfc
from labels.layout import FINE, Dots, LabelText, Layout, arrange
from labels.lettering import BOLD, MEDIUM, POINT, REGULAR, SEMIBOLD, Line
from labels.page_content import FULL_PAGE, WORDS, Face, PageContent, corners_of
from labels.pdf_file import PdfFile
from labels.qr import Run
from labels.serials import ALPHABET
from labels.sharing import cores, in_order
from labels.sheets import TRUE, Calibration, Sheet

__all__ = ["LabelText", "write_sheets"]

# Compressed streams as they are; base 85, which reportlab would add, is a quarter longer.
rl_config.useA85 = 0
# Serials by which a run's mask is chosen.
_SAMPLE = 256
# Below, starting a second process costs more than it saves.
_SHARED_FROM = 200_000
_MOST_PROCESSES = 2


def write_sheets(
    file: BinaryIO,
    *,
    sheet: Sheet,
    text: LabelText,
    labels: Iterable[tuple[str, str]],
    count: int,
    fonts: Path,
    progress: Callable[[int], None] | None = None,
    vector: bool = False,
    best_masks: bool = False,
    processes: int | None = None,
    start: int = 1,
    calibration: Calibration = TRUE,
    dots: Dots = FINE,
) -> None:
    """Write `count` labels, (serial, link) each, as pages of `sheet` into `file`.

    Serials are equally long, of the alphabet of serials; links are all the same but for the
    serial at their end. fonts: folder with BeVietnamPro-*.ttf. progress: told after every page
    how many labels are drawn; what it raises ends the writing. vector: symbols as paths instead
    of images, for presses that ask for it; three times as large. best_masks: search the best
    mask of each symbol instead of one for all; takes twice as long. processes: 1 or more; by
    itself, two for many labels where there are two processors. start: the place of the first
    label on the first page, from 1: the places before it were used. calibration, dots: of the
    printer.
    Raises RuleError when the sheet is too small or the fonts are not there, ValueError when
    there are no labels or links are not alike: nothing is written then. Raises ValueError after
    it has begun when there are not exactly `count` labels.
    """
    register_fonts(fonts)
    counted = (label for _, label in zip(range(count), labels, strict=True))
    sample = list(islice(counted, _SAMPLE))
    if not sample:
        raise ValueError("no labels to write")
    link = sample[0][1].removesuffix(sample[0][0])
    run = Run(link, len(sample[0][0]), ALPHABET)
    first = list(_serials(sample, link))
    run.choose_mask(first)
    if best_masks:
        run.mask = None
    layout = arrange(sheet, text, run.size, text_width, dots)
    begun, face = _begin(sheet, text, layout, calibration)
    content = PageContent(
        sheet=sheet,
        layout=layout,
        run=run,
        face=face,
        vector=vector,
        calibration=calibration,
    )
    pdf = PdfFile(
        file,
        begun,
        drawings=(WORDS, FULL_PAGE),
        size=(sheet.page_width / POINT, sheet.page_height / POINT),
    )
    if processes is None:
        processes = min(cores(), _MOST_PROCESSES) if count >= _SHARED_FROM else 1
    used = [""] * ((start - 1) % sheet.per_page)
    pages = _batches(chain(used, first, _serials(counted, link)), sheet.per_page)
    done = -len(used)
    for page in in_order(content, pages, processes):
        pdf.add_page(page)
        done = min(done + sheet.per_page, count)
        if progress:
            progress(done)
    pdf.close()


def text_width(text: str, weight: str, size: float) -> float:
    """The width of `text` in points, once the fonts are registered."""
    return float(pdfmetrics.stringWidth(text, font_name(weight), size))


@lru_cache(maxsize=4)
def register_fonts(folder: Path) -> None:
    """Make the weights of Be Vietnam Pro known to reportlab, once for a folder.

    Raises RuleError "labels.fonts_missing".
    """
    for weight in (REGULAR, MEDIUM, SEMIBOLD, BOLD):
        path = folder / f"BeVietnamPro-{weight}.ttf"
        try:
            # Letters of ASCII keep their codes, so that we can write serials ourselves.
            font = TTFont(font_name(weight), str(path), asciiReadable=1)
        except TTFError as error:
            raise RuleError(
                "labels.fonts_missing",
                f"Không có phông chữ {path} để in nhãn. "
                "Hãy nhờ người quản trị chạy lệnh manage.py fetch_frontend.",
            ) from error
        pdfmetrics.registerFont(font)


def font_name(weight: str) -> str:
    """How reportlab knows a weight of our font."""
    return f"BeVietnamPro-{weight}"


def _serials(labels: Iterable[tuple[str, str]], start: str) -> Iterator[str]:
    for serial, link in labels:
        if link != start + serial:
            raise ValueError(f"{link!r} does not fit a run of {start!r} and a serial")
        yield serial


def _batches(serials: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(serials, size)):
        yield batch


# --- what reportlab lays out ----------------------------------------------------------------


def _begin(
    sheet: Sheet, text: LabelText, layout: Layout, calibration: Calibration
) -> tuple[bytes, Face]:
    """A document of one page with the shared drawings and all fonts, and the serials' font."""
    file = io.BytesIO()
    canvas = _new_canvas(file, sheet, text)
    _draw_words(canvas, sheet, layout)
    _draw_full_page(canvas, sheet, calibration)
    face = _face(canvas, layout.serial)
    for name in (WORDS, FULL_PAGE):
        canvas.doForm(name)
    canvas.showPage()
    canvas.save()
    return file.getvalue(), face


def _new_canvas(file: BinaryIO, sheet: Sheet, text: LabelText) -> Canvas:
    canvas = Canvas(
        file,
        pagesize=(sheet.page_width / POINT, sheet.page_height / POINT),
        pageCompression=1,
        invariant=1,  # no time stamps
        initialFontName=font_name(REGULAR),
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
    """The words of one label, its upper left corner at the origin; y points upwards."""
    width, height = sheet.label_width / POINT, sheet.label_height / POINT
    canvas.beginForm(WORDS, 0, -height, width, 0)
    for line in layout.lines:
        canvas.setFont(font_name(line.weight), line.size)
        canvas.drawString(line.x / POINT, -line.y / POINT, line.text)
    canvas.endForm()


def _draw_full_page(canvas: Canvas, sheet: Sheet, calibration: Calibration) -> None:
    """The words of all labels of a page."""
    canvas.beginForm(FULL_PAGE, 0, 0, sheet.page_width / POINT, sheet.page_height / POINT)
    for x, y in corners_of(sheet, calibration):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.doForm(WORDS)
        canvas.restoreState()
    canvas.endForm()


def _face(canvas: Canvas, serial: Line) -> Face:
    """The font of serials, once their letters are in the part of it that is embedded."""
    letters = ALPHABET + "-"
    font = pdfmetrics.getFont(font_name(serial.weight))
    ((subset, codes),) = font.splitString(letters, canvas._doc)
    assert codes == letters.encode("ascii"), "the font is registered to keep these codes"
    return Face(
        name=font.getSubsetInternalName(subset, canvas._doc),
        widths={letter: text_width(letter, serial.weight, 1000) for letter in letters},
    )
