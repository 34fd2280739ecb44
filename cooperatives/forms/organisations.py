from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import BadInput
from common.forms import RowForm
from cooperatives.models import Organisation
from cooperatives.services import Particulars, commune_in_force
from places.models import Unit


class OrganisationForm(RowForm):
    """What an organisation says of itself."""

    name = forms.CharField(label=_("Tên tổ chức"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại hình"), choices=Organisation.Kind.choices)
    unit = forms.CharField(
        label=_("Xã, phường"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "list": "communes",
                "autocomplete": "off",
                "hx-get": reverse_lazy("cooperatives:find_communes"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#communes",
            }
        ),
        help_text=_("Gõ tên xã rồi chọn trong danh sách, hoặc gõ mã 5 chữ số."),
    )
    address = forms.CharField(
        label=_("Địa chỉ"),
        max_length=300,
        help_text=_("Ghi như trên giấy đăng ký. Địa chỉ này hiện trên trang của nhãn."),
    )
    tax_code = forms.CharField(
        label=_("Mã số thuế"), max_length=20, required=False, help_text=_("10 hoặc 13 chữ số.")
    )
    personal_number = forms.CharField(
        label=_("Số định danh cá nhân của chủ hộ"),
        max_length=15,
        required=False,
        help_text=_("Chỉ với hộ kinh doanh. Không bao giờ hiện công khai."),
    )
    gln = forms.CharField(
        label=_("Mã địa điểm GLN"),
        max_length=20,
        required=False,
        help_text=_("Để trống nếu chưa có."),
    )
    representative = forms.CharField(
        label=_("Người đại diện"),
        max_length=150,
        required=False,
        help_text=_("Không hiện trên trang của nhãn."),
    )
    phone = forms.CharField(
        label=_("Điện thoại"),
        max_length=30,
        required=False,
        help_text=_("Không hiện trên trang của nhãn."),
    )

    def clean_unit(self) -> Unit:
        """A commune in force today, from "19441", "19441 – xã Hướng Phùng" or its mere name."""
        typed = self.cleaned_data["unit"]
        today = timezone.localdate()
        code = typed.split()[0]
        if code.isdigit():
            try:
                return commune_in_force(code, today)
            except BadInput as error:
                raise forms.ValidationError(error.message) from error
        found = list(Unit.objects.on(today).communes().search(typed)[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            (
                _("Có nhiều xã, phường tên “%(typed)s”. Hãy chọn một trong danh sách.")
                if found
                else _(
                    "Không tìm thấy xã, phường “%(typed)s”. Hãy gõ lại tên hoặc mã 5 chữ số."
                )
            )
            % {"typed": typed}
        )

    @classmethod
    def of(cls, row: Organisation) -> dict[str, object]:
        """The first values of the form for a standing organisation."""
        names = ("name", "kind", "address", "representative", "phone")
        numbers = ("tax_code", "personal_number", "gln")
        return (
            {name: getattr(row, name) for name in names}
            | {name: getattr(row, name) or "" for name in numbers}
            | {"unit": f"{row.unit.code} – {row.unit.full_name}"}
        )

    def particulars(self) -> Particulars:
        """The valid form as what the services take."""
        return Particulars(**self.cleaned_data)


class ReferenceForm(RowForm):
    """The code by which an office's own files name an organisation."""

    reference = forms.CharField(
        label=_("Mã riêng của xã, tỉnh"),
        max_length=60,
        required=False,
        help_text=_("Mã trong sổ của cơ quan, để tìm lại tổ chức khi nhập từ Excel."),
    )

    @classmethod
    def of(cls, row: Organisation) -> dict[str, object]:
        """The code that stands."""
        return {"reference": row.reference}
