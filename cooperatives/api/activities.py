"""What an organisation does beside growing, over the API: four kinds of record, kept alike."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.versions_api import VersionIn
from cooperatives import services
from cooperatives.keeping import require_keeper
from cooperatives.models import (
    DatedRecord,
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    Organisation,
    OrganisationRecord,
    YearFigures,
)
from records.models import Document

router = Router(tags=["organisations"])
AnyRecord = TypeVar("AnyRecord", bound=OrganisationRecord)


class RecordIn(Schema):
    """`document_id`: a document of the same organisation, brought before; without one, a
    record that is changed keeps what it has."""

    document_id: UUID | None = None


class DatedIn(RecordIn):
    """`last_day` is the last day on which it holds, null where none is known."""

    valid_from: date
    last_day: date | None = None


class RecordOut(Schema):
    """A record of an organisation."""

    id: int
    version: int
    organisation_id: int
    document_id: UUID | None
    recorded_at: datetime


class DatedOut(RecordOut):
    """A record that holds for days; `last_day` is the last of them."""

    valid_from: date
    last_day: date | None


class EndIn(Schema):
    """The last day on which a record holds."""

    last_day: date


class EndContractIn(EndIn):
    """The last day of a contract that ends early, and why."""

    reason: str = Field(max_length=300)


class DigitalUseIn(DatedIn):
    """A digital tool that an organisation works with."""

    kind: DigitalUse.Kind
    product: str = Field("", max_length=150)


class DigitalUseChangeIn(DigitalUseIn, VersionIn):
    """A digital tool as it is from now on."""


class DigitalUseOut(DatedOut):
    """A digital tool that an organisation works with."""

    kind: str
    product: str


class ContractIn(DatedIn):
    """A contract; `value_vnd` in whole đồng; `buyer_tax_code` of a buyer in the registry."""

    buyer: str = Field(max_length=200)
    buyer_tax_code: str = Field("", max_length=20)
    commodity: str = Field(max_length=150)
    share_percent: Decimal | None = None
    value_vnd: Decimal | None = None


class ContractChangeIn(ContractIn, VersionIn):
    """A contract as it is from now on."""


class ContractOut(DatedOut):
    """A contract; `ended_on` is the first day after an early end."""

    buyer: str
    buyer_organisation_id: int | None
    commodity: str
    share_percent: Decimal | None
    value_vnd: Decimal | None
    ended_on: date | None
    end_reason: str


class YearIn(RecordIn):
    """Figures of a calendar year; null for what is not said. `revenue_vnd` in whole đồng."""

    year: int
    labour: int | None = None
    labour_local: int | None = None
    labour_women: int | None = None
    revenue_vnd: Decimal | None = None


class YearChangeIn(YearIn, VersionIn):
    """Figures of a year as they are from now on."""


class YearOut(RecordOut):
    """Figures of a calendar year; null for what is not said."""

    year: int
    labour: int | None
    labour_local: int | None
    labour_women: int | None
    revenue_vnd: Decimal | None


class PropertyIn(DatedIn):
    """A right to a name, a mark or a design."""

    kind: IntellectualProperty.Kind
    name: str = Field(max_length=200)
    number: str = Field("", max_length=100)
    issuer: str = Field("", max_length=200)


class PropertyChangeIn(PropertyIn, VersionIn):
    """A right as it is from now on."""


class PropertyOut(DatedOut):
    """A right to a name, a mark or a design."""

    kind: str
    name: str
    number: str
    issuer: str


@router.get("/{organisation_id}/digital-uses", response=list[DigitalUseOut])
@paginate
def list_digital_uses(request: HttpRequest, organisation_id: int) -> QuerySet[DigitalUse]:
    """The digital tools of an organisation, newest first, ended ones among them."""
    return DigitalUse.objects.filter(organisation=_seen(request, organisation_id))


@router.post("/{organisation_id}/digital-uses", response={201: DigitalUseOut})
def add_digital_use(
    request: HttpRequest, organisation_id: int, payload: DigitalUseIn
) -> Status:
    """Record a digital tool; for who keeps the records of the organisation."""
    return _added(request, organisation_id, services.DigitalUseFacts, payload)


@router.put("/{organisation_id}/digital-uses/{record_id}", response=DigitalUseOut)
def change_digital_use(
    request: HttpRequest, organisation_id: int, record_id: int, payload: DigitalUseChangeIn
) -> OrganisationRecord:
    """Put a digital tool right; the history keeps how it stood."""
    return _changed(
        request, organisation_id, record_id, services.DigitalUseFacts, payload, payload.version
    )


@router.post("/{organisation_id}/digital-uses/{record_id}/end", response=DigitalUseOut)
def end_digital_use(
    request: HttpRequest, organisation_id: int, record_id: int, payload: EndIn
) -> DatedRecord:
    """Say on which day a digital tool was used for the last time."""
    record = _kept(request, organisation_id, DigitalUse, record_id)
    return services.end_record(
        record=record, last_day=payload.last_day, by=key_of(request.user)
    )


@router.get("/{organisation_id}/linkage-contracts", response=list[ContractOut])
@paginate
def list_contracts(request: HttpRequest, organisation_id: int) -> QuerySet[LinkageContract]:
    """The contracts of an organisation, newest first, ended ones among them."""
    return LinkageContract.objects.filter(organisation=_seen(request, organisation_id))


@router.post("/{organisation_id}/linkage-contracts", response={201: ContractOut})
def add_contract(request: HttpRequest, organisation_id: int, payload: ContractIn) -> Status:
    """Record a contract; for who keeps the records of the organisation."""
    return _added(request, organisation_id, services.ContractFacts, payload)


@router.put("/{organisation_id}/linkage-contracts/{record_id}", response=ContractOut)
def change_contract(
    request: HttpRequest, organisation_id: int, record_id: int, payload: ContractChangeIn
) -> OrganisationRecord:
    """Put a contract right; the history keeps how it stood."""
    return _changed(
        request, organisation_id, record_id, services.ContractFacts, payload, payload.version
    )


@router.post("/{organisation_id}/linkage-contracts/{record_id}/end", response=ContractOut)
def end_contract(
    request: HttpRequest, organisation_id: int, record_id: int, payload: EndContractIn
) -> LinkageContract:
    """Say that a contract ends early, and why."""
    contract = _kept(request, organisation_id, LinkageContract, record_id)
    return services.end_contract(
        contract=contract,
        last_day=payload.last_day,
        reason=payload.reason,
        by=key_of(request.user),
    )


@router.get("/{organisation_id}/year-figures", response=list[YearOut])
@paginate
def list_year_figures(request: HttpRequest, organisation_id: int) -> QuerySet[YearFigures]:
    """Labour and revenue of an organisation, the latest year first."""
    return YearFigures.objects.filter(organisation=_seen(request, organisation_id))


@router.post("/{organisation_id}/year-figures", response={201: YearOut})
def add_year_figures(request: HttpRequest, organisation_id: int, payload: YearIn) -> Status:
    """Record the figures of a year; for who keeps the records of the organisation."""
    return _added(request, organisation_id, services.YearFacts, payload)


@router.put("/{organisation_id}/year-figures/{record_id}", response=YearOut)
def change_year_figures(
    request: HttpRequest, organisation_id: int, record_id: int, payload: YearChangeIn
) -> OrganisationRecord:
    """Put the figures of a year right; the history keeps how they stood."""
    return _changed(
        request, organisation_id, record_id, services.YearFacts, payload, payload.version
    )


@router.get("/{organisation_id}/intellectual-properties", response=list[PropertyOut])
@paginate
def list_properties(
    request: HttpRequest, organisation_id: int
) -> QuerySet[IntellectualProperty]:
    """Brands and other intellectual property of an organisation, newest first."""
    return IntellectualProperty.objects.filter(organisation=_seen(request, organisation_id))


@router.post("/{organisation_id}/intellectual-properties", response={201: PropertyOut})
def add_property(request: HttpRequest, organisation_id: int, payload: PropertyIn) -> Status:
    """Record a right; for who keeps the records of the organisation."""
    return _added(request, organisation_id, services.PropertyFacts, payload)


@router.put("/{organisation_id}/intellectual-properties/{record_id}", response=PropertyOut)
def change_property(
    request: HttpRequest, organisation_id: int, record_id: int, payload: PropertyChangeIn
) -> OrganisationRecord:
    """Put a right right; the history keeps how it stood."""
    return _changed(
        request, organisation_id, record_id, services.PropertyFacts, payload, payload.version
    )


@router.post("/{organisation_id}/intellectual-properties/{record_id}/end", response=PropertyOut)
def end_property(
    request: HttpRequest, organisation_id: int, record_id: int, payload: EndIn
) -> DatedRecord:
    """Say on which day a right holds for the last time."""
    record = _kept(request, organisation_id, IntellectualProperty, record_id)
    return services.end_record(
        record=record, last_day=payload.last_day, by=key_of(request.user)
    )


def _seen(request: HttpRequest, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=organisation_id)


def _kept(
    request: HttpRequest, organisation_id: int, model: type[AnyRecord], record_id: int
) -> AnyRecord:
    """The record, for who keeps the records of its organisation."""
    organisation = _seen(request, organisation_id)
    rows = model._default_manager.filter(organisation=organisation)
    record = get_object_or_404(rows.select_related("organisation"), pk=record_id)
    require_keeper(request.user, organisation, timezone.localdate())
    return record


def _added(
    request: HttpRequest, organisation_id: int, kind: type[services.Facts], payload: RecordIn
) -> Status:
    organisation = _seen(request, organisation_id)
    require_keeper(request.user, organisation, timezone.localdate())
    record = services.add_record(
        organisation=organisation,
        facts=_facts(kind, payload),
        document=_document(organisation, payload),
        by=key_of(request.user),
        now=timezone.now(),
    )
    return Status(201, record)


def _changed(
    request: HttpRequest,
    organisation_id: int,
    record_id: int,
    kind: type[services.Facts],
    payload: RecordIn,
    version: int,
) -> OrganisationRecord:
    record = _kept(request, organisation_id, kind.model, record_id)
    return services.change_record(
        record=record,
        facts=_facts(kind, payload),
        version=version,
        document=_document(record.organisation, payload),
        by=key_of(request.user),
    )


def _facts(kind: type[services.Facts], payload: RecordIn) -> services.Facts:
    fields: dict[str, Any] = payload.dict(exclude={"document_id", "version"})
    return kind(**fields)


def _document(organisation: Organisation, payload: RecordIn) -> Document | None:
    """The document that the caller names, when it is the organisation's; else Http404."""
    if payload.document_id is None:
        return None
    return get_object_or_404(Document, pk=payload.document_id, owner=organisation.key)
