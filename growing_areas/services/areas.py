"""Entering growing areas, their plots and their harvests."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, fold, nfc, number
from cooperatives.models import Organisation
from cooperatives.numbers import check_reference
from growing_areas.models import (
    Crop,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    HarvestPlot,
    Plot,
)
from growing_areas.plot_sentences import called
from growing_areas.services.claims import check_claim
from growing_areas.services.intervals import check_intervals, clean_reason
from growing_areas.services.seasons import season_on
from growing_areas.services.yield_checks import look_at_yield
from places.models import Unit
from records.services import News, bump, log, log_many

MOST_KILOGRAMS = Decimal(10) ** 9
GRAM = Decimal("0.001")
# The same harvest within this time is the same press of the button, sent twice.
DOUBLE_CLICK = datetime.timedelta(minutes=1)


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


@dataclass(frozen=True, kw_only=True)
class AreaDescription:
    """What a growing area says of itself.

    reference: the organisation's own code of it. declared_hectares: as papers have it, for as
    long as no plot is drawn.
    """

    name: str
    crop: Crop
    unit: Unit
    note: str = ""
    reference: str = ""
    declared_hectares: Decimal | None = None

    def checked(self, on: datetime.date) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "name": checks.run(self._name),
            "folded": fold(self.name),
            "crop": self.crop,
            "unit": checks.run(self._unit, on),
            "note": self.note.strip(),
            "reference": checks.run(check_reference, self.reference),
            "declared_hectares": checks.run(self._hectares),
        }
        checks.end()
        return columns

    def _name(self) -> str:
        name = nfc(self.name)
        if not name:
            raise BadInput("growing_areas.no_name", "Hãy ghi tên của vùng trồng.", field="name")
        code = "growing_areas.text_too_long"
        return bounded(name, 150, code=code, word="Tên vùng trồng", field="name")

    def _unit(self, on: datetime.date) -> Unit:
        local = self.unit.level in (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
        if not local or not self.unit.is_in_force(on):
            raise BadInput(
                "growing_areas.unit_not_in_force",
                f"{self.unit.full_name} không phải xã, phường hay thôn đang có hiệu lực ngày "
                f"{day(on)}. Hãy chọn nơi hiện nay.",
                field="unit",
            )
        return self.unit

    def _hectares(self) -> Decimal | None:
        if self.declared_hectares is not None and self.declared_hectares <= 0:
            raise BadInput(
                "growing_areas.bad_hectares",
                f"Diện tích của {nfc(self.name)} phải lớn hơn 0. "
                "Hãy sửa diện tích, hoặc để trống nếu chưa biết.",
                field="declared_hectares",
            )
        return self.declared_hectares


def register_area(
    *,
    organisation: Organisation,
    name: str,
    crop: Crop,
    unit: Unit,
    by: str,
    today: datetime.date,
    note: str = "",
    reference: str = "",
    declared_hectares: Decimal | None = None,
) -> GrowingArea:
    """Enter a growing area of `organisation` in a commune or village in force on `today`.

    Raises BadInput or BrokenRules for what cannot be right; RuleError
    "growing_areas.area_name_taken", "growing_areas.area_reference_taken".
    """
    description = AreaDescription(
        name=name,
        crop=crop,
        unit=unit,
        note=note,
        reference=reference,
        declared_hectares=declared_hectares,
    )
    columns = description.checked(today)
    with transaction.atomic():
        one_writer(f"growing_areas.areas:{organisation.pk}")
        _refuse_taken(organisation, columns, None)
        area = GrowingArea.objects.create(
            organisation=organisation, **columns, registered_at=timezone.now()
        )
        log_many([area_news(area, "growing_areas.area_registered")], by=by, request="")
    return area


def change_area(
    *,
    area: GrowingArea,
    description: AreaDescription,
    version: int,
    by: str,
    today: datetime.date,
) -> GrowingArea:
    """Replace what a growing area, as read at `version`, says of itself.

    A place that ended since it was entered may stay: records keep the unit of their day. What
    was harvested and sold keeps what it said then.
    Errors as for registering, and ChangedMeanwhile "accounts.changed_meanwhile".
    """
    same_place = description.unit.pk == area.unit_id
    columns = description.checked(
        timezone.localdate(area.registered_at) if same_place else today
    )
    with transaction.atomic():
        one_writer(f"growing_areas.areas:{area.organisation_id}")
        _refuse_taken(area.organisation, columns, area)
        hold_as_seen(area, version)
        for name, value in columns.items():
            setattr(area, name, value)
        if not same_place:
            area.successor = None
        area.save()
        log_many([area_news(area, "growing_areas.area_changed")], by=by, request="")
        bump(area.key)
    return area


def _refuse_taken(
    organisation: Organisation, columns: Mapping[str, object], area: GrowingArea | None
) -> None:
    others = organisation.growing_areas.all()
    if area:
        others = others.exclude(pk=area.pk)
    if others.filter(name=columns["name"]).exists():
        raise area_name_taken(organisation, str(columns["name"]))
    reference = columns["reference"]
    if reference and others.filter(reference=reference).exists():
        raise RuleError(
            "growing_areas.area_reference_taken",
            f"Mã riêng “{reference}” đã dùng cho vùng trồng khác của tổ chức. Hãy ghi mã khác.",
            field="reference",
        )


def area_name_taken(organisation: Organisation, name: str) -> RuleError:
    """The refusal of a name that another area of the organisation has."""
    return RuleError(
        "growing_areas.area_name_taken",
        f"{organisation.name} đã có vùng trồng tên “{name}”. Hãy đặt tên khác.",
        field="name",
    )


def area_news(area: GrowingArea, action: str, more: Mapping[str, object] | None = None) -> News:
    """What the log says of an area: all its columns, and `more`."""
    return News(
        chain=area.organisation.key,
        action=action,
        subject=area.key,
        data=more,
        state={
            "name": area.name,
            "crop": area.crop.code,
            "unit": [area.unit.code, area.unit.valid_from],
            "note": area.note,
            "reference": area.reference,
            "declared_hectares": area.declared_hectares,
        },
    )


def record_harvest(
    *,
    area: GrowingArea,
    plots: Iterable[Plot],
    harvested_on: datetime.date,
    kilograms: Decimal,
    by: str,
    today: datetime.date,
    note: str = "",
    override_reason: str = "",
    may_be_a_repeat: bool = True,
    code: GrowingAreaCode | None = None,
) -> Harvest:
    """Record that `kilograms` were harvested from `plots` of `area` on `harvested_on`.

    today: the day of entering; a harvest cannot lie after it. override_reason: why a manager
    lets it through inside a pre-harvest interval; dropped when it breaks none.
    may_be_a_repeat: whether its like of a moment ago may be the same one, sent twice. code: the
    growing-area code that it claims, None for none.
    More than the land can give is taken all the same, and raises a finding.
    Raises as `check_claim`; BadInput "growing_areas.harvest_in_future",
    "growing_areas.harvest_kilograms",
    "growing_areas.harvest_without_plots"; RuleError "growing_areas.harvest_plot_of_another",
    "growing_areas.harvest_within_interval", "growing_areas.harvest_twice" within a minute of
    its like.
    """
    chosen = sorted(set(plots), key=lambda plot: plot.pk)
    _check_harvest(area, chosen, harvested_on, kilograms, today)
    if code is not None:
        check_claim(code=code, area=area, on=harvested_on, field="code")
    with transaction.atomic():
        one_writer(f"{area.key}.harvests")
        if may_be_a_repeat:
            _refuse_double_click(area, chosen, harvested_on, kilograms)
        reason, now = clean_reason(override_reason), timezone.now()
        let_through = check_intervals(area, chosen, harvested_on, reason)
        harvest = Harvest.objects.create(
            area=area,
            harvested_on=harvested_on,
            kilograms=kilograms,
            season=season_on(area, harvested_on),
            code=code,
            note=note.strip(),
            recorded_at=now,
            override_reason=reason if let_through else "",
            override_by=by if let_through else "",
            override_at=now if let_through else None,
        )
        HarvestPlot.objects.bulk_create(
            HarvestPlot(harvest=harvest, plot=plot) for plot in chosen
        )
        log(
            chain=area.organisation.key,
            action="growing_areas.harvest_recorded",
            subject=harvest.key,
            by=by,
            data={"area": area.key},
            state={
                "plots": [plot.key for plot in chosen],
                "harvested_on": harvested_on,
                "kilograms": kilograms,
                "code": code.code if code else "",
                "note": harvest.note,
                "override_reason": harvest.override_reason,
            },
        )
        look_at_yield(area=area, season=harvest.season, on=harvested_on, by=by)
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
