"""Forms of seasons."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, DayField, RowForm
from growing_areas.code_formats import MARKETS
from growing_areas.models import Season
from growing_areas.services import SeasonPlan

FIELDS = (
    *("name", "starts_on", "last_day", "variety", "growers", "standard", "other_standard"),
    *("expected_kilograms", "harvest_from", "harvest_last_day", "market"),
)


class SeasonForm(RowForm):
    """What is planned for a season of an area."""

    name = forms.CharField(
        label=_("Tên vụ"), max_length=80, help_text=_("Ví dụ: Đông xuân 2026–2027.")
    )
    starts_on = DayField(label=_("Bắt đầu từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"))
    variety = forms.CharField(label=_("Giống"), max_length=120, required=False)
    growers = forms.IntegerField(
        label=_("Số hộ trồng"),
        required=False,
        min_value=1,
        help_text=_("Chỉ ghi số, không ghi tên."),
    )
    standard = forms.ChoiceField(
        label=_("Tiêu chuẩn áp dụng"),
        required=False,
        choices=[("", _("Chưa ghi"))]
        + [(kind.value, capfirst(kind.label)) for kind in Season.Standard],
    )
    other_standard = forms.CharField(
        label=_("Tên tiêu chuẩn khác"),
        max_length=120,
        required=False,
        help_text=_("Chỉ ghi khi chọn “tiêu chuẩn khác”."),
    )
    expected_kilograms = AmountField(
        label=_("Sản lượng dự kiến (kg)"),
        required=False,
        max_digits=14,
        decimal_places=3,
        help_text=_("Ví dụ: 12.000"),
    )
    harvest_from = DayField(label=_("Dự kiến thu từ ngày"), required=False)
    harvest_last_day = DayField(label=_("Dự kiến thu đến hết ngày"), required=False)
    market = forms.ChoiceField(
        label=_("Thị trường dự kiến"),
        required=False,
        choices=[("", _("Chưa biết"))]
        + [(code, capfirst(_(name))) for code, name in MARKETS.items()],
    )

    @classmethod
    def of(cls, row: Season) -> dict[str, object]:
        """What the form shows of a season."""
        return {name: getattr(row, name) for name in FIELDS}

    @staticmethod
    def next_after(season: Season) -> dict[str, Any]:
        """What a season after `season` begins with: the same, a year later.

        Its name is left to the person: it holds a year more often than not.
        """
        days = ("starts_on", "last_day", "harvest_from", "harvest_last_day")
        values = {name: getattr(season, name) for name in FIELDS if name != "name"}
        return values | {name: a_year_later(values[name]) for name in days}

    def plan(self) -> SeasonPlan:
        """The valid form as what the services take."""
        values = {name: self.cleaned_data[name] for name in FIELDS}
        if values["standard"] != Season.Standard.OTHER:
            values["other_standard"] = ""
        return SeasonPlan(**values)


def a_year_later(day: datetime.date | None) -> datetime.date | None:
    """The same day of the next year; 28 February after a 29th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


class SeasonClosingForm(RowForm):
    """What a season really gave."""

    real_kilograms = AmountField(
        label=_("Sản lượng thật (kg)"),
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=3,
    )
    note = forms.CharField(
        label=_("Lý do khác với các lần thu hoạch đã ghi"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi hai số khác nhau."),
    )

    @classmethod
    def of(cls, row: Season) -> dict[str, object]:
        """What was closed before, or the sum of the harvests of a season `with_harvested`."""
        given = row.real_kilograms if row.closed_at else row.harvested  # type: ignore[attr-defined]
        return {"real_kilograms": given, "note": row.closing_note}
