"""One label as a picture: PNG in a printer's dots, SVG as outlines that need no font."""

import base64
import io
from dataclasses import replace
from pathlib import Path

from labels.fonts import text_width
from labels.layout import Layout
from labels.lettering import POINT, size_for
from labels.outlines import outlines
from labels.planning import Plan, Setup, plan
from labels.printer_languages import raster_of
from labels.qr import Symbol
from labels.serials import for_people

_PICTURE_TYPES = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"))


def label_png(setup: Setup, label: tuple[str, str], fonts: Path, dpi: int) -> bytes:
    """One label, (serial, link), as a PNG of one bit a dot, which says its resolution."""
    planned, bits = _planned(setup, label, fonts)
    picture = raster_of(planned, fonts).picture(bits, label[0])
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()


def label_svg(setup: Setup, label: tuple[str, str], fonts: Path, title: str = "") -> str:
    """One label, (serial, link), as SVG in millimetres; title: what a screen reader says.

    setup: for its look alone; where on a sheet the label stands does not matter.
    """
    planned, bits = _planned(setup, label, fonts)
    sheet, layout = setup.sheet, planned.layout
    width, height = sheet.label_width, sheet.label_height
    named = f"<title>{_escaped(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}mm" height="{height:g}mm" role="img">{named}'
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>'
        f'<path d="{_symbol(layout, Symbol(planned.run.size, bits))}"/>'
        f'<path d="{_words(layout, label[0], fonts)}"/>{_logo(layout, setup.logo)}</svg>'
    )


def _planned(setup: Setup, label: tuple[str, str], fonts: Path) -> tuple[Plan, int]:
    planned = plan(replace(setup, start=1), [label], 1, fonts)
    (bits,) = planned.run.symbols([label[0]])
    return planned, bits


def _symbol(layout: Layout, symbol: Symbol) -> str:
    place = layout.symbol
    return "".join(
        f"M{place.x + column * place.module:.4f} {place.y + row * place.module:.4f}"
        f"h{length * place.module:.4f}v{place.module:.4f}h{-length * place.module:.4f}z"
        for column, row, length in symbol.bars()
    )


def _words(layout: Layout, serial: str, fonts: Path) -> str:
    line, text = layout.serial, for_people(serial)
    size = size_for(text, line.weight, line.size, layout.serial_width, text_width)
    free = layout.serial_width - text_width(text, line.weight, size) * POINT
    left = line.x + {"left": 0, "center": free / 2, "right": free}[layout.serial_align]
    lines = [*layout.lines, replace(line, text=text, size=size, x=left)]
    return "".join(
        outlines(fonts / f"BeVietnamPro-{one.weight}.ttf").path(
            one.text, one.x, one.y, one.size
        )
        for one in lines
    )


def _logo(layout: Layout, logo: bytes) -> str:
    kind = next((kind for start, kind in _PICTURE_TYPES if logo.startswith(start)), "")
    box = layout.logo
    if not box or not kind:
        return ""
    return (
        f'<image x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'href="data:{kind};base64,{base64.b64encode(logo).decode()}"/>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
