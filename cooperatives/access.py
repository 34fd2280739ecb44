"""What the people of an organisation may see and do."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.access import territory_of
from accounts.models import User
from common.errors import NotAllowed
from common.shown import vietnamese
from cooperatives.models import Membership, Organisation, OrganisationQuerySet

Role = Membership.Role
MANAGERS = (Role.MANAGER,)
WORKERS = (Role.MANAGER, Role.OPERATOR)


class OfOrganisation(models.QuerySet):
    """Rows that belong to an organisation, found along `organisation_path`."""

    organisation_path = "organisation"
    # Where the thing itself lies, when it has a place: its officers see it too.
    unit_path = ""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows of organisations this person may see, and rows in an officer's territory."""
        if user.is_superuser:
            return self
        organisations = Organisation.objects.visible_to(user).order_by()
        seen = Q(**{f"{self.organisation_path}__in": organisations.values("pk")})
        if self.unit_path:
            seen |= Q(**{f"{self.unit_path}__in": territory_of(user, timezone.localdate())})
        return self.filter(seen)


def has_role(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> bool:
    """Whether this person has one of `roles` in `organisation`; an administrator has all."""
    if user.is_superuser:
        return True
    if not isinstance(user, User):
        return False
    mine = Membership.objects.filter(user=user, organisation=organisation)
    return mine.filter(role__in=roles).exists()


def require(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> None:
    """Raise NotAllowed unless this person has one of `roles` in `organisation`."""
    if not has_role(user, organisation, *roles):
        wanted = " hoặc ".join(vietnamese(Role(role).label) for role in roles)
        raise NotAllowed(
            "cooperatives.not_allowed",
            f"Bạn xem được {organisation.name} nhưng không làm được việc này: "
            f"cần vai trò {wanted}. Hãy nhờ người quản lý của tổ chức.",
        )


def operable_by(user: User | AnonymousUser) -> OrganisationQuerySet:
    """Organisations this person works for as manager or operator."""
    if user.is_superuser:
        return Organisation.objects.all()
    if not isinstance(user, User):
        return Organisation.objects.none()
    mine = Membership.objects.filter(user=user, role__in=WORKERS)
    return Organisation.objects.filter(pk__in=mine.values("organisation_id"))
