"""Which codes an office must look at, as conditions of the list of codes."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from growing_areas.models import (
    CodeState,
    Finding,
    GrowingAreaCode,
    Inspection,
    Plot,
    PlotOverlap,
)

# Of a code in one of these states nobody is watched any more, or not yet.
NOT_WATCHED = (
    *(CodeState.State.DRAFT, CodeState.State.SUBMITTED, CodeState.State.CHECKED),
    *(CodeState.State.REVOKED, CodeState.State.CANCELLED, CodeState.State.EXPIRED),
)


def over_yield() -> Q:
    """Codes of areas with an open finding that more was harvested than the land gives."""
    return _found(Finding.objects.open().filter(source=Finding.Source.OVER_LIMIT))


def overlapping() -> Q:
    """Codes of areas of which a plot shares land with another plot."""
    left = PlotOverlap.objects.order_by().values("left")
    right = PlotOverlap.objects.order_by().values("right")
    plots = Plot.objects.filter(Q(pk__in=left) | Q(pk__in=right)).order_by()
    return Q(area__in=plots.values("area"))


def with_open_findings() -> Q:
    """Codes with an open finding about them or their area."""
    return _found(Finding.objects.open())


def with_overdue_findings() -> Q:
    """Codes with a finding that should have been put right by now."""
    return _found(Finding.objects.overdue(timezone.localdate()))


def never_inspected() -> Q:
    """Codes that are watched, of areas that no office ever inspected."""
    seen = Inspection.objects.filter(state=Inspection.State.CLOSED).order_by()
    watched = CodeState.objects.filter(valid_to=None).exclude(state__in=NOT_WATCHED)
    granted = ~Q(confirmation=GrowingAreaCode.Confirmation.REFUSED)
    return (
        granted & Q(pk__in=watched.order_by().values("code")) & ~Q(area__in=seen.values("area"))
    )


def _found(findings: QuerySet[Finding]) -> Q:
    """Codes that these findings are about: one that names no code, all of its area."""
    of_areas = findings.filter(code=None).order_by()
    of_codes = findings.filter(code__isnull=False).order_by()
    return Q(area__in=of_areas.values("area")) | Q(pk__in=of_codes.values("code"))
