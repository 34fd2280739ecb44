import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import BadInput
from common.forms import AmountField, RowForm
from common.shown import number
from common.text import fold
from cooperatives.models import Organisation
from growing_areas.models import Crop, GrowingArea
from growing_areas.services import AreaDescription, place_in_force
from places.models import Unit, UnitQuerySet


def places_today() -> UnitQuerySet:
    """Communes and villages in force today."""
    levels = (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
    return Unit.objects.on(timezone.localdate()).filter(level__in=levels)


class CropChoice(forms.ModelChoiceField):
    """A crop by its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name


class AreaForm(RowForm):
    """A growing area of an organisation."""

    name = forms.CharField(
        label=_("Tên vùng trồng"),
        max_length=150,
        help_text=_("Tên mà bà con vẫn gọi, ví dụ “Cánh đồng Đại An Khê”."),
    )
    crop = CropChoice(
        label=_("Cây trồng"),
        queryset=Crop.objects.all(),
        to_field_name="code",
        empty_label=_("Chọn cây trồng"),
    )
    unit = forms.CharField(
        label=_("Xã, phường hoặc thôn"),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "list": "places",
                "autocomplete": "off",
                "hx-get": reverse_lazy("growing_areas:find_places"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#places",
            }
        ),
        help_text=_("Gõ tên rồi chọn trong danh sách, hoặc gõ mã."),
    )
    declared_hectares = AmountField(
        label=_("Diện tích khai báo (ha)"),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=10,
        decimal_places=4,
        help_text=_("Theo giấy tờ, dùng khi chưa có ranh thửa."),
    )
    reference = forms.CharField(
        label=_("Mã riêng của tổ chức"),
        max_length=60,
        required=False,
        help_text=_("Mã mà tổ chức tự đặt, để tìm lại vùng trồng khi nhập từ Excel."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def first_values(cls, organisation: Organisation, on: datetime.date) -> dict[str, str]:
        """The commune of the organisation, unless it has ended since."""
        unit = organisation.unit
        if not unit.is_in_force(on):
            return {}
        return {"unit": f"{unit.code} – {unit.full_name}"}

    @classmethod
    def of(cls, row: GrowingArea) -> dict[str, object]:
        """The first values of the form for a standing area."""
        hectares = row.declared_hectares
        return {
            "name": row.name,
            "crop": row.crop.code,
            "unit": f"{row.unit.code} – {row.unit.full_name}",
            "declared_hectares": "" if hectares is None else number(hectares),
            "reference": row.reference,
            "note": row.note,
        }

    def description(self) -> AreaDescription:
        """The valid form as what the services take."""
        return AreaDescription(**self.cleaned_data)

    def clean_unit(self) -> Unit:
        """The area's own place left as it is, or one in force today, from "19702",
        "19702 – Xã Hải Lăng" or its mere name."""
        typed = self.cleaned_data["unit"]
        if self.row is not None and typed == self.of(self.row)["unit"]:
            return self.row.unit
        code = typed.split()[0]
        if re.fullmatch(r"\d{5}(-\d+)?", code):
            try:
                return place_in_force(code, timezone.localdate())
            except BadInput as error:
                raise forms.ValidationError(error.message) from error
        found = list(places_today().search(typed)[:20])
        named = [place for place in found if fold(place.full_name) == fold(typed)]
        match named or found:
            case [only]:
                return only
            case []:
                raise forms.ValidationError(
                    _("Không tìm thấy nơi nào tên “%(typed)s”. Hãy gõ lại tên hoặc mã.")
                    % {"typed": typed}
                )
        raise forms.ValidationError(
            _("Có nhiều nơi tên “%(typed)s”. Hãy chọn một nơi trong danh sách.")
            % {"typed": typed}
        )
