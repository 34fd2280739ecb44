"""Land that lies in two plots."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from growing_areas.models.areas import Plot


class PlotOverlapQuerySet(models.QuerySet):
    """Reading overlaps."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Overlaps of a plot that this person may see; the other plot may be hidden to them."""
        if user.is_superuser:
            return self
        mine = Plot.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(left__in=mine) | Q(right__in=mine))


class PlotOverlap(models.Model):
    """Land that lies in two plots: of one organisation, or of two under two codes.

    `left` is the plot that was entered first.
    """

    left = models.ForeignKey(
        Plot,
        models.PROTECT,
        verbose_name="thửa thứ nhất",
        related_name="overlaps_right",
        db_index=False,  # plot_overlap_once begins with it
    )
    right = models.ForeignKey(
        Plot, models.PROTECT, verbose_name="thửa thứ hai", related_name="overlaps_left"
    )
    hectares = models.DecimalField("diện tích chồng (ha)", max_digits=12, decimal_places=4)
    found_at = models.DateTimeField("phát hiện lúc")

    objects = PlotOverlapQuerySet.as_manager()

    class Meta:
        verbose_name = "thửa chồng lấn"
        verbose_name_plural = "thửa chồng lấn"
        ordering = ["-hectares", "pk"]
        constraints = [
            models.UniqueConstraint(name="plot_overlap_once", fields=["left", "right"]),
            models.CheckConstraint(
                name="plot_overlap_in_order", condition=Q(left__lt=F("right"))
            ),
            models.CheckConstraint(
                name="plot_overlap_has_an_area", condition=Q(hectares__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left}, {self.right}: {self.hectares} ha"
