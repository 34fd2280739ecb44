from django import forms
from django.utils.translation import gettext_lazy as _

from places.levels import VILLAGE_KINDS


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
