from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficerDuty, User
from accounts.services.duties import OFFICE_LEVELS
from places.models import Unit


class OfficeForm(forms.Form):
    """What forms about an office share: the box that finds a province or commune."""

    unit = forms.CharField(
        label=_("Địa bàn"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "list": "offices",
                "autocomplete": "off",
                "hx-get": reverse_lazy("accounts:find_offices"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#offices",
            }
        ),
        help_text=_("Gõ tên tỉnh hoặc xã rồi chọn trong danh sách, hoặc gõ mã số."),
    )

    def clean_unit(self) -> Unit:
        """An office in force today, from "19441", "19441 – Xã Hướng Phùng" or its mere name."""
        typed = self.cleaned_data["unit"]
        offices = Unit.objects.on(timezone.localdate()).filter(level__in=OFFICE_LEVELS)
        code = typed.split()[0]
        named = offices.filter(code=code) if code.isdigit() else offices.search(typed)
        found = list(named[:2])
        if len(found) == 1:
            return found[0]
        several = _("Có nhiều nơi tên “%(typed)s”. Hãy chọn một trong danh sách.")
        none = _("Không tìm thấy “%(typed)s”. Hãy gõ lại tên hoặc mã số.")
        raise forms.ValidationError((several if found else none) % {"typed": typed})


class InviteOfficerForm(OfficeForm):
    """Whom to invite, to which office, for which duties."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Nếu định gửi lời mời qua thư. Gửi qua Zalo thì để trống."),
    )
    duties = forms.MultipleChoiceField(
        label=_("Nhiệm vụ"),
        choices=OfficerDuty.Duty.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["full_name", "email", "unit", "duties"]


class GiveDutyForm(OfficeForm):
    """A duty for somebody who has an account."""

    user = forms.CharField(
        label=_("Tên đăng nhập của người đó"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    duty = forms.ChoiceField(label=_("Nhiệm vụ"), choices=OfficerDuty.Duty.choices)
    valid_from = forms.DateField(
        label=_("Từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to = forms.DateField(
        label=_("Thôi từ ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ngày đầu tiên không còn nhiệm vụ. Chưa biết thì để trống."),
    )
    field_order = ["user", "unit", "duty", "valid_from", "valid_to"]

    def clean_user(self) -> User:
        """The person of that sign-in name."""
        user = User.objects.filter(username=self.cleaned_data["user"].strip()).first()
        if user is None:
            raise forms.ValidationError(
                _("Chưa có tài khoản nào tên như vậy. Hãy mời người đó bằng đường dẫn.")
            )
        return user
