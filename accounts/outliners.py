"""Who takes in outlines of units, and of which."""

import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import territory_of
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from places.models import Unit, UnitQuerySet

DUTY = OfficerDuty.Duty.REGISTRY


def units_of(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """Communes of `on` whose outlines this person takes in: of an officer's territory, all of
    them for an administrator."""
    communes = Unit.objects.communes().on(on)
    if user.is_superuser:
        return communes
    return communes.filter(pk__in=territory_of(user, on, DUTY).order_by().values("pk"))


def may_outline(user: User | AnonymousUser, on: datetime.date) -> bool:
    """Whether this person takes in outlines of any unit."""
    return user.is_superuser or territory_of(user, on, DUTY).exists()


def require_outliner(user: User | AnonymousUser, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_outline`."""
    if not may_outline(user, on):
        raise NotAllowed(
            "accounts.not_an_outliner",
            "Nhập ranh giới xã, phường là việc của cán bộ quản lý danh bạ nơi đó và người quản "
            "trị. Hãy liên hệ Ủy ban nhân dân xã, phường hoặc tỉnh.",
        )
