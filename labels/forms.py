from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField
from labels.dots import RESOLUTIONS
from labels.models import GoodsKind, LabelRun, LabelSheet, Printer
from labels.rulers import Ruler
from labels.services import PrinterFacts, SheetMeasures

LENGTHS = (
    ("page_width", _("Chiều rộng trang (mm)")),
    ("page_height", _("Chiều cao trang (mm)")),
    ("label_width", _("Chiều rộng một nhãn (mm)")),
    ("label_height", _("Chiều cao một nhãn (mm)")),
    ("left", _("Lề trái, từ mép giấy đến nhãn đầu tiên (mm)")),
    ("top", _("Lề trên, từ mép giấy đến nhãn đầu tiên (mm)")),
    ("column_gap", _("Khe giữa hai cột (mm)")),
    ("row_gap", _("Khe giữa hai hàng (mm)")),
)
A4 = {"page_width": "210", "page_height": "297"}


def _length(label: Any, **options: Any) -> AmountField:
    return AmountField(
        label=label, min_value=Decimal(0), max_digits=6, decimal_places=2, **options
    )


class SheetForm(forms.Form):
    """A sheet or roll of labels, measured with a ruler."""

    name = forms.CharField(label=_("Tên khổ giấy"), max_length=60)
    is_roll = forms.BooleanField(
        label=_("Là cuộn nhãn, không phải tờ"),
        required=False,
        help_text=_("Với cuộn, trang là một hàng nhãn: ghi số hàng là 1."),
    )
    columns = forms.IntegerField(label=_("Số cột nhãn"), min_value=1, max_value=100)
    rows = forms.IntegerField(label=_("Số hàng nhãn"), min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, sheet: LabelSheet | None = None):
        super().__init__(data)
        for name, label in LENGTHS:
            self.fields[name] = _length(label, initial=A4.get(name, "0"))
        for name in ("label_width", "label_height"):
            self.fields[name].initial = None
        if sheet:
            self.initial = {name: getattr(sheet, name) for name in self.fields}
        self.order_fields(["name", "is_roll", "page_width", "page_height", "columns", "rows"])

    def measures(self) -> SheetMeasures:
        """The valid form as what the services take."""
        return SheetMeasures(**self.cleaned_data)


class PrinterForm(forms.Form):
    """A printer, and once its ruler page is printed, what was measured on it."""

    name = forms.CharField(label=_("Tên máy in"), max_length=60)
    kind = forms.ChoiceField(label=_("Loại máy"), choices=Printer.Kind.choices)
    dpi = forms.TypedChoiceField(
        label=_("Độ phân giải"),
        choices=[(dpi, f"{dpi} dpi") for dpi in RESOLUTIONS],
        coerce=int,
        initial=600,
        help_text=_("Ghi trên máy hoặc trong sách hướng dẫn. Máy in nhãn thường là 203 dpi."),
    )
    language = forms.ChoiceField(
        label=_("Cách gửi nhãn đến máy"),
        choices=Printer.Language.choices,
        help_text=_("Nếu không rõ, hãy chọn in từ máy tính (PDF)."),
    )

    def __init__(self, data: Any = None, *, printer: Printer | None = None):
        super().__init__(data)
        if printer is None:
            return
        self.initial = {name: getattr(printer, name) for name in self.fields}
        ruler = printer.ruler
        for name, label, should in (
            ("measured_left", _("Từ mép trái đến vạch A (mm)"), ruler.left),
            ("measured_top", _("Từ mép trên đến vạch B (mm)"), ruler.top),
            ("measured_across", _("Thước ngang dài (mm)"), ruler.across),
            ("measured_down", _("Thước dọc dài (mm)"), ruler.down),
        ):
            help_text = _("Đúng ra là %(length)s mm.") % {"length": f"{should:g}"}
            self.fields[name] = _length(label, required=False, help_text=help_text)
            self.initial[name] = getattr(printer, name)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        given = {name: values.get(name) for name in self.fields if name.startswith("measured")}
        missing = [name for name, value in given.items() if value is None]
        if missing and len(missing) < len(given):
            self.add_error(missing[0], _("Hãy ghi cả bốn số đo, hoặc để trống cả bốn."))
        return values

    def facts(self) -> PrinterFacts:
        """The valid form as what the services take."""
        values = self.cleaned_data
        words = ("left", "top", "across", "down")
        lengths = [values.get(f"measured_{word}") for word in words]
        return PrinterFacts(
            name=values["name"],
            kind=values["kind"],
            dpi=values["dpi"],
            language=values["language"],
            measured=None if None in lengths else Ruler(*(float(one or 0) for one in lengths)),
        )


FILES = (
    ("zpl-203", _("ZPL, máy 203 dpi")),
    ("zpl-300", _("ZPL, máy 300 dpi")),
    ("tspl-203", _("TSPL, máy 203 dpi")),
    ("tspl-300", _("TSPL, máy 300 dpi")),
)
LISTS = (
    ("xlsx-0", _("Danh sách số và liên kết (Excel)")),
    ("csv-0", _("Danh sách số và liên kết (CSV)")),
)


class FileForm(forms.Form):
    """Which file of a run, of which labels."""

    kind = forms.ChoiceField(label=_("Loại tệp"), choices=LISTS)
    first = forms.IntegerField(label=_("Từ nhãn thứ"), min_value=1, required=False, initial=1)
    last = forms.IntegerField(label=_("Đến nhãn thứ"), min_value=1, required=False)

    def __init__(self, data: Any = None, *, run: LabelRun):
        super().__init__(data)
        self._count = run.count
        choices = (*FILES, *LISTS) if run.paper.is_roll else LISTS
        self.fields["kind"] = forms.ChoiceField(label=_("Loại tệp"), choices=choices)
        self.fields["last"].initial = run.count
        self.order_fields(["kind", "first", "last"])

    def wanted(self) -> dict[str, Any]:
        """The valid form as what `labels.services.ask_file` takes."""
        kind, _dash, dpi = self.cleaned_data["kind"].partition("-")
        first = self.cleaned_data["first"] or 1
        last = self.cleaned_data["last"] or self._count
        return {"kind": kind, "dpi": int(dpi), "first": first - 1, "count": last - first + 1}


class GoodsForm(forms.Form):
    """Which kind of goods a product is."""

    kind = forms.ChoiceField(
        label=_("Nhóm hàng theo nghị định về nhãn hàng hóa"),
        choices=[one for one in GoodsKind.choices if one[0] != GoodsKind.ANY],
    )
