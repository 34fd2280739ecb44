"""Codes for who audits them, over the API: what waits at an office, one code whole."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import person_of
from common.errors import RuleError
from growing_areas.audit_access import require_auditor, require_bundler
from growing_areas.models import AuditBundle, GrowingAreaCode
from portal.audit.bundle import ask
from portal.audit.dossier import Dossier, dossier_of
from portal.audit.monitoring import counted
from portal.documents import served
from records.models import Job

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
        last_inspection=InspectionOut.from_orm(checks.last) if checks.last else None,
        next_inspection=InspectionOut.from_orm(checks.upcoming) if checks.upcoming else None,
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


class BundleOut(Schema):
    """A bundle of one's own: how far it is (state of its job, done of total files), and once
    done the name, size and SHA-256 of its file; kept_until: the last day of the file."""

    id: int
    code_id: int
    as_of: date
    asked_at: datetime
    job_id: UUID
    state: Job.State
    done: int
    total: int
    name: str
    size: int | None
    sha256: str
    kept_until: date
    is_cleared: bool

    @staticmethod
    def resolve_state(bundle: AuditBundle) -> str:
        return _job(bundle).state

    @staticmethod
    def resolve_done(bundle: AuditBundle) -> int:
        return _job(bundle).done

    @staticmethod
    def resolve_total(bundle: AuditBundle) -> int:
        return _job(bundle).total

    @staticmethod
    def resolve_name(bundle: AuditBundle) -> str:
        return bundle.document.name if bundle.document else ""

    @staticmethod
    def resolve_size(bundle: AuditBundle) -> int | None:
        return bundle.document.size if bundle.document else None

    @staticmethod
    def resolve_sha256(bundle: AuditBundle) -> str:
        return bundle.document.sha256 if bundle.document else ""

    @staticmethod
    def resolve_is_cleared(bundle: AuditBundle) -> bool:
        return bundle.cleared_at is not None


def _job(bundle: AuditBundle) -> Job:
    assert bundle.job  # every bundle was asked for
    return bundle.job


def _bundles(request: HttpRequest, area_id: int, code_id: int) -> QuerySet[AuditBundle]:
    visible = AuditBundle.objects.visible_to(request.user)
    of_code = visible.filter(code_id=code_id, code__area_id=area_id)
    return of_code.select_related("job", "document")


@router.post("/{area_id}/codes/{code_id}/audit-bundles", response={202: BundleOut})
def ask_for_bundle(request: HttpRequest, area_id: int, code_id: int) -> Status:
    """Ask for all that an audit of the code needs as one ZIP; for managers of its organisation
    and its officers for codes or inspections. One that still waits or runs is the answer."""
    code = audited(request, area_id, code_id)
    require_bundler(request.user, code.area, timezone.localdate())
    return Status(202, ask(code=code, user=person_of(request.user)))


@router.get("/{area_id}/codes/{code_id}/audit-bundles", response=list[BundleOut])
@paginate
def list_bundles(request: HttpRequest, area_id: int, code_id: int) -> QuerySet[AuditBundle]:
    """The bundles of the code that the caller asked for, newest first."""
    audited(request, area_id, code_id)
    return _bundles(request, area_id, code_id)


@router.get("/{area_id}/codes/{code_id}/audit-bundles/{bundle_id}", response=BundleOut)
def read_bundle(
    request: HttpRequest, area_id: int, code_id: int, bundle_id: int
) -> AuditBundle:
    """How far one bundle is; only for who asked for it."""
    bundle: AuditBundle = get_object_or_404(_bundles(request, area_id, code_id), pk=bundle_id)
    return bundle


@router.get("/{area_id}/codes/{code_id}/audit-bundles/{bundle_id}/file")
def download_bundle(
    request: HttpRequest, area_id: int, code_id: int, bundle_id: int
) -> HttpResponseBase:
    """The ZIP; only for who asked for it. 409 until it is made, and after its last day."""
    bundle = read_bundle(request, area_id, code_id, bundle_id)
    if bundle.cleared_at:
        raise RuleError(
            "growing_areas.bundle_cleared",
            "Tệp hồ sơ trọn gói này đã được xóa vì đã qua số ngày giữ. Hãy yêu cầu tệp mới.",
        )
    if bundle.document is None:
        raise RuleError(
            "growing_areas.bundle_not_made",
            "Hồ sơ trọn gói chưa làm xong. Hãy chờ một lát rồi thử lại.",
        )
    return served(request, bundle.document)
