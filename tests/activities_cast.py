"""What the tests of an organisation's activities share: facts that can be right, by kind."""

from decimal import Decimal

from django.utils import timezone

from cooperatives.services import (
    ContractFacts,
    DigitalUseFacts,
    PropertyFacts,
    YearFacts,
    add_record,
)
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


BY_PATH = {
    "digital-uses": digital,
    "linkage-contracts": contract,
    "year-figures": figures,
    "intellectual-properties": mark,
}


def entered(coop, facts):
    """A record of the cooperative."""
    return add_record(organisation=coop, facts=facts, by="test", now=timezone.now())


def records_of(coop, today):
    """One record of every kind, by the names that the walk over all addresses asks for."""
    known = {}
    for path, make in BY_PATH.items():
        record = entered(coop, make(today))
        for page in ("change", "end"):
            known[f"cooperatives:{page}_{record.word}:pk"] = record.pk
        address = f"/organisations/{{organisation_id}}/{path}/{{record_id}}"
        for end in ("", "/end", "/growing-areas"):
            known[f"api:{address}{end}:record_id"] = record.pk
        if path == "linkage-contracts":
            known["growing_areas:contract:pk"] = record.pk
    return known


def body(make, today, **changes):
    """The same facts as the API takes them, a value that is not said left out."""
    said = vars(make(today, **changes))
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in said.items()
        if value is not None
    }


def record_bodies(today, area):
    """What to send to the operations of these records, by "POST /organisations/…"."""
    bodies = {}
    other = {
        digital: {"kind": "website"},
        contract: {"commodity": "nếp"},
        figures: {"year": today.year - 3},
        mark: {"name": "Nếp Hải Lăng"},
    }
    for path, make in BY_PATH.items():
        address = f"/organisations/{{organisation_id}}/{path}"
        bodies[f"POST {address}"] = body(make, today, **other[make])
        bodies[f"PUT {address}/{{record_id}}"] = body(make, today) | {"version": 1}
        bodies[f"POST {address}/{{record_id}}/end"] = {"last_day": str(today), "reason": "x"}
    areas = "/organisations/{organisation_id}/linkage-contracts/{record_id}/growing-areas"
    bodies[f"PUT {areas}"] = {"area_ids": [area.pk], "version": 1}
    return bodies
