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


class OutlinesForm(forms.Form):
    """A file of outlines of communes."""

    file = forms.FileField(
        label=_("Tệp ranh giới (GeoJSON)"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        help_text=_("Mỗi vùng của tệp là một xã, phường, hệ WGS-84. Nhiều nhất 30 MB."),
    )
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=200,
        help_text=_("Cơ quan và ngày của bản đồ, ví dụ: Sở Nông nghiệp và Môi trường, 2026."),
    )
    code_property = forms.CharField(
        label=_("Cột chứa mã xã, phường"),
        max_length=100,
        required=False,
        help_text=_("Tên thuộc tính trong tệp. Để trống thì tự tìm: code, ma, ma_xa…"),
    )
    name_property = forms.CharField(
        label=_("Hoặc cột chứa tên"),
        max_length=100,
        required=False,
        help_text=_("Chỉ dùng khi tệp không có mã."),
    )
