"""Seasons of a growing area: what is expected of one, and what it gave."""

import datetime
from typing import Self

from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.dates import in_span
from cooperatives.models import OfOrganisation
from growing_areas import code_formats
from growing_areas.models.areas import GrowingArea
from growing_areas.models.harvests import Harvest

ONE_DAY = datetime.timedelta(days=1)


class SeasonQuerySet(OfOrganisation):
    """Reading seasons."""

    organisation_path = "area__organisation"
    place_path = "area"

    def on(self, day: datetime.date) -> Self:
        """Seasons that `day` lies in: starts_on <= day < ends_on."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)

    def unclosed(self, today: datetime.date) -> Self:
        """Seasons that ended before `today` and whose real output nobody wrote down."""
        return self.filter(ends_on__lte=today, closed_at__isnull=True)

    def with_harvested(self) -> Self:
        """Each season with `harvested`: kilograms of its harvests, 0 without any."""
        harvests = Harvest.objects.filter(season=OuterRef("pk")).order_by().values("season")
        return self.annotate(
            harvested=Coalesce(
                # SQLite sums in floats; rounding gives back the exact three decimals.
                Subquery(harvests.annotate(sum=Round(Sum("kilograms"), 3)).values("sum")),
                Value(0),
                output_field=DecimalField(max_digits=16, decimal_places=3),
            )
        )


class Season(models.Model):
    """One season of an area, [starts_on, ends_on): its plan, and at its end what it gave.

    A harvest belongs to the season that its day lies in: the services find it. Growers are
    counted, never named. `real_kilograms` is what the holder says at the end; it stands beside
    the sum of the recorded harvests, and `closing_note` says why the two differ.
    """

    class Standard(models.TextChoices):
        NONE = "none", _("không theo tiêu chuẩn nào")
        VIETGAP = "vietgap", "VietGAP"
        GLOBALGAP = "globalgap", "GlobalG.A.P."
        ORGANIC = "organic", _("hữu cơ (TCVN 11041)")
        IPM = "ipm", _("quản lý dịch hại tổng hợp (IPM)")
        OTHER = "other", _("tiêu chuẩn khác")

    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="seasons",
        db_index=False,  # season_by_area
    )
    name = models.CharField("tên vụ", max_length=80)
    starts_on = models.DateField("bắt đầu từ ngày")
    ends_on = models.DateField(
        "kết thúc trước ngày", help_text="Ngày đầu tiên không còn thuộc vụ."
    )
    variety = models.CharField("giống", max_length=120, blank=True)
    growers = models.PositiveIntegerField("số hộ trồng", null=True, blank=True)
    standard = models.CharField(
        "tiêu chuẩn áp dụng", max_length=10, choices=Standard, blank=True
    )
    other_standard = models.CharField("tên tiêu chuẩn khác", max_length=120, blank=True)
    expected_kilograms = models.DecimalField(
        "sản lượng dự kiến (kg)", max_digits=14, decimal_places=3, null=True, blank=True
    )
    harvest_from = models.DateField("dự kiến thu từ ngày", null=True, blank=True)
    harvest_to = models.DateField("dự kiến thu đến trước ngày", null=True, blank=True)
    market = models.CharField("thị trường dự kiến", max_length=2, blank=True)
    real_kilograms = models.DecimalField(
        "sản lượng thật (kg)", max_digits=14, decimal_places=3, null=True, blank=True
    )
    closing_note = models.TextField("ghi chú khi chốt vụ", blank=True)
    closed_at = models.DateTimeField("chốt vụ lúc", null=True, blank=True)
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    recorded_at = models.DateTimeField("ghi nhận lúc")

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = "vụ"
        verbose_name_plural = "vụ"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            NoOverlap(
                name="season_one_a_day_in_its_area",
                same=["area"],
                start="starts_on",
                end="ends_on",
                violation_error_message="Vùng trồng đã có vụ trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="season_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(name="season_has_a_name", condition=~Q(name="")),
            known_choice(
                "season_standard_known",
                "standard",
                ["", "none", "vietgap", "globalgap", "organic", "ipm", "other"],
            ),
            models.CheckConstraint(
                name="season_names_its_other_standard",
                condition=(Q(standard="other") & ~Q(other_standard=""))
                | (~Q(standard="other") & Q(other_standard="")),
            ),
            models.CheckConstraint(
                name="season_counts_above_zero",
                condition=(Q(growers__isnull=True) | Q(growers__gt=0))
                & (Q(expected_kilograms__isnull=True) | Q(expected_kilograms__gt=0)),
            ),
            models.CheckConstraint(
                name="season_harvest_days_are_a_span",
                condition=Q(harvest_from__isnull=True, harvest_to__isnull=True)
                | Q(
                    harvest_from__isnull=False,
                    harvest_to__isnull=False,
                    harvest_to__gt=F("harvest_from"),
                ),
            ),
            models.CheckConstraint(
                name="season_closed_with_its_output",
                condition=Q(closed_at__isnull=True, real_kilograms__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    real_kilograms__isnull=False,
                    real_kilograms__gte=0,
                ),
            ),
        ]
        indexes = [
            # The seasons of one area, newest first; the season of a day.
            models.Index(name="season_by_area", fields=["area", "-starts_on"]),
            # Seasons that ended and wait for their output.
            models.Index(
                name="season_unclosed", fields=["ends_on"], condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.area})"

    @property
    def key(self) -> str:
        """How the log names this season: "growing_areas.season:4"."""
        return f"growing_areas.season:{self.pk}"

    @property
    def last_day(self) -> datetime.date:
        """The last day that belongs to the season."""
        return self.ends_on - ONE_DAY

    @property
    def harvest_last_day(self) -> datetime.date | None:
        """The last day on which a harvest is expected."""
        return self.harvest_to - ONE_DAY if self.harvest_to else None

    @property
    def market_name(self) -> str:
        """The market for people: "trong nước", "Trung Quốc"; empty where none is said."""
        known = code_formats.MARKETS.get(self.market)
        return gettext(known) if known else self.market

    @property
    def standard_name(self) -> str:
        """The standard for people, empty where nothing is said."""
        return self.other_standard or self.get_standard_display()

    def state_on(self, day: datetime.date) -> str:
        """A value of `STATES`: closed, or by `day` still to come, running, or ended."""
        if self.closed_at is not None:
            return "closed"
        if in_span(day, self.starts_on, self.ends_on):
            return "running"
        return "coming" if day < self.starts_on else "ended"


STATES = {
    "coming": gettext_lazy("sắp tới"),
    "running": gettext_lazy("đang diễn ra"),
    "ended": gettext_lazy("đã hết, chưa chốt"),
    "closed": gettext_lazy("đã chốt"),
}
