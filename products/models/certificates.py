"""Certificates of products."""

from django.db import models

from cooperatives.models import Certificate, CertificateQuerySet
from products.models.products import Product


class ProductCertificateQuerySet(CertificateQuerySet):
    """Reading the certificates of products."""

    organisation_path = "product__organisation"


class ProductCertificate(Certificate):
    """A certificate of a product. Its stars in OCOP are a recognition, not one of these."""

    owner_field = "product"

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name="sản phẩm", related_name="certificates"
    )

    objects = ProductCertificateQuerySet.as_manager()

    class Meta(Certificate.Meta):
        verbose_name = "giấy chứng nhận của sản phẩm"
        verbose_name_plural = "giấy chứng nhận của sản phẩm"
