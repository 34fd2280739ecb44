"""Crops, growing areas and their plots."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round

from common.shown import is_vietnamese
from cooperatives.models import OfOrganisation, Organisation
from places.models import Unit


class Crop(models.Model):
    """A crop as the register knows it; loaded by `load_crops`, never typed in by clerks."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=80)
    name_en = models.CharField("tên tiếng Anh", max_length=80)
    scientific_name = models.CharField("tên khoa học", max_length=120, blank=True)
    perennial = models.BooleanField("cây lâu năm")

    class Meta:
        verbose_name = "loại cây trồng"
        verbose_name_plural = "loại cây trồng"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="crop_has_code_and_names",
                condition=~Q(code="") & ~Q(name="") & ~Q(name_en=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the language of the page: "lúa", in English "rice"."""
        return self.name if is_vietnamese() else self.name_en


class GrowingAreaQuerySet(OfOrganisation):
    """Reading growing areas."""

    place_path = ""

    def with_hectares(self) -> Self:
        """Each area with `hectares`, the sum of its plots (0 without plots)."""
        plots = Plot.objects.filter(area=OuterRef("pk")).order_by().values("area")
        return self.annotate(
            hectares=Coalesce(
                # SQLite sums in floats; rounding gives back the exact four decimals.
                Subquery(plots.annotate(sum=Round(Sum("hectares"), 4)).values("sum")),
                Value(0),
                output_field=DecimalField(max_digits=14, decimal_places=4),
            )
        )


class GrowingArea(models.Model):
    """Land of one organisation where one crop grows: plots, codes and harvests hang on it.

    `unit` is the commune or village in force the day the area was entered. An area keeps
    pointing at it after a reform; `successor` is what a person chose where it was split.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="tổ chức",
        related_name="growing_areas",
        db_index=False,  # growing_area_name_once_in_its_organisation begins with it
    )
    name = models.CharField("tên vùng trồng", max_length=150)
    folded = models.CharField("tên không dấu", max_length=1000, editable=False)
    crop = models.ForeignKey(
        Crop, models.PROTECT, verbose_name="cây trồng", related_name="growing_areas"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="địa bàn", related_name="growing_areas"
    )
    successor = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="xã, phường nhận",
        related_name="+",
        null=True,
        blank=True,
    )
    note = models.TextField("ghi chú", blank=True)
    # The organisation's own code, by which its files name the area.
    reference = models.CharField("mã riêng", max_length=60, blank=True)
    # As papers have it; what is drawn as plots is measured, and goes before.
    declared_hectares = models.DecimalField(
        "diện tích khai báo (ha)", max_digits=10, decimal_places=4, null=True, blank=True
    )
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1)
    registered_at = models.DateTimeField("ghi nhận lúc")

    objects = GrowingAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "vùng trồng"
        verbose_name_plural = "vùng trồng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="growing_area_has_a_name", condition=~Q(name="")),
            # Also the index for "the areas of this organisation".
            models.UniqueConstraint(
                name="growing_area_name_once_in_its_organisation",
                fields=["organisation", "name"],
                violation_error_message="Tổ chức đã có vùng trồng tên này.",
            ),
            models.UniqueConstraint(
                name="growing_area_reference_once_in_its_organisation",
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="growing_area_declared_hectares_above_zero",
                condition=Q(declared_hectares__isnull=True) | Q(declared_hectares__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this area: "growing_areas.area:3"."""
        return f"growing_areas.area:{self.pk}"

    @property
    def chain(self) -> str:
        """The chain of the log that tells of it: its organisation's."""
        return self.organisation.key

    @property
    def place(self) -> Unit:
        """The unit whose officers are responsible: the one assigned, else that of its day."""
        return self.successor or self.unit


class PlotQuerySet(OfOrganisation):
    """Reading plots."""

    def around(self, west: Decimal, south: Decimal, east: Decimal, north: Decimal) -> Self:
        """Plots whose box touches the given one: those that may overlap what lies in it."""
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)

    organisation_path = "area__organisation"
    place_path = "area"


class Plot(models.Model):
    """A piece of land of an area, by its outline.

    `geometry` is a GeoJSON Polygon or MultiPolygon with its coordinates as given (WGS-84,
    longitude first); a small plot may be a Point. `hectares`, `lon` and `lat` (the centroid)
    and the box from `west` to `north` are computed from it by the service and never typed in;
    only a point's hectares are those that its holder declares. `declared_hectares`: what the
    holder or their file says, to be held against the map.
    """

    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="plots",
        db_index=False,  # plot_name_once_in_its_area begins with it
    )
    name = models.CharField("tên thửa", max_length=100)
    folded = models.CharField("tên không dấu", max_length=500, editable=False)
    geometry = models.JSONField("hình")
    hectares = models.DecimalField("diện tích (ha)", max_digits=12, decimal_places=4)
    lon = models.DecimalField("kinh độ tâm", max_digits=9, decimal_places=6)
    lat = models.DecimalField("vĩ độ tâm", max_digits=8, decimal_places=6)
    west = models.DecimalField("kinh độ cực tây", max_digits=9, decimal_places=6)
    south = models.DecimalField("vĩ độ cực nam", max_digits=8, decimal_places=6)
    east = models.DecimalField("kinh độ cực đông", max_digits=9, decimal_places=6)
    north = models.DecimalField("vĩ độ cực bắc", max_digits=8, decimal_places=6)
    declared_hectares = models.DecimalField(
        "diện tích khai (ha)", max_digits=12, decimal_places=4, null=True, blank=True
    )

    objects = PlotQuerySet.as_manager()

    class Meta:
        verbose_name = "thửa"
        verbose_name_plural = "thửa"
        ordering = ["area_id", "pk"]
        constraints = [
            # Also the index for "the plots of this area".
            models.UniqueConstraint(
                name="plot_name_once_in_its_area",
                fields=["area", "name"],
                violation_error_message="Vùng trồng đã có thửa tên này.",
            ),
            models.CheckConstraint(name="plot_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="plot_has_an_area", condition=Q(hectares__gt=0)),
            models.CheckConstraint(
                name="plot_centroid_on_earth",
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="plot_box_is_a_box",
                condition=Q(west__lte=F("east"), south__lte=F("north")),
            ),
            models.CheckConstraint(
                name="plot_declares_an_area_or_none",
                condition=Q(declared_hectares__isnull=True) | Q(declared_hectares__gt=0),
            ),
        ]
        indexes = [
            # The plots around a new one, among all organisations', to look for overlaps.
            models.Index(name="plot_by_box", fields=["west", "east", "south", "north"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this plot: "growing_areas.plot:7"."""
        return f"growing_areas.plot:{self.pk}"

    def as_feature(self) -> dict[str, Any]:
        """The plot as a GeoJSON Feature for maps."""
        return {
            "type": "Feature",
            "id": self.pk,
            "properties": {"name": self.name, "hectares": str(self.hectares)},
            "geometry": self.geometry,
        }
