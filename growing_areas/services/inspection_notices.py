"""What holders and inspectors are told of inspections."""

import datetime
from collections.abc import Iterable, Sequence

from accounts.models import Notice, User
from accounts.services import Telling, tell
from common.shown import vietnamese
from common.text import day
from cooperatives.access import managers_of
from growing_areas.models import Inspection

_PLANNED = (
    "Vùng trồng %(area)s sẽ được kiểm tra ngày %(day)s.",
    "The growing area %(area)s will be inspected on %(day_en)s.",
)
_CANCELLED = (
    "Cuộc kiểm tra vùng trồng %(area)s ngày %(day)s đã hủy.",
    "The inspection of %(area)s on %(day_en)s was called off.",
)
_CLOSED = (
    "Đã kiểm tra xong vùng trồng %(area)s. Kết quả: %(result)s. Biên bản ở trang kiểm tra.",
    "The inspection of %(area)s is done. Its report stands on the page of the inspection.",
)


def is_secret(inspection: Inspection) -> bool:
    """Whether the people of the organisation must not know of it yet."""
    unannounced = inspection.kind == Inspection.Kind.UNANNOUNCED
    return unannounced and inspection.state == Inspection.State.PLANNED


def tell_planned(rows: Sequence[Inspection], now: datetime.datetime) -> None:
    """The holder of what is announced, and the officers who go."""
    for row in rows:
        milestone = f"planned {row.planned_on}"
        if not is_secret(row):
            _tell_holder(row, milestone, *_PLANNED, now)
        _tell(row, row.inspectors.order_by("pk"), milestone, *_PLANNED, now)


def tell_cancelled(inspection: Inspection, now: datetime.datetime) -> None:
    """The holder of an inspection that was announced."""
    _tell_holder(inspection, "cancelled", *_CANCELLED, now)


def tell_closed(inspection: Inspection, now: datetime.datetime) -> None:
    """The holder."""
    _tell_holder(inspection, "closed", *_CLOSED, now)


def _tell_holder(
    inspection: Inspection, milestone: str, text: str, text_en: str, now: datetime.datetime
) -> None:
    people = managers_of(inspection.area.organisation)
    _tell(inspection, people, milestone, text, text_en, now)


def _tell(
    inspection: Inspection,
    people: Iterable[User],
    milestone: str,
    text: str,
    text_en: str,
    now: datetime.datetime,
) -> None:
    on = inspection.planned_on
    result = vietnamese(Inspection.Result(inspection.result).label) if inspection.result else ""
    names = {
        "area": inspection.area.name,
        "day": day(on),
        "day_en": f"{on:%d %b %Y}",
        "result": result,
    }
    tell(
        [
            Telling(
                person=person,
                about=inspection.key,
                page=inspection.key,
                kind=Notice.Kind.INSPECTION,
                milestone=milestone,
                text=text % names,
                text_en=text_en % names,
            )
            for person in people
        ],
        now=now,
    )
