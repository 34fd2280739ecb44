"""What is odd about standing plots, said to the reader in the language of the page."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from common.shown import number
from growing_areas.conditions import Condition, shortfalls
from growing_areas.geometry import FOUR_DECIMALS
from growing_areas.models import (
    AreaCondition,
    Certainty,
    Crop,
    GrowingArea,
    Plot,
    PlotOverlap,
    Scope,
)
from growing_areas.plot_warnings import (
    PlotWarning,
    declared_warning,
    distance_warning,
    outline_warning,
)
from places.models import Unit, UnitOutline
from places.outlines import as_outline, lies_inside


@dataclass(frozen=True)
class Warned:
    """code: stable, for programs; message: a sentence for people."""

    code: str
    message: str


def with_overlaps(plots: QuerySet[Plot]) -> QuerySet[Plot]:
    """Plots with what `warnings_of` asks of each, in two queries more."""
    around = UnitOutline.objects.standing().filter(
        Q(unit=OuterRef("area__unit")) | Q(unit=OuterRef("area__unit__parent"))
    )
    known = {
        "outline_id": Subquery(around.values("pk")[:1]),
        "outline_at": Subquery(around.values("taken_in_at")[:1]),
    }
    return (
        plots.annotate(**known)
        .select_related("area__unit__parent")
        .prefetch_related(
            *(
                Prefetch(
                    f"overlaps_{side}",
                    PlotOverlap.objects.select_related(f"{side}__area").defer(
                        f"{side}__geometry"
                    ),
                )
                for side in ("left", "right")
            ),
        )
    )


def warnings_of(plot: Plot) -> list[Warned]:
    """All that is odd about a plot; many are read with `with_overlaps`."""
    found = [
        _place_warning(plot),
        declared_warning(plot.hectares, plot.declared_hectares),
    ]
    return [_said(one) for one in found if one] + [
        _overlapping(plot, other, overlap) for other, overlap in _overlaps(plot)
    ]


def hectares_of(area: GrowingArea) -> Decimal | None:
    """The hectares of an area, measured or else declared; None where nobody knows them.

    No query for one that was read `with_hectares`.
    """
    measured: Decimal | None = getattr(area, "hectares", None)
    if measured is None:
        measured = area.plots.aggregate(sum=Sum("hectares"))["sum"]
    if not measured:
        return area.declared_hectares
    return measured.quantize(FOUR_DECIMALS)  # SQLite sums in floats


def shortfall_warnings(
    hectares: Decimal | None, crop: Crop, scopes: Collection[str], on: datetime.date
) -> list[Warned]:
    """Which documents ask for more hectares than there are, each with its basis; one query.

    scopes: "domestic", "export" or both, as the codes that are held or wanted. Nothing is said
    of an area whose hectares nobody knows.
    """
    if hectares is None or not scopes:
        return []
    rows = [
        Condition(row.scope, row.crop_group, row.least_hectares, row.basis, row.certainty)
        for row in AreaCondition.objects.on(on)
    ]
    found = {
        (one.basis, one.scope): one
        for scope in sorted(scopes)
        for one in shortfalls(hectares, perennial=crop.perennial, scope=scope, conditions=rows)
    }
    said = _(
        "Diện tích %(hectares)s ha nhỏ hơn mức %(least)s ha cho %(group)s, thị trường "
        "%(market)s. Căn cứ: %(basis)s (%(certainty)s)."
    )
    return [
        Warned(
            "area_too_small",
            said
            % {
                "hectares": number(hectares),
                "least": number(one.least_hectares),
                "group": AreaCondition.CropGroup(one.crop_group).label,
                "market": Scope(one.scope).label,
                "basis": one.basis,
                "certainty": Certainty(one.certainty).label,
            },
        )
        for one in found.values()
    ]


def communes_of(area: GrowingArea) -> list[Unit]:
    """The communes in which an area lies: that of its day, and the one it was given to."""
    return [_commune(unit) for unit in (area.unit, area.successor) if unit]


def _commune(unit: Unit) -> Unit:
    """The commune that a village is part of; a commune itself."""
    return unit.parent if unit.level == Unit.Level.VILLAGE and unit.parent else unit


def _place_warning(plot: Plot) -> PlotWarning | None:
    """Outside its commune's outline; where none is known, far from the commune's point."""
    unit = plot.area.unit
    commune = _commune(unit)
    outline = _outline_of(plot, commune)
    if outline is not None:
        inside = lies_inside(outline, plot.lon, plot.lat)
        return outline_warning(commune.full_name, inside=inside)
    point = None if unit.lon is None or unit.lat is None else (unit.lon, unit.lat)
    return distance_warning(unit.full_name, (plot.lon, plot.lat), point)


def _outline_of(plot: Plot, commune: Unit) -> MultiPolygon | None:
    """The outline of the plot's commune; of plots `with_overlaps` without asking for each."""
    if hasattr(plot, "outline_id"):
        known = (plot.outline_id, plot.outline_at)  # type: ignore[attr-defined]
    else:
        standing = UnitOutline.objects.standing().filter(unit=commune)
        known = standing.values_list("pk", "taken_in_at").first() or (None, None)
    return None if known[0] is None else _drawn(*known)


@lru_cache(maxsize=64)
def _drawn(pk: int, taken_in_at: datetime.datetime) -> MultiPolygon:
    """An outline as a shape. A row never changes, and so it is read once a process."""
    return as_outline(UnitOutline.objects.values_list("geometry", flat=True).get(pk=pk))


def _said(warning: PlotWarning) -> Warned:
    return Warned(warning.code, _(warning.text) % warning.values)


def _overlaps(plot: Plot) -> list[tuple[Plot, PlotOverlap]]:
    return [(one.left, one) for one in plot.overlaps_left.all()] + [
        (one.right, one) for one in plot.overlaps_right.all()
    ]


def _overlapping(plot: Plot, other: Plot, overlap: PlotOverlap) -> Warned:
    """Whose the other plot is stays with the office: it may be another organisation's."""
    hectares = number(overlap.hectares)
    if other.area_id == plot.area_id and overlap.hectares == plot.hectares == other.hectares:
        said = _(
            "Trùng hoàn toàn với %(plot)s của vùng này, nên diện tích bị tính hai lần. "
            "Hãy vẽ lại một trong hai."
        )
        return Warned("same_as_own", said % {"plot": other.name})
    if other.area.organisation_id == plot.area.organisation_id:
        said = _(
            "Chồng lên %(plot)s của %(area)s: %(hectares)s ha. Hãy sửa một trong hai ranh."
        )
        return Warned(
            "overlaps_own",
            said % {"plot": other.name, "area": other.area.name, "hectares": hectares},
        )
    said = _(
        "Chồng lên thửa của một tổ chức khác: %(hectares)s ha. "
        "Hãy xem lại ranh; cán bộ mã số cũng thấy điều này."
    )
    return Warned("overlaps_another", said % {"hectares": hectares})
