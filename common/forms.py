"""What forms of all rooms share: amounts, versions, and a broken rule said on the form."""

import re
from collections.abc import Callable, Mapping
from typing import IO, Any, ClassVar, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.errors import ChangedMeanwhile, NotAllowed, RuleError, each_of
from common.shown import day, is_vietnamese

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


class RowForm(forms.Form):
    """A form that enters a row, or changes the standing `row`: then it carries its version.

    The version is the one that stood when the page was opened. Where the row was changed since,
    the form says so (`tell_changes`), keeps what was typed, and shows beside it what stands.
    A kind of form says by `of` what its fields hold for a row.
    """

    version_error: ClassVar = _("Trang này thiếu phiên bản đang sửa. Hãy mở lại trang sửa.")

    def __init__(self, *args: Any, row: Any = None, **options: Any):
        if row is not None:
            options["initial"] = {**self.of(row), "version": row.version}
        super().__init__(*args, **options)
        self.row = row
        self.version = 0
        if row is not None:
            said = {"required": self.version_error, "invalid": self.version_error}
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, error_messages=said
            )

    @classmethod
    def of(cls, row: Any) -> Mapping[str, object]:
        """The first values of the form for a standing row."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The values without the version, which is kept as `version`."""
        values = super().clean() or self.cleaned_data
        self.version = values.pop("version", 0) or 0
        return values

    def tell_changes(self, version: int) -> None:
        """Put beside each value that differs the one that stands; `version` is of these, so
        that sending the form again means having seen them."""
        self.initial = {**self.of(self.row), "version": version}
        for name, field in self.fields.items():
            if field.widget.is_hidden or isinstance(field, forms.FileField):
                continue
            bound = self[name]
            if field.has_changed(bound.initial, bound.data):
                field.present = _in_words(field, bound.initial)  # type: ignore[attr-defined]
        assert isinstance(self.data, QueryDict)  # it was sent from a page
        data = self.data.copy()
        data["version"] = str(version)
        self.data = data


def _in_words(field: forms.Field, value: Any) -> str:
    """A field's value as people read it; a dash for none."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(field.label_from_instance(one) for one in value) or "–"
    if isinstance(field, forms.ModelChoiceField):
        assert field.queryset is not None
        found = field.queryset.filter(**{field.to_field_name or "pk": value}).first()
        return field.label_from_instance(found) if found else "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value) or "–")  # type: ignore[arg-type]
    if isinstance(field, forms.DateField):
        return day(value) if value else "–"
    return "–" if value in (None, "") else str(value)


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
    except ChangedMeanwhile as error:
        form.add_error(None, error.message)
        if isinstance(form, RowForm):
            form.tell_changes(error.version)
        return None
    except RuleError as error:
        for one in each_of(error):
            form.add_error(one.field if one.field in form.fields else None, one.message)
        return None
