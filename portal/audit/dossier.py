"""One code whole, as who audits it wants to see it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from accounts.names import names_of_people
from common.lists import Badge
from growing_areas.code_lists import badge, confirmation_badge
from growing_areas.diary_checks import SeasonGaps, diary_gaps_of
from growing_areas.models import (
    CodeState,
    ContractArea,
    Finding,
    GrowingAreaCode,
    Inspection,
    PlotOverlap,
)
from portal.audit.changes import Change, changes_of
from portal.audit.lots import Lots, lots_of

# The page shows the newest of each; the file to download has all.
FEW, MOST_CHANGES = 10, 30


@dataclass(frozen=True)
class Land:
    """The plots of the area: how many, and how many of them share land with another plot."""

    plots: int
    overlapping: int


@dataclass(frozen=True)
class Checks:
    """Inspections that look at the code: the last one that ended, the next one that stands;
    findings: the open ones about the code or the whole area, the first due first."""

    last: Inspection | None
    upcoming: Inspection | None
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Dossier:
    """All that the page shows. due: the state whose last day comes next, where it has one;
    states: each with who did it, newest first."""

    code: GrowingAreaCode
    badge: Badge
    confirmation: Badge
    due: CodeState | None
    is_overdue: bool
    bars_labels: bool
    states: Sequence[tuple[CodeState, str]]
    land: Land
    checks: Checks
    gaps: Sequence[SeasonGaps]
    lots: Lots
    contracts: Sequence[ContractArea]
    changes: Sequence[Change]


def dossier_of(
    code: GrowingAreaCode, user: User | AnonymousUser, today: datetime.date
) -> Dossier:
    """The dossier of `code` for `user`: what they may see of it.

    Reads the states of the code with their documents and rules: prefetch them.
    """
    states = list(code.states.all())
    last = states[-1] if states else None
    names = names_of_people(row.done_by for row in states)
    return Dossier(
        code=code,
        badge=badge(code.state_on(today)),
        confirmation=confirmation_badge(code),
        due=last if last and last.due_on else None,
        is_overdue=last is not None and last.is_overdue(today),
        bars_labels=bool(code.code) and code.bars_labels_on(today),
        states=[(row, names.get(row.done_by, "")) for row in reversed(states)],
        land=land_of(code),
        checks=checks_of(code, user),
        gaps=diary_gaps_of(code.area, today),
        lots=lots_of(code, user, FEW),
        contracts=contracts_of(code, user),
        changes=changes_of(code, user, MOST_CHANGES),
    )


def land_of(code: GrowingAreaCode) -> Land:
    """How many plots, and how many that overlap; two queries."""
    plots = set(code.area.plots.order_by().values_list("pk", flat=True))
    pairs = PlotOverlap.objects.filter(Q(left__area=code.area) | Q(right__area=code.area))
    ends = {pk for pair in pairs.values_list("left_id", "right_id") for pk in pair}
    return Land(plots=len(plots), overlapping=len(ends & plots))


def checks_of(code: GrowingAreaCode, user: User | AnonymousUser) -> Checks:
    """What inspections found; three queries."""
    inspections = Inspection.objects.visible_to(user).filter(area=code.area)
    about = inspections.filter(Q(code=None) | Q(code=code)).select_related("area")
    findings = code.area.findings.open().filter(Q(code=None) | Q(code=code))
    return Checks(
        last=about.filter(state=Inspection.State.CLOSED).order_by("-closed_at", "-pk").first(),
        upcoming=about.standing().order_by("planned_on", "pk").first(),
        findings=list(findings.order_by("deadline", "pk")),
    )


def contracts_of(code: GrowingAreaCode, user: User | AnonymousUser) -> list[ContractArea]:
    """The contracts that rest on the area, as far as `user` may see them; one query."""
    visible = ContractArea.objects.visible_to(user).filter(area=code.area)
    return list(visible.select_related("contract").order_by("-contract__valid_from", "-pk"))
