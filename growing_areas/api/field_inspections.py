"""What comes from the field: items of an inspection, each taken once by its client id."""

import base64
import binascii
import datetime
import io
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, UploadedFile

from accounts.access import key_of
from common.errors import BadInput, RuleError
from growing_areas import services
from growing_areas.access import require_inspector, require_same_person
from growing_areas.api.inspections import visible_inspection
from growing_areas.models import Inspection, InspectionAnswer
from growing_areas.models.inspections import FieldItem
from growing_areas.services import Answer, Capture

router = Router(tags=["inspections"])

PICTURE_START = "data:image/png;base64,"
Coordinate = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]


class FieldItemIn(Schema):
    """One thing written down in the field.

    kind "answer": `item` is the code of the question, with `choice`, `measure` or `text` as its
    kind asks, and a `note`. "position": lat, lon, accuracy_m. "signature": name, role, and
    `picture`, a PNG as a data URL. "photo": announces the photo that follows under the id
    `photo`, of the question `item`.
    """

    client_id: UUID
    captured_at: datetime.datetime
    kind: Literal["answer", "position", "signature", "photo"]
    item: str = ""
    choice: Literal["", *InspectionAnswer.Choice.values] = ""  # type: ignore[valid-type]
    measure: Decimal | None = Field(None, max_digits=12, decimal_places=3)
    text: str = ""
    note: str = ""
    lat: Coordinate | None = None
    lon: Coordinate | None = None
    accuracy_m: int | None = Field(None, ge=0, le=1_000_000)
    name: str = ""
    role: str = ""
    picture: str = Field("", max_length=1_000_000)
    photo: UUID | None = None


class FieldItemsIn(Schema):
    """Up to a hundred things of one inspection."""

    items: list[FieldItemIn] = Field(max_length=100)


class TakenOut(Schema):
    """What became of one: accepted, known (it had arrived before), or refused with a reason."""

    client_id: UUID
    outcome: Literal["accepted", "known", "refused"]
    code: str = ""
    message: str = ""


class TakenItemsOut(Schema):
    """What became of each, in their order."""

    results: list[TakenOut]


class AnnouncedIn(Schema):
    """The ids of what a device holds of an inspection, and of what was thrown away on it."""

    client_ids: list[UUID] = Field(max_length=1000)
    withdrawn: list[UUID] = Field([], max_length=1000)


class MissingOut(Schema):
    """What was announced and did not arrive."""

    missing: list[UUID]


class PhotoTakenOut(Schema):
    """The photo is here."""

    client_id: UUID


def _inspection(request: HttpRequest, inspection_id: int) -> Inspection:
    """The inspection, for who may make it and is who the device says."""
    inspection = visible_inspection(request, inspection_id)
    require_inspector(request.user, inspection.area, timezone.localdate())
    require_same_person(request)
    return inspection


@router.post("/{inspection_id}/items", response=TakenItemsOut)
def take_items(
    request: HttpRequest, inspection_id: int, payload: FieldItemsIn
) -> TakenItemsOut:
    """Take what was written down; each once, whichever was refused."""
    inspection, now = _inspection(request, inspection_id), timezone.now()
    results = []
    for item in payload.items:
        capture = Capture(
            client_id=item.client_id,
            captured_at=item.captured_at,
            now=now,
            by=key_of(request.user),
        )
        try:
            with transaction.atomic():
                row = _taken(inspection, item, capture)
        except RuleError as error:
            results.append(
                TakenOut(
                    client_id=item.client_id,
                    outcome="refused",
                    code=error.code,
                    message=error.message,
                )
            )
        else:
            is_new = row is None or row.received_at == now
            results.append(
                TakenOut(client_id=item.client_id, outcome="accepted" if is_new else "known")
            )
    return TakenItemsOut(results=results)


def _taken(inspection: Inspection, item: FieldItemIn, capture: Capture) -> FieldItem | None:
    if item.kind == "answer":
        return services.record_answer(
            inspection=inspection,
            item=services.item_of(inspection, item.item),
            answer=Answer(
                choice=item.choice, measure=item.measure, text=item.text, note=item.note
            ),
            capture=capture,
        )
    if item.kind == "signature":
        return services.sign_inspection(
            inspection=inspection,
            picture=("chu-ky.png", _picture(item.picture)),
            name=item.name,
            role=item.role,
            capture=capture,
        )
    if item.kind == "position":
        if item.lat is None or item.lon is None:
            raise BadInput(
                "growing_areas.position_not_on_earth",
                "Vị trí thiếu vĩ độ hoặc kinh độ. Hãy lấy lại vị trí.",
                field="lat",
            )
        return services.record_position(
            inspection=inspection,
            lat=item.lat,
            lon=item.lon,
            accuracy_m=item.accuracy_m,
            capture=capture,
        )
    if item.photo is not None and not _has_photo(inspection, item.photo):
        services.announce_items(inspection=inspection, client_ids=[item.photo])
    return None


def _has_photo(inspection: Inspection, client_id: UUID) -> bool:
    return inspection.photos.filter(client_id=client_id).exists()


def _picture(url: str) -> io.BytesIO:
    try:
        if not url.startswith(PICTURE_START):
            raise ValueError(url[:30])
        return io.BytesIO(base64.b64decode(url[len(PICTURE_START) :], validate=True))
    except (ValueError, binascii.Error) as error:
        raise BadInput(
            "records.not_a_picture",
            "Chữ ký không đọc được. Hãy ký lại.",
            field="picture",
        ) from error


@router.post("/{inspection_id}/announced", response=MissingOut)
def announce(request: HttpRequest, inspection_id: int, payload: AnnouncedIn) -> MissingOut:
    """Say what a device holds, so that the inspection does not end before it came."""
    missing = services.announce_items(
        inspection=_inspection(request, inspection_id),
        client_ids=payload.client_ids,
        withdrawn=payload.withdrawn,
    )
    return MissingOut(missing=missing)


@router.post("/{inspection_id}/photos", response=PhotoTakenOut)
def take_photo(
    request: HttpRequest,
    inspection_id: int,
    client_id: Form[UUID],
    file: File[UploadedFile],
    item: str = "",
    captured_at: datetime.datetime | None = None,
) -> PhotoTakenOut:
    """Take one photo, of the question `item` or of the whole; its position data is dropped."""
    inspection, now = _inspection(request, inspection_id), timezone.now()
    photo = services.add_inspection_photo(
        inspection=inspection,
        photo=(file.name or "", file),
        item=services.item_of(inspection, item) if item else None,
        capture=Capture(
            client_id=client_id,
            captured_at=captured_at or now,
            now=now,
            by=key_of(request.user),
        ),
    )
    return PhotoTakenOut(client_id=photo.client_id)
