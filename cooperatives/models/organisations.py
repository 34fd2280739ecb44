"""Organisations of the countryside and the people who work in them."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import ids_in, lies_in, territory_of
from accounts.models import OfficerDuty, User
from common.constraints import known_choice
from places.models import Unit


class OrganisationQuerySet(models.QuerySet):
    """Reading organisations."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Organisations this person works in, or sees as an officer of their place."""
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        mine = Membership.objects.in_force().filter(user=user).values("organisation_id")
        territory = territory_of(user, timezone.localdate())
        there = ids_in(territory, self.model._default_manager.all())
        return self.filter(pk__in=mine.order_by().union(*there))

    def waiting_for(self, user: User | AnonymousUser, on: datetime.date) -> Self:
        """Applications that this person may decide on as an officer of the registry on `on`.

        Those of an organisation that they work in are left to somebody else.
        """
        if not isinstance(user, User):
            return self.none()
        waiting = self.filter(state=Organisation.State.APPLIED).order_by("state_at", "pk")
        if not user.is_superuser:
            waiting = waiting.filter(lies_in(territory_of(user, on, OfficerDuty.Duty.REGISTRY)))
        own = Membership.objects.in_force().filter(user=user).values("organisation_id")
        return waiting.exclude(pk__in=own)


class Organisation(models.Model):
    """Someone who grows, makes or sells: one of the kinds that the law knows.

    `unit` is the commune of its address on the day it was registered, `successor` what a person
    chose where that commune was split; `address` is as printed on its papers. Who signs up by
    themselves is an application until the office of the commune confirms it: everything may be
    entered, but no label printed.
    """

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("hợp tác xã")
        UNION = "union", _("liên hiệp hợp tác xã")
        GROUP = "group", _("tổ hợp tác")
        ENTERPRISE = "enterprise", _("doanh nghiệp")
        FARM = "farm", _("trang trại")
        HOUSEHOLD = "household", _("hộ kinh doanh")
        ASSOCIATION = "association", _("hội hoặc ban điều hành")

    class State(models.TextChoices):
        APPLIED = "applied", _("chờ xác nhận")
        CONFIRMED = "confirmed", _("đã xác nhận")
        DECLINED = "declined", _("không được xác nhận")

    name = models.CharField("tên", max_length=200)
    folded = models.CharField("tên không dấu", max_length=1000, editable=False)
    kind = models.CharField("loại hình", max_length=20, choices=Kind)
    tax_code = models.CharField("mã số thuế", max_length=14, null=True, blank=True, unique=True)
    # Private: the number of a person. Shown to the organisation itself and its officers only.
    personal_number = models.CharField(
        "số định danh cá nhân của chủ hộ", max_length=12, null=True, blank=True, unique=True
    )
    gln = models.CharField("mã địa điểm GLN", max_length=13, null=True, blank=True, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="xã, phường", related_name="organisations"
    )
    successor = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="xã, phường nhận",
        related_name="+",
        null=True,
        blank=True,
    )
    address = models.CharField("địa chỉ", max_length=300)
    representative = models.CharField("người đại diện", max_length=150, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    # What the files of one office call it, and whose office that is.
    reference = models.CharField("mã riêng của xã, tỉnh", max_length=60, blank=True)
    reference_of = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="nơi đặt mã riêng",
        related_name="+",
        null=True,
        blank=True,
    )
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1)
    is_illustration = models.BooleanField("minh họa", default=False)
    registered_at = models.DateTimeField("ghi nhận lúc")
    state = models.CharField("tình trạng", max_length=10, choices=State)
    # Since when the state holds, and the key of who put it there: "user:12".
    state_at = models.DateTimeField("tình trạng từ lúc")
    state_by = models.CharField("người quyết định", max_length=60)
    state_reason = models.TextField("lý do không xác nhận", blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ chức"
        verbose_name_plural = "tổ chức"
        ordering = ["folded", "pk"]
        constraints = [
            known_choice(
                "organisation_kind_known",
                "kind",
                [
                    "cooperative",
                    "union",
                    "group",
                    "enterprise",
                    "farm",
                    "household",
                    "association",
                ],
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_personal_number_only_of_a_household",
                condition=Q(personal_number__isnull=True) | Q(kind="household"),
            ),
            models.CheckConstraint(
                name="organisation_numbers_are_null_when_empty",
                condition=~Q(tax_code="") & ~Q(personal_number="") & ~Q(gln=""),
            ),
            models.UniqueConstraint(
                name="organisation_reference_once_in_its_office",
                fields=["reference_of", "reference"],
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="organisation_reference_names_its_office",
                condition=Q(reference="", reference_of__isnull=True)
                | (~Q(reference="") & Q(reference_of__isnull=False)),
            ),
            known_choice(
                "organisation_state_known", "state", ["applied", "confirmed", "declined"]
            ),
            models.CheckConstraint(
                name="organisation_state_names_who_decided", condition=~Q(state_by="")
            ),
            models.CheckConstraint(
                name="organisation_reason_given_when_declined",
                condition=(Q(state="declined") & ~Q(state_reason=""))
                | (~Q(state="declined") & Q(state_reason="")),
            ),
        ]
        indexes = [
            # The list of organisations in the order of their names.
            models.Index(name="organisation_by_name", fields=["folded", "id"]),
            # Applications that wait for an office, the oldest first.
            models.Index(
                name="organisation_applications",
                fields=["state_at"],
                condition=Q(state="applied"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this organisation and its chain: "organisation:12"."""
        return f"organisation:{self.pk}"

    @property
    def chain(self) -> str:
        """The chain of the log that tells of it: its own."""
        return self.key

    @property
    def place(self) -> Unit:
        """The unit whose officers are responsible: the one assigned, else that of its day."""
        return self.successor or self.unit

    @property
    def is_confirmed(self) -> bool:
        """Whether its office confirmed it, so that its labels may be printed."""
        return self.state == self.State.CONFIRMED


class MembershipQuerySet(models.QuerySet):
    """Reading who works where."""

    def in_force(self) -> Self:
        """Those that have not ended: what a person may do rests on these alone."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The people of organisations that this person may see."""
        seen = Organisation.objects.visible_to(user).order_by()
        return self.filter(organisation__in=seen.values("pk"))


class Membership(models.Model):
    """This person works, or worked, for this organisation in one role.

    From `began_at` to before `ended_at`, two moments: a right that is taken away is gone at
    once, not at midnight. A change of role ends one row and begins another, so that who could
    do what at any moment stays known.
    """

    class Role(models.TextChoices):
        MANAGER = "manager", _("quản lý")
        OPERATOR = "operator", _("nhân viên")
        RECORDER = "recorder", _("người ghi đồng ruộng")
        VIEWER = "viewer", _("người xem")

    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="người dùng", related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="memberships"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role)
    began_at = models.DateTimeField("từ lúc")
    ended_at = models.DateTimeField("đến trước lúc", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "người của tổ chức"
        verbose_name_plural = "người của tổ chức"
        ordering = ["organisation", "user", "began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once_at_a_time",
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
            ),
            known_choice(
                "membership_role_known", "role", ["manager", "operator", "recorder", "viewer"]
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"

    @property
    def key(self) -> str:
        """How the log names this row: "cooperatives.membership:4"."""
        return f"cooperatives.membership:{self.pk}"
