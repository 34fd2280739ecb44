"""What is written down in the field: answers, photos, signatures, positions.

Each has a client id that was made where it was written, so that it arrives once however often
it is sent.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from common.errors import BadInput
from growing_areas.models import (
    ChecklistItem,
    Inspection,
    InspectionAnswer,
    InspectionPhoto,
    InspectionPosition,
    InspectionSignature,
)
from growing_areas.models.inspections import FieldItem
from growing_areas.services.findings import LONGEST_TEXT
from growing_areas.services.inspection_parts import (
    begin,
    clean,
    lock,
    missing_items,
    news_of,
    require_standing,
)
from records.documents import Upload, store_picture
from records.models import Document
from records.services import log_many

Item = TypeVar("Item", bound=FieldItem)
# What a phone's clock may be ahead of ours.
CLOCKS_DIFFER = datetime.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """When something was written down, under which id, by whom; `now`: when it arrived."""

    client_id: uuid.UUID
    captured_at: datetime.datetime
    now: datetime.datetime
    by: str

    def columns(self) -> dict[str, object]:
        """The columns of a FieldItem. A phone whose clock runs ahead is set back to `now`."""
        return {
            "client_id": self.client_id,
            "captured_at": min(self.captured_at, self.now + CLOCKS_DIFFER),
            "received_at": self.now,
            "by": self.by,
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered to one question: what its kind asks for, and a note to any."""

    choice: str = ""
    measure: Decimal | None = None
    text: str = ""
    note: str = ""


def item_of(inspection: Inspection, code: str) -> ChecklistItem:
    """The question `code` of the checklist of `inspection`.

    Raises BadInput "growing_areas.item_of_another_checklist".
    """
    item = inspection.checklist.items.filter(code=code).first()
    if item is None:
        raise BadInput(
            "growing_areas.item_of_another_checklist",
            f"Bảng kiểm {inspection.checklist} không có câu “{code[:40]}”. "
            "Hãy tải lại trang kiểm tra.",
            field="item",
        )
    return item


def start_inspection(*, inspection: Inspection, by: str, now: datetime.datetime) -> Inspection:
    """The inspectors begin. What begun already stays as it is.

    Raises RuleError "growing_areas.inspection_over".
    """
    with transaction.atomic():
        lock(inspection)
        begin(inspection, by, now)
    return inspection


def announce_items(
    *,
    inspection: Inspection,
    client_ids: Iterable[uuid.UUID],
    withdrawn: Iterable[uuid.UUID] = (),
) -> list[uuid.UUID]:
    """A phone says which things of `inspection` it holds; gives those that did not arrive.

    Until they have, the inspection cannot be closed. withdrawn: what the inspector threw away
    on the phone, which will never come. Not logged: it says nothing of the area.
    Raises RuleError "growing_areas.inspection_over".
    """
    with transaction.atomic():
        lock(inspection)
        require_standing(inspection)
        told = {*inspection.announced, *(str(one) for one in client_ids)}
        told -= {str(one) for one in withdrawn}
        if told != set(inspection.announced):
            inspection.announced = sorted(told)
            inspection.save(update_fields=["announced"])
    return missing_items(inspection)


def record_answer(
    *, inspection: Inspection, item: ChecklistItem, answer: Answer, capture: Capture
) -> InspectionAnswer:
    """Answer one question; begins a planned inspection. Of two answers the one that was
    written down later stands, whichever arrives first. An empty one takes back what stood.

    Raises RuleError "growing_areas.inspection_over", BadInput
    "growing_areas.item_of_another_checklist", "growing_areas.answer_of_another_kind",
    "growing_areas.client_id_of_another", "growing_areas.text_too_long".
    """
    with transaction.atomic():
        lock(inspection)
        known = _known(InspectionAnswer, inspection, capture)
        if known is not None:
            return known
        _check_item(inspection, item)
        _check_kind(item, answer)
        begin(inspection, capture.by, min(capture.captured_at, capture.now))
        row = InspectionAnswer(
            inspection=inspection,
            item=item,
            choice=answer.choice,
            measure=answer.measure,
            text=clean(answer.text, "text", LONGEST_TEXT, "Câu trả lời"),
            note=clean(answer.note, "note", LONGEST_TEXT, "Ghi chú"),
            **capture.columns(),
        )
        standing = inspection.answers.filter(item=item, is_current=True).first()
        row.is_current = standing is None or standing.captured_at <= row.captured_at
        if standing is not None and row.is_current:
            inspection.answers.filter(pk=standing.pk).update(is_current=False)
        row.save()
    return row


