"""What was harvested, where and when."""

from django.db import models
from django.db.models import Q

from cooperatives.models import OfOrganisation
from growing_areas.models.areas import GrowingArea, Plot
from growing_areas.models.codes import GrowingAreaCode


class HarvestQuerySet(OfOrganisation):
    """Reading harvests."""

    organisation_path = "area__organisation"
    place_path = "area"


class Harvest(models.Model):
    """Kilograms taken from plots of one area on one day.

    `code`: the growing-area code that it is said to stand under; what is made of it claims no
    other. Null where none was claimed.
    """

    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="harvests",
        db_index=False,  # see harvest_by_area
    )
    plots = models.ManyToManyField(
        Plot, through="HarvestPlot", verbose_name="thửa", related_name="harvests"
    )
    harvested_on = models.DateField("ngày thu hoạch")
    kilograms = models.DecimalField("khối lượng (kg)", max_digits=12, decimal_places=3)
    # The season of its area that its day lies in: found by the services.
    season = models.ForeignKey(
        "growing_areas.Season",
        models.PROTECT,
        verbose_name="vụ",
        related_name="harvests",
        null=True,
        blank=True,
    )
    code = models.ForeignKey(
        GrowingAreaCode,
        models.PROTECT,
        verbose_name="mã số vùng trồng",
        related_name="harvests",
        null=True,
        blank=True,
    )
    note = models.TextField("ghi chú", blank=True)
    recorded_at = models.DateTimeField("ghi nhận lúc")
    # A named person let it through though a pre-harvest interval had not passed.
    override_reason = models.TextField("lý do cho qua thời gian cách ly", blank=True)
    override_by = models.CharField("người cho qua", max_length=60, blank=True)
    override_at = models.DateTimeField("cho qua lúc", null=True, blank=True)

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = "lần thu hoạch"
        verbose_name_plural = "lần thu hoạch"
        ordering = ["-harvested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="harvest_kilograms_above_zero", condition=Q(kilograms__gt=0)
            ),
            models.CheckConstraint(
                name="harvest_override_has_reason_person_and_time",
                condition=Q(override_reason="", override_by="", override_at__isnull=True)
                | ~Q(override_reason="") & ~Q(override_by="") & Q(override_at__isnull=False),
            ),
        ]
        indexes = [
            # The harvests of one area, newest first.
            models.Index(name="harvest_by_area", fields=["area", "-harvested_on", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.harvested_on}: {self.kilograms} kg"

    @property
    def key(self) -> str:
        """How the log names this harvest: "growing_areas.harvest:9"."""
        return f"growing_areas.harvest:{self.pk}"


class HarvestPlotQuerySet(OfOrganisation):
    """Reading which plots harvests came from."""

    organisation_path = "harvest__area__organisation"
    place_path = "harvest__area"


class HarvestPlot(models.Model):
    """This harvest came from this plot, among others perhaps."""

    harvest = models.ForeignKey(
        Harvest,
        models.CASCADE,
        verbose_name="lần thu hoạch",
        related_name="harvest_plots",
        db_index=False,  # harvest_names_a_plot_once begins with it
    )
    plot = models.ForeignKey(
        Plot, models.PROTECT, verbose_name="thửa", related_name="harvest_plots"
    )

    objects = HarvestPlotQuerySet.as_manager()

    class Meta:
        verbose_name = "thửa của lần thu hoạch"
        verbose_name_plural = "thửa của lần thu hoạch"
        ordering = ["harvest_id", "plot_id"]
        constraints = [
            models.UniqueConstraint(
                name="harvest_names_a_plot_once", fields=["harvest", "plot"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.harvest}: {self.plot}"
