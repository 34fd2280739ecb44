from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from growing_areas.code_formats import MARKETS
from growing_areas.forms.days import day_field
from growing_areas.models import GrowingAreaCode
from growing_areas.services import DECIDED, CodePaper


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
