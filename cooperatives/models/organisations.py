"""Organisations of the countryside and the people who work in them."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import territory_of
from accounts.models import User
from common.constraints import known_choice
from places.models import Unit


class OrganisationQuerySet(models.QuerySet):
    """Reading organisations."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Organisations this person works in, or sees as an officer of their place."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.filter(user=user).values("organisation_id")
        place = territory_of(user, timezone.localdate())
        return self.filter(Q(pk__in=mine) | Q(unit__in=place))


class Organisation(models.Model):
    """Someone who grows, makes or sells: one of the kinds that the law knows.

    `unit` is the commune of its address on the day it was registered; `address` is the address
    as printed on its papers.
    """

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("hợp tác xã")
        UNION = "union", _("liên hiệp hợp tác xã")
        GROUP = "group", _("tổ hợp tác")
        ENTERPRISE = "enterprise", _("doanh nghiệp")
        FARM = "farm", _("trang trại")
        HOUSEHOLD = "household", _("hộ kinh doanh")
        ASSOCIATION = "association", _("hội hoặc ban điều hành")

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
    address = models.CharField("địa chỉ", max_length=300)
    representative = models.CharField("người đại diện", max_length=150, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_illustration = models.BooleanField("minh họa", default=False)
    registered_at = models.DateTimeField("ghi nhận lúc")

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
        ]
        indexes = [
            # The list of organisations in the order of their names.
            models.Index(name="organisation_by_name", fields=["folded", "id"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this organisation and its chain: "organisation:12"."""
        return f"organisation:{self.pk}"


class Membership(models.Model):
    """This person works for this organisation, in one role."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("quản lý")
        OPERATOR = "operator", _("nhân viên")
        VIEWER = "viewer", _("người xem")

    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="người dùng", related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="memberships"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role)

    class Meta:
        verbose_name = "người của tổ chức"
        verbose_name_plural = "người của tổ chức"
        ordering = ["organisation", "user"]
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "organisation"]),
            known_choice("membership_role_known", "role", ["manager", "operator", "viewer"]),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
