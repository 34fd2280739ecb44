"""Entering growing areas, their plots and their harvests."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, nfc, number
from cooperatives.models import Organisation
from growing_areas import geojson
from growing_areas.geometry import check
from growing_areas.models import Crop, GrowingArea, Harvest, HarvestPlot, Plot
from growing_areas.plot_sentences import called
from places.models import Unit
from records.services import log

MOST_PLOTS_AT_ONCE = 500
MOST_KILOGRAMS = Decimal(10) ** 9
GRAM = Decimal("0.001")
# The same harvest within this time is the same press of the button, sent twice.
DOUBLE_CLICK = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one plot of a file.

    place: which plot, counted from 1; code: stable; message: a sentence that names the plot.
    """

    place: int
    code: str
    message: str


class PlotsRefused(BadInput):
    """Some plots of a file are impossible, and so none was taken; `findings` has each."""

    def __init__(self, findings: Sequence[Finding], plots: int):
        sentences = " ".join(f"({finding.place}) {finding.message}" for finding in findings)
        super().__init__(
            "growing_areas.plots_refused",
            f"Chưa lưu thửa nào: {number(len(findings))} trong {number(plots)} thửa của tệp "
            f"có lỗi. {sentences}",
            field="geometry",
        )
        self.findings = tuple(asdict(finding) for finding in findings)


