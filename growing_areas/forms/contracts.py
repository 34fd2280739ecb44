from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import RowForm
from cooperatives.models import LinkageContract
from growing_areas.models import GrowingArea


class ContractAreasForm(RowForm):
    """The growing areas that a contract rests on, of its own organisation."""

    areas = forms.ModelMultipleChoiceField(
        label=_("Vùng trồng của hợp đồng"),
        queryset=GrowingArea.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Đánh dấu các vùng trồng làm ra mặt hàng của hợp đồng này."),
    )

    def __init__(self, *args: Any, row: LinkageContract, **kwargs: Any):
        super().__init__(*args, row=row, **kwargs)
        field = self.fields["areas"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = GrowingArea.objects.filter(organisation=row.organisation_id)

    @classmethod
    def of(cls, row: LinkageContract) -> dict[str, object]:
        """The areas that the contract rests on."""
        return {"areas": list(GrowingArea.objects.filter(contract_areas__contract=row))}
