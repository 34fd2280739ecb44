"""What the tests of an organisation's activities share: facts that can be right, by kind."""

from decimal import Decimal

from cooperatives.services import ContractFacts, DigitalUseFacts, PropertyFacts, YearFacts
from tests.kept_cast import DAY


def digital(today, **changes):
    """The cooperative works with an electronic diary, since a month."""
    values = {"kind": "field_diary", "product": "Sổ ruộng", "valid_from": today - 30 * DAY}
    return DigitalUseFacts(**values | changes)


def contract(today, **changes):
    """A buyer takes 60 % of the rice for a year, a month of which is over."""
    values = {
        "buyer": "Công ty Gạo (ví dụ)",
        "commodity": "lúa",
        "share_percent": Decimal(60),
        "value_vnd": Decimal(250_000_000),
        "valid_from": today - 30 * DAY,
        "last_day": today + 335 * DAY,
    }
    return ContractFacts(**values | changes)


def figures(today, **changes):
    """Twelve people at work last year, and what was taken in."""
    values = {
        "year": today.year - 1,
        "labour": 12,
        "labour_local": 10,
        "labour_women": 7,
        "revenue_vnd": Decimal(900_000_000),
    }
    return YearFacts(**values | changes)


def mark(today, **changes):
    """The cooperative's mark, for nine more years."""
    values = {
        "kind": "trademark",
        "name": "Gạo Hải Lăng",
        "number": "40-0000000-000",
        "issuer": "Cục Sở hữu trí tuệ",
        "valid_from": today - 365 * DAY,
        "last_day": today + 3285 * DAY,
    }
    return PropertyFacts(**values | changes)
