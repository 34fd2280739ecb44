from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.scopes import SCOPES
from accounts.services.tokens import DEFAULT_DAYS, MOST_DAYS


class TokenForm(forms.Form):
    """What a token is for, what it may do and for how long."""

    name = forms.CharField(
        label=_("Tên"),
        max_length=100,
        help_text=_("Dùng cho việc gì, ví dụ: phần mềm kho."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Phạm vi"),
        choices=[(scope, _(words)) for scope, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=_("Dùng được bao nhiêu ngày"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=DEFAULT_DAYS,
    )
