from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Products of organisations."""

    name = "products"
    verbose_name = "Sản phẩm"
