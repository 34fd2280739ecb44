"""Our font, Be Vietnam Pro, made known to reportlab."""

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from common.errors import RuleError
from labels.lettering import BOLD, MEDIUM, REGULAR, SEMIBOLD


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
