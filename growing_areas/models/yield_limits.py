"""The most that a hectare of a crop gives: what claims more was grown somewhere else."""

from django.db import models
from django.db.models import Q

from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from growing_areas.models.areas import Crop
from growing_areas.models.rules import Rule, dated_rule


class YieldLimit(Rule):
    """The most kilograms that a hectare of `crop` gives in a season, and seasons in a year.

    Kilograms as harvests are written down: fresh, from the field. A harvest above it is never
    refused; the office hears of it.
    """

    crop = models.ForeignKey(
        Crop, models.PROTECT, verbose_name="cây trồng", related_name="yield_limits"
    )
    kilograms_per_hectare = models.DecimalField(
        "nhiều nhất mỗi vụ (kg/ha)", max_digits=10, decimal_places=3
    )
    seasons_a_year = models.PositiveSmallIntegerField("số vụ nhiều nhất trong năm", default=1)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "giới hạn năng suất"
        verbose_name_plural = "giới hạn năng suất"
        ordering = ["crop__code", "valid_from"]
        constraints = [
            dated_rule("yield_limit_ends_after_it_starts"),
            known_choice(
                "yield_limit_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="yield_limit_above_zero",
                condition=Q(kilograms_per_hectare__gt=0, seasons_a_year__gt=0),
            ),
            NoOverlap(
                name="yield_limit_one_a_day",
                same=["crop"],
                violation_error_message="Cây này đã có giới hạn trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.crop}: {self.kilograms_per_hectare} kg/ha"
