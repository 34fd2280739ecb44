"""The field diary over the API: entries as phones send them, their photos, the diary read."""

import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Schema, UploadedFile
from ninja.pagination import paginate
from pydantic import AwareDatetime

from accounts.access import key_of
from common.errors import BadInput, RuleError
from common.list_api import listed
from cooperatives.access import MANAGERS, RECORDERS, require
from growing_areas import services
from growing_areas.access import require_same_person
from growing_areas.api.areas import router
from growing_areas.cautions import bans_on, cautions_of
from growing_areas.diary_lists import DIARY
from growing_areas.models import DiaryEntry, GrowingArea, InputProduct

MOST_ENTRIES = 50
Id = Annotated[int, Field(le=2**63 - 1)]


class EntryIn(Schema):
    """One piece of work. client_id: a UUID made where it was written; the same one again does
    nothing twice. captured_at: when it was written, by that clock.

    input_id: of `GET /growing-areas/{area_id}/inputs`; or input_name with pre_harvest_days.
    kilograms: of a harvest. override_reason: why a manager lets a harvest through inside a
    pre-harvest interval. corrects: the client_id of the entry that this one replaces.
    """

    client_id: UUID
    job: DiaryEntry.Job
    done_on: datetime.date
    captured_at: AwareDatetime
    plot_ids: list[Id] = Field(max_length=1000)
    operator: str = Field("", max_length=120)
    input_id: Id | None = None
    input_name: str = Field("", max_length=150)
    active_ingredient: str = Field("", max_length=200)
    pre_harvest_days: int | None = Field(None, ge=0, le=365)
    dose: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=3)
    dose_unit: DiaryEntry.DoseUnit | None = None
    target: str = Field("", max_length=120)
    weather: DiaryEntry.Weather | None = None
    note: str = Field("", max_length=2000)
    kilograms: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=3)
    override_reason: str = Field("", max_length=500)
    corrects: UUID | None = None


class DiaryIn(Schema):
    """Entries of one area, each answered by itself."""

    entries: list[EntryIn] = Field(min_length=1, max_length=MOST_ENTRIES)


class CautionOut(Schema):
    """What should be known about an entry. code: stable; message: a sentence."""

    code: str
    message: str


class ResultOut(Schema):
    """What became of one entry.

    outcome: "accepted"; "known", it had arrived before; or "refused", with code, message and
    field: nothing of it was kept.
    """

    client_id: UUID
    outcome: str
    entry_id: int | None = None
    code: str = ""
    message: str = ""
    field: str | None = None
    cautions: list[CautionOut] = []


class ResultsOut(Schema):
    """An answer to each entry, in their order."""

    results: list[ResultOut]


class EntryOut(Schema):
    """An entry of the diary. corrects_id: the one it replaces; corrected: whether a later one
    replaces it. photos: ids of documents."""

    id: int
    client_id: UUID
    area_id: int
    job: str
    plot_ids: list[int]
    done_on: datetime.date
    captured_at: datetime.datetime
    received_at: datetime.datetime
    is_late: bool
    operator: str
    input_id: int | None
    input_name: str
    active_ingredient: str
    pre_harvest_days: int | None
    dose: Decimal | None
    dose_unit: str
    target: str
    weather: str
    note: str
    harvest_id: int | None
    corrects_id: int | None
    is_corrected: bool
    photos: list[UUID]

    @staticmethod
    def resolve_plot_ids(entry: DiaryEntry) -> list[int]:
        return [row.plot_id for row in entry.diary_plots.all()]

    @staticmethod
    def resolve_photos(entry: DiaryEntry) -> list[UUID]:
        return [photo.document_id for photo in entry.photos.all()]


class EntryWithCautionsOut(EntryOut):
    """An entry with what should be known about it."""

    cautions: list[CautionOut]

    @staticmethod
    def resolve_cautions(entry: DiaryEntry) -> list[CautionOut]:
        said = cautions_of(entry, bans_on(entry))
        return [CautionOut(code=one.code, message=one.message) for one in said]


class PhotoOut(Schema):
    """A photo that is kept. document_id: its address is /documents/{id}."""

    client_id: UUID
    document_id: UUID


class InputOut(Schema):
    """An input of the list in force; pre_harvest_days: null where there is nothing to wait."""

    id: int
    name: str
    kind: str
    active_ingredient: str
    pre_harvest_days: int | None
    registration_number: str


def _area(request: HttpRequest, area_id: int, *roles: str) -> GrowingArea:
    areas = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(
        areas.select_related("organisation", "unit__parent", "successor__parent"), pk=area_id
    )
    if roles:
        require(request.user, area.organisation, *roles)
    return area


@router.get("/{area_id}/diary", response=list[EntryOut])
@paginate
@listed(DIARY)
def list_diary(request: HttpRequest, area_id: int) -> QuerySet[DiaryEntry]:
    """The diary of an area, newest day first, corrected entries among them."""
    entries = DiaryEntry.objects.filter(area=_area(request, area_id))
    return entries.select_related("correction").prefetch_related("diary_plots", "photos")


