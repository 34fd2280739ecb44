from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from places.levels import VILLAGE_KINDS


class SignUpForm(BaseUserCreationForm):
    """A sign-in of one's own: a name to sign in with, the person's name, a password."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)

    class Meta:
        model = User
        fields = ["username", "full_name"]
        labels = {"username": _("Tên đăng nhập")}


class VillageForm(forms.Form):
    """A village of a commune."""

    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(kind, kind) for kind in VILLAGE_KINDS], initial="thôn"
    )
    name = forms.CharField(label=_("Tên"), max_length=100)
    on = forms.DateField(
        label=_("Có từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ngày nghị quyết có hiệu lực, hoặc một ngày mà thôn chắc chắn đã có."),
    )
    legal_basis = forms.CharField(label=_("Nghị quyết"), max_length=200, required=False)
