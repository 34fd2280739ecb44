from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import BadInput
from common.forms import AmountField
from growing_areas import corners, geojson
from growing_areas.plot_files import read_plots


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
