"""The plan by risk over the API: what to inspect first, and planning many at once."""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Self

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from common.shown import vietnamese
from growing_areas import services
from growing_areas.access import areas_judged_by, require_planner
from growing_areas.api.inspections import InspectionOut, PlanIn, plan_of
from growing_areas.inspection_lists import PLAN
from growing_areas.models import GrowingArea
from growing_areas.ranking import areas_to_inspect, risks_of

router = Router(tags=["inspections"])

Id = Annotated[int, Field(le=2**63 - 1)]


class ManyPlansIn(PlanIn):
    """One plan for many areas; those with an inspection standing are left out."""

    area_ids: list[Id] = Field(max_length=services.MOST_AT_ONCE)


class RiskOut(Schema):
    """An area with the score by which it is looked at, and the reasons: ids and words."""

    id: int
    name: str
    organisation_id: int
    score: int
    reasons: list[str]
    words: list[str]

    @staticmethod
    def resolve_score(area: Any) -> int:
        return area.risk.score

    @staticmethod
    def resolve_reasons(area: Any) -> list[str]:
        return [reason.id for reason in area.risk.reasons]

    @staticmethod
    def resolve_words(area: Any) -> list[str]:
        return [vietnamese(reason.words) for reason in area.risk.reasons]


class Weighed:
    """Areas that know their risk once a page of them is taken: a few queries a page."""

    def __init__(self, rows: QuerySet[GrowingArea]):
        self.rows = rows

    def all(self) -> Self:
        """Itself, as the pages of the API ask."""
        return self

    def count(self) -> int:
        """How many areas there are."""
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[GrowingArea]:
        areas = list(self.rows[part])
        for area, risk in zip(areas, risks_of(areas, timezone.localdate()), strict=True):
            area.risk = risk  # type: ignore[attr-defined]
        return areas


def weighed(endpoint: Callable[..., QuerySet[GrowingArea]]) -> Callable[..., Weighed]:
    """Let an endpoint of areas give them with their risk; stands under `@paginate`."""

    @functools.wraps(endpoint)
    def with_risks(request: HttpRequest, **kwargs: Any) -> Weighed:
        return Weighed(endpoint(request, **kwargs))

    return with_risks


@router.get("/plan", response=list[RiskOut])
@paginate
@weighed
@listed(PLAN)
def read_plan(request: HttpRequest) -> QuerySet[GrowingArea]:
    """The areas to inspect first, with their reasons; for their officers."""
    today = timezone.localdate()
    require_planner(request.user, today)
    return areas_to_inspect(areas_judged_by(request.user, today), today)


@router.post("/plan", response={201: list[InspectionOut]})
def plan_many(request: HttpRequest, payload: ManyPlansIn) -> Status:
    """Plan an inspection of each of these areas on one day."""
    today = timezone.localdate()
    require_planner(request.user, today)
    judged = areas_judged_by(request.user, today).filter(pk__in=payload.area_ids)
    areas = list(judged.select_related("organisation", "unit", "successor"))
    if len(areas) != len(set(payload.area_ids)):
        raise Http404
    rows = services.plan_inspections(
        areas=areas, plan=plan_of(payload), by=key_of(request.user), now=timezone.now()
    )
    return Status(201, rows)
