"""Entering the seasons of an area, updating them, closing them with what they gave."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, nfc, number
from growing_areas.code_formats import MARKETS
from growing_areas.models import GrowingArea, Harvest, Season
from growing_areas.services.yield_checks import look_at_yield
from records.services import log
from records.snapshots import snapshot

ONE_DAY = datetime.timedelta(days=1)
# Sugar cane and cassava stand for a year and a half; what is longer is a slip of the pen.
LONGEST_SEASON = 730  # days
MOST_KILOGRAMS = Decimal(10) ** 10
MOST_GROWERS = 1_000_000
GRAM = Decimal("0.001")


@dataclass(frozen=True, kw_only=True)
class SeasonPlan:
    """What is said of a season before its end. Days as people say them: the last one counts.

    standard: a value of Season.Standard or empty; market: VN or an importing country's letters,
    empty where nobody knows yet.
    """

    name: str
    starts_on: datetime.date
    last_day: datetime.date
    variety: str = ""
    growers: int | None = None
    standard: str = ""
    other_standard: str = ""
    expected_kilograms: Decimal | None = None
    harvest_from: datetime.date | None = None
    harvest_last_day: datetime.date | None = None
    market: str = ""

    def checked(self) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        other = self.standard == Season.Standard.OTHER
        columns: dict[str, object] = {
            "name": checks.run(self._text, "name", 80, "Tên vụ", required=True),
            "variety": checks.run(self._text, "variety", 120, "Tên giống"),
            "growers": checks.run(self._growers),
            "standard": checks.run(self._standard),
            "other_standard": checks.run(
                self._text, "other_standard", 120, "Tên tiêu chuẩn", required=True
            )
            if other
            else "",
            "expected_kilograms": checks.run(self._expected),
            "market": checks.run(self._market),
        }
        checks.run(self._check_days)
        checks.end()
        until = self.harvest_last_day
        return columns | {
            "starts_on": self.starts_on,
            "ends_on": self.last_day + ONE_DAY,
            "harvest_from": self.harvest_from,
            "harvest_to": until + ONE_DAY if until else None,
        }

    def _text(self, field: str, most: int, word: str, *, required: bool = False) -> str:
        text = nfc(getattr(self, field))
        if required and not text:
            raise BadInput(
                "growing_areas.season_incomplete",
                f"{word} còn trống. Hãy ghi vào.",
                field=field,
            )
        code = "growing_areas.text_too_long"
        return bounded(text, most, code=code, word=word, field=field)

    def _growers(self) -> int | None:
        if self.growers is not None and not 0 < self.growers <= MOST_GROWERS:
            raise BadInput(
                "growing_areas.season_growers",
                f"Số hộ trồng phải từ 1 đến {number(MOST_GROWERS)}. "
                "Hãy sửa, hoặc để trống nếu chưa biết.",
                field="growers",
            )
        return self.growers

    def _standard(self) -> str:
        if self.standard and self.standard not in Season.Standard:
            raise BadInput(
                "growing_areas.season_standard",
                f"Không có tiêu chuẩn “{self.standard[:30]}”. Hãy chọn trong danh sách, "
                "hoặc chọn “tiêu chuẩn khác” rồi ghi tên.",
                field="standard",
            )
        return self.standard

    def _expected(self) -> Decimal | None:
        amount = self.expected_kilograms
        if amount is not None and not _is_mass(amount, least=GRAM):
            raise BadInput(
                "growing_areas.season_expected",
                f"Sản lượng dự kiến phải lớn hơn 0, nhỏ hơn {number(MOST_KILOGRAMS)} kg và có "
                "nhiều nhất 3 chữ số lẻ. Hãy sửa, hoặc để trống nếu chưa biết.",
                field="expected_kilograms",
            )
        return amount

    def _market(self) -> str:
        if self.market and self.market not in MARKETS:
            raise BadInput(
                "growing_areas.season_market",
                f"Không có thị trường “{self.market[:10]}” trong danh sách. Hãy chọn VN cho "
                "trong nước, hoặc hai chữ cái của nước nhập khẩu, ví dụ CN.",
                field="market",
            )
        return self.market

    def _check_days(self) -> None:
        if self.last_day < self.starts_on:
            raise BadInput(
                "growing_areas.season_ends_too_early",
                f"Vụ bắt đầu ngày {day(self.starts_on)} nên không hết ngày "
                f"{day(self.last_day)}. Hãy sửa một trong hai ngày.",
                field="last_day",
            )
        if (self.last_day - self.starts_on).days >= LONGEST_SEASON:
            raise BadInput(
                "growing_areas.season_too_long",
                f"Vụ từ {day(self.starts_on)} đến {day(self.last_day)} dài quá "
                f"{number(LONGEST_SEASON)} ngày. Hãy xem lại năm của hai ngày.",
                field="last_day",
            )
        first, last = self.harvest_from, self.harvest_last_day
        if (first is None) != (last is None):
            raise BadInput(
                "growing_areas.season_harvest_days",
                "Thời gian thu hoạch dự kiến cần cả ngày đầu và ngày cuối. "
                "Hãy ghi đủ, hoặc để trống cả hai.",
                field="harvest_from" if first is None else "harvest_last_day",
            )
        if first and last and not self.starts_on <= first <= last <= self.last_day:
            raise BadInput(
                "growing_areas.season_harvest_days",
                f"Thời gian thu hoạch dự kiến, {day(first)} đến {day(last)}, phải nằm trong "
                f"vụ, {day(self.starts_on)} đến {day(self.last_day)}. Hãy sửa ngày.",
                field="harvest_from",
            )


def _is_mass(amount: Decimal, *, least: Decimal) -> bool:
    """Whether `amount` is a number of kilograms that fits its column."""
    return (
        amount.is_finite()
        and least <= amount < MOST_KILOGRAMS
        and amount == amount.quantize(GRAM)
    )


def season_on(area: GrowingArea, on: datetime.date) -> Season | None:
    """The season of `area` that `on` lies in."""
    return Season.objects.filter(area=area).on(on).first()


def enter_season(*, area: GrowingArea, plan: SeasonPlan, by: str) -> Season:
    """Enter a season; harvests of its days that were recorded before become its own.

    Raises BadInput for values that cannot be right; RuleError
    "growing_areas.season_overlaps".
    """
    columns = plan.checked()
    with transaction.atomic():
        _one_writer(area)
        _refuse_overlap(area, plan, None)
        season = Season.objects.create(area=area, **columns, recorded_at=timezone.now())
        _find_harvests(season)
        _log(season, "growing_areas.season_entered", by)
        look_at_yield(area=area, season=season, on=season.last_day, by=by)
    return season


def change_season(*, season: Season, plan: SeasonPlan, version: int, by: str) -> Season:
    """Replace what `season`, as read at `version`, says of itself; harvests follow its days.

    Errors as for entering, and ChangedMeanwhile "accounts.changed_meanwhile".
    """
    columns = plan.checked()
    with transaction.atomic():
        _one_writer(season.area)
        hold_as_seen(season, version)
        _refuse_overlap(season.area, plan, season)
        for name, value in columns.items():
            setattr(season, name, value)
        season.save()
        _find_harvests(season)
        _log(season, "growing_areas.season_changed", by)
        look_at_yield(area=season.area, season=season, on=season.last_day, by=by)
    return season


def close_season(
    *,
    season: Season,
    real_kilograms: Decimal,
    note: str,
    version: int,
    by: str,
    today: datetime.date,
) -> Season:
    """Write down what a season, as read at `version`, really gave; the newer word counts.

    note: why that differs from the harvests on record, wanted when it does.
    Raises BadInput "growing_areas.season_real", "growing_areas.season_difference_unexplained";
    RuleError "growing_areas.season_not_begun"; ChangedMeanwhile "accounts.changed_meanwhile".
    """
    if not _is_mass(real_kilograms, least=Decimal(0)):
        raise BadInput(
            "growing_areas.season_real",
            f"Sản lượng thật phải từ 0 trở lên, nhỏ hơn {number(MOST_KILOGRAMS)} kg và có "
            "nhiều nhất 3 chữ số lẻ. Hãy sửa.",
            field="real_kilograms",
        )
    if today < season.starts_on:
        raise RuleError(
            "growing_areas.season_not_begun",
            f"Vụ {season.name} bắt đầu ngày {day(season.starts_on)}, chưa đến nên chưa chốt "
            "được. Hãy chốt sau khi thu hoạch xong.",
        )
    with transaction.atomic():
        _one_writer(season.area)
        hold_as_seen(season, version)
        recorded = harvested_in(season)
        if recorded != real_kilograms and not note.strip():
            raise BadInput(
                "growing_areas.season_difference_unexplained",
                f"Các lần thu hoạch đã ghi trong vụ cộng lại là {number(recorded)} kg, khác "
                f"{number(real_kilograms)} kg. Hãy ghi lý do, hoặc ghi bổ sung thu hoạch.",
                field="note",
            )
        season.real_kilograms, season.closing_note = real_kilograms, note.strip()
        season.closed_at = timezone.now()
        season.save()
        _log(season, "growing_areas.season_closed", by, recorded=recorded)
    return season


def harvested_in(season: Season) -> Decimal:
    """Kilograms of the harvests of a season, exact on both databases."""
    total = season.harvests.aggregate(total=Sum("kilograms"))["total"]
    return Decimal(total or 0).quantize(GRAM)


def _one_writer(area: GrowingArea) -> None:
    """The same lock as for harvests: each must find its season."""
    one_writer(f"{area.key}.harvests")


def _refuse_overlap(area: GrowingArea, plan: SeasonPlan, changed: Season | None) -> None:
    others = area.seasons.exclude(pk=changed.pk) if changed else area.seasons.all()
    standing = others.filter(
        starts_on__lt=plan.last_day + ONE_DAY, ends_on__gt=plan.starts_on
    ).first()
    if standing:
        raise RuleError(
            "growing_areas.season_overlaps",
            f"{area.name} đã có vụ {standing.name} từ {day(standing.starts_on)} đến "
            f"{day(standing.last_day)}. Mỗi ngày chỉ thuộc một vụ: hãy sửa ngày.",
            field="starts_on",
        )


def _find_harvests(season: Season) -> None:
    """Harvests of the season's days are its own, and no others."""
    within = Q(harvested_on__gte=season.starts_on, harvested_on__lt=season.ends_on)
    harvests = Harvest.objects.filter(area=season.area)
    harvests.filter(~within, season=season).update(season=None)
    harvests.filter(within).update(season=season)


def _log(season: Season, action: str, by: str, **more: object) -> None:
    log(
        chain=season.area.organisation.key,
        action=action,
        subject=season.key,
        by=by,
        data={"area": season.area.key, **more},
        state=snapshot(season, leave_out={"area", "version", "recorded_at"}),
    )
