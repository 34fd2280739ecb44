"""How text, numbers and days look to a Vietnamese reader, and how text is compared."""

import datetime
import unicodedata
from decimal import Decimal
from itertools import filterfalse

from common.errors import BadInput


def nfc(text: str) -> str:
    """Text in Unicode NFC with outer blanks removed and inner runs of blanks made one.

    Combining marks are drawn wrongly by PDF engines and compare unequal in databases, so
    everything a person types passes here once.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def bounded(text: str, most: int, *, code: str, word: str, field: str) -> str:
    """`nfc(text)` of at most `most` characters, counted after normalising, which may lengthen.

    Raises BadInput `code` on `field`; word: what the text is, in Vietnamese, for the sentence.
    """
    clean = nfc(text)
    if len(clean) > most:
        raise BadInput(code, f"{word} dài quá {most} ký tự. Hãy viết ngắn hơn.", field=field)
    return clean


def fold(text: str) -> str:
    """Text without marks, in lower case, for search: "Cà phê Đắk" -> "ca phe dak"."""
    clean = nfc(text).lower()
    if clean.isascii():
        return clean
    decomposed = unicodedata.normalize("NFD", clean)
    return "".join(filterfalse(unicodedata.combining, decomposed)).replace("đ", "d")


def gettext_noop(text: str) -> str:
    """The text itself, marked for translation where it is shown.

    For modules without Django: `makemessages` knows the name, and whoever shows the text
    passes it to gettext.
    """
    return text


def number(value: Decimal | int) -> str:
    """1234.500 -> "1.234,5". The same text whichever database the value came from."""
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def day(value: datetime.date) -> str:
    """A day as printed on labels and pages: 23/11/2026."""
    return value.strftime("%d/%m/%Y")
