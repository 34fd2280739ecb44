"""From the key of a thing to the thing: who may see it, and its page.

Rows of `records` (documents, jobs, log entries) name what they belong to by a text key. The
rooms say who may see their rows; this is the one place that knows them all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from accounts.models import User
from common.iterating import batched
from cooperatives.models import (
    Certificate,
    DigitalDefinition,
    DigitalUse,
    HouseholdRoster,
    IntellectualProperty,
    KeyProduct,
    LinkageContract,
    Member,
    Organisation,
    OrganisationCertificate,
    RosterHousehold,
    YearFigures,
)
from growing_areas.models import (
    AreaCertificate,
    AuditBundle,
    DiaryEntry,
    Finding,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    Inspection,
    Plot,
    Season,
)
from labels.models import LabelFile, LabelRun, LabelSheet, LabelTemplate, Printer
from products.models import Product, ProductCertificate
from records.models import Import
from trace.models import Batch, ReceivedMaterial

AT_ONCE = 5000  # keys in one query


class Guarded(Protocol):
    """A queryset that knows who may see its rows."""

    def visible_to(self, user: User | AnonymousUser) -> Self: ...
    def filter(self, **columns: object) -> Self: ...
    def first(self) -> models.Model | None: ...
    def values_list(self, *columns: str, flat: bool) -> Iterable[int]: ...


@dataclass(frozen=True)
class SubjectKind:
    """page: the name of the address of one row, by `pk`; empty where it has no page."""

    model: type[models.Model]
    page: str

    def rows(self) -> Guarded:
        """All rows, seen or not."""
        rows: Guarded = self.model._default_manager.all()  # type: ignore[assignment]
        return rows


KINDS: Mapping[str, SubjectKind] = {
    "organisation": SubjectKind(Organisation, "cooperatives:detail"),
    "cooperatives.key_product": SubjectKind(KeyProduct, ""),
    "cooperatives.roster": SubjectKind(HouseholdRoster, "cooperatives:roster"),
    "cooperatives.household": SubjectKind(RosterHousehold, "cooperatives:change_household"),
    "cooperatives.digital_definition": SubjectKind(DigitalDefinition, ""),
    "cooperatives.certificate": SubjectKind(OrganisationCertificate, ""),
    "cooperatives.digital_use": SubjectKind(DigitalUse, ""),
    "cooperatives.linkage_contract": SubjectKind(LinkageContract, "growing_areas:contract"),
    "cooperatives.year_figures": SubjectKind(YearFigures, ""),
    "cooperatives.intellectual_property": SubjectKind(IntellectualProperty, ""),
    "cooperatives.member": SubjectKind(Member, ""),
    "growing_areas.area": SubjectKind(GrowingArea, "growing_areas:detail"),
    "growing_areas.certificate": SubjectKind(AreaCertificate, ""),
    "products.product": SubjectKind(Product, "products:detail"),
    "products.certificate": SubjectKind(ProductCertificate, ""),
    "growing_areas.plot": SubjectKind(Plot, ""),
    "growing_areas.code": SubjectKind(GrowingAreaCode, "growing_areas:code"),
    "growing_areas.audit_bundle": SubjectKind(AuditBundle, "portal:bundle"),
    "growing_areas.finding": SubjectKind(Finding, "growing_areas:finding"),
    "growing_areas.inspection": SubjectKind(Inspection, "growing_areas:inspection"),
    "growing_areas.harvest": SubjectKind(Harvest, ""),
    "growing_areas.diary_entry": SubjectKind(DiaryEntry, "growing_areas:diary_entry"),
    "growing_areas.season": SubjectKind(Season, "growing_areas:season"),
    "trace.received_material": SubjectKind(ReceivedMaterial, ""),
    "trace.batch": SubjectKind(Batch, "trace:batch_detail"),
    "records.import": SubjectKind(Import, "portal:import_detail"),
    "labels.run": SubjectKind(LabelRun, "labels:run_detail"),
    "labels.sheet": SubjectKind(LabelSheet, ""),
    "labels.file": SubjectKind(LabelFile, ""),
    "labels.template": SubjectKind(LabelTemplate, ""),
    "labels.printer": SubjectKind(Printer, "labels:change_printer"),
}

# What may have certificates, and the model of them.
CERTIFICATES: Mapping[str, type[Certificate]] = {
    "organisation": OrganisationCertificate,
    "growing_areas.area": AreaCertificate,
    "products.product": ProductCertificate,
}


def visible_subject(key: str, user: User | AnonymousUser) -> models.Model | None:
    """The thing that `key` names, when it is there and `user` may see it."""
    word, _colon, number = key.partition(":")
    kind = KINDS.get(word)
    if kind is None or not number.isascii() or not number.isdigit():
        return None
    return kind.rows().visible_to(user).filter(pk=int(number)).first()


def visible_keys(keys: Iterable[str], user: User | AnonymousUser) -> set[str]:
    """Those of `keys` that name a thing which `user` may see; few queries for thousands."""
    found: set[str] = set()
    for word, wanted in _by_kind(keys).items():
        for few in batched(sorted(wanted), AT_ONCE):
            seen = KINDS[word].rows().visible_to(user).filter(pk__in=few)
            found |= {f"{word}:{pk}" for pk in seen.values_list("pk", flat=True)}
    return found


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """What each of `keys` is called, seen or not; a query for each kind."""
    return {
        f"{word}:{thing.pk}": str(thing)
        for word, wanted in _by_kind(keys).items()
        for thing in KINDS[word].model._default_manager.filter(pk__in=wanted)
    }


def _by_kind(keys: Iterable[str]) -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        word, _colon, number = key.partition(":")
        if word in KINDS and number.isascii() and number.isdigit():
            numbers[word].add(int(number))
    return numbers


def page_of(key: str) -> str:
    """The address of the page of what `key` names, empty where it has none."""
    word, _colon, number = key.partition(":")
    kind = KINDS.get(word)
    return reverse(kind.page, kwargs={"pk": int(number)}) if kind and kind.page else ""
