from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import BadInput
from cooperatives.models import Membership
from cooperatives.services import person_named

ROLE_HELP = _(
    "Quản lý làm được mọi việc. Nhân viên lập lô, in nhãn, ghi đồng ruộng. "
    "Người ghi đồng ruộng chỉ ghi nhật ký và thu hoạch. Người xem chỉ xem."
)


class RoleForm(forms.Form):
    """The role that a person has in an organisation."""

    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=Membership.Role.choices,
        initial=Membership.Role.OPERATOR,
        help_text=ROLE_HELP,
    )


class MemberForm(RoleForm):
    """A person who has a sign-in, and the role they get."""

    username = forms.CharField(label=_("Tên đăng nhập của người đó"), max_length=150)
    field_order = ["username", "role"]

    def clean_username(self) -> User:
        """The person of that name."""
        try:
            return person_named(self.cleaned_data["username"])
        except BadInput as error:
            raise forms.ValidationError(error.message) from error


class InviteForm(RoleForm):
    """Whom to invite, into which of `roles`."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Nếu định gửi lời mời qua thư. Gửi qua Zalo thì để trống."),
    )
    field_order = ["full_name", "email", "role"]

    def __init__(self, *args: Any, roles: Collection[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [choice for choice in Membership.Role.choices if choice[0] in roles]
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = choices
        if len(choices) == 1:
            role.initial, role.help_text = choices[0][0], ""
