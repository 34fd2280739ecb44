"""Whose office this person may write for: communes' registers, and provinces' definitions."""

import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import require_duty, territory_of
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from places.models import Unit, UnitQuerySet


def communes_seen_by(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The communes in force on `on` whose registers this person reads."""
    seen = Unit.objects.all() if user.is_superuser else territory_of(user, on)
    return seen.communes().on(on)


def require_registrar(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> None:
    """Raise NotAllowed unless this person keeps the registers of `unit`."""
    require_duty(user, OfficerDuty.Duty.REGISTRY, unit, on)


def provinces_defined_by(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The provinces in force on `on` whose definitions this person publishes: administrators,
    and officers whose own office is the province's, for targets."""
    provinces = Unit.objects.provinces().on(on)
    if user.is_superuser:
        return provinces
    if not isinstance(user, User):
        return provinces.none()
    posts = OfficerDuty.objects.of(user).on(on).filter(duty=OfficerDuty.Duty.TARGETS)
    return provinces.filter(pk__in=posts.order_by().values("unit_id"))


def require_definer(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The provinces of `provinces_defined_by`; raises NotAllowed when there are none."""
    provinces = provinces_defined_by(user, on)
    if not provinces.exists():
        raise NotAllowed(
            "cooperatives.not_a_definer",
            "Định nghĩa do cán bộ chỉ tiêu của tỉnh, thành phố hoặc quản trị công bố. "
            "Hãy liên hệ Ủy ban nhân dân tỉnh, thành phố.",
        )
    return provinces
