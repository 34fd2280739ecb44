"""For whom files are brought in, what of others they may touch; files of organisations."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from accounts.access import key_of, lies_in
from accounts.models import OfficerDuty, User
from common.errors import BadInput, NotAllowed, RuleError
from common.spreadsheets import CODE, Column
from common.text import fold, gettext_noop
from cooperatives.access import MANAGERS
from cooperatives.models import Membership, Organisation, OrganisationQuerySet
from places.models import Unit, UnitQuerySet
from records.importing import Given

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


# Whose a row is, for files of an office; a manager's file may leave it out.
OWNER_COLUMN = Column(
    key="organisation",
    header=gettext_noop("Tổ chức (mã số thuế)"),
    kind=CODE,
    help="Mã số thuế của tổ chức, hoặc tên đúng như trong danh bạ. Quản lý của một tổ chức "
    "nhập cho tổ chức mình thì để trống.",
    synonyms=("Tổ chức", "Mã số thuế tổ chức", "MST", "Mã số thuế", "Tên tổ chức", "Chủ thể"),
)


@dataclass
class Owners:
    """The organisations that rows of a file name, in scope, by tax code and by folded name."""

    only: Organisation | None = None
    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)

    def of(self, given: Given) -> Organisation:
        """Whose the row is. Raises RuleError when nobody's in scope, or several could be."""
        said = given.text(OWNER_COLUMN.key)
        if self.only and not said:
            return self.only
        found = [self.by_code[said]] if said in self.by_code else None
        found = found or self.by_name.get(fold(said), [])
        if len(found) == 1:
            return found[0]
        if not said:
            sentence = "Chưa ghi tổ chức của dòng này. Hãy ghi mã số thuế của tổ chức."
        elif found:
            sentence = f"Có {len(found)} tổ chức tên “{said}”. Hãy ghi mã số thuế."
        else:
            sentence = (
                f"Không có tổ chức “{said}” trong phạm vi bạn được nhập. "
                "Hãy kiểm tra lại mã số thuế hoặc tên."
            )
        raise BadInput("imports.unknown_organisation", sentence, field=OWNER_COLUMN.key)


def owners_of(rows: Sequence[Given], scope: Scope) -> Owners:
    """The organisations that `rows` name; one query."""
    said = {given.text(OWNER_COLUMN.key) for given in rows} - {""}
    named = models.Q(tax_code__in=said) | models.Q(folded__in={fold(one) for one in said})
    owners = Owners(only=scope.organisation)
    if scope.organisation:
        owners.by_code[scope.organisation.tax_code or ""] = scope.organisation
        owners.by_name[scope.organisation.folded] = [scope.organisation]
        return owners
    for organisation in scope.organisations().filter(named) if said else ():
        if organisation.tax_code:
            owners.by_code[organisation.tax_code] = organisation
        owners.by_name.setdefault(organisation.folded, []).append(organisation)
    return owners


def first_of(found: Sequence[Any], field_name: str, what: str) -> Any:
    """The only one of `found`, None when there is none; BadInput when there are several."""
    if len(found) > 1:
        raise BadInput(
            "imports.several_meant",
            f"Có {len(found)} {what} khớp với dòng này. Hãy ghi mã để biết là dòng nào.",
            field=field_name,
        )
    return found[0] if found else None


def not_here(sentence: str, column: str) -> RuleError:
    """The refusal of a row that lies outside what the person may touch."""
    return RuleError("imports.outside", sentence, field=column)
