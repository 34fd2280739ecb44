"""What the form of a code says, with the units that its numbers name in its year of issue."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from common.shown import day
from growing_areas.code_formats import CodeReading, read_code
from growing_areas.models import GrowingAreaCode
from places.models import Unit

LEVELS = {
    "province": Unit.Level.PROVINCE,
    "district": Unit.Level.DISTRICT,
    "commune": Unit.Level.COMMUNE,
}


@dataclass(frozen=True)
class Part:
    """One part of a code. name: what it is, for people; text: as printed; meaning: the unit it
    names, or empty where it names none."""

    name: str
    text: str
    meaning: str = ""


@dataclass(frozen=True)
class Explained:
    """A code's form; format: its name for people, empty where no known one matches."""

    format: str
    parts: tuple[Part, ...]
    warning: str


def explained(code: GrowingAreaCode) -> Explained | None:
    """What the text of `code` says, in the language of the page; None before it is granted.

    The same five digits name different communes before and after 1 July 2025: numbers are read
    against the units of the granting day, and where the code says another year, of its first
    day. One query for a code of units, none for others.
    """
    if not code.code:
        return None
    reading = read_code(code.code, code.kind, _)
    if reading.format is None:
        return Explained("", (), reading.warning)
    meanings = _units(code, reading)
    parts = tuple(
        Part(name=_(reading.format.parts[part]), text=text, meaning=meanings.get(part, ""))
        for part, text in reading.texts.items()
    )
    return Explained(_(reading.format.name), parts, reading.warning)


def _units(code: GrowingAreaCode, reading: CodeReading) -> dict[str, str]:
    """The units that parts of a code name, by the part."""
    wanted = {
        part: (level, reading.texts[part])
        for part, level in LEVELS.items()
        if reading.texts.get(part, "").isdigit()
    }
    on = _year_of_issue(code, reading)
    if not wanted or on is None:
        return {}
    asked = Q()
    for level, number in wanted.values():
        asked |= Q(level=level, code=number)
    found = {
        (unit.level, unit.code): unit.full_name for unit in Unit.objects.on(on).filter(asked)
    }
    unknown = _("không có trong danh mục ngày %(day)s") % {"day": day(on)}
    return {part: found.get(key, unknown) for part, key in wanted.items()}


def _year_of_issue(code: GrowingAreaCode, reading: CodeReading) -> datetime.date | None:
    year, granted = reading.texts.get("year", ""), code.granted_on
    if not year:
        return granted
    if granted and granted.year % 100 == int(year):
        return granted
    return datetime.date(2000 + int(year), 1, 1)
