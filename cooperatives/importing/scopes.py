"""For whom a file is brought in, and what it may touch."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from accounts.access import key_of, lies_in
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from cooperatives.access import MANAGERS
from cooperatives.models import Membership, Organisation, OrganisationQuerySet
from places.models import Unit, UnitQuerySet

EVERYTHING = "system"  # the owner of an import by an administrator


@dataclass(frozen=True)
class Scope:
    """For whom a file is brought in: one organisation, one office, or everything.

    user: who brings it in; on, now: the day and moment. Nothing outside is read or written.
    """

    user: User
    on: datetime.date
    now: datetime.datetime
    organisation: Organisation | None = None
    office: Unit | None = None

    @property
    def owner(self) -> str:
        """The key of the organisation or office."""
        if self.organisation:
            return self.organisation.key
        return f"unit:{self.office.pk}" if self.office else EVERYTHING

    @property
    def by(self) -> str:
        """The key of the person."""
        return key_of(self.user)

    @cached_property
    def units(self) -> frozenset[int]:
        """The units of the office's territory, today's and what they were before; by number."""
        if self.office is None:
            return frozenset(Unit.objects.values_list("pk", flat=True))
        territory = Unit.objects.territory_of([self.office.pk])
        return frozenset(territory.order_by().values_list("pk", flat=True))

    @cached_property
    def communes(self) -> tuple[Unit, ...]:
        """The communes in force that rows may name: those of the office's territory."""
        communes = Unit.objects.on(self.on).communes()
        if self.office:
            communes = communes.filter(pk__in=self.units)
        return tuple(communes)

    def holds(self, organisation: Organisation) -> bool:
        """Whether rows of this organisation may be touched."""
        if self.organisation:
            return organisation.pk == self.organisation.pk
        place = organisation.successor_id or organisation.unit_id
        return self.office is None or place in self.units

    def territory(self) -> UnitQuerySet:
        """As `units`, for a condition of a query."""
        if self.office is None:
            return Unit.objects.all()
        return Unit.objects.territory_of([self.office.pk])

    def organisations(self) -> OrganisationQuerySet:
        """The organisations whose rows this file may touch."""
        if self.organisation:
            return Organisation.objects.filter(pk=self.organisation.pk)
        if self.office is None:
            return Organisation.objects.all()
        return Organisation.objects.filter(lies_in(self.territory()))


def offices_of(user: User, on: datetime.date) -> list[Unit]:
    """The units for whose office this person keeps the registry on `on`."""
    posts = OfficerDuty.objects.of(user).on(on).filter(duty=OfficerDuty.Duty.REGISTRY)
    return list(Unit.objects.filter(pk__in=posts.order_by().values("unit_id")))


def managed_by(user: User) -> list[Organisation]:
    """The organisations that this person manages."""
    mine = Membership.objects.in_force().filter(user=user, role__in=MANAGERS)
    return list(Organisation.objects.filter(pk__in=mine.values("organisation_id")))


def scopes_of(user: User, now: datetime.datetime, on: datetime.date) -> dict[str, Scope]:
    """Everything this person may bring files in for, by its key; empty for most people."""
    found = [Scope(user, on, now, organisation=one) for one in managed_by(user)]
    found += [Scope(user, on, now, office=one) for one in offices_of(user, on)]
    if user.is_superuser:
        found.append(Scope(user, on, now))
    return {scope.owner: scope for scope in found}


def scope_for(user: User, owner: str, now: datetime.datetime, on: datetime.date) -> Scope:
    """The scope that `owner` names. Raises NotAllowed when this person has it not."""
    scope = scopes_of(user, now, on).get(owner)
    if scope is None:
        raise NotAllowed(
            "imports.not_for_you",
            "Bạn không nhập dữ liệu cho nơi này được: cần vai trò quản lý của tổ chức, hoặc "
            "nhiệm vụ quản lý danh bạ của xã, phường. Hãy nhờ người phụ trách.",
        )
    return scope
