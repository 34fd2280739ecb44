"""What all that is done to an inspection shares: one writer, its state, its log."""

import datetime
import uuid
from collections.abc import Iterable

from common.db import one_writer
from common.errors import RuleError
from common.shown import vietnamese
from common.text import bounded
from growing_areas.models import ChecklistItem, Inspection, InspectionAnswer
from records.services import News, log_many
from records.snapshots import snapshot

State = Inspection.State


def lock(inspection: Inspection) -> None:
    """One writer for an inspection; it is read anew."""
    one_writer(inspection.key)
    inspection.refresh_from_db()


def require_standing(inspection: Inspection) -> None:
    """Raise RuleError "growing_areas.inspection_over" once it ended or was called off."""
    if not inspection.is_standing:
        raise RuleError(
            "growing_areas.inspection_over",
            f"Cuộc kiểm tra vùng trồng {inspection.area.name} {state_words(inspection)}, "
            "nên không ghi thêm được. Nếu cần, hãy lập cuộc kiểm tra mới.",
        )


def begin(inspection: Inspection, by: str, now: datetime.datetime) -> None:
    """A planned one is under way from `now`; inside the caller's lock."""
    require_standing(inspection)
    if inspection.state == State.OPEN:
        return
    inspection.state, inspection.started_at, inspection.started_by = State.OPEN, now, by
    inspection.save(update_fields=["state", "started_at", "started_by"])
    log_many([news_of(inspection, "growing_areas.inspection_started")], by=by, request="")


def current_answers(inspection: Inspection) -> list[InspectionAnswer]:
    """What is answered now, in the order of the checklist."""
    rows = inspection.answers.filter(is_current=True).select_related("item")
    return [row for row in rows.order_by("item__place") if row.says_something]


def arrived_items(inspection: Inspection) -> set[uuid.UUID]:
    """The client ids of everything of `inspection` that is here; one query."""
    parts = [
        part.order_by().values_list("client_id", flat=True)
        for part in (
            inspection.answers.all(),
            inspection.photos.all(),
            inspection.signatures.all(),
            inspection.positions.all(),
        )
    ]
    return set(parts[0].union(*parts[1:]))


def missing_items(inspection: Inspection, more: Iterable[uuid.UUID] = ()) -> list[uuid.UUID]:
    """What was announced, or is in `more`, and did not arrive."""
    told = {uuid.UUID(one) for one in inspection.announced} | set(more)
    return sorted(told - arrived_items(inspection)) if told else []


def unanswered_items(inspection: Inspection) -> list[ChecklistItem]:
    """Questions that must be answered and are not."""
    answered = {answer.item_id for answer in current_answers(inspection)}
    answered |= set(
        inspection.photos.filter(item__isnull=False).values_list("item_id", flat=True)
    )
    items = inspection.checklist.items.filter(required=True).order_by("place")
    return [item for item in items if item.pk not in answered]


def clean(text: str, name: str, most: int, word: str) -> str:
    code = "growing_areas.text_too_long"
    return bounded(text, most, code=code, word=word, field=name)


def state_words(inspection: Inspection) -> str:
    return vietnamese(State(inspection.state).label)


def state_of(inspection: Inspection) -> dict[str, object]:
    officers = inspection.inspectors.order_by("pk")
    return snapshot(inspection, leave_out=["client_id", "announced"]) | {
        "inspectors": [officer.key for officer in officers]
    }


def news_of(inspection: Inspection, action: str) -> News:
    return News(
        chain=inspection.area.organisation.key,
        action=action,
        subject=inspection.key,
        data={"area": inspection.area.key},
        state=state_of(inspection),
    )
