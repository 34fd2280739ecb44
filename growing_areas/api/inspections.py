"""Checklists, the plan by risk, and inspections over the API."""

import datetime
import io
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from accounts.models import User
from common.list_api import listed
from growing_areas import services
from growing_areas.access import (
    require_inspector,
    require_judge,
)
from growing_areas.inspection_lists import INSPECTIONS
from growing_areas.models import (
    Checklist,
    GrowingArea,
    GrowingAreaCode,
    Inspection,
)
from growing_areas.reporting import findings_of, write_inspection_report

router = Router(tags=["inspections"])
of_areas = Router(tags=["inspections"])
checklists = Router(tags=["inspections"])

Id = Annotated[int, Field(le=2**63 - 1)]


class ItemOut(Schema):
    """A question. wrong, at_least, at_most: which answers are a finding of `severity`."""

    code: str
    section: str
    question: str
    kind: str
    unit: str
    required: bool
    wrong: str
    at_least: Decimal | None
    at_most: Decimal | None
    severity: str
    finding: str
    help: str


class ChecklistOut(Schema):
    """A checklist in force; certainty: how we know that it should be so."""

    id: int
    name: str
    version: int
    scope: str
    kind: str
    minor_days: int
    major_days: int
    basis: str
    certainty: str
    items: list[ItemOut]

    @staticmethod
    def resolve_items(checklist: Checklist) -> list[Any]:
        return list(checklist.items.all())


class PlanIn(Schema):
    """A plan; inspectors: user names of officers with the duty of inspection there."""

    checklist_id: int
    planned_on: datetime.date
    inspectors: list[str] = Field(max_length=20)
    kind: Inspection.Kind = Inspection.Kind.PERIODIC
    reason: str = ""


class AreaPlanIn(PlanIn):
    """A plan for one area or one of its codes; client_id: made by the caller, taken once."""

    code_id: int | None = None
    client_id: UUID | None = None


class CancelIn(Schema):
    """Why an inspection is called off."""

    reason: str


class ClosingIn(Schema):
    """How an inspection ends; client_ids: all that the device has of it, which must be here."""

    conclusion: str = ""
    unsigned_reason: str = ""
    client_ids: list[UUID] = Field([], max_length=1000)
    minor_deadline: datetime.date | None = None
    major_deadline: datetime.date | None = None


class AnswerOut(Schema):
    """A current answer; `item` is the code of its question."""

    item: str = Field(alias="item.code")
    choice: str
    measure: Decimal | None
    text: str
    note: str
    is_wrong: bool
    captured_at: datetime.datetime
    received_at: datetime.datetime


class PhotoOut(Schema):
    """A photo; its content is at /documents/{document_id}."""

    client_id: UUID
    item: str
    document_id: UUID
    caption: str
    captured_at: datetime.datetime

    @staticmethod
    def resolve_item(photo: Any) -> str:
        return photo.item.code if photo.item else ""


class InspectionOut(Schema):
    """An inspection without what was answered. missing: announced and not arrived."""

    id: int
    client_id: UUID
    area_id: int
    code_id: int | None
    checklist_id: int
    kind: str
    state: str
    planned_on: datetime.date
    reason: str = Field(alias="plan_reason")
    started_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    result: str
    conclusion: str
    unsigned_reason: str
    cancel_reason: str
    inspectors: list[str]

    @staticmethod
    def resolve_inspectors(inspection: Inspection) -> list[str]:
        return [person.username for person in inspection.inspectors.all()]


class WholeInspectionOut(InspectionOut):
    """An inspection with its answers, photos and findings; signed_by: who signed, or empty."""

    answers: list[AnswerOut]
    photos: list[PhotoOut]
    signed_by: str
    finding_ids: list[int]
    missing: list[UUID]

    @staticmethod
    def resolve_answers(inspection: Inspection) -> list[Any]:
        return services.current_answers(inspection)

    @staticmethod
    def resolve_photos(inspection: Inspection) -> list[Any]:
        return list(inspection.photos.select_related("item"))

    @staticmethod
    def resolve_signed_by(inspection: Inspection) -> str:
        return str(inspection.signatures.last() or "")

    @staticmethod
    def resolve_finding_ids(inspection: Inspection) -> list[int]:
        return [finding.pk for finding in findings_of(inspection)]

    @staticmethod
    def resolve_missing(inspection: Inspection) -> list[UUID]:
        return services.missing_items(inspection)


