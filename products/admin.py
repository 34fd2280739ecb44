from django.contrib import admin

from common.administration import ReadOnly
from products.models import Product


@admin.register(Product)
class ProductAdmin(ReadOnly, admin.ModelAdmin):
    """Products, to be looked up."""

    list_display = ["name", "organisation", "content", "gtin"]
    search_fields = ["name", "folded", "gtin"]
    list_select_related = ["organisation"]
    raw_id_fields = ["organisation", "picture"]
