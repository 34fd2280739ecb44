from django import forms

from common import quantities
from products.models import Product
from products.services import Description


class ProductForm(forms.Form):
    """What a product says of itself."""

    name = forms.CharField(
        label="Tên sản phẩm", max_length=150, help_text="Chữ to nhất trên nhãn."
    )
    name_en = forms.CharField(label="Tên tiếng Anh", max_length=150, required=False)
    net_content = forms.DecimalField(
        label="Khối lượng tịnh", max_digits=10, decimal_places=3, localize=True
    )
    content_unit = forms.ChoiceField(label="Đơn vị", choices=quantities.CHOICES)
    gtin = forms.CharField(
        label="Mã vạch GTIN",
        max_length=20,
        required=False,
        help_text="Các chữ số dưới mã vạch. Để trống nếu sản phẩm chưa có mã vạch.",
    )
    shelf_life_days = forms.IntegerField(
        label="Hạn dùng (số ngày kể từ ngày sản xuất)",
        min_value=1,
        max_value=36500,
        required=False,
    )
    ingredients = forms.CharField(
        label="Thành phần", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    storage = forms.CharField(
        label="Hướng dẫn bảo quản", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    directions = forms.CharField(
        label="Hướng dẫn sử dụng", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    picture = forms.FileField(
        label="Hình ảnh",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="Ảnh JPEG, PNG hoặc WebP. Vị trí chụp trong ảnh sẽ được bỏ.",
    )

    @classmethod
    def of(cls, product: Product) -> dict[str, object]:
        """The first values of the form for a standing product."""
        values = {name: getattr(product, name) for name in cls.base_fields if name != "picture"}
        return values | {"gtin": product.printed_gtin}

    def description(self) -> Description:
        """The valid form as what the services take."""
        return Description(
            **{name: value for name, value in self.cleaned_data.items() if name != "picture"}
        )
