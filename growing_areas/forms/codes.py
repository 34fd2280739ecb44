from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, DayField, DocumentField, uploaded
from growing_areas.code_formats import MARKETS
from growing_areas.code_life import GRANTING, OFFICE, Act
from growing_areas.models import CodeApplication, GrowingAreaCode
from growing_areas.services import Application, CodePaper, Deed

MARKET_CHOICES = [(code, capfirst(_(name))) for code, name in MARKETS.items()]


def market_field() -> forms.ChoiceField:
    """The market that a code is for."""
    return forms.ChoiceField(label=_("Thị trường"), choices=MARKET_CHOICES)


def code_field() -> forms.CharField:
    """A code as it is printed."""
    return forms.CharField(
        label=_("Mã số"),
        max_length=60,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Ghi đúng như in trên giấy xác nhận."),
    )


def issuer_field(*, required: bool = True) -> forms.CharField:
    """The office that gives a code."""
    return forms.CharField(
        label=_("Cơ quan cấp"),
        max_length=200,
        required=required,
        help_text=_("Ví dụ: Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Quảng Trị."),
    )


def expiry_field() -> forms.DateField:
    """From when a code is no longer valid."""
    return DayField(
        label=_("Hết hiệu lực từ ngày"),
        required=False,
        help_text=_("Ngày đầu tiên mã không còn hiệu lực. Để trống nếu không ghi thời hạn."),
    )


class CodeForm(forms.Form):
    """A code as printed on the paper that grants it."""

    code = code_field()
    kind = forms.ChoiceField(label=_("Loại mã"), choices=GrowingAreaCode.Kind.choices)
    market = market_field()
    issuer = issuer_field()
    granted_on = DayField(label=_("Ngày cấp"))
    expires_on = expiry_field()
    legal_basis = forms.CharField(
        label=_("Văn bản cấp mã"),
        max_length=200,
        required=False,
        help_text=_("Số và ngày của quyết định hoặc giấy xác nhận."),
    )

    def paper(self) -> CodePaper:
        """The valid form as what the services take."""
        return CodePaper(**self.cleaned_data)


class ApplicationForm(forms.Form):
    """What an organisation says when it asks for a code. A draft may leave much empty."""

    kind = forms.ChoiceField(label=_("Loại mã"), choices=GrowingAreaCode.Kind.choices)
    market = market_field()
    variety = forms.CharField(
        label=_("Giống"),
        max_length=150,
        required=False,
        help_text=_("Ví dụ: HT1, Khang Dân 18."),
    )
    standard = forms.CharField(
        label=_("Tiêu chuẩn, quy trình áp dụng"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: VietGAP, hữu cơ, quy trình của tổ chức."),
    )
    households = forms.IntegerField(
        label=_("Số hộ trồng"), min_value=1, max_value=10**6, required=False
    )
    expected_kilograms = AmountField(
        label=_("Sản lượng dự kiến của vụ tới (kg)"),
        max_digits=12,
        decimal_places=3,
        required=False,
        help_text=_("Ví dụ: 60.000"),
    )
    harvest_from = DayField(label=_("Dự kiến thu hoạch từ ngày"), required=False)
    harvest_to = DayField(label=_("Dự kiến thu hoạch đến ngày"), required=False)
    packing_house = forms.CharField(
        label=_("Tên cơ sở đóng gói"),
        max_length=200,
        required=False,
        help_text=_("Chỉ ghi khi xin mã số cơ sở đóng gói."),
    )
    packing_address = forms.CharField(
        label=_("Địa chỉ cơ sở đóng gói"), max_length=300, required=False
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = DocumentField(label=_("Bản chụp hồ sơ"), required=False)

    @classmethod
    def of(cls, code: GrowingAreaCode) -> dict[str, object]:
        """The first values of the form for a draft that stands."""
        paper: CodeApplication = code.application
        names = [name for name in cls.base_fields if name not in ("kind", "market", "document")]
        return {"kind": code.kind, "market": code.market} | {
            name: getattr(paper, name) for name in names
        }

    def application(self) -> Application:
        """The valid form as what the services take."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "document"
        }
        return Application(**values)


class ActForm(forms.Form):
    """One act of a code's life, with the boxes that it needs."""

    def __init__(self, *args: Any, act: Act, code: GrowingAreaCode, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(_boxes(act, code))

    def deed(self) -> Deed:
        """The valid form as what the services take."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "document"
        }
        file = uploaded(self) if "document" in self.fields else None
        return Deed(**values, document=file)


def _boxes(act: Act, code: GrowingAreaCode) -> dict[str, forms.Field]:
    boxes: dict[str, forms.Field] = {}
    by_office = OFFICE in act.doers
    if act.id == "grant":
        boxes["code"] = code_field()
    if act.id in GRANTING:
        boxes["issuer"] = issuer_field()
        boxes["issuer"].initial = code.issuer
    if by_office:
        boxes["on"] = DayField(label=_("Ngày"), initial=timezone.localdate)
        boxes["act_number"] = forms.CharField(
            label=_("Số văn bản"), max_length=60, required=act.needs_act_number
        )
    if act.id in GRANTING:
        boxes["expires_on"] = expiry_field()
    if act.needs_deadline:
        boxes["deadline"] = DayField(
            label=_("Hạn khắc phục"), help_text=_("Ngày cuối tổ chức phải làm xong.")
        )
    if act.needs_reason or by_office:
        boxes["reason"] = forms.CharField(
            label=_("Lý do") if act.needs_reason else _("Ghi chú"),
            required=act.needs_reason,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Tổ chức và cơ quan đều đọc được."),
        )
    if by_office:
        boxes["document"] = DocumentField(label=_("Bản chụp văn bản"), required=False)
    return boxes


class ConfirmationForm(forms.Form):
    """Whether an office gave a code that an organisation entered from its paper."""

    answer = forms.ChoiceField(
        label=_("Cơ quan trả lời"),
        choices=[
            ("confirm", _("Mã này đã được cấp đúng như ghi ở đây")),
            ("refuse", _("Không công nhận mã này")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi không công nhận; tổ chức đọc được lý do này."),
    )
    document = DocumentField(label=_("Bản chụp văn bản"), required=False)
