"""What forms of all rooms share: amounts, and a broken rule said on the form."""

import re
from collections.abc import Callable
from typing import IO, Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, RuleError, each_of
from common.shown import is_vietnamese

Result = TypeVar("Result")


class AmountField(forms.DecimalField):
    """An amount as the language of the page writes it: "1.200,5", in English "1,200.5".

    The sign for thousands is read as such only before groups of exactly three digits; other
    mixtures are refused. Reading "1.200" as one kilogram and a fifth would lose a ton without
    anybody seeing it.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        typed = "".join(str(value or "").split())
        point, thousands = (",", ".") if is_vietnamese() else (".", ",")
        if re.fullmatch(rf"\d{{1,3}}(\{thousands}\d{{3}})+(\{point}\d*)?", typed):
            typed = typed.replace(thousands, "")
        return super().to_python(typed.replace(point, "."))


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **options: Any):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class DocumentField(forms.FileField):
    """A paper as a file. Its kind and size are judged by what it holds, in the service."""

    widget = forms.FileInput(
        attrs={
            "accept": ".pdf,.jpg,.jpeg,.png,.webp,.xlsx,.docx,.csv,.txt,"
            "application/pdf,image/jpeg,image/png,image/webp"
        }
    )

    def __init__(self, **options: Any):
        options.setdefault("help_text", _("PDF, ảnh chụp, Excel, Word hoặc CSV."))
        super().__init__(**options)


def uploaded(form: forms.BaseForm, field: str = "document") -> tuple[str, IO[bytes]] | None:
    """The file that a valid form brought in `field`: its name and content; None without one."""
    file = form.cleaned_data[field]
    return (file.name, file) if file else None


def accepted(
    form: forms.BaseForm, service: Callable[..., Result], **values: Any
) -> Result | None:
    """Call `service(**values)`; None when rules forbid it, with their sentences on `form`.

    A sentence stands at the field that its rule blames when the form has it, else above the
    form. NotAllowed goes on to the page for it: no other value in the form would help.
    """
    try:
        return service(**values)
    except NotAllowed:
        raise
    except RuleError as error:
        for one in each_of(error):
            form.add_error(one.field if one.field in form.fields else None, one.message)
        return None
