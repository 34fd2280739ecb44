"""What a cooperative says when it asks for a code."""

from django.db import models
from django.db.models import F, Q

from cooperatives.models import OfOrganisation
from growing_areas.models.codes import GrowingAreaCode
from records.models import Document


class CodeApplicationQuerySet(OfOrganisation):
    """Reading applications."""

    organisation_path = "code__area__organisation"
    place_path = "code__area"


class CodeApplication(models.Model):
    """What stands on the application for a code, beside the area, its crop and its plots.

    # > updated each season: crop, variety, area, standard or process applied, expected output,
    # > expected harvest, expected market (Decision 3156/QĐ-BNN-TT of 19/8/2022, form 01)
    The market is the code's own. Of a packing house, its name and address.
    """

    code = models.OneToOneField(
        GrowingAreaCode, models.PROTECT, verbose_name="mã số", related_name="application"
    )
    variety = models.CharField("giống", max_length=150, blank=True)
    standard = models.CharField("tiêu chuẩn, quy trình áp dụng", max_length=200, blank=True)
    households = models.PositiveIntegerField("số hộ trồng", null=True, blank=True)
    expected_kilograms = models.DecimalField(
        "sản lượng dự kiến (kg)", max_digits=12, decimal_places=3, null=True, blank=True
    )
    harvest_from = models.DateField("dự kiến thu hoạch từ ngày", null=True, blank=True)
    harvest_to = models.DateField("dự kiến thu hoạch đến ngày", null=True, blank=True)
    packing_house = models.CharField("tên cơ sở đóng gói", max_length=200, blank=True)
    packing_address = models.CharField("địa chỉ cơ sở đóng gói", max_length=300, blank=True)
    note = models.TextField("ghi chú", blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="bản chụp hồ sơ",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = CodeApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ xin cấp mã số"
        verbose_name_plural = "hồ sơ xin cấp mã số"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="code_application_households_above_zero",
                condition=Q(households__isnull=True) | Q(households__gt=0),
            ),
            models.CheckConstraint(
                name="code_application_kilograms_above_zero",
                condition=Q(expected_kilograms__isnull=True) | Q(expected_kilograms__gt=0),
            ),
            models.CheckConstraint(
                name="code_application_harvest_ends_no_earlier_than_it_starts",
                condition=Q(harvest_from__isnull=True)
                | Q(harvest_to__isnull=True)
                | Q(harvest_to__gte=F("harvest_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)
