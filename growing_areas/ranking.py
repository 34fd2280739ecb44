"""Which growing areas to inspect first, asked of the database.

Each reason of `inspection_risk` is a set of areas, found once and not once an area: so twenty
thousand areas are ranked as quickly as twenty.
"""

import calendar
import datetime
from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression, Expression
from django.utils import timezone

from growing_areas.code_formats import DOMESTIC
from growing_areas.inspection_risk import (
    DUE,
    EXPORT,
    LATE,
    MAJOR,
    MINOR,
    NEVER,
    OVER_LIMIT,
    REASONS,
    Risk,
    months_before,
    weigh,
)
from growing_areas.models import (
    CodeState,
    Finding,
    GrowingArea,
    GrowingAreaCode,
    Inspection,
    InspectionInterval,
    Scope,
)
from growing_areas.models.areas import GrowingAreaQuerySet

# Codes that nobody looks after any more.
ENDED = (CodeState.State.REVOKED, CodeState.State.CANCELLED, CodeState.State.EXPIRED)


def areas_to_inspect(areas: GrowingAreaQuerySet, on: datetime.date) -> GrowingAreaQuerySet:
    """Those of `areas` that have a code which was applied for or granted and did not end."""
    states = CodeState.objects.on(on).exclude(state__in=ENDED).order_by()
    return areas.filter(pk__in=states.values("code__area_id"))


def conditions(on: datetime.date, areas: Sequence[int] = ()) -> dict[str, Q]:
    """What an area must meet, by the ids of the reasons of `inspection_risk`; one query.

    areas: the ids of the few areas that are asked about, where not all are; each condition
    then looks at theirs alone.
    """
    export, domestic = _months(on)
    of_these = {"area_id__in": areas} if areas else {}
    inspected = Inspection.objects.filter(state=Inspection.State.CLOSED, **of_these)
    codes = GrowingAreaCode.objects.filter(**of_these).exclude(market=DOMESTIC)
    found = Finding.objects.filter(**of_these)
    exporting = _among(codes.valid_on(on))
    never = ~_among(inspected)
    return {
        NEVER: never,
        DUE: ~never
        & (
            (exporting & _not_since(inspected, on, export))
            | (~exporting & _not_since(inspected, on, domestic))
        ),
        MAJOR: _among(found.open().major()),
        MINOR: _among(found.open().filter(severity=Finding.Severity.MINOR)),
        LATE: _among(found.overdue(on)),
        OVER_LIMIT: _among(found.open().filter(source=Finding.Source.OVER_LIMIT)),
        EXPORT: exporting,
    }


def _months(on: datetime.date) -> tuple[int | None, int | None]:
    """After how many months areas with export codes, and others, are due; None: never."""
    months = {
        row.scope: row.months for row in InspectionInterval.objects.on(on).order_by("scope")
    }
    domestic = months.get(Scope.DOMESTIC) or months.get(Scope.ANY)
    return months.get(Scope.EXPORT) or domestic, domestic


def _among(rows: QuerySet[Any]) -> Q:
    """The areas that rows point at."""
    return Q(pk__in=rows.order_by().values("area_id"))


def _not_since(inspected: QuerySet[Inspection], on: datetime.date, months: int | None) -> Q:
    """Not inspected for `months` before `on`; where no interval holds, nothing is due."""
    if months is None:
        return Q(pk__in=[])
    year, month = months_before(on.year, on.month, months)
    last = min(on.day, calendar.monthrange(year, month)[1])
    moment = datetime.datetime(
        year, month, last, tzinfo=timezone.get_current_timezone()
    ) + datetime.timedelta(days=1)
    return ~_among(inspected.filter(closed_at__gte=moment))


class OfToday(Expression):
    """An expression that is built when it is asked, so that it may speak of today."""

    output_field = IntegerField()

    def built(self) -> Expression | CombinedExpression:
        """The expression that stands for this."""
        raise NotImplementedError

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Resolve what is built in place of this."""
        return self.built().resolve_expression(*args, **kwargs)


class RiskScore(OfToday):
    """The score of an area: the points of all its reasons.

    The same as `weigh` gives for `conditions`, said so that each set of areas is looked
    through once: who was inspected lately is neither due nor never inspected.
    """

    def built(self) -> Expression | CombinedExpression:
        on = timezone.localdate()
        met, months = conditions(on), _months(on)
        export, domestic = (_by_last_inspection(on, some) for some in months)
        of_market = Case(
            When(met[EXPORT], then=Value(REASONS[EXPORT].points) + export),
            default=domestic,
            output_field=IntegerField(),
        )
        others = [
            _points(met[key], REASONS[key].points) for key in (MAJOR, MINOR, LATE, OVER_LIMIT)
        ]
        return reduce(add, others, of_market)


def _by_last_inspection(on: datetime.date, months: int | None) -> Case:
    inspected = Inspection.objects.filter(state=Inspection.State.CLOSED)
    due = REASONS[DUE].points if months is not None else 0
    return Case(
        When(~_not_since(inspected, on, months), then=Value(0)),
        When(_among(inspected), then=Value(due)),
        default=Value(REASONS[NEVER].points),
        output_field=IntegerField(),
    )


class IsPlanned(OfToday):
    """1 for an area whose inspection is planned or under way, else 0."""

    def built(self) -> Expression | CombinedExpression:
        return _points(is_planned(), 1)


def _points(condition: Q, points: int) -> Case:
    return Case(
        When(condition, then=Value(points)), default=Value(0), output_field=IntegerField()
    )


def is_planned() -> Q:
    """Areas whose inspection is planned or under way."""
    return Q(pk__in=Inspection.objects.standing().order_by().values("area_id"))


def risks_of(areas: Sequence[GrowingArea], on: datetime.date) -> list[Risk]:
    """The risk of each of `areas` with its reasons, in their order; a query each reason."""
    ids = [area.pk for area in areas]
    few = GrowingArea.objects.filter(pk__in=ids).order_by()
    asked = [
        few.filter(condition).annotate(why=Value(key)).values_list("pk", "why")
        for key, condition in conditions(on, ids).items()
    ]
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, why in asked[0].union(*asked[1:], all=True):
        found[pk].add(why)
    return [weigh(found[pk]) for pk in ids]


def last_inspections(areas: Sequence[GrowingArea]) -> list[datetime.date | None]:
    """When each of `areas` was inspected last; one query."""
    closed = Inspection.objects.filter(
        area__in=[area.pk for area in areas], state=Inspection.State.CLOSED
    )
    last = dict(closed.order_by().values_list("area_id").annotate(Max("closed_at")))
    return [timezone.localdate(last[area.pk]) if area.pk in last else None for area in areas]


def plans_of(areas: Sequence[GrowingArea]) -> list[datetime.date | None]:
    """For which day an inspection of each of `areas` is planned; one query."""
    standing = Inspection.objects.standing().filter(area__in=[area.pk for area in areas])
    planned = dict(standing.order_by("-planned_on").values_list("area_id", "planned_on"))
    return [planned.get(area.pk) for area in areas]
