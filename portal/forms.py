from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """A day to look back at."""

    ngay = forms.DateField(
        label=_("Xem như cuối ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
