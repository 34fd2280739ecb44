"""Codes over the API: applying, registering, the acts of their life."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of, person_of
from common.list_api import listed
from cooperatives.access import MANAGERS, require
from growing_areas import services
from growing_areas.access import acts_open_to, refuse_to_be_both
from growing_areas.api.areas import WarningOut
from growing_areas.code_explained import explained
from growing_areas.code_formats import DOMESTIC, read_code
from growing_areas.code_lists import CODES
from growing_areas.models import CodeApplication, CodeState, GrowingArea, GrowingAreaCode
from growing_areas.warnings import hectares_of, shortfall_warnings
from records.models import Document

router = Router(tags=["growing areas"])


class StateOut(Schema):
    """A state of a code, [valid_from, valid_to); valid_to null: until today.

    act: what led to it, as in the table of acts, or "declare", "apply", "refuse"; due_on: the
    last day for what comes next.
    """

    state: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    act: str
    act_number: str
    reason: str
    due_on: datetime.date | None
    document_id: UUID | None


class CodeIn(Schema):
    """A code as printed on the paper that grants it; `market` VN or an importing country."""

    code: str
    issuer: str = Field(max_length=200)
    granted_on: datetime.date
    kind: GrowingAreaCode.Kind = GrowingAreaCode.Kind.GROWING_AREA
    market: str = DOMESTIC
    expires_on: datetime.date | None = None
    legal_basis: str = ""


class ApplicationIn(Schema):
    """What an application for a code says; what is not known yet may be left out.

    harvest_from, harvest_to: first and last day of the expected harvest.
    """

    kind: GrowingAreaCode.Kind = GrowingAreaCode.Kind.GROWING_AREA
    market: str = DOMESTIC
    variety: str = ""
    standard: str = ""
    households: int | None = Field(None, gt=0, le=10**6)
    expected_kilograms: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=3)
    harvest_from: datetime.date | None = None
    harvest_to: datetime.date | None = None
    packing_house: str = ""
    packing_address: str = ""
    note: str = ""


class ChangedApplicationIn(ApplicationIn):
    """As `ApplicationIn`. document_id: a file brought for this code before; without one, that
    of the draft stays."""

    document_id: UUID | None = None


class ActIn(Schema):
    """One act: `act` as in the table of acts ("submit", "grant", "suspend", …).

    on: its day, today by default; code, issuer, expires_on: what granting gives; deadline: the
    last day of a correction; document_id: a file brought for this code before.
    """

    act: str = Field(max_length=20)
    on: datetime.date | None = None
    reason: str = ""
    act_number: str = ""
    deadline: datetime.date | None = None
    code: str = ""
    issuer: str = ""
    expires_on: datetime.date | None = None
    document_id: UUID | None = None


class ConfirmationIn(Schema):
    """Whether the office gave a declared code; a refusal has its reason."""

    confirmed: bool
    reason: str = ""
    document_id: UUID | None = None


class ApplicationOut(Schema):
    """What an application says."""

    variety: str
    standard: str
    households: int | None
    expected_kilograms: Decimal | None
    harvest_from: datetime.date | None
    harvest_to: datetime.date | None
    packing_house: str
    packing_address: str
    note: str
    document_id: UUID | None


class CodeOut(Schema):
    """A code. `state` is the state today, empty for none; `states` all of them, oldest first.

    code and issuer are empty and granted_on is null until it is granted; confirmation:
    "awaited", "declared" by its organisation, "confirmed" or "refused" by an office.
    format: the known format it is written in, or null; parts: what its parts say; warning: why
    its form is unusual, or empty. None of these is a condition.
    """

    id: int
    area_id: int
    code: str
    kind: str
    market: str
    issuer: str
    granted_on: datetime.date | None
    expires_on: datetime.date | None
    legal_basis: str
    confirmation: str
    state: str
    states: list[StateOut]
    format: str | None
    parts: dict[str, str]
    warning: str

    @staticmethod
    def resolve_state(code: GrowingAreaCode) -> str:
        return code.state_on(timezone.localdate())

    @staticmethod
    def resolve_states(code: GrowingAreaCode) -> list[CodeState]:
        return list(code.states.all())

    @staticmethod
    def resolve_format(code: GrowingAreaCode) -> str | None:
        known = read_code(code.code, code.kind).format
        return known.id if known else None

    @staticmethod
    def resolve_parts(code: GrowingAreaCode) -> dict[str, str]:
        return read_code(code.code, code.kind).parts

    @staticmethod
    def resolve_warning(code: GrowingAreaCode) -> str:
        return read_code(code.code, code.kind).warning if code.code else ""


class PartOut(Schema):
    """A part of a code; meaning: the unit it names in its year of issue, or empty."""

    name: str
    text: str
    meaning: str


class CodeDetailOut(CodeOut):
    """One code with its application, what the caller may do next, and what is odd about it."""

    application: ApplicationOut | None = None
    acts: list[str]
    explained: list[PartOut]
    warnings: list[WarningOut]

    @staticmethod
    def resolve_application(code: GrowingAreaCode) -> CodeApplication | None:
        return getattr(code, "application", None)

    @staticmethod
    def resolve_acts(code: GrowingAreaCode, context: dict[str, Any]) -> list[str]:
        user = context["request"].user
        return [act.id for act in acts_open_to(user, code, timezone.localdate())]

    @staticmethod
    def resolve_explained(code: GrowingAreaCode) -> list[PartOut]:
        reading = explained(code)
        return [PartOut(**vars(part)) for part in reading.parts] if reading else []

    @staticmethod
    def resolve_warnings(code: GrowingAreaCode) -> list[WarningOut]:
        hectares, today = hectares_of(code.area), timezone.localdate()
        warned = shortfall_warnings(hectares, code.crop, [code.scope], today)
        return [WarningOut(code=one.code, message=one.message) for one in warned]


def _area(request: HttpRequest, area_id: int) -> GrowingArea:
    visible = GrowingArea.objects.visible_to(request.user)
    joined = visible.select_related("organisation", "unit", "successor", "crop")
    return get_object_or_404(joined, pk=area_id)


def _managed(request: HttpRequest, area_id: int) -> GrowingArea:
    """The area, for a manager of its organisation who does not approve its codes too."""
    area = _area(request, area_id)
    require(request.user, area.organisation, *MANAGERS)
    refuse_to_be_both(request.user, area.organisation, timezone.localdate())
    return area


def _code(request: HttpRequest, area_id: int, code_id: int) -> GrowingAreaCode:
    codes = GrowingAreaCode.objects.filter(area=_area(request, area_id))
    joined = codes.select_related(
        "crop", "area__organisation", "area__unit", "area__successor", "application"
    )
    return get_object_or_404(joined.prefetch_related("states"), pk=code_id)


def _document(code: GrowingAreaCode, document_id: UUID | None) -> Document | None:
    if document_id is None:
        return None
    return get_object_or_404(Document, pk=document_id, owner=code.key)


@router.get("/codes", response=list[CodeOut])
@paginate
@listed(CODES)
def list_all_codes(request: HttpRequest) -> QuerySet[GrowingAreaCode]:
    """The codes and applications of all areas that the caller may see, newest first."""
    return GrowingAreaCode.objects.visible_to(request.user).prefetch_related("states")


@router.post("/{area_id}/codes/applications", response={201: CodeOut})
def apply_for_code(request: HttpRequest, area_id: int, payload: ApplicationIn) -> Status:
    """Draw up an application for a code of the area; for managers of the organisation.

    It is a draft: `submit` it by an act.
    """
    code = services.apply_for_code(
        area=_managed(request, area_id),
        application=services.Application(**payload.dict()),
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, code)


@router.get("/{area_id}/codes", response=list[CodeOut])
@paginate
def list_codes(request: HttpRequest, area_id: int) -> QuerySet[GrowingAreaCode]:
    """The codes of an area with their states."""
    codes = GrowingAreaCode.objects.filter(area=_area(request, area_id))
    return codes.prefetch_related("states")


@router.post("/{area_id}/codes", response={201: CodeOut})
def register_code(request: HttpRequest, area_id: int, payload: CodeIn) -> Status:
    """Enter a code that an office gave on paper; for managers of the organisation.

    It is declared until an office confirms it.
    """
    code = services.register_code(
        area=_managed(request, area_id),
        paper=services.CodePaper(**payload.dict()),
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, code)


@router.get("/{area_id}/codes/{code_id}", response=CodeDetailOut)
def read_code_of_area(request: HttpRequest, area_id: int, code_id: int) -> GrowingAreaCode:
    """One code: its application, what the caller may do next, what its parts mean."""
    return _code(request, area_id, code_id)


@router.put("/{area_id}/codes/{code_id}/application", response=CodeOut)
def change_application(
    request: HttpRequest, area_id: int, code_id: int, payload: ChangedApplicationIn
) -> GrowingAreaCode:
    """Write the draft of an application anew; for managers of the organisation."""
    code = _code(request, area_id, code_id)
    _managed(request, area_id)
    fields = payload.dict(exclude={"document_id"})
    return services.change_application(
        code=code,
        application=services.Application(**fields),
        document=_document(code, payload.document_id),
        by=key_of(request.user),
        today=timezone.localdate(),
    )


@router.post("/{area_id}/codes/{code_id}/acts", response={201: CodeOut})
def do_act(request: HttpRequest, area_id: int, code_id: int, payload: ActIn) -> Status:
    """Do one act of a code's life; for who may do it: its managers, or its office's officers.

    The table of acts is in docs/growing_area_codes.md.
    """
    code = _code(request, area_id, code_id)
    fields = payload.dict(exclude={"act", "document_id"})
    services.act(
        code=code,
        act=payload.act,
        deed=services.Deed(**fields, document=_document(code, payload.document_id)),
        user=person_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, _code(request, area_id, code_id))


@router.post("/{area_id}/codes/{code_id}/confirmation", response={201: CodeOut})
def confirm_code(
    request: HttpRequest, area_id: int, code_id: int, payload: ConfirmationIn
) -> Status:
    """Say whether the office gave a declared code; for its officers for codes."""
    code, user = _code(request, area_id, code_id), person_of(request.user)
    if payload.confirmed:
        services.confirm_code(code=code, user=user, today=timezone.localdate())
    else:
        services.refuse_code(
            code=code,
            reason=payload.reason,
            document=_document(code, payload.document_id),
            user=user,
            today=timezone.localdate(),
        )
    return Status(201, _code(request, area_id, code_id))
