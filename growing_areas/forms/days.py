"""Fields that the forms of this room share."""

from typing import Any

from django import forms


def day_field(
    label: Any, *, required: bool = True, help_text: Any = "", initial: Any = None
) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
