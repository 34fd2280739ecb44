"""The letters of everything that is printed: Be Vietnam Pro, made known to reportlab."""

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from common.errors import RuleError

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


def font_name(weight: str) -> str:
    """How reportlab knows one of WEIGHTS."""
    return f"BeVietnamPro-{weight}"


@lru_cache(maxsize=4)
def register_fonts(folder: Path) -> None:
    """Make the weights of Be Vietnam Pro known to reportlab, once for a folder.

    Raises RuleError "labels.fonts_missing".
    """
    for weight in WEIGHTS:
        path = folder / f"BeVietnamPro-{weight}.ttf"
        try:
            # Letters of ASCII keep their codes, so that serials can be written apart.
            font = TTFont(font_name(weight), str(path), asciiReadable=1)
        except TTFError as error:
            raise RuleError(
                "labels.fonts_missing",
                f"Không có phông chữ {path} để in. "
                "Hãy nhờ người quản trị chạy lệnh manage.py fetch_frontend.",
            ) from error
        pdfmetrics.registerFont(font)
