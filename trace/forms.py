from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import quantities
from common.forms import AmountField, DocumentField
from common.shown import UNIT_CHOICES, number, quantity
from cooperatives.models import Organisation
from labels.models import LabelTemplate
from labels.services import sheets_of
from products.models import Product
from trace.models import ReceivedMaterial, Sale
from trace.services import Delivery, Input, Sold
from trace.sources import Source, open_sources


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class MaterialForm(forms.Form):
    """What an organisation took in from a supplier."""

    name = forms.CharField(label=_("Tên nguyên liệu"), max_length=150)
    kind = forms.ChoiceField(label=_("Loại"), choices=ReceivedMaterial.Kind.choices)
    supplier = forms.CharField(label=_("Người cung cấp"), max_length=200)
    origin = forms.CharField(
        label=_("Nơi xuất xứ"), max_length=200, help_text=_("Xã, tỉnh hoặc nước sản xuất.")
    )
    received_on = day_field(_("Ngày nhận"))
    quantity = AmountField(label=_("Số lượng"), max_digits=12, decimal_places=3)
    unit = forms.ChoiceField(label=_("Đơn vị"), choices=UNIT_CHOICES, initial="kg")
    paper = forms.CharField(
        label=_("Số chứng từ"),
        max_length=100,
        required=False,
        help_text=_("Hóa đơn, phiếu nhập, giấy kiểm dịch."),
    )
    document = DocumentField(label=_("Bản chụp chứng từ"), required=False)

    def delivery(self) -> Delivery:
        """The valid form as what the services take."""
        return Delivery(
            **{name: value for name, value in self.cleaned_data.items() if name != "document"}
        )


class BatchForm(forms.Form):
    """A batch of a product, with one line for each harvest and material that is not used up."""

    lot = forms.CharField(
        label=_("Số lô"),
        max_length=20,
        help_text=_("Chữ không dấu và chữ số, nhiều nhất 20. In trên nhãn và không đổi được."),
    )
    produced_on = day_field(_("Ngày sản xuất"))
    expires_on = day_field(_("Hạn sử dụng"), required=False)
    quantity = AmountField(label=_("Số lượng làm ra"), max_digits=12, decimal_places=3)

    def __init__(self, data: Any = None, *, product: Product):
        super().__init__(data)
        self.sources = open_sources(product.organisation)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Đơn vị"),
            choices=[
                choice
                for choice in UNIT_CHOICES
                if quantities.same_dimension(choice[0], product.content_unit)
            ],
            initial=quantities.base_unit(product.content_unit),
        )
        self.fields["produced_on"].initial = timezone.localdate()
        if product.shelf_life_days:
            self.fields["expires_on"].help_text = ngettext(
                "Để trống thì tính %(days)s ngày kể từ ngày sản xuất.",
                "Để trống thì tính %(days)s ngày kể từ ngày sản xuất.",
                product.shelf_life_days,
            ) % {"days": number(product.shelf_life_days)}
        for source in self.sources:
            self.fields[source.name] = AmountField(
                label=source.title,
                max_digits=12,
                decimal_places=3,
                min_value=Decimal("0.001"),
                required=False,
                help_text=_("Còn %(left)s") % {"left": quantity(source.left, source.unit)},
            )
            if source.codes:
                self.fields[source.code_name] = forms.ChoiceField(
                    label=_("Mã số vùng trồng khai cho phần này"),
                    choices=[
                        ("", _("Không khai mã số")),
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
    """How many labels, on what sheet, with what printer. `request` makes a double click one
    run."""

    count = forms.IntegerField(label=_("Số nhãn"), min_value=1)
    start = forms.IntegerField(
        label=_("Bắt đầu từ chỗ thứ mấy trên tờ đầu"),
        min_value=1,
        initial=1,
        required=False,
        help_text=_(
            "Tờ đã bóc dở: đếm từ trái sang phải, từ trên xuống, ghi chỗ còn nhãn đầu."
        ),
    )
    request = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, organisation: Organisation, left: int):
        super().__init__(data)
        self.fields["sheet"] = forms.ChoiceField(
            label=_("Khổ giấy"),
            choices=[(code, _(sheet.title)) for code, sheet in sheets_of(organisation).items()],
        )
        self.fields["printer"] = forms.ModelChoiceField(
            label=_("Máy in"),
            queryset=organisation.printers.in_use(),
            required=False,
            empty_label=_("Máy in khác, không chỉnh lệch"),
        )
        self.fields["template"] = forms.ModelChoiceField(
            label=_("Mẫu nhãn"),
            queryset=LabelTemplate.objects.offered_to(organisation),
            required=False,
            empty_label=_("Nền tảng tự xếp chữ"),
        )
        self.order_fields(["count", "template", "sheet", "start", "printer"])
        self.fields["count"].help_text = ngettext(
            "Lô này in thêm được nhiều nhất %(left)s nhãn.",
            "Lô này in thêm được nhiều nhất %(left)s nhãn.",
            left,
        ) % {"left": number(left)}
        self.fields["count"].initial = left or None
        self.fields["request"].initial = uuid4()

    def chosen_template(self) -> LabelTemplate | None:
        """The template in the form as it stands, right or wrong."""
        field = self["template"]
        value = str(field.value() or "")
        offered = self.fields["template"]
        assert isinstance(offered, forms.ModelChoiceField)
        rows = offered.queryset
        return rows.filter(pk=value).first() if rows is not None and value.isdecimal() else None

    def clean_start(self) -> int:
        return self.cleaned_data["start"] or 1


class SaleForm(forms.Form):
    """Packages of a batch that were sold; with `sale`, how that one really was."""

    packages = forms.IntegerField(label=_("Số gói đã bán"), min_value=1, max_value=10**12)
    sold_on = day_field(_("Ngày bán"))
    buyer = forms.CharField(
        label=_("Người mua"),
        max_length=200,
        required=False,
        help_text=_("Chỉ người của tổ chức và cán bộ phụ trách xem được."),
    )
    request = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, left: int, sale: Sale | None = None):
        super().__init__(data)
        packages = self.fields["packages"]
        packages.help_text = ngettext(
            "Lô này còn %(left)s gói chưa bán.", "Lô này còn %(left)s gói chưa bán.", left
        ) % {"left": number(left)}
        self.fields["request"].initial = uuid4()
        self.fields["sold_on"].initial = timezone.localdate()
        if sale:
            # Set together with its validator: 0 says that nothing was sold.
            self.fields["packages"] = forms.IntegerField(
                label=packages.label,
                min_value=0,
                max_value=10**12,
                help_text=_("Ghi đúng số gói của lần bán này; ghi 0 nếu thật ra không bán."),
            )
            self.initial = {
                "packages": sale.packages,
                "sold_on": sale.sold_on,
                "buyer": sale.buyer,
            }

    def sold(self) -> Sold:
        """The valid form as what the services take."""
        values = self.cleaned_data
        return Sold(
            packages=values["packages"], sold_on=values["sold_on"], buyer=values["buyer"]
        )
