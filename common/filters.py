"""Template filters: numbers, quantities and days in the language of the page."""

import datetime
from decimal import Decimal

from django import template

from common import shown

register = template.Library()


@register.filter
def number(value: Decimal | int) -> str:
    """1234.500 -> "1.234,5"."""
    return shown.number(value)


@register.filter
def quantity(value: Decimal, unit: str) -> str:
    """1200.500|quantity:"kg" -> "1.200,5 kg"."""
    return shown.quantity(value, unit)


@register.filter
def day(value: datetime.date | None) -> str:
    """23/11/2026; empty where there is no day."""
    return shown.day(value) if value else ""


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """14:05 23/11/2026; empty where there is no moment."""
    return shown.moment(value) if value else ""
