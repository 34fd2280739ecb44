from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, DayField
from common.shown import number
from growing_areas.models import GrowingArea, GrowingAreaCode, Plot


class PlotChoices(forms.ModelMultipleChoiceField):
    """Plots with their hectares, each a checkbox."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({number(obj.hectares)} ha)"


class HarvestForm(forms.Form):
    """A harvest from plots of one area."""

    plots = PlotChoices(
        label=_("Thửa đã thu hoạch"),
        queryset=Plot.objects.none(),
        error_messages={"required": _("Hãy chọn ít nhất một thửa đã thu hoạch.")},
    )
    harvested_on = DayField(label=_("Ngày thu hoạch"), initial=timezone.localdate)
    kilograms = AmountField(
        label=_("Khối lượng (kg)"),
        max_digits=12,
        decimal_places=3,
        help_text=_("Ví dụ: 1.200 hoặc 1.200,5"),
    )
    code = forms.ModelChoiceField(
        label=_("Mã số vùng trồng khai cho lần này"),
        queryset=GrowingAreaCode.objects.none(),
        required=False,
        empty_label=_("Không khai mã số"),
        help_text=_(
            "Chỉ khai mã còn hiệu lực vào ngày thu hoạch. Không khai vẫn in được nhãn."
        ),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
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

    def __init__(self, *args: Any, area: GrowingArea, manages: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not manages:
            del self.fields["override_reason"]
        field = self.fields["plots"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        # Only what a checkbox shows: outlines may be large.
        field.queryset = Plot.objects.filter(area=area).defer("geometry")
        plots = list(field.queryset[:2])
        if len(plots) == 1:  # nothing to choose
            field.initial = plots
        codes = GrowingAreaCode.objects.claimable().filter(area=area)
        choice = self.fields["code"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = codes.prefetch_related("states")
        if not codes.exists():
            del self.fields["code"]
