"""What an office keeps of its commune, and what counts as digital, over the API."""

import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Router, Schema, Status, UploadedFile
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from common.versions_api import VersionIn
from cooperatives import services
from cooperatives.models import (
    DigitalDefinition,
    DigitalUse,
    HouseholdRoster,
    KeyProduct,
    RosterHousehold,
)
from cooperatives.offices import communes_seen_by, require_definer, require_registrar
from cooperatives.roster_lists import HOUSEHOLDS
from places.models import Unit
from records.documents import Upload

communes = Router(tags=["communes"])
definitions = Router(tags=["digital definitions"])


class KeyProductIn(Schema):
    """A key product of a commune from `valid_from` until the end of `last_day`, by a document;
    `last_day` null while it is one."""

    name: str = Field(max_length=150)
    legal_basis: str = Field(max_length=200)
    valid_from: datetime.date
    last_day: datetime.date | None = None
    ocop_group: str = Field("", max_length=150)


class KeyProductCorrectionIn(KeyProductIn, VersionIn):
    """A key product as it should have been entered, and why it is put right."""

    reason: str = Field(max_length=300)


class KeyProductOut(Schema):
    """A key product, [valid_from, valid_to); valid_to null while it is one."""

    id: int
    version: int
    name: str
    legal_basis: str
    ocop_group: str
    valid_from: datetime.date
    valid_to: datetime.date | None


class LastDayIn(Schema):
    """The last day on which it holds."""

    last_day: datetime.date


class RosterIn(Schema):
    """A roster of a commune's households as counted on a day."""

    kind: HouseholdRoster.Kind
    counted_on: datetime.date


class RosterOut(Schema):
    """A roster; households: how many it has."""

    id: int
    kind: str
    counted_on: datetime.date
    households: int = Field(alias="household_count")


class HouseholdIn(Schema):
    """A household by its code; `name` only with the day it agreed to be named."""

    code: str
    what: str
    name: str = ""
    consent_on: datetime.date | None = None


class HouseholdOut(Schema):
    """A household; `name` and `consent_on` for the registry of the place, where it agreed to
    be named."""

    id: int
    version: int
    code: str
    what: str
    name: str = Field(alias="shown_name")
    consent_on: datetime.date | None
    has_consent_paper: bool

    @staticmethod
    def resolve_consent_on(household: RosterHousehold) -> datetime.date | None:
        """The day goes with the name."""
        named = household.shown_name  # type: ignore[attr-defined]
        return household.consent_on if named else None

    @staticmethod
    def resolve_has_consent_paper(household: RosterHousehold) -> bool:
        """Whether the paper of its consent is attached."""
        return household.consent_document_id is not None


class HouseholdChangeIn(VersionIn):
    """A household from now on; its code stays. An empty name takes the consent away."""

    what: str = Field(max_length=200)
    name: str = Field("", max_length=150)
    consent_on: datetime.date | None = None


class RecordedOut(Schema):
    """How many households were new, changed, or as before."""

    new: int
    changed: int
    same: int


class DefinitionIn(Schema):
    """What a province (its code of today) counts as applying digital technology."""

    province: str = Field(max_length=10)
    kinds: list[DigitalUse.Kind]
    at_least: int = Field(ge=1, le=8)
    legal_basis: str = Field(max_length=200)
    valid_from: datetime.date
    source_text: str = Field("", max_length=5000)


class DefinitionOut(Schema):
    """A definition, [valid_from, valid_to): at least so many of these kinds, in use then."""

    id: int
    province: str = Field(alias="province.code")
    province_name: str = Field(alias="province.full_name")
    kinds: list[str]
    at_least: int
    legal_basis: str
    source_text: str
    valid_from: datetime.date
    valid_to: datetime.date | None


def _commune(request: HttpRequest, code: str) -> Unit:
    return get_object_or_404(communes_seen_by(request.user, timezone.localdate()), code=code)


def _commune_kept(request: HttpRequest, code: str) -> Unit:
    unit = _commune(request, code)
    require_registrar(request.user, unit, timezone.localdate())
    return unit


@communes.get("/{code}/key-products", response=list[KeyProductOut])
@paginate
def list_key_products(request: HttpRequest, code: str) -> QuerySet[KeyProduct]:
    """The key products of a commune; for the officers of the place."""
    return KeyProduct.objects.visible_to(request.user).filter(unit=_commune(request, code))


@communes.post("/{code}/key-products", response={201: KeyProductOut})
def add_key_product(request: HttpRequest, code: str, payload: KeyProductIn) -> Status:
    """Name a key product; for officers of the registry."""
    product = services.add_key_product(
        unit=_commune_kept(request, code),
        paper=services.KeyProductPaper(**payload.dict()),
        by=key_of(request.user),
    )
    return Status(201, product)


@communes.put("/{code}/key-products/{product_id}", response=KeyProductOut)
def correct_key_product(
    request: HttpRequest, code: str, product_id: int, payload: KeyProductCorrectionIn
) -> KeyProduct:
    """Put a wrong entry of a key product right; the history keeps how it stood, and why."""
    unit, fields = _commune_kept(request, code), payload.dict(exclude={"reason", "version"})
    return services.correct_key_product(
        product=get_object_or_404(KeyProduct.objects.filter(unit=unit), pk=product_id),
        paper=services.KeyProductPaper(**fields),
        reason=payload.reason,
        version=payload.version,
        by=key_of(request.user),
    )


