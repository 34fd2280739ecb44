"""The ways to make labels that `manage.py bench_labels` compares, each in a process of its own.

`python -m labels.management.benchmark WAY COUNT FONTS` makes COUNT labels on one processor and
prints what it took as JSON. Django is not loaded, so that memory is that of the work alone.
"""

import datetime
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from qrcode import QRCode
from reportlab.pdfgen.canvas import Canvas

from labels.fonts import register_fonts, text_width
from labels.keys import Key
from labels.layout import LabelText, arrange
from labels.lettering import POINT
from labels.links import label_link
from labels.pdf import write_sheets
from labels.planning import Setup
from labels.qr import Run
from labels.serials import ALPHABET, LENGTH, for_people, serials
from labels.sheets import A4_65

# A key for measuring: nothing is printed with it.
_KEY = Key(1, datetime.date(2026, 1, 1), bytes(range(32)))
SHEET = A4_65
TEXT = LabelText(
    name="Gạo hữu cơ Hải Lăng",
    organisation="HTX Lúa Hải Lăng (minh họa)",
    lot="L2611A",
    produced="12/11/2026",
    expires="12/11/2027",
    content="5 kg",
)
START = label_link(
    public_url="https://truyxuat.example.vn", gtin="09520000000011", lot=TEXT.lot, serial=""
)
_AT_ONCE = 65


def numbers(count: int) -> Iterator[str]:
    """Serials of the run that is measured."""
    return serials(_KEY, 1, 0, count)


def _sheets(file: BinaryIO, count: int, fonts: Path, *, vector: bool) -> None:
    labels = ((serial, START + serial) for serial in numbers(count))
    write_sheets(
        file,
        setup=Setup(SHEET, TEXT),
        labels=labels,
        count=count,
        fonts=fonts,
        vector=vector,
        processes=1,
    )


def masks(file: BinaryIO, count: int, fonts: Path) -> None:
    """Our sheets, symbols as images."""
    _sheets(file, count, fonts, vector=False)


def paths(file: BinaryIO, count: int, fonts: Path) -> None:
    """Our sheets, symbols as paths."""
    _sheets(file, count, fonts, vector=True)


def rects(file: BinaryIO, count: int, fonts: Path) -> None:
    """The usual way: the matrix of `qrcode`, one rectangle a module on a reportlab canvas."""
    register_fonts(fonts)
    canvas = Canvas(file, (SHEET.page_width / POINT, SHEET.page_height / POINT))
    layout = arrange(SHEET, TEXT, 33, text_width)
    page_before = 0
    places = SHEET.positions(count)
    for serial, (page, x, y) in zip(numbers(count), places, strict=True):
        if page != page_before:
            canvas.showPage()
            page_before = page
        canvas.saveState()
        canvas.translate(x / POINT, (SHEET.page_height - y) / POINT)
        for line in (*layout.lines, layout.serial):
            canvas.setFont(f"BeVietnamPro-{line.weight}", line.size)
            text = line.text or for_people(serial)
            canvas.drawString(line.x / POINT, -line.y / POINT, text)
        _draw_modules(canvas, START + serial, layout.symbol.x, layout.symbol.y)
        canvas.restoreState()
    canvas.save()


def _draw_modules(canvas: Canvas, link: str, left: float, top: float) -> None:
    code = QRCode(border=0)
    code.add_data(link)
    code.make()
    module = 13 / len(code.modules)
    for row, line in enumerate(code.modules):
        for column, dark in enumerate(line):
            if dark:
                x, y = left + column * module, top + (row + 1) * module
                side = module / POINT
                canvas.rect(x / POINT, -y / POINT, side, side, stroke=0, fill=1)


def symbols(file: BinaryIO, count: int, fonts: Path) -> None:
    """Our symbols alone, the tables and the choice of the mask included."""
    run = Run(START, LENGTH, ALPHABET)
    tails = list(numbers(count))
    run.choose_mask(tails[:256])
    for at in range(0, count, _AT_ONCE):
        run.symbols(tails[at : at + _AT_ONCE])


def qrcode_symbols(file: BinaryIO, count: int, fonts: Path) -> None:
    """Symbols as `qrcode` makes them by itself, with its search of the mask."""
    for serial in numbers(count):
        code = QRCode(border=0)
        code.add_data(START + serial)
        code.make()


WAYS: dict[str, Callable[[BinaryIO, int, Path], None]] = {
    way.__name__: way for way in (masks, paths, rects, symbols, qrcode_symbols)
}


def main(way: str, count: int, fonts: Path) -> None:
    """Make `count` labels, print {"seconds", "bytes", "peak_rss_mb"}."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryFile() as file:
        started = time.perf_counter()
        WAYS[way](file, count, fonts)
        seconds = time.perf_counter() - started
        size = file.tell()
    taken = {"seconds": seconds, "bytes": size, "peak_rss_mb": _peak()}
    sys.stdout.write(json.dumps(taken))


def _peak() -> float:
    """The most memory this program held, in MB (Linux). Not getrusage's figure, in which that
    of the program which started this one is counted too."""
    status = Path("/proc/self/status").read_text()
    kilobytes = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert kilobytes is not None
    return int(kilobytes[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
