from django import forms
from django.utils.translation import gettext_lazy as _

from cooperatives.services import LONGEST_REASON


class DeclineForm(forms.Form):
    """Why an office does not confirm an organisation."""

    reason = forms.CharField(
        label=_("Lý do chưa xác nhận"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người của tổ chức đọc được lý do này. Hãy ghi rõ cần sửa hay bổ sung gì."),
    )
