from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, DocumentField
from cooperatives.models import Certificate
from cooperatives.services import CertificatePaper


class CertificateForm(forms.Form):
    """What stands on a certificate, and a copy of it."""

    kind = forms.ChoiceField(label=_("Loại giấy"), choices=Certificate.Kind.choices)
    other_kind = forms.CharField(
        label=_("Tên loại khác"),
        max_length=100,
        required=False,
        help_text=_("Chỉ ghi khi chọn “loại khác”."),
    )
    number = forms.CharField(label=_("Số giấy"), max_length=100)
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=200)
    valid_from = DayField(label=_("Có giá trị từ ngày"))
    last_day = DayField(
        label=_("Có giá trị đến hết ngày"),
        required=False,
        help_text=_("Ngày cuối cùng giấy còn giá trị. Để trống nếu giấy không ghi thời hạn."),
    )
    scope = forms.CharField(
        label=_("Phạm vi chứng nhận"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sản phẩm, diện tích hoặc công đoạn mà giấy nói đến."),
    )
    document = DocumentField(label=_("Bản chụp giấy"), required=False)

    @classmethod
    def of(cls, certificate: Certificate) -> dict[str, object]:
        """The first values of the form for a certificate that stands."""
        names = [name for name in cls.base_fields if name != "document"]
        return {name: getattr(certificate, name) for name in names}

    def paper(self) -> CertificatePaper:
        """The valid form as what the services take."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name != "document"
        }
        return CertificatePaper(**values)


class WithdrawalForm(forms.Form):
    """That an issuer took a certificate back."""

    withdrawn_on = DayField(
        label=_("Bị rút từ ngày"), help_text=_("Ngày đầu tiên giấy không còn giá trị.")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)