@communes.post("/{code}/key-products/{product_id}/end", response=KeyProductOut)
def end_key_product(
    request: HttpRequest, code: str, product_id: int, payload: LastDayIn
) -> KeyProduct:
    """Say until when a product was a key product."""
    unit = _commune_kept(request, code)
    product = get_object_or_404(KeyProduct.objects.filter(unit=unit), pk=product_id)
    return services.end_key_product(
        product=product, last_day=payload.last_day, by=key_of(request.user)
    )


@communes.get("/{code}/rosters", response=list[RosterOut])
@paginate
def list_rosters(request: HttpRequest, code: str) -> QuerySet[HouseholdRoster]:
    """The rosters of a commune's households with how many each has."""
    rosters = HouseholdRoster.objects.visible_to(request.user)
    return rosters.filter(unit=_commune(request, code)).with_counts()


@communes.post("/{code}/rosters", response={201: RosterOut})
def make_roster(request: HttpRequest, code: str, payload: RosterIn) -> Status:
    """Begin a roster; for officers of the registry."""
    roster = services.make_roster(
        unit=_commune_kept(request, code),
        by=key_of(request.user),
        today=timezone.localdate(),
        **payload.dict(),
    )
    return Status(201, HouseholdRoster.objects.with_counts().get(pk=roster.pk))


@communes.get("/{code}/rosters/{roster_id}/households", response=list[HouseholdOut])
@paginate
@listed(HOUSEHOLDS)
def list_households(
    request: HttpRequest, code: str, roster_id: int
) -> QuerySet[RosterHousehold]:
    """The households of a roster; for the officers of the place."""
    unit = _commune(request, code)
    roster = get_object_or_404(HouseholdRoster.objects.filter(unit=unit), pk=roster_id)
    return roster.households.named_for(request.user)


@communes.put("/{code}/rosters/{roster_id}/households/{household_id}", response=HouseholdOut)
def change_household(
    request: HttpRequest,
    code: str,
    roster_id: int,
    household_id: int,
    payload: HouseholdChangeIn,
) -> RosterHousehold:
    """Put one household right; for officers of the registry."""
    household = _household_kept(request, code, roster_id, household_id)
    line = services.Household(household.code, payload.what, payload.name, payload.consent_on)
    return _changed(request, household, line, payload.version)


@communes.post(
    "/{code}/rosters/{roster_id}/households/{household_id}/consent", response=HouseholdOut
)
def attach_consent(
    request: HttpRequest,
    code: str,
    roster_id: int,
    household_id: int,
    file: File[UploadedFile],
) -> RosterHousehold:
    """Attach the paper by which a household agreed to be named."""
    household = _household_kept(request, code, roster_id, household_id)
    line = services.Household(
        household.code, household.what, household.name, household.consent_on
    )
    document = (file.name or "", file)
    return _changed(request, household, line, household.version, document)


def _household_kept(
    request: HttpRequest, code: str, roster_id: int, household_id: int
) -> RosterHousehold:
    unit = _commune_kept(request, code)
    rows = RosterHousehold.objects.named_for(request.user).select_related("roster__unit")
    return get_object_or_404(rows, roster__unit=unit, roster=roster_id, pk=household_id)


def _changed(
    request: HttpRequest,
    household: RosterHousehold,
    line: services.Household,
    version: int,
    document: Upload | None = None,
) -> RosterHousehold:
    services.change_household(
        household=household,
        line=line,
        version=version,
        document=document,
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return RosterHousehold.objects.named_for(request.user).get(pk=household.pk)


@communes.post("/{code}/rosters/{roster_id}/households", response=RecordedOut)
def record_households(
    request: HttpRequest, code: str, roster_id: int, payload: list[HouseholdIn]
) -> services.Recorded:
    """Add and correct households by their codes; what is not mentioned stays."""
    unit = _commune_kept(request, code)
    roster = get_object_or_404(HouseholdRoster.objects.filter(unit=unit), pk=roster_id)
    return services.record_households(
        roster=roster,
        households=[services.Household(**one.dict()) for one in payload],
        by=key_of(request.user),
        today=timezone.localdate(),
    )


@definitions.get("", response=list[DefinitionOut], auth=None)
@paginate
def list_definitions(request: HttpRequest) -> QuerySet[DigitalDefinition]:
    """What each province counts as applying digital technology, now and before; for anybody."""
    return DigitalDefinition.objects.select_related("province")


@definitions.post("", response={201: DefinitionOut})
def publish_definition(request: HttpRequest, payload: DefinitionIn) -> Status:
    """Publish a province's definition; for its officers for targets."""
    fields, today = payload.dict(), timezone.localdate()
    mine = require_definer(request.user, today)
    province = get_object_or_404(mine, code=fields.pop("province"))
    definition = services.publish_definition(
        province=province, by=key_of(request.user), **fields
    )
    return Status(201, definition)
