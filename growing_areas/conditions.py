"""How large an area must be for a code, as documents have it: what falls short of which."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from growing_areas.code_formats import DOMESTIC

ANY = "any"
PERENNIAL, ANNUAL = "perennial", "annual"


@dataclass(frozen=True)
class Condition:
    """A document asks for so many hectares. scope: "domestic", "export" or "any" market;
    crop_group: "perennial", "annual" or "any"; certainty: how the document is known."""

    scope: str
    crop_group: str
    least_hectares: Decimal
    basis: str
    certainty: str


def scope_of(market: str) -> str:
    """Which rules are for a market: "domestic" for VN, "export" for every other."""
    return "domestic" if market == DOMESTIC else "export"


def shortfalls(
    hectares: Decimal, *, perennial: bool, scope: str, conditions: Iterable[Condition]
) -> list[Condition]:
    """The conditions that `hectares` of such a crop for such a market do not meet, each once.

    A shortfall warns and refuses nothing: sources disagree, and the office decides.

    >>> rule = Condition("domestic", "annual", Decimal("0.1"), "3156", "read")
    >>> len(shortfalls(Decimal("0.05"), perennial=False, scope="domestic", conditions=[rule]))
    1
    >>> shortfalls(Decimal("0.1"), perennial=False, scope="domestic", conditions=[rule])
    []
    """
    groups = (ANY, PERENNIAL if perennial else ANNUAL)
    return [
        one
        for one in conditions
        if one.crop_group in groups
        and one.scope in (ANY, scope)
        and hectares < one.least_hectares
    ]
