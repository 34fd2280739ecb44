"""Codes for who audits them, over the API: what waits at an office, one code whole."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from growing_areas.audit_access import require_auditor
from growing_areas.models import GrowingAreaCode
from portal.audit.dossier import Dossier, dossier_of
from portal.audit.monitoring import counted

router = Router(tags=["growing areas"])


class WatchedOut(Schema):
    """How many codes of the caller stand in a list; query: the filters of GET
    /growing-areas/codes that list them, as "due=office"."""

    key: str
    title: str
    count: int
    filters: dict[str, str]


class InspectionOut(Schema):
    """An inspection: its day as planned, when it ended, its result ("passed", "to_correct",
    "failed"; empty until it ended)."""

    id: int
    planned_on: date
    closed_at: datetime | None
    result: str


class OpenFindingOut(Schema):
    """A finding that nobody closed; deadline: its last day."""

    id: int
    source: str
    severity: str
    text: str
    raised_at: datetime
    deadline: date | None


class SilenceOut(Schema):
    """Whole weeks without an entry, from a Monday to a Sunday."""

    first: date
    last: date
    weeks: int


class DiaryGapsOut(Schema):
    """What the diary lacks in a season, [starts_on, ends_on).

    sprayings: ids of entries whose interval no list of inputs vouches for; harvests: ids of
    harvests from plots on which no other work was written down before.
    """

    season_id: int
    season: str
    starts_on: date
    ends_on: date
    entries: int
    silences: list[SilenceOut]
    sprayings: list[int]
    harvests: list[int]


class ChangeOut(Schema):
    """One thing that was done: by whom, to what, in words of the caller's language."""

    at: datetime
    by: str
    what: str
    about: str
    details: dict[str, str]


class AuditOut(Schema):
    """All about one code that an auditor asks for.

    state: today's, empty for none; due_on: the last day for what comes next; batches,
    kilograms: how many claim the code and how much; issued, activated: labels of the runs on
    them; hidden_batches: of another place, which the caller does not see; contracts: their ids;
    changes: the newest thirty.
    """

    code_id: int
    state: str
    due_on: date | None
    is_overdue: bool
    bars_labels: bool
    plots: int
    overlapping_plots: int
    last_inspection: InspectionOut | None
    next_inspection: InspectionOut | None
    open_findings: list[OpenFindingOut]
    diary_gaps: list[DiaryGapsOut]
    batches: int
    kilograms: Decimal
    issued: int
    activated: int
    hidden_batches: int
    contracts: list[int]
    changes: list[ChangeOut]


def audited(request: HttpRequest, area_id: int, code_id: int) -> GrowingAreaCode:
    """The code, for who may read its audit file."""
    visible = GrowingAreaCode.objects.visible_to(request.user).select_related(
        "crop", "area__organisation", "area__unit", "area__successor", "area__crop"
    )
    prefetched = visible.prefetch_related("states__document", "states__rule")
    code: GrowingAreaCode = get_object_or_404(prefetched, pk=code_id, area=area_id)
    require_auditor(request.user, code.area, timezone.localdate())
    return code


@router.get("/codes/monitoring", response=list[WatchedOut])
def list_watched(request: HttpRequest) -> list[WatchedOut]:
    """How many of the codes that the caller sees wait, are late, suspended, run out, stand on
    more than their land gives or on land of another."""
    return [
        WatchedOut(
            key=one.preset.key,
            title=str(one.preset.title),
            count=one.count,
            filters=one.preset.filters,
        )
        for one in counted(request.user)
    ]


@router.get("/{area_id}/codes/{code_id}/audit", response=AuditOut)
def read_audit(request: HttpRequest, area_id: int, code_id: int) -> AuditOut:
    """One code whole, for people of its organisation and its officers for codes or inspections:
    state, plots, inspections, what the diary lacks, batches, labels, contracts, changes."""
    code = audited(request, area_id, code_id)
    today = timezone.localdate()
    return _out(dossier_of(code, request.user, today), code.state_on(today))


def _out(found: Dossier, state: str) -> AuditOut:
    checks, lots = found.checks, found.lots
    return AuditOut(
        code_id=found.code.pk,
        state=state,
        due_on=found.due.due_on if found.due else None,
        is_overdue=found.is_overdue,
        bars_labels=found.bars_labels,
        plots=found.land.plots,
        overlapping_plots=found.land.overlapping,
        last_inspection=checks.last and InspectionOut.from_orm(checks.last),
        next_inspection=checks.upcoming and InspectionOut.from_orm(checks.upcoming),
        open_findings=[OpenFindingOut.from_orm(finding) for finding in checks.findings],
        diary_gaps=[
            DiaryGapsOut(
                season_id=one.season.pk,
                season=one.season.name,
                starts_on=one.season.starts_on,
                ends_on=one.season.ends_on,
                entries=one.entries,
                silences=[SilenceOut.from_orm(silence) for silence in one.silences],
                sprayings=[entry.pk for entry in one.sprayings],
                harvests=[harvest.pk for harvest in one.harvests],
            )
            for one in found.gaps
        ],
        batches=lots.batch_count,
        kilograms=lots.kilograms,
        issued=lots.issued,
        activated=lots.activated,
        hidden_batches=lots.hidden,
        contracts=[one.contract_id for one in found.contracts],
        changes=[
            ChangeOut(
                at=one.at, by=one.by, what=one.what, about=one.about, details=dict(one.details)
            )
            for one in found.changes
        ],
    )
