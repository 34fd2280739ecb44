"""What is put on the fields: dated lists of inputs, and what markets allow."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from growing_areas.models.rules import Certainty, Rule, dated_rule
from places.models import Unit
from records.models import Document

LONGEST_INTERVAL = 365  # days


class InputListQuerySet(DatedQuerySet):
    """Reading lists of inputs."""

    def of_place(self, place: Unit) -> Self:
        """Lists of the office of `place`, of those above it, and of the country."""
        return self.filter(Q(unit__in=_offices(place)) | Q(unit__isnull=True))

    def for_place(self, place: Unit, on: datetime.date) -> Self:
        """The one list that holds at `place` on `on`: of its own office, else of the nearest
        one above it, else the country's. A nearer list stands in place of the wider one."""
        offices = _offices(place)
        near = [When(unit=unit, then=number) for number, unit in enumerate(offices)]
        nearness = Case(*near, default=len(offices), output_field=models.IntegerField())
        return self.of_place(place).on(on).order_by(nearness)[:1]


def _offices(place: Unit) -> list[Unit]:
    """The office of `place` and those above it, the nearest first."""
    offices = [place]
    while offices[-1].parent is not None:
        offices.append(offices[-1].parent)
    return offices


class InputList(models.Model):
    """A list of inputs as one office holds it for a span of days; without `unit`, everywhere.

    A newer list of the same office ends the one before; rows of an ended list stay, because
    entries of diaries name them.
    """

    COUNTRY = "country"

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="địa bàn",
        related_name="input_lists",
        null=True,
        blank=True,
    )
    # Whose list it is as one word, for the rule that there is one a day: an empty `unit`
    # would never equal another.
    holder = models.CharField("nơi áp dụng", max_length=30, editable=False)
    source = models.CharField("nguồn", max_length=300)
    version = models.CharField("phiên bản", max_length=60)
    certainty = models.CharField("mức chắc chắn", max_length=10, choices=Certainty)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên không còn áp dụng."
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="tệp",
        related_name="+",
        null=True,
        blank=True,
    )
    loaded_at = models.DateTimeField("nạp lúc")

    objects = InputListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh mục vật tư"
        verbose_name_plural = "danh mục vật tư"
        ordering = ["holder", "-valid_from"]
        constraints = [
            dated_rule("input_list_ends_after_it_starts"),
            known_choice(
                "input_list_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="input_list_names_its_source",
                condition=~Q(source="") & ~Q(version=""),
            ),
            models.CheckConstraint(
                name="input_list_holder_is_its_unit",
                condition=Q(unit__isnull=True, holder="country")
                | Q(unit__isnull=False) & ~Q(holder="country"),
            ),
            models.UniqueConstraint(
                name="input_list_version_once", fields=["holder", "version"]
            ),
            NoOverlap(
                name="input_list_one_a_day",
                same=["holder"],
                violation_error_message="Nơi này đã có danh mục trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.version})"

    @property
    def key(self) -> str:
        """How the log names this list: "growing_areas.input_list:2"."""
        return f"growing_areas.input_list:{self.pk}"

    @classmethod
    def holder_of(cls, unit: Unit | None) -> str:
        """The word for whose list it is."""
        return f"unit:{unit.pk}" if unit else cls.COUNTRY


class InputProductQuerySet(models.QuerySet):
    """Reading inputs."""

    def for_place(self, place: Unit, on: datetime.date) -> Self:
        """The inputs of the list that holds at `place` on `on`; none without a list."""
        return self.filter(list=InputList.objects.for_place(place, on).first())


class InputProduct(models.Model):
    """A fertiliser, pesticide or other input, as one list describes it.

    `pre_harvest_days`: how many days must pass between the last use and the harvest, the
    longest of what the product's label says; a pesticide always has them, be they 0.
    `active_ingredient`: one, or several joined by "+".
    """

    class Kind(models.TextChoices):
        FERTILISER = "fertiliser", _("phân bón")
        PESTICIDE = "pesticide", _("thuốc bảo vệ thực vật")
        OTHER = "other", _("vật tư khác")

    list = models.ForeignKey(
        InputList,
        models.PROTECT,
        verbose_name="danh mục",
        related_name="products",
        db_index=False,  # input_product_once_in_its_list begins with it
    )
    name = models.CharField("tên vật tư", max_length=150)
    folded = models.CharField("tên không dấu", max_length=300, editable=False)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    active_ingredient = models.CharField("hoạt chất", max_length=200, blank=True)
    pre_harvest_days = models.PositiveSmallIntegerField(
        "thời gian cách ly (ngày)", null=True, blank=True
    )
    registration_number = models.CharField("số đăng ký", max_length=60, blank=True)

    objects = InputProductQuerySet.as_manager()

    class Meta:
        verbose_name = "vật tư nông nghiệp"
        verbose_name_plural = "vật tư nông nghiệp"
        ordering = ["kind", "folded", "pk"]
        constraints = [
            # Also the index for "the inputs of this list".
            models.UniqueConstraint(
                name="input_product_once_in_its_list", fields=["list", "folded"]
            ),
            known_choice(
                "input_product_kind_known", "kind", ["fertiliser", "pesticide", "other"]
            ),
            models.CheckConstraint(name="input_product_has_a_name", condition=~Q(folded="")),
            models.CheckConstraint(
                name="pesticide_has_a_pre_harvest_interval",
                condition=~Q(kind="pesticide") | Q(pre_harvest_days__isnull=False),
            ),
            models.CheckConstraint(
                name="pre_harvest_interval_within_a_year",
                condition=Q(pre_harvest_days__isnull=True) | Q(pre_harvest_days__lte=365),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MarketPermission(Rule):
    """Whether a market allows an active ingredient, or a product by its name.

    Named by text and not by a row of a list: lists change, a market's rule stays.
    """

    class About(models.TextChoices):
        INGREDIENT = "ingredient", _("hoạt chất")
        PRODUCT = "product", _("tên vật tư")

    class Verdict(models.TextChoices):
        ALLOWED = "allowed", _("được dùng")
        BANNED = "banned", _("cấm dùng")

    about = models.CharField("nói về", max_length=10, choices=About)
    name = models.CharField("tên", max_length=150)
    folded = models.CharField("tên không dấu", max_length=300, editable=False)
    market = models.CharField("thị trường", max_length=2)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "quy định của thị trường về vật tư"
        verbose_name_plural = "quy định của thị trường về vật tư"
        ordering = ["market", "folded", "valid_from"]
        constraints = [
            dated_rule("market_permission_ends_after_it_starts"),
            known_choice(
                "market_permission_certainty_known",
                "certainty",
                ["read", "reported", "assumed"],
            ),
            known_choice("market_permission_about_known", "about", ["ingredient", "product"]),
            known_choice("market_permission_verdict_known", "verdict", ["allowed", "banned"]),
            models.CheckConstraint(
                name="market_permission_names_thing_and_market",
                condition=~Q(folded="") & ~Q(market=""),
            ),
            NoOverlap(
                name="market_permission_one_a_day",
                same=["about", "folded", "market"],
                violation_error_message="Đã có quy định cho khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.market}: {self.get_verdict_display()}"
