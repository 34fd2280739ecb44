"""What an office keeps of its commune: key products, rosters, what counts as digital."""

import datetime
from collections.abc import Collection
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import territory_of
from accounts.models import OfficerDuty, User
from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from cooperatives.models.activities import DigitalUse
from places.models import Unit
from records.models import Document


class OfUnit(models.QuerySet):
    """Rows of administrative units, found along `unit_path`, for the officers of the place."""

    unit_path = "unit"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows in this officer's territory; an administrator sees all, others none."""
        if user.is_superuser:
            return self
        place = territory_of(user, timezone.localdate())
        return self.filter(**{f"{self.unit_path}__in": place})


class KeyProductQuerySet(OfUnit, DatedQuerySet):  # type: ignore[override]
    """Reading key products."""


class KeyProduct(models.Model):
    """A product that a commune names as one of its key products, for a span of days."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="xã, phường", related_name="key_products"
    )
    name = models.CharField("tên sản phẩm", max_length=150)
    ocop_group = models.CharField("nhóm OCOP", max_length=150, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    legal_basis = models.CharField("văn bản", max_length=200)
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = KeyProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm chủ lực của xã"
        verbose_name_plural = "sản phẩm chủ lực của xã"
        ordering = ["unit", "name", "valid_from"]
        constraints = [
            NoOverlap(
                name="key_product_once_at_a_time",
                same=["unit", "name"],
                violation_error_message="Sản phẩm này đã có trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="key_product_has_name_and_basis",
                condition=~Q(name="") & ~Q(legal_basis=""),
            ),
            models.CheckConstraint(
                name="key_product_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names it."""
        return f"cooperatives.key_product:{self.pk}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it is one; None while it goes on."""
        return self.valid_to - datetime.timedelta(days=1) if self.valid_to else None


class HouseholdRosterQuerySet(OfUnit):
    """Reading rosters."""

    def with_counts(self) -> Self:
        """Each roster with `household_count`."""
        return self.annotate(household_count=Count("households"))


class HouseholdRoster(models.Model):
    """The households of a commune that produce, or that trade, as counted on a day."""

    class Kind(models.TextChoices):
        PRODUCING = "producing", _("hộ sản xuất")
        TRADING = "trading", _("hộ kinh doanh, thương mại")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="xã, phường",
        related_name="household_rosters",
        db_index=False,  # household_roster_once_a_day begins with it
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    counted_on = models.DateField("tính đến ngày")

    objects = HouseholdRosterQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách hộ"
        verbose_name_plural = "danh sách hộ"
        ordering = ["-counted_on", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="household_roster_once_a_day", fields=["unit", "kind", "counted_on"]
            ),
            known_choice("household_roster_kind_known", "kind", ["producing", "trading"]),
        ]

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label}, {self.unit.full_name}"

    @property
    def key(self) -> str:
        """How the log and documents name it."""
        return f"cooperatives.roster:{self.pk}"


class RosterHouseholdQuerySet(models.QuerySet):
    """Reading the households of rosters.

    Who sees a roster sees the codes of its households; names and papers of consent are for
    the registry of the place.
    """

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Households that this person reads whole, with name and paper."""
        if user.is_superuser:
            return self
        return self.filter(roster__unit__in=self._registry(user))

    def named_for(self, user: User | AnonymousUser) -> Self:
        """Each household with `shown_name`: its name, empty for who may not read it."""
        if user.is_superuser:
            return self.annotate(shown_name=F("name"))
        may_read = When(roster__unit__in=self._registry(user), then=F("name"))
        return self.annotate(
            shown_name=Case(may_read, default=Value(""), output_field=models.CharField())
        )

    def _registry(self, user: User | AnonymousUser) -> models.QuerySet[Unit]:
        return territory_of(user, timezone.localdate(), OfficerDuty.Duty.REGISTRY)


class RosterHousehold(models.Model):
    """One household of a roster, by a code; its name only where it agreed to be named."""

    roster = models.ForeignKey(
        HouseholdRoster,
        models.PROTECT,
        verbose_name="danh sách",
        related_name="households",
        db_index=False,  # roster_household_code_once begins with it
    )
    code = models.CharField("mã hộ", max_length=40)
    what = models.CharField("sản xuất, kinh doanh gì", max_length=200)
    name = models.CharField("tên chủ hộ", max_length=150, blank=True)
    # `code` and `what` without marks, for search; a name is never searched.
    folded = models.CharField("chữ không dấu", max_length=1000, editable=False)
    consent_on = models.DateField("đồng ý nêu tên ngày", null=True, blank=True)
    consent_document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="giấy đồng ý",
        related_name="+",
        null=True,
        blank=True,
    )
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = RosterHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "hộ trong danh sách"
        verbose_name_plural = "hộ trong danh sách"
        ordering = ["roster", "code"]
        constraints = [
            # The natural key of a roster that is sent again.
            models.UniqueConstraint(
                name="roster_household_code_once", fields=["roster", "code"]
            ),
            models.CheckConstraint(
                name="roster_household_says_code_and_what",
                condition=~Q(code="") & ~Q(what=""),
            ),
            models.CheckConstraint(
                name="roster_household_named_only_with_consent",
                condition=Q(name="") | Q(consent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        """How the log names it."""
        return f"cooperatives.household:{self.pk}"

    @property
    def person(self) -> str:
        """The key under which the log seals the name."""
        return f"household:{self.pk}"


class DigitalDefinitionQuerySet(DatedQuerySet):
    """Reading definitions."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them, to everybody: they are published."""
        return self.all()


class DigitalDefinition(models.Model):
    """What a province counts as "applies digital technology", for a span of days.

    No text of law says it; each province's office does, and publishes it here with the paper
    it rests on. An indicator reads the row of its day, never a constant.
    """

    province = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="tỉnh, thành phố", related_name="digital_definitions"
    )
    # Values of DigitalUse.Kind.
    kinds = models.JSONField("các loại được tính")
    at_least = models.PositiveSmallIntegerField("ít nhất mấy loại")
    legal_basis = models.CharField("văn bản", max_length=200)
    source_text = models.TextField("lời của văn bản", blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = DigitalDefinitionQuerySet.as_manager()

    class Meta:
        verbose_name = "định nghĩa ứng dụng công nghệ số"
        verbose_name_plural = "định nghĩa ứng dụng công nghệ số"
        ordering = ["province", "-valid_from"]
        constraints = [
            NoOverlap(
                name="digital_definition_one_a_day",
                same=["province"],
                violation_error_message="Tỉnh đã có định nghĩa trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="digital_definition_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="digital_definition_asks_for_something",
                condition=Q(at_least__range=(1, 8)),
            ),
            models.CheckConstraint(
                name="digital_definition_has_a_basis", condition=~Q(legal_basis="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province.full_name}, {self.valid_from}"

    @property
    def key(self) -> str:
        """How the log names it."""
        return f"cooperatives.digital_definition:{self.pk}"

    @property
    def kind_names(self) -> list[str]:
        """The kinds that count, in the language of the page."""
        return [str(DigitalUse.Kind(kind).label) for kind in self.kinds]

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds; None while no newer one follows."""
        return self.valid_to - datetime.timedelta(days=1) if self.valid_to else None

    def is_met_by(self, kinds: Collection[str]) -> bool:
        """Whether these kinds, all in use on one day, are enough."""
        return len(set(self.kinds) & set(kinds)) >= self.at_least