@router.post("/{area_id}/diary", response=ResultsOut)
def record_work(request: HttpRequest, area_id: int, payload: DiaryIn) -> ResultsOut:
    """Enter pieces of work; each is taken or refused by itself, and once however often sent."""
    area = _area(request, area_id, *RECORDERS)
    require_same_person(request)
    return ResultsOut(results=[_taken(request, area, given) for given in payload.entries])


def _taken(request: HttpRequest, area: GrowingArea, given: EntryIn) -> ResultOut:
    try:
        if given.override_reason:
            require(request.user, area.organisation, *MANAGERS)
        told = services.record_work(
            area=area,
            plots=services.plots_of(area, given.plot_ids),
            work=_work(given),
            corrects=_corrected(area, given.corrects),
            by=key_of(request.user),
            now=timezone.now(),
        )
    except RuleError as error:
        return ResultOut(
            client_id=given.client_id,
            outcome="refused",
            code=error.code,
            message=error.message,
            field=error.field,
        )
    said = cautions_of(told.entry, bans_on(told.entry))
    return ResultOut(
        client_id=given.client_id,
        outcome="known" if told.known else "accepted",
        entry_id=told.entry.pk,
        cautions=[CautionOut(code=one.code, message=one.message) for one in said],
    )


def _work(given: EntryIn) -> services.Work:
    left = {"plot_ids", "corrects", "input_id", "job", "dose_unit", "weather"}
    return services.Work(
        **given.dict(exclude=left),
        job=given.job.value,
        dose_unit=given.dose_unit.value if given.dose_unit else "",
        weather=given.weather.value if given.weather else "",
        input=_input(given.input_id),
    )


def _input(input_id: int | None) -> InputProduct | None:
    if input_id is None:
        return None
    found = InputProduct.objects.select_related("list").filter(pk=input_id).first()
    if found is None:
        raise BadInput(
            "growing_areas.unknown_input",
            f"Không có vật tư số {input_id}. Hãy chọn trong danh mục của vùng trồng.",
            field="input",
        )
    return found


def _corrected(area: GrowingArea, client_id: UUID | None) -> DiaryEntry | None:
    if client_id is None:
        return None
    found = DiaryEntry.objects.filter(area=area, client_id=client_id).first()
    if found is None:
        raise BadInput(
            "growing_areas.unknown_entry",
            f"Nhật ký của {area.name} không có mục cần sửa. Hãy mở lại nhật ký rồi chọn mục.",
            field="corrects",
        )
    return found


@router.get("/{area_id}/diary/{entry_id}", response=EntryWithCautionsOut)
def read_entry(request: HttpRequest, area_id: int, entry_id: int) -> DiaryEntry:
    """One entry, with what should be known about it."""
    entries = DiaryEntry.objects.filter(area=_area(request, area_id))
    return get_object_or_404(entries.select_related("harvest", "correction"), pk=entry_id)


@router.post("/{area_id}/diary/{entry_client_id}/photos", response=PhotoOut)
def add_photo(
    request: HttpRequest,
    area_id: int,
    entry_client_id: UUID,
    client_id: Form[UUID],
    file: File[UploadedFile],
) -> PhotoOut:
    """Add a photo to an entry, named by its client_id; once however often sent."""
    area = _area(request, area_id, *RECORDERS)
    require_same_person(request)
    entries = DiaryEntry.objects.filter(area=area).select_related("area__organisation")
    kept = services.add_photo(
        entry=get_object_or_404(entries, client_id=entry_client_id),
        client_id=client_id,
        name=file.name or "",
        content=file,
        by=key_of(request.user),
        now=timezone.now(),
    )
    return PhotoOut(client_id=client_id, document_id=kept.photo.document_id)


@router.get("/{area_id}/inputs", response=list[InputOut])
@paginate
def list_inputs(request: HttpRequest, area_id: int) -> QuerySet[InputProduct]:
    """The inputs of the list in force at an area today."""
    area = _area(request, area_id)
    return InputProduct.objects.for_place(area.place, timezone.localdate())


class OverrideIn(Schema):
    """Why a harvest inside a pre-harvest interval is let through."""

    reason: str = Field(max_length=500)


class OverrideOut(Schema):
    """A harvest that was let through."""

    id: int
    override_reason: str
    override_by: str
    override_at: datetime.datetime


@router.post("/{area_id}/harvests/{harvest_id}/override", response=OverrideOut)
def let_through(
    request: HttpRequest, area_id: int, harvest_id: int, payload: OverrideIn
) -> OverrideOut:
    """Let a harvest through whose interval became known afterwards; for managers."""
    area = _area(request, area_id, *MANAGERS)
    harvest = services.let_through(
        harvest=get_object_or_404(area.harvests.select_related("area"), pk=harvest_id),
        reason=payload.reason,
        by=key_of(request.user),
        now=timezone.now(),
    )
    return OverrideOut.from_orm(harvest)
