"""The form by which an office brings in its list of inputs."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from growing_areas.models.rules import Certainty
from growing_areas.services import ListPaper
from places.models import Unit, UnitQuerySet


class OfficeChoice(forms.ModelChoiceField):
    """A unit by its whole name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class InputListForm(forms.Form):
    """A list of inputs as a file, with where it comes from and since when it holds.

    `document`: the file that was checked before, when the person only confirms.
    """

    unit = OfficeChoice(label=_("Cơ quan của"), queryset=Unit.objects.none())
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=300,
        help_text=_("Văn bản hoặc cơ quan ban hành danh mục."),
    )
    version = forms.CharField(label=_("Phiên bản"), max_length=60)
    certainty = forms.ChoiceField(label=_("Mức chắc chắn"), choices=Certainty.choices)
    valid_from = DayField(label=_("Áp dụng từ ngày"))
    file = forms.FileField(
        label=_("Tệp Excel hoặc CSV"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "Các cột: Tên vật tư, Loại, Hoạt chất, Thời gian cách ly (ngày), Số đăng ký. "
            "Tệp được kiểm tra trước, chưa lưu gì."
        ),
    )
    document = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: UnitQuerySet, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offices
        self.fields["valid_from"].initial = today

    def clean(self) -> dict[str, Any]:
        """A file, or one that was checked before."""
        values = super().clean() or {}
        if not values.get("file") and not values.get("document"):
            self.add_error("file", _("Hãy chọn tệp danh mục."))
        return values

    @property
    def kept_names(self) -> list[tuple[str, str]]:
        """What was typed beside the file, to be sent again with the confirmation."""
        names = ("unit", "source", "version", "certainty", "valid_from")
        return [(name, str(self.data.get(name, ""))) for name in names]

    def paper(self) -> ListPaper:
        """What the list says of itself."""
        names = ("unit", "source", "version", "certainty", "valid_from")
        return ListPaper(**{name: self.cleaned_data[name] for name in names})
