"""Every change of a code and of what it rests on, newest first, in words."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from common.shown import day
from growing_areas.models import GrowingAreaCode, Inspection
from growing_areas.services.audit_bundles import ASKED
from portal.history import happenings_in, in_words
from portal.subjects import page_of
from records.models import LogEntry

LONGEST_NAME = 80


@dataclass(frozen=True)
class Change:
    """One thing that was done. about: to what, by its name; details: number of the act, reason
    and the like, as (name, value); page: of what it was done to, or empty."""

    at: datetime.datetime
    by: str
    what: str
    about: str
    details: Sequence[tuple[str, str]]
    page: str


def changes_of(
    code: GrowingAreaCode, user: User | AnonymousUser, most: int | None = None
) -> list[Change]:
    """What was done to the code, its area, plots, seasons, inspections and findings, as far as
    `user` may see them; `most`: how many of the newest. Harvests and the diary stand apart;
    who asked for a bundle changed nothing."""
    names = _names(code, user)
    found = LogEntry.objects.filter(subject__in=names).exclude(action=ASKED)
    entries = list(found.order_by("-at", "-pk")[:most])
    told = in_words(happenings_in(entries), GrowingAreaCode)
    return [
        Change(
            at=one.at,
            by=one.by,
            what=one.what,
            about=names[entry.subject],
            details=one.details,
            page=page_of(entry.subject),
        )
        for entry, one in zip(entries, told, strict=True)
    ]


def _names(code: GrowingAreaCode, user: User | AnonymousUser) -> Mapping[str, str]:
    """What each thing that the code rests on is called, by its key; four queries."""
    area = code.area
    inspections = Inspection.objects.visible_to(user).filter(area=area)
    names = {code.key: str(code), area.key: area.name}
    names |= {plot.key: plot.name for plot in area.plots.only("area", "name")}
    names |= {season.key: season.name for season in area.seasons.only("area", "name")}
    for finding in area.findings.only("area", "text"):
        names[finding.key] = Truncator(finding.text).chars(LONGEST_NAME)
    for inspection in inspections.only("area", "planned_on"):
        said = {"day": day(inspection.planned_on)}
        names[inspection.key] = _("Cuộc kiểm tra ngày %(day)s") % said
    return names
