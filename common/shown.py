"""Numbers, quantities and days on a page, as readers of the page's language write them.

What is printed or said in an error is Vietnamese always: common.text and common.quantities.
"""

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from common import quantities, text


def language() -> str:
    """The language of the page: "vi", or "en" for a reader who chose it."""
    return get_language() or "vi"


def is_vietnamese() -> bool:
    """Whether the page is in Vietnamese."""
    return language().startswith("vi")


def vietnamese(words: str | Promise) -> str:
    """A text that may be translated, in Vietnamese: for sentences that always are."""
    with override("vi"):
        return str(words)


def number(value: Decimal | int) -> str:
    """1234.500 -> "1.234,5", in English "1,234.5"."""
    written = text.number(value)
    return written if is_vietnamese() else written.translate(str.maketrans(",.", ".,"))


def quantity(amount: Decimal, unit: str) -> str:
    """1200.500, "kg" -> "1.200,5 kg", in English "1,200.5 kg"."""
    return f"{number(amount)} {_unit(unit)}"


def _unit(unit: str) -> str:
    """The code of a unit, which is the same everywhere, or the word where it is one."""
    return _(unit) if unit == quantities.UNITS[unit].word else unit


def day(value: datetime.date) -> str:
    """23/11/2026; in English 23 Nov 2026, because 05/06 is May to some readers there."""
    return text.day(value) if is_vietnamese() else date_format(value, "j M Y")


def moment(value: datetime.datetime) -> str:
    """14:05 23/11/2026, in English 14:05, 23 Nov 2026; by the clocks of Việt Nam."""
    local = timezone.localtime(value)
    between = " " if is_vietnamese() else ", "
    return f"{local:%H:%M}{between}{day(local.date())}"


def vietnamese_moment(value: datetime.datetime) -> str:
    """14:05 23/11/2026, whatever the language of the page: for sentences of errors."""
    with override("vi"):
        return moment(value)


UNIT_CHOICES = [
    (
        unit.code,
        gettext_lazy(unit.word)
        if unit.word == unit.code
        else format_lazy("{} ({})", unit.code, gettext_lazy(unit.word)),
    )
    for unit in quantities.UNITS.values()
]
