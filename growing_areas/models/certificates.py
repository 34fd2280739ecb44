"""Certificates of growing areas."""

from django.db import models

from cooperatives.models import Certificate, CertificateQuerySet
from growing_areas.models.areas import GrowingArea


class AreaCertificateQuerySet(CertificateQuerySet):
    """Reading the certificates of growing areas."""

    organisation_path = "area__organisation"
    place_path = "area"


class AreaCertificate(Certificate):
    """A certificate of a growing area, such as VietGAP for its plots."""

    owner_field = "area"

    area = models.ForeignKey(
        GrowingArea, models.PROTECT, verbose_name="vùng trồng", related_name="certificates"
    )

    objects = AreaCertificateQuerySet.as_manager()

    class Meta(Certificate.Meta):
        verbose_name = "giấy chứng nhận của vùng trồng"
        verbose_name_plural = "giấy chứng nhận của vùng trồng"
