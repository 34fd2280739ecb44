from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, RowForm
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.models import Member
from cooperatives.services import MemberPaper

NOT_SAID = [("", _("chưa ghi"))]


class PersonForm(RowForm):
    """What the list of members says of one of them."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)
    number = forms.CharField(
        label=_("Số thành viên"),
        max_length=40,
        required=False,
        help_text=_("Để trống thì hệ thống cho số tiếp theo."),
    )
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=[*NOT_SAID, *Member.Sex.choices], required=False
    )
    ethnicity = forms.ChoiceField(
        label=_("Dân tộc"),
        choices=[*NOT_SAID, *((name, name) for name in ETHNIC_GROUPS)],
        required=False,
    )
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    personal_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=20,
        required=False,
        help_text=_("12 chữ số. Chỉ người quản lý và người vận hành của tổ chức xem được."),
    )
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=100, required=False)
    joined_on = DayField(label=_("Vào ngày"), required=False)
    left_on = DayField(
        label=_("Thôi từ ngày"),
        required=False,
        help_text=_("Ngày đầu tiên không còn là thành viên. Để trống nếu còn."),
    )
    capital_vnd = forms.IntegerField(label=_("Vốn góp (đồng)"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def of(cls, row: Member) -> dict[str, object]:
        """The first values of the form for a member who is in the list."""
        return {name: getattr(row, name) for name in cls.base_fields}

    def paper(self) -> MemberPaper:
        """The valid form as what the services take."""
        return MemberPaper(**self.cleaned_data)


class LeavingForm(forms.Form):
    """That a member is one no more."""

    left_on = DayField(
        label=_("Thôi từ ngày"), help_text=_("Ngày đầu tiên không còn là thành viên.")
    )
