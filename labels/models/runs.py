"""Runs of labels. A label has no row until it has a story: its serial is computed."""

from django.db import models
from django.db.models import Q

from cooperatives.models import OfOrganisation, Organisation
from labels.dots import FINE, RESOLUTIONS, Dots
from labels.models.printers import Printer
from labels.models.templates import LabelTemplateVersion
from labels.sheets import SHEETS, TRUE, Calibration, Sheet
from products.models import Product
from records.models import Document, Job

# A serial has 22 bits for the run within its key and 22 for the label within its run.
MOST_RUNS_OF_A_KEY = 2**22
MOST_LABELS = 1_000_000


class LabelRunQuerySet(OfOrganisation):
    """Reading label runs."""


class LabelRun(models.Model):
    """`count` labels of one product, printed with one text.

    The serials follow from (key, number, place): a run of a million labels is this one row.
    `text` is a snapshot of the printing day, so that printing again gives the same sheet, and
    `public_url` is frozen with it: paper cannot be changed.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="label_runs"
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name="sản phẩm", related_name="label_runs"
    )
    key_id = models.PositiveSmallIntegerField("số của khóa")
    # Another installation's key file may hold another key of the same id.
    key_fingerprint = models.CharField("dấu của khóa", max_length=8)
    number = models.PositiveIntegerField("số đợt trong khóa")
    count = models.PositiveIntegerField("số nhãn")
    sheet = models.CharField("khổ giấy", max_length=20)
    # What it was printed on, as `PrintSetup.kept` says it; empty for a run that was printed
    # before there were printers, on a sheet of the platform's.
    setup = models.JSONField("cách in", default=dict)
    printer = models.ForeignKey(
        Printer, models.PROTECT, verbose_name="máy in", related_name="runs", null=True
    )
    # Null: the platform arranged the words.
    template_version = models.ForeignKey(
        LabelTemplateVersion,
        models.PROTECT,
        verbose_name="mẫu nhãn",
        related_name="runs",
        null=True,
    )
    text = models.JSONField("chữ trên nhãn")
    public_url = models.CharField("địa chỉ in trong mã", max_length=200)
    gtin = models.CharField("mã vạch GTIN trong mã", max_length=14, blank=True)
    lot = models.CharField("số lô trong mã", max_length=20, blank=True)
    # The same request sent twice (a double click, a lost answer) is one run.
    request = models.UUIDField("mã yêu cầu", unique=True)
    job = models.ForeignKey(
        Job, models.PROTECT, verbose_name="công việc in", related_name="+", null=True
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="tệp in", related_name="+", null=True
    )
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.CharField("người tạo", max_length=60)

    objects = LabelRunQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt nhãn"
        verbose_name_plural = "đợt nhãn"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="label_run_once_in_its_key", fields=["key_id", "number"]
            ),
            models.CheckConstraint(
                name="label_run_key_within_4_bits", condition=Q(key_id__gte=0, key_id__lt=16)
            ),
            models.CheckConstraint(
                name="label_run_number_within_22_bits",
                condition=Q(number__gte=0, number__lt=MOST_RUNS_OF_A_KEY),
            ),
            models.CheckConstraint(
                name="label_run_count_from_1_to_a_million",
                condition=Q(count__gte=1, count__lte=MOST_LABELS),
            ),
        ]
        indexes = [
            # The runs of one organisation, newest first.
            models.Index(
                name="label_run_by_organisation", fields=["organisation", "-created_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.count} nhãn"

    @property
    def key(self) -> str:
        """How the log names this run: "labels.run:5"."""
        return f"labels.run:{self.pk}"

    @property
    def paper(self) -> Sheet:
        """The sheet or roll, with the measures of the printing day."""
        return Sheet(**self.setup["sheet"]) if self.setup else SHEETS[self.sheet]

    @property
    def start(self) -> int:
        """The place of the first label on the first sheet, counted from 1."""
        return int(self.setup.get("start", 1))

    @property
    def calibration(self) -> Calibration:
        """How far beside the mark the printer printed on the printing day."""
        kept = self.setup.get("calibration")
        return Calibration(**kept) if kept else TRUE

    @property
    def dots(self) -> Dots:
        """What its printer can draw."""
        return RESOLUTIONS.get(self.setup.get("dpi"), FINE)
