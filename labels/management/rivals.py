"""The same labels by WeasyPrint and by pylabels, for `manage.py bench_labels` alone.

Run by the Python of a throw-away environment that has those packages and nothing of ours, so
nothing of ours is imported: `rivals.py WAY LINKS FONTS` with a file of JSON, [[serial, link],
…], prints the seconds. The way of their own documentation, each label with its own QR code.
"""

import base64
import importlib
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import qrcode
import qrcode.image.svg

LINES = (
    "Gạo hữu cơ Hải Lăng",
    "HTX Lúa Hải Lăng (minh họa)",
    "Lô L2611A",
    "NSX 12/11/2026",
    "HSD 12/11/2027",
    "5 kg",
)
STYLE = """
@font-face { font-family: Be; src: url(FONT) }
@page { size: A4; margin: 10.7mm 4.75mm }
body { margin: 0; font: 4.4pt Be }
div { float: left; width: 40.1mm; height: 21.2mm; overflow: hidden; break-inside: avoid }
img { width: 15mm; float: left; margin-right: 2mm } p { margin: 0 }
"""


def weasyprint(links: list[list[str]], fonts: Path) -> None:
    """One HTML document, each symbol an SVG picture in it."""
    labels = []
    for serial, link in links:
        picture = io.BytesIO()
        qrcode.make(link, image_factory=qrcode.image.svg.SvgPathImage).save(picture)
        data = base64.b64encode(picture.getvalue()).decode()
        words = "".join(f"<p>{line}</p>" for line in (*LINES, serial))
        labels.append(f'<div><img src="data:image/svg+xml;base64,{data}">{words}</div>')
    style = STYLE.replace("FONT", (fonts / "BeVietnamPro-Regular.ttf").as_uri())
    html = f"<style>{style}</style>{''.join(labels)}"
    importlib.import_module("weasyprint").HTML(string=html).write_pdf(io.BytesIO())


def pylabels(links: list[list[str]], fonts: Path) -> None:
    """reportlab's own widget on each label of a sheet of pylabels."""
    # Its module has the name of our room.
    module = importlib.import_module("labels")
    specification = module.Specification(
        210,
        297,
        5,
        13,
        38.1,
        21.2,
        column_gap=2.5,
        row_gap=0,
        left_margin=4.75,
        top_margin=10.7,
    )
    sheet = module.Sheet(specification, _drawn, border=False)
    pdfmetrics = importlib.import_module("reportlab.pdfbase.pdfmetrics")
    ttfonts = importlib.import_module("reportlab.pdfbase.ttfonts")
    font = ttfonts.TTFont("Be", str(fonts / "BeVietnamPro-Regular.ttf"))
    pdfmetrics.registerFont(font)
    sheet.add_labels(links)
    sheet.save(io.BytesIO())


def _drawn(label: Any, width: float, height: float, pair: list[str]) -> None:
    graphics = importlib.import_module("reportlab.graphics.shapes")
    widgets = importlib.import_module("reportlab.graphics.barcode.qr")
    serial, link = pair
    label.add(widgets.QrCodeWidget(link, barWidth=43, barHeight=43, barLevel="M", y=8))
    for row, line in enumerate((*LINES, serial)):
        label.add(graphics.String(46, height - 8 - 7 * row, line, fontName="Be", fontSize=4.4))


def main(way: str, links: Path, fonts: Path) -> None:
    """Make the labels of `links`, print the seconds it took."""
    wanted = json.loads(links.read_text())
    started = time.perf_counter()
    {"weasyprint": weasyprint, "pylabels": pylabels}[way](wanted, fonts)
    sys.stdout.write(str(time.perf_counter() - started))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
