"""Findings about growing areas over the API."""

import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from cooperatives.access import WORKERS, require
from growing_areas import services
from growing_areas.access import require_judge
from growing_areas.inspection_lists import FINDINGS
from growing_areas.models import Finding, GrowingArea, GrowingAreaCode
from records.models import Document

router = Router(tags=["inspections"])
of_areas = Router(tags=["inspections"])


class FindingIn(Schema):
    """What an officer writes down. code_id: null for the whole area; deadline: its last day."""

    text: str
    severity: Finding.Severity
    code_id: int | None = None
    deadline: datetime.date | None = None


class FindingOut(Schema):
    """Something of a growing area that is not as it should be.

    cause: the key of what raised it, or empty. answered_at, closed_at: null until then.
    """

    id: int
    area_id: int
    code_id: int | None
    source: str
    cause: str
    severity: str
    text: str
    raised_at: datetime.datetime
    deadline: datetime.date | None
    answer: str
    answer_document_id: UUID | None
    answered_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    close_reason: str


class AnswerIn(Schema):
    """What the holder did; document_id: a document of the growing area, brought before."""

    answer: str
    document_id: UUID | None = None


class CloseIn(Schema):
    """Why a finding is closed."""

    reason: str


def _finding(request: HttpRequest, finding_id: int) -> Finding:
    visible = Finding.objects.visible_to(request.user).select_related(
        "area__organisation", "area__unit", "area__successor", "code"
    )
    return get_object_or_404(visible, pk=finding_id)


@router.get("", response=list[FindingOut])
@paginate
@listed(FINDINGS)
def list_findings(request: HttpRequest) -> QuerySet[Finding]:
    """Findings about the areas that the caller may see, newest first."""
    return Finding.objects.visible_to(request.user)


@router.get("/{finding_id}", response=FindingOut)
def read_finding(request: HttpRequest, finding_id: int) -> Finding:
    """One finding."""
    return _finding(request, finding_id)


@of_areas.post("/{area_id}/findings", response={201: FindingOut})
def raise_finding(request: HttpRequest, area_id: int, payload: FindingIn) -> Status:
    """Write a finding down by hand; for officers for inspections and codes."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(
        visible.select_related("organisation", "unit", "successor"), pk=area_id
    )
    require_judge(request.user, area, timezone.localdate())
    code = None
    if payload.code_id is not None:
        code = get_object_or_404(GrowingAreaCode.objects.filter(area=area), pk=payload.code_id)
    finding = services.raise_finding(
        area=area,
        code=code,
        source=Finding.Source.OTHER,
        severity=payload.severity,
        text=payload.text,
        deadline=payload.deadline,
        by=key_of(request.user),
        now=timezone.now(),
    )
    return Status(201, finding)


@router.post("/{finding_id}/answer", response=FindingOut)
def answer_finding(request: HttpRequest, finding_id: int, payload: AnswerIn) -> Finding:
    """Say what was done; for who works for the organisation."""
    finding = _finding(request, finding_id)
    require(request.user, finding.area.organisation, *WORKERS)
    document = None
    if payload.document_id is not None:
        owned = Document.objects.filter(owner=finding.area.key)
        document = get_object_or_404(owned, pk=payload.document_id)
    return services.answer_finding(
        finding=finding,
        answer=payload.answer,
        document=document,
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{finding_id}/close", response=FindingOut)
def close_finding(request: HttpRequest, finding_id: int, payload: CloseIn) -> Finding:
    """Close it; for officers for inspections and codes."""
    finding = _finding(request, finding_id)
    require_judge(request.user, finding.area, timezone.localdate())
    return services.close_finding(
        finding=finding, reason=payload.reason, by=key_of(request.user), now=timezone.now()
    )
