"""Exact quantities with units. Mass, volume and pieces are never mixed.

A unit is known by its code ("kg"). Amounts are Decimals; conversions are exact powers of ten.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from common.text import gettext_noop, number


@dataclass(frozen=True)
class UnitOfMeasure:
    """code: as stored and printed; word: in Vietnamese; dimension: what it measures;
    in_base: how many base units (kg, l, cái) one of it is."""

    code: str
    word: str
    dimension: str
    in_base: Decimal


MASS, VOLUME, PIECES = "mass", "volume", "pieces"

UNITS = {
    unit.code: unit
    for unit in (
        UnitOfMeasure("g", gettext_noop("gam"), MASS, Decimal("0.001")),
        UnitOfMeasure("kg", gettext_noop("kilôgam"), MASS, Decimal(1)),
        UnitOfMeasure("t", gettext_noop("tấn"), MASS, Decimal(1000)),
        UnitOfMeasure("ml", gettext_noop("mililít"), VOLUME, Decimal("0.001")),
        UnitOfMeasure("l", gettext_noop("lít"), VOLUME, Decimal(1)),
        UnitOfMeasure("cái", gettext_noop("cái"), PIECES, Decimal(1)),
    )
}

CHOICES = [(unit.code, f"{unit.code} ({unit.word})") for unit in UNITS.values()]


def same_dimension(left: str, right: str) -> bool:
    """Whether two unit codes measure the same thing: g and kg do, kg and l do not."""
    return UNITS[left].dimension == UNITS[right].dimension


def base_unit(unit: str) -> str:
    """The unit that batches of the same dimension are usually counted in: kg, l or cái."""
    dimension = UNITS[unit].dimension
    return next(
        one.code for one in UNITS.values() if one.dimension == dimension and one.in_base == 1
    )


def convert(amount: Decimal, unit: str, to: str) -> Decimal:
    """`amount` of `unit` expressed in `to`, exact.

    Raises ValueError when the two do not measure the same thing: callers compare
    dimensions first, with `same_dimension`, and say so to the person.
    """
    if not same_dimension(unit, to):
        raise ValueError(f"{unit} and {to} do not measure the same thing")
    return amount * UNITS[unit].in_base / UNITS[to].in_base


def whole_packages(amount: Decimal, unit: str, content: Decimal, content_unit: str) -> int:
    """How many whole packages of `content` fit into `amount`.

    >>> whole_packages(Decimal("10.4"), "kg", Decimal(500), "g")
    20
    """
    packages = convert(amount, unit, content_unit) / content
    return int(packages.to_integral_value(ROUND_FLOOR))


def quantity(amount: Decimal, unit: str) -> str:
    """For people: quantity(Decimal("1200.500"), "kg") -> "1.200,5 kg"."""
    return f"{number(amount)} {unit}"
