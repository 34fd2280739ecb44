"""A piece of work as its recorder tells of it, and what may be wrong with it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from common.errors import BadInput, Checks
from common.text import bounded, day
from growing_areas.models import DiaryEntry, GrowingArea, InputList, InputProduct
from growing_areas.models.inputs import LONGEST_INTERVAL

# How far a phone's clock may run ahead of ours.
CLOCK_TOLERANCE = datetime.timedelta(minutes=10)
FIRST_YEAR = 2000
MOST_DOSE = Decimal(10) ** 7
THOUSANDTH = Decimal("0.001")
Job = DiaryEntry.Job
# What cannot be judged later without knowing what was used, and how much of it.
WITH_INPUT = (Job.FERTILISER, Job.SPRAYING)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One piece of work as its recorder tells of it.

    client_id: made where it was written. captured_at: when, by that clock.
    input: one of the list in force at the area; or `input_name`, with `active_ingredient` and
    `pre_harvest_days` as the label of the product says. kilograms: of a harvest, and of
    nothing else; override_reason: why a harvest inside an interval is let through.
    """

    client_id: UUID
    job: str
    done_on: datetime.date
    captured_at: datetime.datetime
    operator: str = ""
    input: InputProduct | None = None
    input_name: str = ""
    active_ingredient: str = ""
    pre_harvest_days: int | None = None
    dose: Decimal | None = None
    dose_unit: str = ""
    target: str = ""
    weather: str = ""
    note: str = ""
    kilograms: Decimal | None = None
    override_reason: str = ""

    def checked(self, area: GrowingArea, now: datetime.datetime) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        checks.run(self._job)
        checks.run(self._days, now)
        columns: dict[str, object] = {
            "job": self.job,
            "done_on": self.done_on,
            "captured_at": self.captured_at,
            "operator": checks.run(_text, self.operator, 120, "Tên người làm", "operator"),
            "target": checks.run(_text, self.target, 120, "Tên sâu bệnh", "target"),
            "weather": checks.run(self._weather),
            "note": self.note.strip(),
        }
        columns |= checks.run(self._input, area) or {}
        columns |= checks.run(self._dose) or {}
        checks.run(self._kilograms)
        checks.end()
        return columns

    def _job(self) -> None:
        if self.job not in Job.values:
            raise BadInput(
                "growing_areas.unknown_job",
                f"Không có công việc “{self.job}”. Hãy chọn một công việc trong danh sách.",
                field="job",
            )

    def _days(self, now: datetime.datetime) -> None:
        today = timezone.localdate(now)
        if self.captured_at > now + CLOCK_TOLERANCE:
            raise BadInput(
                "growing_areas.diary_from_the_future",
                f"Giờ ghi trên máy là {timezone.localtime(self.captured_at):%H:%M %d/%m/%Y}, "
                "chưa đến. Hãy chỉnh lại đồng hồ của máy rồi ghi lại.",
                field="captured_at",
            )
        if self.done_on > today or self.done_on.year < FIRST_YEAR:
            raise BadInput(
                "growing_areas.diary_day_impossible",
                f"Ngày làm {day(self.done_on)} chưa đến hoặc quá xa. Hãy ghi ngày đã làm thật.",
                field="done_on",
            )

    def _weather(self) -> str:
        if self.weather and self.weather not in DiaryEntry.Weather.values:
            raise BadInput(
                "growing_areas.unknown_weather",
                f"Không có thời tiết “{self.weather}”. Hãy chọn trong danh sách.",
                field="weather",
            )
        return self.weather

    def _input(self, area: GrowingArea) -> dict[str, object]:
        if self.input is not None:
            return self._listed(self.input, area)
        name = _text(self.input_name, 150, "Tên vật tư", "input_name")
        if not name and self.job in WITH_INPUT:
            raise BadInput(
                "growing_areas.diary_without_input",
                "Chưa ghi đã dùng vật tư nào. Hãy chọn trong danh mục, hoặc ghi tên vật tư.",
                field="input",
            )
        days = self.pre_harvest_days
        if days is not None and not 0 <= days <= LONGEST_INTERVAL:
            raise BadInput(
                "growing_areas.bad_interval",
                f"Thời gian cách ly phải từ 0 đến {LONGEST_INTERVAL} ngày. "
                "Hãy xem trên nhãn thuốc.",
                field="pre_harvest_days",
            )
        if days is None and self.job == Job.SPRAYING:
            raise BadInput(
                "growing_areas.spraying_without_interval",
                f"{name} không có trong danh mục nên cần ghi thời gian cách ly. Hãy xem số "
                "ngày trên nhãn thuốc; ghi 0 nếu nhãn ghi không cần cách ly.",
                field="pre_harvest_days",
            )
        return {
            "input": None,
            "input_name": name,
            "active_ingredient": _text(
                self.active_ingredient, 200, "Tên hoạt chất", "active_ingredient"
            ),
            "pre_harvest_days": days,
        }

    def _listed(self, listed: InputProduct, area: GrowingArea) -> dict[str, object]:
        """Of a product in a list: what the list says, or more days where the label said so."""
        if not InputList.objects.of_place(area.place).filter(pk=listed.list_id).exists():
            raise BadInput(
                "growing_areas.input_of_another_list",
                f"{listed.name} không thuộc danh mục vật tư dùng ở {area.place.full_name}. "
                "Hãy chọn lại trong danh mục.",
                field="input",
            )
        known = [listed.pre_harvest_days, self.pre_harvest_days]
        days = max((one for one in known if one is not None), default=None)
        if days is None and self.job == Job.SPRAYING:
            days = 0  # of a fertiliser or other input that is sprayed
        return {
            "input": listed,
            "input_name": listed.name,
            "active_ingredient": listed.active_ingredient,
            "pre_harvest_days": days,
        }

    def _dose(self) -> dict[str, object]:
        if self.dose is None:
            if self.job in WITH_INPUT:
                raise BadInput(
                    "growing_areas.diary_without_dose",
                    "Chưa ghi liều lượng. Hãy ghi số lượng đã dùng và đơn vị.",
                    field="dose",
                )
            return {"dose": None, "dose_unit": ""}
        exact = self.dose.is_finite() and 0 < self.dose < MOST_DOSE
        if not exact or self.dose != self.dose.quantize(THOUSANDTH):
            raise BadInput(
                "growing_areas.bad_dose",
                "Liều lượng phải lớn hơn 0 và có nhiều nhất 3 chữ số lẻ. Hãy sửa liều lượng.",
                field="dose",
            )
        if self.dose_unit not in DiaryEntry.DoseUnit.values:
            raise BadInput(
                "growing_areas.unknown_dose_unit",
                "Chưa chọn đơn vị của liều lượng. Hãy chọn đơn vị trong danh sách.",
                field="dose_unit",
            )
        return {"dose": self.dose, "dose_unit": self.dose_unit}

    def _kilograms(self) -> None:
        if (self.job == Job.HARVEST) != (self.kilograms is not None):
            raise BadInput(
                "growing_areas.diary_kilograms",
                "Khối lượng thu hoạch chỉ ghi cho công việc thu hoạch, và thu hoạch thì phải "
                "có. Hãy ghi số kilôgam.",
                field="kilograms",
            )


def _text(text: str, most: int, word: str, field: str) -> str:
    return bounded(text, most, code="growing_areas.text_too_long", word=word, field=field)
