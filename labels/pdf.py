"""Label sheets as PDF: each label its own QR symbol and its serial, beside the words of all.

reportlab lays out one page with everything that labels share. From there on pages are made one
by one and written as they come, so that a million labels take no more memory than a thousand.
The same input gives the same bytes, in however many processes they are made.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from common.text import nfc
from labels.fonts import font_name, text_width
from labels.layout import LabelText, Layout
from labels.lettering import POINT, REGULAR, Line
from labels.page_content import FULL_PAGE, WORDS, Face, PageContent, corners_of
from labels.pdf_file import PdfFile
from labels.planning import Setup, plan
from labels.serials import ALPHABET
from labels.sharing import cores, in_order
from labels.sheets import Calibration, Sheet

__all__ = ["LabelText", "Setup", "write_sheets"]

# Compressed streams as they are; base 85, which reportlab would add, is a quarter longer.
rl_config.useA85 = 0
# Below, starting a second process costs more than it saves.
_SHARED_FROM = 200_000
_MOST_PROCESSES = 2


def write_sheets(
    file: BinaryIO,
    *,
    setup: Setup,
    labels: Iterable[tuple[str, str]],
    count: int,
    fonts: Path,
    progress: Callable[[int], None] | None = None,
    vector: bool = False,
    best_masks: bool = False,
    processes: int | None = None,
) -> None:
    """Write `count` labels, (serial, link) each, as pages of the setup's sheet into `file`.

    labels: as `labels.planning.plan` wants them. fonts: folder with BeVietnamPro-*.ttf.
    progress: told after every page how many labels are drawn; what it raises ends the writing.
    vector: symbols as paths instead of images, for presses that ask for it; three times as
    large. best_masks: search the best mask of each symbol instead of one for all; takes twice
    as long. processes: 1 or more; by itself, two for many labels where there are two
    processors.
    Raises RuleError when the sheet is too small or the fonts are not there, ValueError when
    there are no labels or links are not alike: nothing is written then. Raises ValueError after
    it has begun when there are not exactly `count` labels.
    """
    planned = plan(setup, labels, count, fonts)
    if best_masks:
        planned.run.mask = None
    begun, face = _begin(setup, planned.layout)
    sheet = setup.sheet
    content = PageContent(
        sheet=sheet,
        layout=planned.layout,
        run=planned.run,
        face=face,
        vector=vector,
        calibration=setup.calibration,
    )
    pdf = PdfFile(
        file,
        begun,
        drawings=(WORDS, FULL_PAGE),
        size=(sheet.page_width / POINT, sheet.page_height / POINT),
    )
    if processes is None:
        processes = min(cores(), _MOST_PROCESSES) if count >= _SHARED_FROM else 1
    used = [""] * ((setup.start - 1) % sheet.per_page)
    pages = _batches(chain(used, planned.serials), sheet.per_page)
    done = -len(used)
    for page in in_order(content, pages, processes):
        pdf.add_page(page)
        done = min(done + sheet.per_page, count)
        if progress:
            progress(done)
    pdf.close()


def _batches(serials: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(serials, size)):
        yield batch


# --- what reportlab lays out ----------------------------------------------------------------


def _begin(setup: Setup, layout: Layout) -> tuple[bytes, Face]:
    """A document of one page with the shared drawings and all fonts, and the serials' font."""
    file = io.BytesIO()
    canvas = _new_canvas(file, setup.sheet, setup.text)
    _draw_words(canvas, setup, layout)
    _draw_full_page(canvas, setup.sheet, setup.calibration)
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


def _draw_words(canvas: Canvas, setup: Setup, layout: Layout) -> None:
    """The words of one label, its upper left corner at the origin; y points upwards."""
    sheet = setup.sheet
    width, height = sheet.label_width / POINT, sheet.label_height / POINT
    canvas.beginForm(WORDS, 0, -height, width, 0)
    for line in layout.lines:
        canvas.setFont(font_name(line.weight), line.size)
        canvas.drawString(line.x / POINT, -line.y / POINT, line.text)
    if layout.logo and setup.logo:
        box = layout.logo
        canvas.drawImage(
            ImageReader(io.BytesIO(setup.logo)),
            box.x / POINT,
            -box.bottom / POINT,
            box.width / POINT,
            box.height / POINT,
            preserveAspectRatio=True,
            mask="auto",
        )
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
