"""Template filters: numbers and quantities as a Vietnamese reader writes them."""

from decimal import Decimal

from django import template

from common import quantities, text

register = template.Library()


@register.filter
def number(value: Decimal | int) -> str:
    """1234.500 -> "1.234,5"."""
    return text.number(value)


@register.filter
def quantity(value: Decimal, unit: str) -> str:
    """1200.500|quantity:"kg" -> "1.200,5 kg"."""
    return quantities.quantity(value, unit)
