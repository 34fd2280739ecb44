"""The short forms of an organisation's activities, one for each kind of record."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, DayField, DocumentField, RowForm
from common.shown import number
from cooperatives.models import (
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    OrganisationRecord,
)
from cooperatives.services import (
    ContractFacts,
    DigitalUseFacts,
    Facts,
    PropertyFacts,
    YearFacts,
)


class RecordForm(RowForm):
    """What a record says, and the paper that shows it; its kind fills in the fields."""

    facts_kind: ClassVar[type[Facts]]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["document"] = DocumentField(label=_("Tệp minh chứng"), required=False)

    @classmethod
    def of(cls, row: OrganisationRecord) -> dict[str, object]:
        """The first values of the form for a record that is kept."""
        values = {name: getattr(row, name, "") for name in cls.base_fields}
        return {
            name: number(value) if isinstance(value, Decimal) else value
            for name, value in values.items()
        }

    def facts(self) -> Facts:
        """The valid form as what the services take."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "document"
        }
        return self.facts_kind(**values)


class DigitalUseForm(RecordForm):
    """A digital tool that an organisation works with."""

    facts_kind = DigitalUseFacts

    kind = forms.ChoiceField(label=_("Loại ứng dụng"), choices=DigitalUse.Kind.choices)
    product = forms.CharField(label=_("Tên phần mềm, dịch vụ"), max_length=150, required=False)
    valid_from = DayField(label=_("Bắt đầu dùng từ ngày"))
    last_day = DayField(
        label=_("Dùng đến hết ngày"),
        required=False,
        help_text=_("Để trống nếu vẫn đang dùng."),
    )


class ContractForm(RecordForm):
    """A contract with a buyer."""

    facts_kind = ContractFacts

    buyer = forms.CharField(label=_("Bên mua"), max_length=200)
    buyer_tax_code = forms.CharField(
        label=_("Mã số thuế của bên mua"),
        max_length=20,
        required=False,
        help_text=_("Chỉ ghi khi bên mua cũng có tên trong danh bạ này."),
    )
    commodity = forms.CharField(
        label=_("Mặt hàng"), max_length=150, help_text=_("Ví dụ “lúa”, “hồ tiêu đen”.")
    )
    share_percent = AmountField(
        label=_("Tỷ lệ sản lượng được bao tiêu (%)"), max_digits=5, required=False
    )
    value_vnd = AmountField(
        label=_("Giá trị hợp đồng (đồng)"),
        max_digits=18,
        required=False,
        help_text=_("Chỉ người của tổ chức và cán bộ phụ trách xem được."),
    )
    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    last_day = DayField(
        label=_("Có hiệu lực đến hết ngày"),
        required=False,
        help_text=_("Để trống nếu hợp đồng không ghi thời hạn."),
    )

    @classmethod
    def of(cls, record: OrganisationRecord) -> dict[str, object]:
        """The first values, with the tax code of a buyer who is in the registry."""
        assert isinstance(record, LinkageContract)
        buyer = record.buyer_organisation
        return super().of(record) | {"buyer_tax_code": buyer.tax_code if buyer else ""}


class YearForm(RecordForm):
    """People at work and money taken in one year."""

    facts_kind = YearFacts

    year = forms.IntegerField(label=_("Năm"))
    labour = forms.IntegerField(label=_("Số lao động"), required=False)
    labour_local = forms.IntegerField(label=_("Trong đó: lao động trong xã"), required=False)
    labour_women = forms.IntegerField(label=_("Trong đó: lao động nữ"), required=False)
    revenue_vnd = AmountField(
        label=_("Doanh thu (đồng)"),
        max_digits=18,
        required=False,
        help_text=_("Chỉ người của tổ chức và cán bộ phụ trách xem được."),
    )


class PropertyForm(RecordForm):
    """A right to a name, a mark or a design."""

    facts_kind = PropertyFacts

    kind = forms.ChoiceField(label=_("Loại quyền"), choices=IntellectualProperty.Kind.choices)
    name = forms.CharField(label=_("Tên thương hiệu hoặc quyền"), max_length=200)
    number = forms.CharField(label=_("Số văn bằng"), max_length=100, required=False)
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=200, required=False)
    valid_from = DayField(label=_("Có giá trị từ ngày"))
    last_day = DayField(
        label=_("Có giá trị đến hết ngày"),
        required=False,
        help_text=_("Để trống nếu văn bằng không ghi thời hạn."),
    )


class EndForm(forms.Form):
    """The last day on which a record holds."""

    last_day = DayField(label=_("Ngày cuối cùng"))


class EndContractForm(EndForm):
    """The last day of a contract that ends early, and why."""

    reason = forms.CharField(label=_("Lý do chấm dứt"), max_length=300)
