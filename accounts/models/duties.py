"""What officers may do where."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from places.models import Unit, UnitQuerySet

KNOWN_DUTIES = [
    "registry",
    "growing_area_codes",
    "inspection",
    "ocop_secretary",
    "ocop_council",
    "targets",
]


class OfficerDutyQuerySet(DatedQuerySet):
    """Reading duties."""

    def of(self, user: User) -> Self:
        """The duties of one person."""
        return self.filter(user=user)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, and those of the offices one appoints officers to."""
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        return self.filter(Q(user=user) | Q(unit__in=offices_below(user, timezone.localdate())))


class OfficerDuty(models.Model):
    """This person holds one duty of the office of an administrative unit, for a span of days.

    Duties are given apart, so that who approves a code need not be who keeps the registry.
    """

    class Duty(models.TextChoices):
        REGISTRY = "registry", _("quản lý danh bạ")
        GROWING_AREA_CODES = "growing_area_codes", _("mã số vùng trồng")
        INSPECTION = "inspection", _("kiểm tra")
        OCOP_SECRETARY = "ocop_secretary", _("thư ký OCOP")
        OCOP_COUNCIL = "ocop_council", _("hội đồng OCOP")
        TARGETS = "targets", _("chỉ tiêu")

    user = models.ForeignKey(User, models.PROTECT, verbose_name="cán bộ", related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="địa bàn", related_name="+")
    duty = models.CharField("nhiệm vụ", max_length=20, choices=Duty)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên không còn nhiệm vụ."
    )

    objects = OfficerDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ của cán bộ"
        verbose_name_plural = "nhiệm vụ của cán bộ"
        ordering = ["user", "duty", "valid_from"]
        constraints = [
            known_choice(
                "officer_duty_known",
                "duty",
                KNOWN_DUTIES,
            ),
            models.CheckConstraint(
                name="officer_duty_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            NoOverlap(
                name="officer_duty_once_at_a_time",
                same=["user", "unit", "duty"],
                violation_error_message="Cán bộ này đã có nhiệm vụ đó trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_duty_display()}, {self.unit}"


def offices_below(user: User, on: datetime.date) -> UnitQuerySet:
    """The units whose officers this person appoints on `on` as an officer of a province.

    They are the communes of the provinces for which the person keeps the registry, never the
    province itself: nobody gives a duty to their own office.
    """
    provinces = (
        OfficerDuty.objects.of(user)
        .on(on)
        .filter(duty=OfficerDuty.Duty.REGISTRY, unit__level=Unit.Level.PROVINCE)
        .order_by()
        .values("unit_id")
    )
    # By the tree alone: a commune that gave land to another province is not that province's.
    below = Q(parent__in=provinces) | Q(parent__parent__in=provinces)
    return Unit.objects.communes().filter(below).order_by()
