"""Our font on labels: how wide words are in it."""

from reportlab.pdfbase import pdfmetrics

from common.pdf_fonts import font_name, register_fonts

__all__ = ["font_name", "register_fonts", "text_width"]


def text_width(text: str, weight: str, size: float) -> float:
    """The width of `text` in points, once the fonts are registered."""
    return float(pdfmetrics.stringWidth(text, font_name(weight), size))
