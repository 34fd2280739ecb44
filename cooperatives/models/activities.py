"""What an organisation does beside growing: digital tools, contracts, figures, its brand."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from common.querysets import DatedQuerySet
from cooperatives.models.organisations import Organisation
from cooperatives.models.owned import OfOrganisation
from records.models import Document

ONE_DAY = datetime.timedelta(days=1)


class OrganisationRecord(models.Model):
    """A record that an organisation keeps of itself, with the paper that shows it.

    `word` names the kind in keys and in the log: "cooperatives.digital_use:3".
    """

    word = ""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="%(class)s_rows"
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="tệp kèm theo",
        related_name="+",
        null=True,
        blank=True,
    )
    recorded_at = models.DateTimeField("ghi nhận lúc")
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """How the log names this record."""
        return f"cooperatives.{self.word}:{self.pk}"


class DatedRecord(OrganisationRecord):
    """A record that holds for days, [valid_from, valid_to); people type the last day."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên không còn hiệu lực."
    )

    class Meta:
        abstract = True
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds; None where none is known."""
        return self.valid_to - ONE_DAY if self.valid_to else None


class DigitalUseQuerySet(OfOrganisation, DatedQuerySet):  # type: ignore[override]
    """Reading the digital tools of organisations."""


class DigitalUse(DatedRecord):
    """An organisation works with a digital tool, for a span of days.

    Whether that is enough to "apply digital technology" is said by a `DigitalDefinition`.
    """

    class Kind(models.TextChoices):
        TRACEABILITY = "traceability", _("truy xuất nguồn gốc")
        E_COMMERCE = "e_commerce", _("thương mại điện tử")
        ACCOUNTING = "accounting", _("phần mềm kế toán")
        E_INVOICE = "e_invoice", _("hóa đơn điện tử")
        E_PAYMENT = "e_payment", _("thanh toán điện tử")
        FIELD_DIARY = "field_diary", _("nhật ký sản xuất điện tử")
        SENSORS = "sensors", _("cảm biến, tưới tự động")
        WEBSITE = "website", _("trang web")

    word = "digital_use"

    kind = models.CharField("loại", max_length=20, choices=Kind)
    product = models.CharField("tên phần mềm, dịch vụ", max_length=150, blank=True)

    objects = DigitalUseQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = "ứng dụng công nghệ số"
        verbose_name_plural = "ứng dụng công nghệ số"
        constraints = [
            *DatedRecord.Meta.constraints,
            known_choice(
                "digital_use_kind_known",
                "kind",
                [
                    "traceability",
                    "e_commerce",
                    "accounting",
                    "e_invoice",
                    "e_payment",
                    "field_diary",
                    "sensors",
                    "website",
                ],
            ),
        ]

    def __str__(self) -> str:
        said = str(self.Kind(self.kind).label)
        return f"{said}: {self.product}" if self.product else said


class LinkageContractQuerySet(OfOrganisation, DatedQuerySet):  # type: ignore[override]
    """Reading contracts."""

    def on(self, day: datetime.date) -> Self:
        """Contracts in force on `day`: within their dates and not ended before."""
        return super().on(day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class LinkageContract(DatedRecord):
    """A buyer takes a share of what an organisation makes, by contract.

    The growing areas it rests on are joined by `growing_areas.ContractArea`. A contract that
    ends before its last day says when and why.
    """

    word = "linkage_contract"

    buyer = models.CharField("bên mua", max_length=200)
    buyer_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="bên mua trong danh bạ",
        related_name="contracts_as_buyer",
        null=True,
        blank=True,
    )
    commodity = models.CharField("mặt hàng", max_length=150)
    share_percent = models.DecimalField(
        "tỷ lệ sản lượng (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    value_vnd = models.DecimalField(
        "giá trị (đồng)", max_digits=18, decimal_places=0, null=True, blank=True
    )
    # The first day after an early end.
    ended_on = models.DateField("chấm dứt từ ngày", null=True, blank=True)
    end_reason = models.CharField("lý do chấm dứt", max_length=300, blank=True)

    objects = LinkageContractQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = "hợp đồng liên kết"
        verbose_name_plural = "hợp đồng liên kết"
        constraints = [
            *DatedRecord.Meta.constraints,
            models.CheckConstraint(
                name="linkage_contract_names_buyer_and_commodity",
                condition=~Q(buyer="") & ~Q(commodity=""),
            ),
            models.CheckConstraint(
                name="linkage_contract_share_of_a_whole",
                condition=Q(share_percent__isnull=True) | Q(share_percent__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="linkage_contract_value_not_below_zero",
                condition=Q(value_vnd__isnull=True) | Q(value_vnd__gte=0),
            ),
            models.CheckConstraint(
                name="linkage_contract_not_with_itself",
                condition=Q(buyer_organisation__isnull=True)
                | ~Q(buyer_organisation=F("organisation")),
            ),
            models.CheckConstraint(
                name="linkage_contract_ended_with_a_reason",
                condition=(Q(ended_on__isnull=True) & Q(end_reason=""))
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="linkage_contract_ended_within_its_days",
                condition=Q(ended_on__isnull=True)
                | (
                    Q(ended_on__gte=F("valid_from"))
                    & (Q(valid_to__isnull=True) | Q(ended_on__lt=F("valid_to")))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commodity} – {self.buyer}"


class YearFiguresQuerySet(OfOrganisation):
    """Reading the figures of years."""


class YearFigures(OrganisationRecord):
    """People at work and money taken in one calendar year, where the organisation says so."""

    word = "year_figures"

    year = models.PositiveSmallIntegerField("năm")
    labour = models.PositiveIntegerField("số lao động", null=True, blank=True)
    labour_local = models.PositiveIntegerField("lao động trong xã", null=True, blank=True)
    labour_women = models.PositiveIntegerField("lao động nữ", null=True, blank=True)
    revenue_vnd = models.DecimalField(
        "doanh thu (đồng)", max_digits=18, decimal_places=0, null=True, blank=True
    )

    objects = YearFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu năm"
        verbose_name_plural = "số liệu năm"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="year_figures_once_a_year", fields=["organisation", "year"]
            ),
            models.CheckConstraint(
                name="year_figures_of_a_year_of_ours", condition=Q(year__range=(1990, 2100))
            ),
            models.CheckConstraint(
                name="year_figures_say_something",
                condition=Q(labour__isnull=False) | Q(revenue_vnd__isnull=False),
            ),
            models.CheckConstraint(
                name="year_figures_local_labour_within_labour",
                condition=Q(labour_local__isnull=True)
                | Q(labour__isnull=False, labour_local__lte=F("labour")),
            ),
            models.CheckConstraint(
                name="year_figures_women_within_labour",
                condition=Q(labour_women__isnull=True)
                | Q(labour__isnull=False, labour_women__lte=F("labour")),
            ),
            models.CheckConstraint(
                name="year_figures_revenue_not_below_zero",
                condition=Q(revenue_vnd__isnull=True) | Q(revenue_vnd__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class IntellectualPropertyQuerySet(OfOrganisation, DatedQuerySet):  # type: ignore[override]
    """Reading brands and other intellectual property."""


class IntellectualProperty(DatedRecord):
    """A right to a name, a mark or a design that an organisation holds or may use."""

    class Kind(models.TextChoices):
        TRADEMARK = "trademark", _("nhãn hiệu")
        COLLECTIVE_MARK = "collective_mark", _("nhãn hiệu tập thể")
        CERTIFICATION_MARK = "certification_mark", _("nhãn hiệu chứng nhận")
        GEOGRAPHICAL_INDICATION = "geographical_indication", _("chỉ dẫn địa lý")
        INDUSTRIAL_DESIGN = "industrial_design", _("kiểu dáng công nghiệp")
        OTHER = "other", _("loại khác")

    word = "intellectual_property"

    kind = models.CharField("loại", max_length=30, choices=Kind)
    name = models.CharField("tên", max_length=200)
    number = models.CharField("số văn bằng", max_length=100, blank=True)
    issuer = models.CharField("nơi cấp", max_length=200, blank=True)

    objects = IntellectualPropertyQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = "thương hiệu, sở hữu trí tuệ"
        verbose_name_plural = "thương hiệu, sở hữu trí tuệ"
        constraints = [
            *DatedRecord.Meta.constraints,
            known_choice(
                "intellectual_property_kind_known",
                "kind",
                [
                    "trademark",
                    "collective_mark",
                    "certification_mark",
                    "geographical_indication",
                    "industrial_design",
                    "other",
                ],
            ),
            models.CheckConstraint(
                name="intellectual_property_has_a_name", condition=~Q(name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label}: {self.name}"
