from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from common import quantities
from labels.sheets import SHEETS
from products.models import Product
from trace.models import ReceivedMaterial
from trace.services import Delivery, Input
from trace.sources import Source, open_sources


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class MaterialForm(forms.Form):
    """What an organisation took in from a supplier."""

    name = forms.CharField(label="Tên nguyên liệu", max_length=150)
    kind = forms.ChoiceField(label="Loại", choices=ReceivedMaterial.Kind.choices)
    supplier = forms.CharField(label="Người cung cấp", max_length=200)
    origin = forms.CharField(
        label="Nơi xuất xứ", max_length=200, help_text="Xã, tỉnh hoặc nước sản xuất."
    )
    received_on = day_field("Ngày nhận")
    quantity = forms.DecimalField(
        label="Số lượng", max_digits=12, decimal_places=3, localize=True
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=quantities.CHOICES, initial="kg")
    paper = forms.CharField(
        label="Số chứng từ",
        max_length=100,
        required=False,
        help_text="Hóa đơn, phiếu nhập, giấy kiểm dịch.",
    )
    document = forms.FileField(label="Bản chụp chứng từ", required=False)

    def delivery(self) -> Delivery:
        """The valid form as what the services take."""
        return Delivery(
            **{name: value for name, value in self.cleaned_data.items() if name != "document"}
        )


class BatchForm(forms.Form):
    """A batch of a product, with one line for each harvest and material that is not used up."""

    lot = forms.CharField(
        label="Số lô",
        max_length=20,
        help_text="Chữ không dấu và chữ số, nhiều nhất 20. In trên nhãn và không đổi được.",
    )
    produced_on = day_field("Ngày sản xuất")
    expires_on = day_field("Hạn sử dụng", required=False)
    quantity = forms.DecimalField(
        label="Số lượng làm ra", max_digits=12, decimal_places=3, localize=True
    )

    def __init__(self, data: Any = None, *, product: Product):
        super().__init__(data)
        self.sources = open_sources(product.organisation)
        self.fields["unit"] = forms.ChoiceField(
            label="Đơn vị",
            choices=[
                choice
                for choice in quantities.CHOICES
                if quantities.same_dimension(choice[0], product.content_unit)
            ],
            initial=quantities.base_unit(product.content_unit),
        )
        self.fields["produced_on"].initial = timezone.localdate()
        if product.shelf_life_days:
            self.fields[
                "expires_on"
            ].help_text = (
                f"Để trống thì tính {product.shelf_life_days} ngày kể từ ngày sản xuất."
            )
        for source in self.sources:
            self.fields[source.name] = forms.DecimalField(
                label=source.title,
                max_digits=12,
                decimal_places=3,
                min_value=Decimal("0.001"),
                required=False,
                localize=True,
                help_text=f"Còn {quantities.quantity(source.left, source.unit)}",
            )
            if source.codes:
                self.fields[source.code_name] = forms.ChoiceField(
                    label="Mã số vùng trồng khai cho phần này",
                    choices=[
                        ("", "Không khai mã số"),
                        *((str(code.pk), code.code) for code in source.codes),
                    ],
                    required=False,
                )

    def source_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each source's quantity box and, where it has codes, the choice of one."""
        for source in self.sources:
            yield self[source.name], self[source.code_name] if source.codes else None

    def plain_fields(self) -> Iterable[forms.BoundField]:
        """The boxes above the sources."""
        return [self[name] for name in ("lot", "produced_on", "expires_on", "quantity", "unit")]

    def inputs(self) -> list[Input]:
        """What is to go into the batch."""
        return [
            _input(source, amount, self.cleaned_data.get(source.code_name, ""))
            for source in self.sources
            if (amount := self.cleaned_data[source.name]) is not None
        ]


def _input(source: Source, amount: Decimal, code_pk: str) -> Input:
    code = next((code for code in source.codes if str(code.pk) == code_pk), None)
    return Input(
        quantity=amount, harvest=source.harvest, material=source.material, claimed_code=code
    )


class PrintForm(forms.Form):
    """How many labels, on what sheet. `request` makes a double click one run."""

    count = forms.IntegerField(label="Số nhãn", min_value=1)
    sheet = forms.ChoiceField(
        label="Khổ giấy", choices=[(code, sheet.title) for code, sheet in SHEETS.items()]
    )
    request = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, left: int):
        super().__init__(data)
        self.fields["count"].help_text = f"Lô này in thêm được nhiều nhất {left} nhãn."
        self.fields["count"].initial = left or None
        self.fields["request"].initial = uuid4()