def _area(request: HttpRequest, area_id: int) -> GrowingArea:
    visible = GrowingArea.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("organisation", "unit", "successor"), pk=area_id
    )


def visible_inspection(request: HttpRequest, inspection_id: int) -> Inspection:
    """The inspection if the caller may see it; else Http404."""
    visible = Inspection.objects.visible_to(request.user).select_related(
        "area__organisation", "area__unit", "area__successor", "area__crop", "code", "checklist"
    )
    return get_object_or_404(visible, pk=inspection_id)


def plan_of(payload: PlanIn) -> services.Plan:
    """The plan that the caller named; Http404 for a checklist that is not there."""
    people = {user.username: user for user in _people(payload.inspectors)}
    return services.Plan(
        checklist=get_object_or_404(Checklist, pk=payload.checklist_id),
        planned_on=payload.planned_on,
        inspectors=[people[name] for name in payload.inspectors],
        kind=payload.kind,
        reason=payload.reason,
    )


def _people(names: list[str]) -> list[User]:
    found = list(User.objects.filter(username__in=names, is_active=True))
    if len(found) != len(set(names)):
        raise services.unknown_inspector()
    return found


@checklists.get("", response=list[ChecklistOut])
@paginate
def list_checklists(request: HttpRequest) -> QuerySet[Checklist]:
    """The checklists in force today, with their questions."""
    return Checklist.objects.on(timezone.localdate()).prefetch_related("items")


@router.get("", response=list[InspectionOut])
@paginate
@listed(INSPECTIONS)
def list_inspections(request: HttpRequest) -> QuerySet[Inspection]:
    """Inspections of the areas that the caller may see, the latest first."""
    return Inspection.objects.visible_to(request.user).prefetch_related("inspectors")


@of_areas.post("/{area_id}/inspections", response={201: InspectionOut})
def plan_one(request: HttpRequest, area_id: int, payload: AreaPlanIn) -> Status:
    """Plan one inspection of an area; for officers for inspections and codes."""
    area = _area(request, area_id)
    require_judge(request.user, area, timezone.localdate())
    code = None
    if payload.code_id is not None:
        code = get_object_or_404(GrowingAreaCode.objects.filter(area=area), pk=payload.code_id)
    inspection = services.plan_inspection(
        area=area,
        code=code,
        plan=plan_of(payload),
        client_id=payload.client_id,
        by=key_of(request.user),
        now=timezone.now(),
    )
    return Status(201, inspection)


@router.get("/{inspection_id}", response=WholeInspectionOut)
def read_inspection(request: HttpRequest, inspection_id: int) -> Inspection:
    """One inspection with all that was answered."""
    return visible_inspection(request, inspection_id)


@router.put("/{inspection_id}/plan", response=InspectionOut)
def replan(request: HttpRequest, inspection_id: int, payload: PlanIn) -> Inspection:
    """Another day, other inspectors or another list, until it begins."""
    inspection = visible_inspection(request, inspection_id)
    require_judge(request.user, inspection.area, timezone.localdate())
    return services.replan_inspection(
        inspection=inspection,
        plan=plan_of(payload),
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{inspection_id}/cancel", response=InspectionOut)
def cancel(request: HttpRequest, inspection_id: int, payload: CancelIn) -> Inspection:
    """Call it off; for officers for inspections and codes."""
    inspection = visible_inspection(request, inspection_id)
    require_judge(request.user, inspection.area, timezone.localdate())
    return services.cancel_inspection(
        inspection=inspection,
        reason=payload.reason,
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{inspection_id}/close", response=WholeInspectionOut)
def close(request: HttpRequest, inspection_id: int, payload: ClosingIn) -> Inspection:
    """End it: wrong answers become findings; refused while something is unsent."""
    inspection = visible_inspection(request, inspection_id)
    require_inspector(request.user, inspection.area, timezone.localdate())
    services.close_inspection(
        inspection=inspection,
        closing=services.Closing(**payload.dict()),
        by=key_of(request.user),
        now=timezone.now(),
    )
    return inspection


@router.get("/{inspection_id}/report", response=None)
def report(request: HttpRequest, inspection_id: int) -> FileResponse:
    """The report as PDF."""
    inspection = visible_inspection(request, inspection_id)
    file = io.BytesIO()
    write_inspection_report(file, inspection)
    file.seek(0)
    return FileResponse(
        file, filename=f"bien-ban-{inspection.pk}.pdf", content_type="application/pdf"
    )
