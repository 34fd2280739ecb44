"""What organisations make and sell, and its certificates."""

from products.models.certificates import ProductCertificate
from products.models.products import Product, ProductQuerySet

__all__ = ["Product", "ProductCertificate", "ProductQuerySet"]
