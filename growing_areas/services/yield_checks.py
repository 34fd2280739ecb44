"""Holding what was harvested against what the land can give."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from common.text import day, number
from growing_areas.models import (
    Certainty,
    Finding,
    GrowingArea,
    Harvest,
    Plot,
    Season,
    YieldLimit,
)
from growing_areas.services.findings import raise_finding
from growing_areas.yields import A_YEAR, Ground, above, busiest_year

FOUR_DECIMALS, GRAM = Decimal("0.0001"), Decimal("0.001")


def limits_of(areas: Sequence[GrowingArea], on: datetime.date) -> dict[int, YieldLimit]:
    """The limits in force on `on` by crop, as far as `areas` grow it."""
    limits = YieldLimit.objects.on(on).filter(crop__in={area.crop_id for area in areas})
    return {limit.crop_id: limit for limit in limits}


def grounds_of(areas: Sequence[GrowingArea], on: datetime.date) -> dict[int, Ground]:
    """What each area can give, by its id; none where its size or its crop's limit is unknown.

    The size is that of its plots, without any the one that papers have. Two queries.
    """
    limits = limits_of(areas, on)
    plots = Plot.objects.filter(area__in=[area.pk for area in areas]).order_by()
    measured = dict(plots.values_list("area").annotate(total=Sum("hectares")))
    found = {}
    for area in areas:
        hectares = Decimal(measured.get(area.pk) or area.declared_hectares or 0)
        limit = limits.get(area.crop_id)
        if hectares and limit:
            found[area.pk] = Ground(
                hectares.quantize(FOUR_DECIMALS),
                limit.kilograms_per_hectare,
                limit.seasons_a_year,
            )
    return found


def look_at_yield(
    *, area: GrowingArea, season: Season | None, on: datetime.date, by: str
) -> list[Finding]:
    """Raise a finding where harvests are more than the land can give; nothing is refused.

    Asked of `season`, and of the busiest twelve months around `on`: seasons cut small, or none
    entered, hide nothing. A limit that nobody read in a document makes a minor finding, which
    the office looks into; it never moves a code by itself.
    """
    ground = grounds_of([area], on).get(area.pk)
    if ground is None:
        return []
    limit = limits_of([area], on)[area.crop_id]
    found = []
    if season is not None:
        kilograms = _kilograms(Harvest.objects.filter(season=season))
        if above(kilograms, ground.of_a_season):
            words = f"trong vụ {season.name}"
            found.append(
                _raised(area, season.key, words, kilograms, ground.of_a_season, limit, by)
            )
    near = Harvest.objects.filter(
        area=area, harvested_on__gt=on - A_YEAR, harvested_on__lt=on + A_YEAR
    )
    last, kilograms = busiest_year(near.values_list("harvested_on", "kilograms"), on)
    if above(kilograms, ground.of_a_year):
        words = f"trong 12 tháng đến ngày {day(last)}"
        found.append(_raised(area, area.key, words, kilograms, ground.of_a_year, limit, by))
    return found


def _kilograms(harvests: QuerySet[Harvest]) -> Decimal:
    return Decimal(harvests.aggregate(total=Sum("kilograms"))["total"] or 0).quantize(GRAM)


def _raised(
    area: GrowingArea,
    cause: str,
    when: str,
    kilograms: Decimal,
    most: Decimal,
    limit: YieldLimit,
    by: str,
) -> Finding:
    """The open finding of this cause; a second harvest above the limit adds none."""
    known = limit.certainty == Certainty.READ
    return raise_finding(
        area=area,
        source=Finding.Source.OVER_LIMIT,
        severity=Finding.Severity.MAJOR if known else Finding.Severity.MINOR,
        cause=cause,
        text=(
            f"Thu hoạch đã ghi {when} là {number(kilograms)} kg, nhiều hơn mức "
            f"{number(most)} kg mà diện tích này cho được "
            f"({number(limit.kilograms_per_hectare)} kg/ha mỗi vụ; {limit.basis}; "
            f"{limit.get_certainty_display()}). Hãy xem có nông sản của nơi khác ghi vào "
            "vùng này không, hoặc sửa diện tích, khối lượng."
        ),
        by=by,
        now=timezone.now(),
    )
