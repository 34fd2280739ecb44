"""Forms of what an office keeps of its commune."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, DocumentField, RowForm
from cooperatives.models import DigitalUse, HouseholdRoster, KeyProduct, RosterHousehold
from cooperatives.services import Household, KeyProductPaper
from places.models import Unit


class KeyProductForm(RowForm):
    """A key product of a commune; of one that stands also its last day, and why it is put
    right."""

    name = forms.CharField(label=_("Tên sản phẩm"), max_length=150)
    legal_basis = forms.CharField(
        label=_("Văn bản"),
        max_length=200,
        help_text=_("Số và ngày của quyết định hay nghị quyết."),
    )
    valid_from = DayField(label=_("Từ ngày"), initial=timezone.localdate)
    ocop_group = forms.CharField(
        label=_("Nhóm OCOP"), max_length=150, required=False, help_text=_("Nếu có.")
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.row is not None:
            self.fields["last_day"] = DayField(
                label=_("Đến hết ngày"),
                required=False,
                help_text=_("Để trống nếu sản phẩm còn là chủ lực."),
            )
            self.fields["reason"] = forms.CharField(
                label=_("Lý do sửa"),
                max_length=300,
                help_text=_("Chỗ nào ghi sai, đúng ra theo văn bản nào."),
            )

    @classmethod
    def of(cls, row: KeyProduct) -> dict[str, object]:
        """The first values of the form for an entry that stands."""
        return {name: getattr(row, name) for name in (*cls.base_fields, "last_day")}

    def paper(self) -> KeyProductPaper:
        """The valid form as what the services take."""
        said = self.cleaned_data.items()
        return KeyProductPaper(**{name: value for name, value in said if name != "reason"})


class LastDayForm(forms.Form):
    """The last day on which something holds."""

    last_day = DayField(label=_("Ngày cuối cùng"), initial=timezone.localdate)


class RosterForm(forms.Form):
    """A roster of households as counted on a day."""

    kind = forms.ChoiceField(label=_("Loại hộ"), choices=HouseholdRoster.Kind.choices)
    counted_on = DayField(label=_("Tính đến ngày"), initial=timezone.localdate)


class HouseholdsForm(forms.Form):
    """Households, one a line, as typed or pasted from a table."""

    lines = forms.CharField(
        label=_("Các hộ, mỗi dòng một hộ"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=500_000,
        help_text=_(
            "Mã hộ; sản xuất hay kinh doanh gì; tên chủ hộ; ngày đồng ý nêu tên. "
            "Hai ô sau chỉ ghi khi hộ đã đồng ý. Ví dụ: H-001; trồng cà phê. Dán được từ Excel."
        ),
    )

    def clean_lines(self) -> list[Household]:
        """The lines as households; a day that cannot be read is named with its line."""
        households, faults = [], []
        typed = self.cleaned_data["lines"].splitlines()
        for place, line in enumerate((one for one in typed if one.strip()), start=1):
            cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
            code, what, name, consent, *more = cells + [""] * (4 - len(cells))
            if any(more):
                faults.append(
                    _("Dòng %(place)s: có hơn 4 ô. Mỗi dòng chỉ ghi một hộ.") % {"place": place}
                )
                continue
            try:
                agreed = _day(consent) if consent else None
            except ValueError:
                said = _("Dòng %(place)s: “%(text)s” không phải ngày, ví dụ 25/11/2026.")
                faults.append(said % {"place": place, "text": consent[:30]})
                continue
            households.append(Household(code, what, name, agreed))
        if faults:
            raise forms.ValidationError(faults)
        return households


class HouseholdForm(RowForm):
    """One household of a roster, and the paper by which it agreed to be named."""

    what = forms.CharField(label=_("Sản xuất, kinh doanh gì"), max_length=200)
    name = forms.CharField(
        label=_("Tên chủ hộ"),
        max_length=150,
        required=False,
        help_text=_("Chỉ ghi khi hộ đã đồng ý. Xóa tên đi khi hộ rút lại đồng ý."),
    )
    consent_on = DayField(label=_("Đồng ý nêu tên ngày"), required=False)
    document = DocumentField(label=_("Giấy đồng ý"), required=False)

    @classmethod
    def of(cls, row: RosterHousehold) -> dict[str, object]:
        """The first values of the form for a household that is kept."""
        return {"what": row.what, "name": row.name, "consent_on": row.consent_on}

    def line(self) -> Household:
        """The valid form as what the services take; the code is the row's."""
        said = self.cleaned_data
        return Household(self.row.code, said["what"], said["name"], said["consent_on"])


def _day(text: str) -> datetime.date:
    """A day as Vietnamese write it. Raises ValueError."""
    number, month, year = text.replace("-", "/").split("/")
    return datetime.date(int(year), int(month), int(number))


class ProvinceChoice(forms.ModelChoiceField):
    """A province by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


class DefinitionForm(forms.Form):
    """What a province counts as "applies digital technology"."""

    province = ProvinceChoice(
        label=_("Tỉnh, thành phố"), queryset=Unit.objects.none(), empty_label=None
    )
    kinds = forms.MultipleChoiceField(
        label=_("Các loại được tính"),
        choices=DigitalUse.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    at_least = forms.IntegerField(
        label=_("Ít nhất mấy loại"), min_value=1, max_value=8, initial=1
    )
    legal_basis = forms.CharField(
        label=_("Văn bản"), max_length=200, help_text=_("Số và ngày của văn bản.")
    )
    source_text = forms.CharField(
        label=_("Lời của văn bản"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_from = DayField(label=_("Từ ngày"), initial=timezone.localdate)

    def __init__(self, *args: Any, provinces: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = provinces
