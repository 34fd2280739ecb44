"""Entering plots: from a drawing, typed corners, or files of other programs."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import count
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import fold, number
from growing_areas import geojson
from growing_areas.countries import extent_of
from growing_areas.geometry import FOUR_DECIMALS, Box, CheckedPlot, check, check_point
from growing_areas.models import GrowingArea, Plot, PlotOverlap, PointLimit
from growing_areas.overlaps import as_shape, overlaps_between
from growing_areas.plot_sentences import called
from records.services import log

MOST_PLOTS_AT_ONCE = 500
# Hectares that two outlines may share before it is called an overlap: what surveys differ by.
TREMBLING = Decimal("0.01")
MOST_HECTARES = Decimal(10) ** 6
# Where a plot lies when nothing else is said.
VIETNAM_LETTERS = "VN"


@dataclass(frozen=True)
class PlotFault:
    """What is wrong with one plot of a file.

    place: which plot, counted from 1; code: stable; message: a sentence that names the plot.
    """

    place: int
    code: str
    message: str


class PlotsRefused(BadInput):
    """Some plots of a file are impossible, and so none was taken; `findings` has each."""

    def __init__(self, findings: Sequence[PlotFault], plots: int):
        sentences = " ".join(f"({finding.place}) {finding.message}" for finding in findings)
        super().__init__(
            "growing_areas.plots_refused",
            f"Chưa lưu thửa nào: {number(len(findings))} trong {number(plots)} thửa của tệp "
            f"có lỗi. {sentences}",
            field="geometry",
        )
        self.findings = tuple(asdict(finding) for finding in findings)


def plots_of(area: GrowingArea, ids: Iterable[int]) -> list[Plot]:
    """The plots of `area` with these ids.

    Raises BadInput "growing_areas.harvest_unknown_plot" when one is not among its plots.
    """
    wanted = set(ids)
    plots = list(Plot.objects.filter(area=area, pk__in=wanted))
    missing = wanted - {plot.pk for plot in plots}
    if missing:
        raise BadInput(
            "growing_areas.harvest_unknown_plot",
            f"Vùng trồng {area.name} không có thửa số {min(missing)}. "
            "Hãy chọn thửa trong danh sách của vùng trồng.",
            field="plots",
        )
    return plots


def add_plot(
    *,
    area: GrowingArea,
    drawn: geojson.Drawn,
    by: str,
    today: datetime.date,
    name: str = "",
    declared_hectares: Decimal | None = None,
) -> Plot:
    """Add one plot. Its overlaps with standing plots, of whomever, are written down.

    Without a name here or in the file it is called "Thửa 1", "Thửa 2" and so on. A plot of one
    point needs `declared_hectares`, here or in the file.
    Raises BadInput "growing_areas.plot_…", RuleError "growing_areas.plot_name_taken".
    """
    if name.strip():
        drawn = replace(drawn, name=geojson.plot_name(name))
    if declared_hectares is not None:
        drawn = replace(drawn, hectares=str(declared_hectares))
    with transaction.atomic():
        one_writer("growing_areas.plots")
        plots, faults = _checked([drawn], area, today)
        if faults:
            raise faults[0][1]
        return _save(plots, by, request="")[0]


def add_plots(
    *, area: GrowingArea, drawn: Sequence[geojson.Drawn], by: str, today: datetime.date
) -> list[Plot]:
    """Add every plot of a file, or none.

    Raises PlotsRefused with a finding for each plot that cannot be taken; BadInput
    "growing_areas.plots_too_many" above MOST_PLOTS_AT_ONCE.
    """
    if len(drawn) > MOST_PLOTS_AT_ONCE:
        raise BadInput(
            "growing_areas.plots_too_many",
            f"Tệp có {number(len(drawn))} thửa, mỗi lần nhận nhiều nhất "
            f"{number(MOST_PLOTS_AT_ONCE)} thửa. Hãy chia thành nhiều tệp.",
            field="geometry",
        )
    with transaction.atomic():
        one_writer("growing_areas.plots")
        plots, faults = _checked(drawn, area, today)
        if faults:
            findings = [PlotFault(place, fault.code, fault.message) for place, fault in faults]
            raise PlotsRefused(findings, len(drawn))
        return _save(plots, by, request=str(uuid4()))


def _checked(
    drawn: Sequence[geojson.Drawn], area: GrowingArea, today: datetime.date
) -> tuple[list[Plot], list[tuple[int, RuleError]]]:
    """Plots to save, and for each that cannot be one its place (from 1) and what is wrong."""
    taken = set(area.plots.values_list("name", flat=True))
    named = taken | {one.name for one in drawn}
    free = (name for name in (f"Thửa {n}" for n in count(1)) if name not in named)
    limits = PointLimit.objects.on(today).values_list("most_hectares", flat=True)
    most_of_a_point = min(limits, default=None)
    plots, faults = [], []
    for place, one in enumerate(drawn, start=1):
        name = one.name or next(free)
        try:
            if name in taken:
                raise _name_taken(name, area)
            declared = _hectares(one, name)
            checked = _measured(one, name, declared, most_of_a_point)
            plots.append(
                Plot(
                    area=area,
                    name=name,
                    folded=fold(name),
                    declared_hectares=declared,
                    **asdict(checked),
                )
            )
        except RuleError as fault:
            faults.append((place, fault))
        taken.add(name)
    return plots, faults


def _measured(
    one: geojson.Drawn, name: str, declared: Decimal | None, most_of_a_point: Decimal | None
) -> CheckedPlot:
    extent = _extent(one.country or VIETNAM_LETTERS, name)
    is_point = isinstance(one.geometry, dict) and one.geometry.get("type") == "Point"
    if is_point:
        return check_point(
            one.geometry, declared, name=name, most_hectares=most_of_a_point, extent=extent
        )
    return check(one.geometry, name=name, extent=extent)


def _extent(country: str, name: str) -> Sequence[Box]:
    """Where the stated country lies. Raises BadInput "growing_areas.plot_unknown_country"."""
    extent = extent_of(country)
    if not extent:
        raise BadInput(
            "growing_areas.plot_unknown_country",
            f"{called(name)} ghi nước “{country}”, không phải mã nước hai chữ cái đã biết. "
            "Hãy sửa lại trong tệp, ví dụ VN; để trống thì hiểu là Việt Nam.",
            field="geometry",
        )
    return extent


def _hectares(one: geojson.Drawn, name: str) -> Decimal | None:
    """The hectares that a plot is said to have; "1,5" and "1.5" are one and a half."""
    if not one.hectares.strip():
        return None
    try:
        declared = Decimal(one.hectares.strip().replace(",", ".")).quantize(FOUR_DECIMALS)
    except InvalidOperation:
        declared = None
    if declared is None or not 0 < declared < MOST_HECTARES:
        raise BadInput(
            "growing_areas.plot_bad_hectares",
            f"{called(name)} ghi diện tích “{one.hectares[:20]}”, không phải một số hecta. "
            "Hãy sửa lại, ví dụ 1,5.",
            field="declared_hectares",
        )
    return declared


def _name_taken(name: str, area: GrowingArea) -> RuleError:
    return RuleError(
        "growing_areas.plot_name_taken",
        f"Vùng trồng {area.name} đã có một thửa tên “{name}”. Hãy đặt tên khác cho thửa này.",
        field="name",
    )


def _save(plots: Sequence[Plot], by: str, request: str) -> list[Plot]:
    for plot in plots:
        plot.save(force_insert=True)
        _log(plot, by, request)
    find_overlaps(plots)
    return list(plots)


def _log(plot: Plot, by: str, request: str) -> None:
    outline = json.dumps(plot.geometry, sort_keys=True, separators=(",", ":"))
    log(
        chain=plot.area.organisation.key,
        action="growing_areas.plot_added",
        subject=plot.key,
        by=by,
        request=request,
        data={"area": plot.area.key},
        state={
            "name": plot.name,
            "hectares": plot.hectares,
            "declared_hectares": plot.declared_hectares,
            # The log holds no floats; the digest shows whether the outline was ever changed.
            "geometry_sha256": hashlib.sha256(outline.encode()).hexdigest(),
        },
    )


def find_overlaps(plots: Sequence[Plot]) -> list[PlotOverlap]:
    """Write down where saved `plots` overlap each other or plots that stood before.

    Only plots whose boxes touch are compared; two queries whatever their number. Needs to be
    in the caller's transaction, with the lock "growing_areas.plots".
    """
    if not plots:
        return []
    near = list(
        Plot.objects.around(
            min(plot.west for plot in plots),
            min(plot.south for plot in plots),
            max(plot.east for plot in plots),
            max(plot.north for plot in plots),
        ).only("pk", "geometry")
    )
    shapes = [as_shape(plot.geometry) for plot in plots]
    found = overlaps_between(shapes, [as_shape(one.geometry) for one in near], above=TREMBLING)
    # A new plot is among the standing ones too: each pair is met twice, itself once.
    pairs = {
        (min(a, b), max(a, b)): one.hectares
        for one in found
        if (a := plots[one.left].pk) != (b := near[one.right].pk)
    }
    now = timezone.now()
    return PlotOverlap.objects.bulk_create(
        [
            PlotOverlap(left_id=left, right_id=right, hectares=hectares, found_at=now)
            for (left, right), hectares in sorted(pairs.items())
        ],
        ignore_conflicts=True,
    )
