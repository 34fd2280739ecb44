"""The field diary: what was done on which plots, with what, by whom, and when it was told."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from cooperatives.models import OfOrganisation
from growing_areas.models.areas import GrowingArea, Plot
from growing_areas.models.harvests import Harvest
from growing_areas.models.inputs import InputProduct
from records.models import Document

# What arrives later than this after it was written down is marked as late.
LATE_AFTER = datetime.timedelta(days=1)


class DiaryEntryQuerySet(OfOrganisation):
    """Reading entries."""

    organisation_path = "area__organisation"
    place_path = "area"

    def standing(self) -> Self:
        """Entries that no later one corrects."""
        return self.filter(correction__isnull=True)

    def late(self) -> Self:
        """Entries that arrived late."""
        return self.filter(received_at__gt=F("captured_at") + LATE_AFTER)


class DiaryEntry(models.Model):
    """One piece of work on plots of one area.

    `client_id` is made where the entry is written, on the phone or in the form, so that the
    same entry never arrives twice. `done_on`: the day of the work; `captured_at`: when it was
    written down, by the phone's clock; `received_at`: when it arrived, by the server's.
    What an input is called, its active ingredient and its days before harvest are kept as they
    were told: lists change. An entry is never edited: `corrects` names the one it replaces.
    """

    class Job(models.TextChoices):
        SOWING = "sowing", _("gieo trồng")
        FERTILISER = "fertiliser", _("bón phân")
        SPRAYING = "spraying", _("phun thuốc")
        IRRIGATION = "irrigation", _("tưới nước")
        PRUNING = "pruning", _("tỉa cành")
        PEST_MONITORING = "pest_monitoring", _("theo dõi sâu bệnh")
        HARVEST = "harvest", _("thu hoạch")

    class DoseUnit(models.TextChoices):
        KG = "kg", _("kg")
        GRAM = "g", _("g")
        LITRE = "l", _("lít")
        MILLILITRE = "ml", _("ml")
        KG_HA = "kg/ha", _("kg/ha")
        LITRE_HA = "l/ha", _("lít/ha")
        GRAM_LITRE = "g/l", _("g/lít nước")
        MILLILITRE_LITRE = "ml/l", _("ml/lít nước")
        CUBIC_METRE = "m3", _("m³")
        HOUR = "h", _("giờ")

    class Weather(models.TextChoices):
        SUN = "sun", _("nắng")
        CLOUD = "cloud", _("nhiều mây")
        RAIN = "rain", _("mưa")
        WIND = "wind", _("gió mạnh")

    client_id = models.UUIDField("mã của thiết bị", unique=True)
    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="diary_entries",
        db_index=False,  # see diary_entry_by_area
    )
    plots = models.ManyToManyField(
        Plot, through="DiaryPlot", verbose_name="thửa", related_name="diary_entries"
    )
    job = models.CharField("công việc", max_length=20, choices=Job)
    done_on = models.DateField("ngày làm")
    captured_at = models.DateTimeField("ghi lúc")
    received_at = models.DateTimeField("nhận lúc")
    operator = models.CharField("người làm", max_length=120, blank=True)
    input = models.ForeignKey(
        InputProduct,
        models.PROTECT,
        verbose_name="vật tư trong danh mục",
        related_name="diary_entries",
        null=True,
        blank=True,
    )
    input_name = models.CharField("vật tư", max_length=150, blank=True)
    active_ingredient = models.CharField("hoạt chất", max_length=200, blank=True)
    pre_harvest_days = models.PositiveSmallIntegerField(
        "thời gian cách ly (ngày)", null=True, blank=True
    )
    dose = models.DecimalField(
        "liều lượng", max_digits=10, decimal_places=3, null=True, blank=True
    )
    dose_unit = models.CharField(
        "đơn vị của liều lượng", max_length=6, choices=DoseUnit, blank=True
    )
    target = models.CharField("sâu bệnh", max_length=120, blank=True)
    weather = models.CharField("thời tiết", max_length=10, choices=Weather, blank=True)
    note = models.TextField("ghi chú", blank=True)
    harvest = models.OneToOneField(
        Harvest,
        models.PROTECT,
        verbose_name="lần thu hoạch",
        related_name="diary_entry",
        null=True,
        blank=True,
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="sửa cho",
        related_name="correction",
        null=True,
        blank=True,
    )
    by = models.CharField("người ghi", max_length=60)

    objects = DiaryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mục nhật ký đồng ruộng"
        verbose_name_plural = "nhật ký đồng ruộng"
        ordering = ["-done_on", "-pk"]
        constraints = [
            known_choice(
                "diary_entry_job_known",
                "job",
                [
                    "sowing",
                    "fertiliser",
                    "spraying",
                    "irrigation",
                    "pruning",
                    "pest_monitoring",
                    "harvest",
                ],
            ),
            known_choice(
                "diary_entry_dose_unit_known",
                "dose_unit",
                ["", "kg", "g", "l", "ml", "kg/ha", "l/ha", "g/l", "ml/l", "m3", "h"],
            ),
            known_choice(
                "diary_entry_weather_known", "weather", ["", "sun", "cloud", "rain", "wind"]
            ),
            models.CheckConstraint(
                name="diary_entry_dose_has_its_unit",
                condition=Q(dose__isnull=True, dose_unit="")
                | Q(dose__isnull=False, dose__gt=0) & ~Q(dose_unit=""),
            ),
            models.CheckConstraint(
                name="diary_entry_listed_input_has_its_name",
                condition=Q(input__isnull=True) | ~Q(input_name=""),
            ),
            models.CheckConstraint(
                name="spraying_names_its_product_and_interval",
                condition=~Q(job="spraying")
                | ~Q(input_name="") & Q(pre_harvest_days__isnull=False),
            ),
            models.CheckConstraint(
                name="diary_entry_interval_within_a_year",
                condition=Q(pre_harvest_days__isnull=True) | Q(pre_harvest_days__lte=365),
            ),
            models.CheckConstraint(
                name="diary_entry_harvest_is_of_its_job",
                condition=Q(job="harvest", harvest__isnull=False)
                | ~Q(job="harvest") & Q(harvest__isnull=True),
            ),
        ]
        indexes = [
            # The diary of one area, newest first.
            models.Index(name="diary_entry_by_area", fields=["area", "-done_on", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_display()} {self.done_on:%d/%m/%Y}"

    @property
    def key(self) -> str:
        """How the log names this entry: "growing_areas.diary_entry:5"."""
        return f"growing_areas.diary_entry:{self.pk}"

    @property
    def is_late(self) -> bool:
        """Whether it arrived much later than it was written down."""
        return self.received_at > self.captured_at + LATE_AFTER

    @property
    def is_corrected(self) -> bool:
        """Whether a later entry replaces it."""
        return hasattr(self, "correction")


class DiaryPlotQuerySet(OfOrganisation):
    """Reading which plots entries are about."""

    organisation_path = "entry__area__organisation"
    place_path = "entry__area"


class DiaryPlot(models.Model):
    """This work was done on this plot, among others perhaps."""

    entry = models.ForeignKey(
        DiaryEntry,
        models.CASCADE,
        verbose_name="mục nhật ký",
        related_name="diary_plots",
        db_index=False,  # diary_entry_names_a_plot_once begins with it
    )
    plot = models.ForeignKey(
        Plot, models.PROTECT, verbose_name="thửa", related_name="diary_plots"
    )

    objects = DiaryPlotQuerySet.as_manager()

    class Meta:
        verbose_name = "thửa của mục nhật ký"
        verbose_name_plural = "thửa của mục nhật ký"
        ordering = ["entry_id", "plot_id"]
        constraints = [
            models.UniqueConstraint(
                name="diary_entry_names_a_plot_once", fields=["entry", "plot"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.plot}"


class DiaryPhotoQuerySet(OfOrganisation):
    """Reading photos of entries."""

    organisation_path = "entry__area__organisation"
    place_path = "entry__area"


class DiaryPhoto(models.Model):
    """A photo that belongs to an entry; its own id keeps it from arriving twice."""

    client_id = models.UUIDField("mã của thiết bị", unique=True)
    entry = models.ForeignKey(
        DiaryEntry, models.PROTECT, verbose_name="mục nhật ký", related_name="photos"
    )
    document = models.OneToOneField(
        Document, models.PROTECT, verbose_name="tệp ảnh", related_name="+"
    )
    received_at = models.DateTimeField("nhận lúc")

    objects = DiaryPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của nhật ký"
        verbose_name_plural = "ảnh của nhật ký"
        ordering = ["entry_id", "pk"]

    def __str__(self) -> str:
        return str(self.document)