def place_in_force(code: str, on: datetime.date) -> Unit:
    """The commune or village that `code` names on `on`.

    Raises BadInput "growing_areas.unknown_place".
    """
    levels = (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
    place = Unit.objects.on(on).filter(level__in=levels, code=code.strip()).first()
    if place is None:
        raise BadInput(
            "growing_areas.unknown_place",
            f"Không có xã, phường hay thôn nào mang mã “{code}” vào ngày {day(on)}. "
            "Hãy chọn nơi trong danh sách.",
            field="unit",
        )
    return place


def crop_of(code: str) -> Crop:
    """The crop that `code` names. Raises BadInput "growing_areas.unknown_crop"."""
    crop = Crop.objects.filter(code=code.strip()).first()
    if crop is None:
        raise BadInput(
            "growing_areas.unknown_crop",
            f"Không có loại cây trồng nào mang mã “{code}”. Hãy chọn cây trong danh sách.",
            field="crop",
        )
    return crop


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


def register_area(
    *,
    organisation: Organisation,
    name: str,
    crop: Crop,
    unit: Unit,
    by: str,
    today: datetime.date,
    note: str = "",
) -> GrowingArea:
    """Enter a growing area of `organisation` in a commune or village in force on `today`.

    Raises BadInput "growing_areas.no_name", "growing_areas.unit_not_in_force"; RuleError
    "growing_areas.area_name_taken".
    """
    name = nfc(name)
    if not name:
        raise BadInput("growing_areas.no_name", "Hãy ghi tên của vùng trồng.", field="name")
    local = unit.level in (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
    if not local or not unit.is_in_force(today):
        raise BadInput(
            "growing_areas.unit_not_in_force",
            f"{unit.full_name} không phải xã, phường hay thôn đang có hiệu lực ngày "
            f"{day(today)}. Hãy chọn nơi hiện nay.",
            field="unit",
        )
    with transaction.atomic():
        one_writer(f"growing_areas.areas:{organisation.pk}")
        if organisation.growing_areas.filter(name=name).exists():
            raise RuleError(
                "growing_areas.area_name_taken",
                f"{organisation.name} đã có vùng trồng tên “{name}”. Hãy đặt tên khác.",
                field="name",
            )
        area = GrowingArea.objects.create(
            organisation=organisation,
            name=name,
            crop=crop,
            unit=unit,
            note=note.strip(),
            registered_at=timezone.now(),
        )
        log(
            chain=organisation.key,
            action="growing_areas.area_registered",
            subject=area.key,
            by=by,
            data={
                "name": area.name,
                "crop": crop.code,
                "unit": [unit.code, unit.valid_from],
                "note": area.note,
            },
        )
    return area


def add_plot(*, area: GrowingArea, document: dict[str, Any], by: str, name: str = "") -> Plot:
    """Add the one plot of a GeoJSON document: a geometry, a Feature, or a collection of one.

    Without a name here or in the Feature it is called "Thửa 1", "Thửa 2" and so on.
    Raises BadInput "growing_areas.plot_…", RuleError "growing_areas.plot_name_taken".
    """
    drawn = geojson.single(document)
    if name.strip():
        drawn = geojson.Drawn(geojson.plot_name(name), drawn.geometry)
    with transaction.atomic():
        one_writer(f"{area.key}.plots")
        plots, faults = _checked([drawn], area)
        if faults:
            raise faults[0][1]
        return _save(plots[0], by, request="")


def add_plots(*, area: GrowingArea, document: dict[str, Any], by: str) -> list[Plot]:
    """Add every plot of a GeoJSON document, or none.

    Raises PlotsRefused with a finding for each plot that cannot be taken; BadInput
    "growing_areas.plots_too_many" above MOST_PLOTS_AT_ONCE.
    """
    drawn = geojson.features(document)
    if len(drawn) > MOST_PLOTS_AT_ONCE:
        raise BadInput(
            "growing_areas.plots_too_many",
            f"Tệp có {number(len(drawn))} thửa, mỗi lần nhận nhiều nhất "
            f"{number(MOST_PLOTS_AT_ONCE)} thửa. Hãy chia thành nhiều tệp.",
            field="geometry",
        )
    with transaction.atomic():
        one_writer(f"{area.key}.plots")
        plots, faults = _checked(drawn, area)
        if faults:
            findings = [Finding(place, fault.code, fault.message) for place, fault in faults]
            raise PlotsRefused(findings, len(drawn))
        request = str(uuid4())
        return [_save(plot, by, request) for plot in plots]


def _checked(
    drawn: Sequence[geojson.Drawn], area: GrowingArea
) -> tuple[list[Plot], list[tuple[int, RuleError]]]:
    """Plots to save, and for each that cannot be one its place (from 1) and what is wrong."""
    taken = set(area.plots.values_list("name", flat=True))
    named = taken | {one.name for one in drawn}
    free = (name for name in (f"Thửa {n}" for n in count(1)) if name not in named)
    plots, faults = [], []
    for place, one in enumerate(drawn, start=1):
        name = one.name or next(free)
        try:
            if name in taken:
                raise _name_taken(name, area)
            checked = check(one.geometry, name=name)
            plots.append(Plot(area=area, name=name, **asdict(checked)))
        except RuleError as fault:
            faults.append((place, fault))
        taken.add(name)
    return plots, faults


def _name_taken(name: str, area: GrowingArea) -> RuleError:
    return RuleError(
        "growing_areas.plot_name_taken",
        f"Vùng trồng {area.name} đã có một thửa tên “{name}”. Hãy đặt tên khác cho thửa này.",
        field="name",
    )


def _save(plot: Plot, by: str, request: str) -> Plot:
    plot.save(force_insert=True)
    outline = json.dumps(plot.geometry, sort_keys=True, separators=(",", ":"))
    log(
        chain=plot.area.organisation.key,
        action="growing_areas.plot_added",
        subject=plot.key,
        by=by,
        request=request,
        data={
            "area": plot.area.key,
            "name": plot.name,
            "hectares": plot.hectares,
            # The log holds no floats; the digest shows whether the outline was ever changed.
            "geometry_sha256": hashlib.sha256(outline.encode()).hexdigest(),
        },
    )
    return plot


def record_harvest(
    *,
    area: GrowingArea,
    plots: Iterable[Plot],
    harvested_on: datetime.date,
    kilograms: Decimal,
    by: str,
    today: datetime.date,
    note: str = "",
) -> Harvest:
    """Record that `kilograms` were harvested from `plots` of `area` on `harvested_on`.

    today: the day of entering; a harvest cannot lie after it.
    Raises BadInput "growing_areas.harvest_in_future", "growing_areas.harvest_kilograms",
    "growing_areas.harvest_without_plots"; RuleError "growing_areas.harvest_plot_of_another",
    "growing_areas.harvest_twice" within a minute of its like.
    """
    chosen = sorted(set(plots), key=lambda plot: plot.pk)
    _check_harvest(area, chosen, harvested_on, kilograms, today)
    with transaction.atomic():
        one_writer(f"{area.key}.harvests")
        _refuse_double_click(area, chosen, harvested_on, kilograms)
        harvest = Harvest.objects.create(
            area=area,
            harvested_on=harvested_on,
            kilograms=kilograms,
            note=note.strip(),
            recorded_at=timezone.now(),
        )
        HarvestPlot.objects.bulk_create(
            HarvestPlot(harvest=harvest, plot=plot) for plot in chosen
        )
        log(
            chain=area.organisation.key,
            action="growing_areas.harvest_recorded",
            subject=harvest.key,
            by=by,
            data={
                "area": area.key,
                "plots": [plot.key for plot in chosen],
                "harvested_on": harvested_on,
                "kilograms": kilograms,
                "note": harvest.note,
            },
        )
    return harvest


def _refuse_double_click(
    area: GrowingArea,
    plots: Sequence[Plot],
    harvested_on: datetime.date,
    kilograms: Decimal,
) -> None:
    """Raise RuleError "growing_areas.harvest_twice" for what was entered a moment ago."""
    alike = area.harvests.filter(
        harvested_on=harvested_on,
        kilograms=kilograms,
        recorded_at__gt=timezone.now() - DOUBLE_CLICK,
    )
    wanted = {plot.pk for plot in plots}
    for harvest in alike.prefetch_related("plots"):
        if {plot.pk for plot in harvest.plots.all()} == wanted:
            raise RuleError(
                "growing_areas.harvest_twice",
                f"Lần thu hoạch {number(kilograms)} kg ngày {day(harvested_on)} ở {area.name} "
                "vừa được ghi. Nếu thật có hai lần giống nhau, hãy chờ một phút rồi ghi lại.",
            )


def _check_harvest(
    area: GrowingArea,
    plots: Sequence[Plot],
    harvested_on: datetime.date,
    kilograms: Decimal,
    today: datetime.date,
) -> None:
    if harvested_on > today:
        raise BadInput(
            "growing_areas.harvest_in_future",
            f"Ngày thu hoạch {day(harvested_on)} ở {area.name} chưa đến. "
            "Hãy ghi ngày đã thu hoạch thật.",
            field="harvested_on",
        )
    exact = kilograms.is_finite() and 0 < kilograms < MOST_KILOGRAMS
    if not exact or kilograms != kilograms.quantize(GRAM):
        raise BadInput(
            "growing_areas.harvest_kilograms",
            f"Khối lượng thu hoạch ở {area.name} phải lớn hơn 0, nhỏ hơn "
            f"{number(MOST_KILOGRAMS)} kg và có nhiều nhất 3 chữ số lẻ. Hãy sửa khối lượng.",
            field="kilograms",
        )
    if not plots:
        raise BadInput(
            "growing_areas.harvest_without_plots",
            f"Chưa chọn thửa nào của {area.name}. Hãy chọn ít nhất một thửa đã thu hoạch.",
            field="plots",
        )
    strange = next((plot for plot in plots if plot.area_id != area.pk), None)
    if strange:
        raise RuleError(
            "growing_areas.harvest_plot_of_another",
            f"{called(strange.name)} không thuộc vùng trồng {area.name}. "
            "Hãy chọn thửa của đúng vùng trồng.",
            field="plots",
        )
