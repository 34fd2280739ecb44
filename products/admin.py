from django.contrib import admin

from products.models import Product


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    """Products, for looking things up; changes go through the pages, which log them."""

    list_display = ["name", "organisation", "content", "gtin"]
    search_fields = ["name", "folded", "gtin"]
    list_select_related = ["organisation"]
    raw_id_fields = ["organisation", "picture"]
