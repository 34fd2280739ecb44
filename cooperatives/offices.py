"""Whose office this person may write for: communes' registers, and provinces' definitions."""

import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import has_duty, require_duty, territory_of
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


def office_for(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> Unit | None:
    """The office for which this person keeps the registry of `unit`: its own, else the
    province's; None for who keeps it for none."""
    if not isinstance(user, User) or not has_duty(user, OfficerDuty.Duty.REGISTRY, unit, on):
        return None
    posts = OfficerDuty.objects.of(user).on(on).filter(duty=OfficerDuty.Duty.REGISTRY)
    offices = Unit.objects.filter(pk__in=posts.order_by().values("unit_id"))
    return next(
        (
            office
            for office in offices.order_by("-level", "pk")
            if Unit.objects.territory_of([office.pk]).filter(pk=unit.pk).exists()
        ),
        None,
    )


def require_office(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> Unit:
    """As `office_for`; raises NotAllowed where there is none."""
    office = office_for(user, unit, on)
    if office is None:
        raise NotAllowed(
            "cooperatives.not_an_office",
            f"Việc này ở {unit.full_name} dành cho cán bộ quản lý danh bạ của xã, phường hoặc "
            "của tỉnh. Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )
    return office


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