def add_inspection_photo(
    *,
    inspection: Inspection,
    photo: Upload,
    capture: Capture,
    item: ChecklistItem | None = None,
    caption: str = "",
) -> InspectionPhoto:
    """Keep a photo of `inspection`, drawn anew without position data.

    Raises as `record_answer`, and BadInput "records.not_a_picture",
    "records.picture_too_large".
    """
    with transaction.atomic():
        lock(inspection)
        known = _known(InspectionPhoto, inspection, capture)
        if known is not None:
            return known
        if item is not None:
            _check_item(inspection, item)
        begin(inspection, capture.by, min(capture.captured_at, capture.now))
        return InspectionPhoto.objects.create(
            inspection=inspection,
            item=item,
            document=_picture(inspection, photo, capture, "photo"),
            caption=clean(caption, "caption", 200, "Lời của ảnh"),
            **capture.columns(),
        )


def sign_inspection(
    *, inspection: Inspection, picture: Upload, name: str, role: str, capture: Capture
) -> InspectionSignature:
    """Somebody of the holder signed on the screen, as `name` in the capacity `role`.

    The name stays out of the log. Raises as `add_inspection_photo`, and BadInput
    "growing_areas.signature_without_name".
    """
    with transaction.atomic():
        lock(inspection)
        known = _known(InspectionSignature, inspection, capture)
        if known is not None:
            return known
        signer = clean(name, "name", 150, "Họ tên")
        capacity = clean(role, "role", 100, "Tư cách")
        for field, said, word in (("name", signer, "họ tên"), ("role", capacity, "tư cách")):
            if not said:
                raise BadInput(
                    "growing_areas.signature_without_name",
                    f"Hãy ghi {word} của người ký.",
                    field=field,
                )
        begin(inspection, capture.by, min(capture.captured_at, capture.now))
        row = InspectionSignature.objects.create(
            inspection=inspection,
            document=_picture(inspection, picture, capture, "signature"),
            name=signer,
            role=capacity,
            **capture.columns(),
        )
        log_many(
            [news_of(inspection, "growing_areas.inspection_signed")], by=capture.by, request=""
        )
    return row


def record_position(
    *,
    inspection: Inspection,
    lat: Decimal,
    lon: Decimal,
    capture: Capture,
    accuracy_m: int | None = None,
) -> InspectionPosition:
    """Where the inspector stood. Raises RuleError "growing_areas.inspection_over", BadInput
    "growing_areas.position_not_on_earth"."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput(
            "growing_areas.position_not_on_earth",
            "Vị trí không có trên trái đất. Hãy lấy lại vị trí.",
            field="lat",
        )
    with transaction.atomic():
        lock(inspection)
        known = _known(InspectionPosition, inspection, capture)
        if known is not None:
            return known
        begin(inspection, capture.by, min(capture.captured_at, capture.now))
        return InspectionPosition.objects.create(
            inspection=inspection,
            lat=lat,
            lon=lon,
            accuracy_m=accuracy_m,
            **capture.columns(),
        )


# --- rules ----------------------------------------------------------------------------------


def _known(model: type[Item], inspection: Inspection, capture: Capture) -> Item | None:
    """The row that arrived before under this client id; None for a new one, of an inspection
    that takes more."""
    row = model._default_manager.filter(client_id=capture.client_id).first()
    if row is None:
        require_standing(inspection)
        return None
    if row.inspection_id != inspection.pk:  # type: ignore[attr-defined]
        raise BadInput(
            "growing_areas.client_id_of_another",
            "Mã của mục này đã dùng cho một cuộc kiểm tra khác. Hãy tạo mã mới rồi gửi lại.",
            field="client_id",
        )
    return row


def _check_item(inspection: Inspection, item: ChecklistItem) -> None:
    if item.checklist_id != inspection.checklist_id:
        raise BadInput(
            "growing_areas.item_of_another_checklist",
            f"Câu “{item.question}” không thuộc bảng kiểm của cuộc kiểm tra này. "
            "Hãy tải lại trang kiểm tra.",
            field="item",
        )


def _check_kind(item: ChecklistItem, answer: Answer) -> None:
    kinds = ChecklistItem.Kind
    fits = {
        kinds.YES_NO: answer.measure is None and not answer.text,
        kinds.MEASURE: not answer.choice and not answer.text,
        kinds.TEXT: not answer.choice and answer.measure is None,
        kinds.PHOTO: not answer.choice and answer.measure is None and not answer.text,
    }
    not_applicable = answer.choice == InspectionAnswer.Choice.NOT_APPLICABLE
    bare = answer.measure is None and not answer.text
    if not fits[kinds(item.kind)] and not (not_applicable and bare):
        raise BadInput(
            "growing_areas.answer_of_another_kind",
            f"Câu “{item.question}” không trả lời theo cách này. Hãy tải lại trang kiểm tra.",
            field="answer",
        )


def _picture(inspection: Inspection, picture: Upload, capture: Capture, field: str) -> Document:
    name, content = picture
    return store_picture(
        owner=inspection.key, name=name, content=content, by=capture.by, field=field
    )
