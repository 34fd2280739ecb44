"""From field to label and sale: received materials, batches, labels on them, sales, scans."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common import quantities
from common.constraints import AppendOnly, NoOverlap, known_choice
from cooperatives.models import OfOrganisation, Organisation
from growing_areas.models import GrowingAreaCode, Harvest
from labels.models import LabelRun
from products.models import Product
from records.models import Document

UNIT_CODES = ["g", "kg", "t", "ml", "l", "cái"]


class ReceivedMaterialQuerySet(OfOrganisation):
    """Reading received materials."""


class ReceivedMaterial(models.Model):
    """What an organisation took in from a supplier: honey, fish, livestock, bought inputs."""

    class Kind(models.TextChoices):
        CROP = "crop", _("nông sản mua vào")
        HONEY = "honey", _("mật ong")
        LIVESTOCK = "livestock", _("vật nuôi, thịt, trứng, sữa")
        FISH = "fish", _("thủy sản")
        CRAFT = "craft", _("vật liệu thủ công")
        OTHER = "other", _("nguyên liệu khác")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="received_materials"
    )
    name = models.CharField("tên nguyên liệu", max_length=150)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    supplier = models.CharField("người cung cấp", max_length=200)
    origin = models.CharField("nơi xuất xứ", max_length=200)
    # Name, supplier and origin without marks, for search.
    folded = models.CharField("chữ để tìm", max_length=1000, editable=False)
    received_on = models.DateField("ngày nhận")
    quantity = models.DecimalField("số lượng", max_digits=12, decimal_places=3)
    unit = models.CharField("đơn vị", max_length=5, choices=quantities.CHOICES)
    paper = models.CharField("số chứng từ", max_length=100, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="bản chụp chứng từ",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = ReceivedMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "nguyên liệu nhận vào"
        verbose_name_plural = "nguyên liệu nhận vào"
        ordering = ["-received_on", "-pk"]
        constraints = [
            known_choice(
                "received_material_kind_known",
                "kind",
                ["crop", "honey", "livestock", "fish", "craft", "other"],
            ),
            known_choice("received_material_unit_known", "unit", UNIT_CODES),
            models.CheckConstraint(
                name="received_material_quantity_above_zero", condition=Q(quantity__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.supplier}"

    @property
    def key(self) -> str:
        """How the log names it: "trace.received_material:4"."""
        return f"trace.received_material:{self.pk}"


class BatchQuerySet(OfOrganisation):
    """Reading batches."""

    def with_sold(self) -> Self:
        """Each batch with `sold`: how many of its packages were sold."""
        sales = Sale.objects.in_force().filter(batch=OuterRef("pk")).order_by()
        total = sales.values("batch").annotate(total=Sum("packages")).values("total")
        return self.annotate(sold=Coalesce(Subquery(total), Value(0)))

    def unsold(self, today: datetime.date, *, days: int) -> Self:
        """Batches `with_sold` that should be sold soon: some packages are left, and they were
        made `days` ago or longer, or expire within `days`. What has expired is not for sale."""
        while_old = datetime.timedelta(days=days)
        due = Q(produced_on__lte=today - while_old) | Q(expires_on__lte=today + while_old)
        good = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
        return self.with_sold().filter(due, good, packages__gt=F("sold"))


class Batch(models.Model):
    """One lot of a product: what was made on one occasion and shares one lot number."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="batches"
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name="sản phẩm", related_name="batches"
    )
    # > AI (10) batch or lot number: alphanumeric, up to 20 characters
    # (GS1 General Specifications, section 3.4.1), printed into codes: it never changes.
    lot = models.CharField("số lô", max_length=20)
    produced_on = models.DateField("ngày sản xuất")
    expires_on = models.DateField("hạn sử dụng", null=True, blank=True)
    quantity = models.DecimalField("số lượng", max_digits=12, decimal_places=3)
    unit = models.CharField("đơn vị", max_length=5, choices=quantities.CHOICES)

    # What one package holds, as it was when the batch was made: the product may change later.
    net_content = models.DecimalField("khối lượng tịnh", max_digits=10, decimal_places=3)
    content_unit = models.CharField("đơn vị của gói", max_length=5, choices=quantities.CHOICES)
    # Whole packages that `quantity` fills: stored, so that lists can compare it with sales.
    packages = models.PositiveBigIntegerField("số gói")

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lô hàng"
        verbose_name_plural = "lô hàng"
        ordering = ["-produced_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="batch_lot_once_in_its_organisation", fields=["organisation", "lot"]
            ),
            models.CheckConstraint(name="batch_has_a_lot", condition=~Q(lot="")),
            models.CheckConstraint(
                name="batch_quantity_above_zero", condition=Q(quantity__gt=0)
            ),
            known_choice("batch_unit_known", "unit", UNIT_CODES),
            models.CheckConstraint(
                name="batch_expires_after_it_was_made",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("produced_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} ({self.product})"

    @property
    def key(self) -> str:
        """How the log and the version counters name this batch: "trace.batch:7"."""
        return f"trace.batch:{self.pk}"

    @property
    def content(self) -> str:
        """What one package of the batch holds: "500 g"."""
        return quantities.quantity(self.net_content, self.content_unit)


class BatchInputQuerySet(OfOrganisation):
    """Reading what went into batches."""

    organisation_path = "batch__organisation"


class BatchInput(models.Model):
    """What went into a batch: part of a harvest or of a received material.

    `quantity` is in the unit of its source (a harvest: kg). `claimed_code` is the growing-area
    code that this part is said to stand under: the one that its harvest claimed, or where that
    claimed none the one named here; null when none is claimed.
    """

    batch = models.ForeignKey(
        Batch, models.CASCADE, verbose_name="lô hàng", related_name="inputs"
    )
    harvest = models.ForeignKey(
        Harvest,
        models.PROTECT,
        verbose_name="lần thu hoạch",
        related_name="batch_inputs",
        null=True,
        blank=True,
    )
    material = models.ForeignKey(
        ReceivedMaterial,
        models.PROTECT,
        verbose_name="nguyên liệu nhận vào",
        related_name="batch_inputs",
        null=True,
        blank=True,
    )
    claimed_code = models.ForeignKey(
        GrowingAreaCode,
        models.PROTECT,
        verbose_name="mã số vùng trồng",
        related_name="batch_inputs",
        null=True,
        blank=True,
    )
    quantity = models.DecimalField("số lượng", max_digits=12, decimal_places=3)

    objects = BatchInputQuerySet.as_manager()

    class Meta:
        verbose_name = "nguyên liệu của lô"
        verbose_name_plural = "nguyên liệu của lô"
        ordering = ["batch", "pk"]
        constraints = [
            models.CheckConstraint(
                name="batch_input_from_a_harvest_or_a_material",
                condition=Q(harvest__isnull=False, material__isnull=True)
                | Q(harvest__isnull=True, material__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_input_code_only_with_a_harvest",
                condition=Q(claimed_code__isnull=True) | Q(harvest__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_input_quantity_above_zero", condition=Q(quantity__gt=0)
            ),
            models.UniqueConstraint(
                name="batch_input_harvest_once",
                fields=["batch", "harvest"],
                condition=Q(harvest__isnull=False),
            ),
            models.UniqueConstraint(
                name="batch_input_material_once",
                fields=["batch", "material"],
                condition=Q(material__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} → {self.batch}"


class ActivationQuerySet(OfOrganisation):
    """Reading activations."""

    organisation_path = "batch__organisation"


class Activation(models.Model):
    """Labels of a run, [first, end) counted from 0, are on packages of a batch."""

    run = models.ForeignKey(
        LabelRun, models.PROTECT, verbose_name="đợt nhãn", related_name="activations"
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, verbose_name="lô hàng", related_name="activations"
    )
    first = models.PositiveIntegerField("từ vị trí")
    end = models.PositiveIntegerField("đến trước vị trí")
    activated_at = models.DateTimeField("kích hoạt lúc")
    activated_by = models.CharField("người kích hoạt", max_length=60)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        verbose_name = "kích hoạt nhãn"
        verbose_name_plural = "kích hoạt nhãn"
        ordering = ["run", "first"]
        constraints = [
            models.CheckConstraint(
                name="activation_of_at_least_one_label", condition=Q(end__gt=F("first"))
            ),
            NoOverlap(
                name="activation_of_each_label_once",
                same=["run"],
                start="first",
                end="end",
                violation_error_message="Một phần số nhãn này đã được kích hoạt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} [{self.first}, {self.end}) → {self.batch}"


class SaleQuerySet(OfOrganisation):
    """Reading sales."""

    organisation_path = "batch__organisation"

    def in_force(self) -> Self:
        """Sales that count: no later entry corrects them."""
        return self.filter(~Exists(Sale.objects.filter(corrects=OuterRef("pk"))))


class Sale(models.Model):
    """Packages of a batch were sold on a day.

    An entry is never changed: one that was wrong is corrected by a new one, which names it in
    `corrects` and says how it really was; 0 packages when nothing was sold. `buyer` is for the
    organisation and its officers only.
    """

    batch = models.ForeignKey(
        Batch, models.PROTECT, verbose_name="lô hàng", related_name="sales"
    )
    packages = models.PositiveBigIntegerField("số gói")
    sold_on = models.DateField("ngày bán")
    buyer = models.CharField("người mua", max_length=200, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="sửa cho lần bán",
        related_name="corrections",
        null=True,
        blank=True,
    )
    # The same request sent twice (a double click, a lost answer) is one sale.
    request = models.UUIDField("mã yêu cầu", unique=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.CharField("người ghi", max_length=60)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = "lần bán"
        verbose_name_plural = "lần bán"
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sale_of_some_packages_unless_it_corrects",
                condition=Q(packages__gt=0) | Q(corrects__isnull=False),
            ),
            models.UniqueConstraint(name="sale_corrected_once", fields=["corrects"]),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.packages}"

    @property
    def key(self) -> str:
        """How the log names it: "trace.sale:5"."""
        return f"trace.sale:{self.pk}"


class ScanQuerySet(OfOrganisation):
    """Reading scans; those of unknown codes belong to nobody."""


class Scan(models.Model):
    """Someone opened the page of a code. One short insert, never changed.

    No address of a visitor is kept. `run` and `number` are null for a code that is not ours,
    whose first characters are then in `code`.
    """

    at = models.DateTimeField("lúc")
    verdict = models.CharField("kết quả", max_length=20)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="+", null=True
    )
    run = models.ForeignKey(
        LabelRun, models.PROTECT, verbose_name="đợt nhãn", related_name="scans", null=True
    )
    number = models.PositiveIntegerField("vị trí trong đợt", null=True)
    code = models.CharField("mã đã quét", max_length=40)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt quét"
        verbose_name_plural = "lượt quét"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="scan_of_a_label_names_run_and_number",
                condition=Q(run__isnull=True, number__isnull=True, organisation__isnull=True)
                | Q(run__isnull=False, number__isnull=False, organisation__isnull=False),
            ),
            AppendOnly(name="scan_append_only"),
        ]
        indexes = [
            # How often and when first one label was scanned.
            models.Index(name="scan_by_label", fields=["run", "number", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.verdict}"
