"""The short forms of the diary, one for each kind of work."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, DayField
from growing_areas.forms.harvests import PlotChoices
from growing_areas.models import DiaryEntry, GrowingArea, InputProduct, Plot
from growing_areas.models.inputs import LONGEST_INTERVAL
from growing_areas.services import WITH_INPUT, Work

Job = DiaryEntry.Job
DOSE = ("dose", "dose_unit")
UNLISTED = ("input_name", "active_ingredient", "pre_harvest_days")
# What each form asks beyond the plots and the day, in this order.
FIELDS: Mapping[str, tuple[str, ...]] = {
    Job.SOWING: ("input_name", *DOSE, "operator", "note", "photos"),
    Job.FERTILISER: ("input", *UNLISTED[:1], *DOSE, "operator", "weather", "note", "photos"),
    Job.SPRAYING: (
        *("input", *UNLISTED, *DOSE, "target"),
        *("operator", "weather", "note", "photos"),
    ),
    Job.IRRIGATION: (*DOSE, "operator", "note"),
    Job.PRUNING: ("operator", "note", "photos"),
    Job.PEST_MONITORING: ("target", "weather", "note", "photos"),
    Job.HARVEST: ("kilograms", "operator", "weather", "note", "photos", "override_reason"),
}
# The kinds of inputs that a kind of work may use, the usual one first.
KINDS: Mapping[str, tuple[str, ...]] = {
    Job.FERTILISER: ("fertiliser", "other"),
    Job.SPRAYING: ("pesticide", "fertiliser", "other"),
}
UNITS: Mapping[str, tuple[str, ...]] = {
    Job.IRRIGATION: ("m3", "h"),
}
NAMES = {
    Job.SOWING: _("Giống"),
    Job.FERTILISER: _("Tên phân bón"),
    Job.SPRAYING: _("Tên thuốc"),
}


class Photos(forms.ClearableFileInput):
    """Several photos, from the camera or the album."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Any number of photos; what each holds is judged in the service."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were chosen, each of them checked as one file is."""
        check = super().clean
        return [check(file, initial) for file in data or []]


class InputChoice(forms.ModelChoiceField):
    """An input of the list with the days to wait before harvest."""

    def label_from_instance(self, obj: Any) -> str:
        if not obj.pre_harvest_days:
            return str(obj.name)
        days = _("cách ly %(days)s ngày") % {"days": obj.pre_harvest_days}
        return f"{obj.name} ({days})"


class WorkForm(forms.Form):
    """One kind of work on plots of one area."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    plots = PlotChoices(
        label=_("Làm ở thửa nào"),
        queryset=Plot.objects.none(),
        error_messages={"required": _("Hãy chọn ít nhất một thửa.")},
    )
    done_on = DayField(label=_("Ngày làm"))
    input = InputChoice(
        label=_("Vật tư"),
        queryset=InputProduct.objects.none(),
        required=False,
        empty_label=_("Chọn trong danh mục"),
    )
    input_name = forms.CharField(label=_("Tên vật tư"), max_length=150, required=False)
    active_ingredient = forms.CharField(label=_("Hoạt chất"), max_length=200, required=False)
    pre_harvest_days = forms.IntegerField(
        label=_("Thời gian cách ly (ngày)"),
        min_value=0,
        max_value=LONGEST_INTERVAL,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Theo nhãn thuốc. Thuốc trong danh mục thì để trống."),
    )
    dose = AmountField(label=_("Số lượng"), max_digits=10, decimal_places=3, required=False)
    dose_unit = forms.ChoiceField(
        label=_("Đơn vị"), choices=[("", "–"), *DiaryEntry.DoseUnit.choices], required=False
    )
    target = forms.CharField(label=_("Sâu bệnh"), max_length=120, required=False)
    kilograms = AmountField(
        label=_("Khối lượng (kg)"),
        max_digits=12,
        decimal_places=3,
        help_text=_("Ví dụ: 1.200 hoặc 1.200,5"),
    )
    operator = forms.CharField(label=_("Người làm"), max_length=120, required=False)
    weather = forms.ChoiceField(
        label=_("Thời tiết"),
        choices=[
            ("", "–"),
            *((value, capfirst(words)) for value, words in DiaryEntry.Weather.choices),
        ],
        required=False,
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photos = PhotosField(
        label=_("Ảnh"),
        required=False,
        widget=Photos(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Nhiều nhất 10 ảnh."),
    )
    override_reason = forms.CharField(
        label=_("Lý do cho qua thời gian cách ly"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Chỉ người quản lý ghi, khi phải thu hoạch lúc chưa hết thời gian cách ly."
        ),
    )

    def __init__(self, *args: Any, area: GrowingArea, job: str, manages: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.job = job
        wanted = ["client_id", "plots", "done_on", *FIELDS[job]]
        if not manages and "override_reason" in wanted:
            wanted.remove("override_reason")
        self.fields = {name: self.fields[name] for name in wanted}
        self.fields["client_id"].initial = uuid4
        self.fields["done_on"].initial = timezone.localdate
        self._choose_plots(area)
        self._choose_inputs(area, timezone.localdate())
        if "input_name" in self.fields:
            self.fields["input_name"].label = NAMES[Job(job)]
        if job in UNITS:
            self._only_units(UNITS[job])
        for name in DOSE if job in WITH_INPUT else ():
            self.fields[name].required = True

    def _choose_plots(self, area: GrowingArea) -> None:
        field = self.fields["plots"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = area.plots.defer("geometry")
        plots = list(field.queryset[:2])
        if len(plots) == 1:  # nothing to choose
            field.initial = plots

    def _choose_inputs(self, area: GrowingArea, on: datetime.date) -> None:
        field = self.fields.get("input")
        if isinstance(field, forms.ModelChoiceField):
            listed = InputProduct.objects.for_place(area.place, on)
            field.queryset = listed.filter(kind__in=KINDS[self.job]).select_related("list")

    def _only_units(self, units: tuple[str, ...]) -> None:
        field = self.fields["dose_unit"]
        assert isinstance(field, forms.ChoiceField)
        words = dict(DiaryEntry.DoseUnit.choices)
        field.choices = [("", "–"), *((unit, words[unit]) for unit in units)]

    @property
    def parts(self) -> list[tuple[bool, list[forms.BoundField]]]:
        """The fields as they stand, what few need folded: whether folded, and its fields."""
        shown = self.visible_fields()
        if "input" not in self.fields:
            return [(False, shown)]
        at = [field.name for field in shown].index("input") + 1
        end = at + len([field for field in shown if field.name in UNLISTED])
        return [(False, shown[:at]), (True, shown[at:end]), (False, shown[end:])]

    @property
    def tells_unlisted(self) -> bool:
        """Whether an input outside the list was told, or is asked for."""
        return any(
            self[name].value() or self[name].errors for name in UNLISTED if name in self.fields
        )

    def work(self, captured_at: datetime.datetime) -> Work:
        """The valid form as what the services take."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("plots", "photos")
        }
        return Work(job=self.job, captured_at=captured_at, **values)

    @staticmethod
    def values_of(entry: DiaryEntry) -> dict[str, object]:
        """What the form says at first when an entry is corrected."""
        columns = (
            *("done_on", "input", "input_name", "active_ingredient", "pre_harvest_days"),
            *("dose", "dose_unit", "target", "operator", "weather", "note"),
        )
        values: dict[str, object] = {name: getattr(entry, name) for name in columns}
        if entry.input:
            values |= dict.fromkeys(UNLISTED)
        return values | {"plots": list(entry.plots.all())}


class LetThroughForm(forms.Form):
    """Why a harvest inside a pre-harvest interval is let through."""

    override_reason = forms.CharField(
        label=_("Lý do cho qua"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ví dụ: mẫu kiểm nghiệm dư lượng đạt, số phiếu và ngày. "
            "Lý do được lưu cùng tên bạn."
        ),
    )
