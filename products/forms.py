from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import AmountField, RowForm
from common.shown import UNIT_CHOICES, number
from products.models import Product
from products.services import Description


class ProductForm(RowForm):
    """What a product says of itself."""

    name = forms.CharField(
        label=_("Tên sản phẩm"), max_length=150, help_text=_("Chữ to nhất trên nhãn.")
    )
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=150, required=False)
    net_content = AmountField(label=_("Khối lượng tịnh"), max_digits=10, decimal_places=3)
    content_unit = forms.ChoiceField(label=_("Đơn vị"), choices=UNIT_CHOICES)
    gtin = forms.CharField(
        label=_("Mã vạch GTIN"),
        max_length=20,
        required=False,
        help_text=_("Các chữ số dưới mã vạch. Để trống nếu sản phẩm chưa có mã vạch."),
    )
    reference = forms.CharField(
        label=_("Mã riêng của tổ chức"),
        max_length=60,
        required=False,
        help_text=_("Mã mà tổ chức tự đặt, để tìm lại sản phẩm khi nhập từ Excel."),
    )
    shelf_life_days = forms.IntegerField(
        label=_("Hạn dùng (số ngày kể từ ngày sản xuất)"),
        min_value=1,
        max_value=36500,
        required=False,
    )
    ingredients = forms.CharField(
        label=_("Thành phần"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    storage = forms.CharField(
        label=_("Hướng dẫn bảo quản"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    directions = forms.CharField(
        label=_("Hướng dẫn sử dụng"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    picture = forms.FileField(
        label=_("Hình ảnh"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Ảnh JPEG, PNG hoặc WebP. Vị trí chụp trong ảnh sẽ được bỏ."),
    )

    @classmethod
    def of(cls, row: Product) -> dict[str, object]:
        """The first values of the form for a standing product."""
        values = {name: getattr(row, name) for name in cls.base_fields if name != "picture"}
        return values | {
            "gtin": row.printed_gtin,
            "net_content": number(row.net_content),
        }

    def description(self) -> Description:
        """The valid form as what the services take."""
        return Description(
            **{name: value for name, value in self.cleaned_data.items() if name != "picture"}
        )
