import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.errors import BadInput
from common.forms import AmountField, RowForm
from common.shown import number
from common.text import fold
from cooperatives.models import LinkageContract, Organisation
from growing_areas import corners, geojson
from growing_areas.code_formats import MARKETS
from growing_areas.models import Crop, GrowingArea, GrowingAreaCode, Plot
from growing_areas.plot_files import read_plots
from growing_areas.services import DECIDED, AreaDescription, CodePaper, place_in_force
from places.models import Unit, UnitQuerySet


def day_field(
    label: Any, *, required: bool = True, help_text: Any = "", initial: Any = None
) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


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


class PlotForm(forms.Form):
    """One plot by its corners, or one or more plots as GeoJSON."""

    name = forms.CharField(
        label=_("Tên thửa"),
        max_length=geojson.LONGEST_NAME,
        required=False,
        help_text=_("Để trống thì thửa được đặt tên là Thửa 1, Thửa 2…"),
    )
    outline = forms.CharField(
        label=_("Các góc của thửa"),
        error_messages={
            "required": _(
                "Chưa có hình của thửa. Hãy vẽ trên bản đồ, ghi các góc, hoặc chọn một tệp."
            )
        },
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Mỗi dòng một góc: vĩ độ, kinh độ, lần lượt đi quanh ranh thửa; "
            "ví dụ 16.748123, 107.190456. Cũng có thể dán nội dung GeoJSON."
        ),
    )
    file = forms.FileField(
        label=_("Hoặc chọn tệp GeoJSON, KML hoặc CSV"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.kml,.csv"}),
        help_text=_("Tệp có nhiều thửa thì các thửa được thêm cùng lúc. Nhiều nhất 1 MB."),
    )
    declared_hectares = AmountField(
        label=_("Diện tích khai (ha)"),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=12,
        decimal_places=4,
        help_text=_(
            "Theo giấy tờ đất, nếu có: để so với diện tích đo từ ranh. "
            "Bắt buộc khi thửa chỉ có một điểm."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outline"].required = not self.files.get("file")

    def clean(self) -> dict[str, Any]:
        """`drawn` then holds the plots that were drawn, typed, or are in the file."""
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            drawn = self._drawn(values)
        except BadInput as error:
            self.add_error("file" if values.get("file") else "outline", error.message)
            return values
        return values | {"drawn": drawn}

    def _drawn(self, values: dict[str, Any]) -> list[geojson.Drawn]:
        upload, typed = values.get("file"), values.get("outline", "").strip()
        if upload:
            # One byte more than is allowed: the reader then says that it is too large.
            return read_plots(upload.read(geojson.LARGEST_TEXT + 1))
        if typed.startswith(("{", "<")):
            return read_plots(typed.encode(errors="replace"))
        return [geojson.Drawn("", corners.drawn(typed))]


class CodeForm(forms.Form):
    """A code as printed on the paper that grants it."""

    code = forms.CharField(
        label=_("Mã số"),
        max_length=60,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Ghi đúng như in trên giấy xác nhận."),
    )
    kind = forms.ChoiceField(label=_("Loại mã"), choices=GrowingAreaCode.Kind.choices)
    market = forms.ChoiceField(
        label=_("Thị trường"),
        choices=[(code, capfirst(_(name))) for code, name in MARKETS.items()],
    )
    issuer = forms.CharField(
        label=_("Cơ quan cấp"),
        max_length=200,
        help_text=_("Ví dụ: Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Quảng Trị."),
    )
    granted_on = day_field(_("Ngày cấp"))
    expires_on = day_field(
        _("Hết hiệu lực từ ngày"),
        required=False,
        help_text=_("Ngày đầu tiên mã không còn hiệu lực. Để trống nếu không ghi thời hạn."),
    )
    legal_basis = forms.CharField(
        label=_("Văn bản cấp mã"),
        max_length=200,
        required=False,
        help_text=_("Số và ngày của quyết định hoặc giấy xác nhận."),
    )

    def paper(self) -> CodePaper:
        """The valid form as what the services take."""
        return CodePaper(**self.cleaned_data)


class StateForm(forms.Form):
    """What the office decided about a code."""

    state = forms.ChoiceField(
        label=_("Trạng thái mới"),
        choices=[(state.value, capfirst(state.label)) for state in DECIDED],
    )
    valid_from = day_field(_("Từ ngày"), initial=timezone.localdate)
    act_number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Lý do"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tổ chức đọc được lý do này."),
    )


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
    harvested_on = day_field(_("Ngày thu hoạch"), initial=timezone.localdate)
    kilograms = AmountField(
        label=_("Khối lượng (kg)"),
        max_digits=12,
        decimal_places=3,
        help_text=_("Ví dụ: 1.200 hoặc 1.200,5"),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, area: GrowingArea, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["plots"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        # Only what a checkbox shows: outlines may be large.
        field.queryset = Plot.objects.filter(area=area).defer("geometry")
        plots = list(field.queryset[:2])
        if len(plots) == 1:  # nothing to choose
            field.initial = plots


class ContractAreasForm(RowForm):
    """The growing areas that a contract rests on, of its own organisation."""

    areas = forms.ModelMultipleChoiceField(
        label=_("Vùng trồng của hợp đồng"),
        queryset=GrowingArea.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Đánh dấu các vùng trồng làm ra mặt hàng của hợp đồng này."),
    )

    def __init__(self, *args: Any, row: LinkageContract, **kwargs: Any):
        super().__init__(*args, row=row, **kwargs)
        field = self.fields["areas"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = GrowingArea.objects.filter(organisation=row.organisation_id)

    @classmethod
    def of(cls, row: LinkageContract) -> dict[str, object]:
        """The areas that the contract rests on."""
        return {"areas": list(GrowingArea.objects.filter(contract_areas__contract=row))}
