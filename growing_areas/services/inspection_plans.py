"""Planning inspections, by hand or many at once, and calling them off."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.access import territory_of
from accounts.models import OfficerDuty, User
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, number
from growing_areas.models import (
    Checklist,
    GrowingArea,
    GrowingAreaCode,
    Inspection,
    InspectionOfficer,
)
from growing_areas.services.findings import LONGEST_TEXT
from growing_areas.services.inspection_notices import (
    is_secret,
    tell_cancelled,
    tell_planned,
)
from growing_areas.services.inspection_parts import (
    clean,
    lock,
    news_of,
    require_standing,
    state_words,
)
from records.services import log_many

State = Inspection.State
MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When somebody inspects, who, by which list, and why.

    inspectors: officers with the duty of inspection where the area lies.
    """

    checklist: Checklist
    planned_on: datetime.date
    inspectors: Sequence[User]
    kind: str = Inspection.Kind.PERIODIC
    reason: str = ""


def plan_inspection(
    *,
    area: GrowingArea,
    plan: Plan,
    by: str,
    now: datetime.datetime,
    code: GrowingAreaCode | None = None,
    client_id: uuid.UUID | None = None,
) -> Inspection:
    """Plan one inspection of `area`, or of what one of its `codes` asks.

    client_id: made where it is entered; one that is known gives back that inspection.
    Raises BadInput "growing_areas.inspection_in_past", "growing_areas.checklist_not_in_force",
    "growing_areas.no_inspector", "growing_areas.not_an_inspector_there",
    "growing_areas.code_of_another_area", "growing_areas.text_too_long".
    """
    known = Inspection.objects.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return known
    today = timezone.localdate(now)
    _check_code(area, code)
    reason = _checked(plan, [area], today)
    with transaction.atomic():
        row = _planned(area, code, plan, reason, by, now)
        row.client_id = client_id or row.client_id
        row.save()
        _assign([row], plan.inspectors)
        tell_planned([row], now)
        log_many([news_of(row, "growing_areas.inspection_planned")], by=by, request="")
    return row


def plan_inspections(
    *, areas: Sequence[GrowingArea], plan: Plan, by: str, now: datetime.datetime
) -> list[Inspection]:
    """Plan an inspection of each of `areas` on one day; those that have one standing are left
    out.

    Raises as for one, and BadInput "growing_areas.too_many_inspections".
    """
    if len(areas) > MOST_AT_ONCE:
        raise BadInput(
            "growing_areas.too_many_inspections",
            f"Mỗi lần lên kế hoạch được nhiều nhất {number(MOST_AT_ONCE)} vùng trồng. "
            "Hãy chọn bớt.",
            field="areas",
        )
    reason = _checked(plan, areas, timezone.localdate(now))
    with transaction.atomic():
        one_writer("growing_areas.plan")
        busy = set(
            Inspection.objects.standing()
            .filter(area__in=[area.pk for area in areas])
            .values_list("area_id", flat=True)
        )
        rows = [
            _planned(area, None, plan, reason, by, now) for area in areas if area.pk not in busy
        ]
        Inspection.objects.bulk_create(rows)
        _assign(rows, plan.inspectors)
        tell_planned(rows, now)
        log_many(
            [news_of(row, "growing_areas.inspection_planned") for row in rows],
            by=by,
            request=str(uuid.uuid4()) if len(rows) > 1 else "",
        )
    return rows


def replan_inspection(
    *, inspection: Inspection, plan: Plan, by: str, now: datetime.datetime
) -> Inspection:
    """Put another day, other inspectors or another list in place of what was planned.

    Raises as for planning, and RuleError "growing_areas.inspection_begun".
    """
    reason = _checked(plan, [inspection.area], timezone.localdate(now))
    with transaction.atomic():
        lock(inspection)
        if inspection.state != State.PLANNED:
            raise RuleError(
                "growing_areas.inspection_begun",
                f"Cuộc kiểm tra này {state_words(inspection)}, nên không đổi kế hoạch được.",
            )
        inspection.checklist, inspection.kind = plan.checklist, plan.kind
        inspection.planned_on, inspection.plan_reason = plan.planned_on, reason
        inspection.save(update_fields=["checklist", "kind", "planned_on", "plan_reason"])
        inspection.officers.all().delete()
        _assign([inspection], plan.inspectors)
        tell_planned([inspection], now)
        log_many([news_of(inspection, "growing_areas.inspection_replanned")], by=by, request="")
    return inspection


def cancel_inspection(
    *, inspection: Inspection, reason: str, by: str, now: datetime.datetime
) -> Inspection:
    """Call off an inspection that did not end; what was written stays.

    Raises BadInput "growing_areas.inspection_cancelled_without_reason", RuleError
    "growing_areas.inspection_over".
    """
    said = clean(reason, "reason", LONGEST_TEXT, "Lý do")
    if not said:
        raise BadInput(
            "growing_areas.inspection_cancelled_without_reason",
            "Hãy ghi vì sao hủy cuộc kiểm tra.",
            field="reason",
        )
    with transaction.atomic():
        lock(inspection)
        require_standing(inspection)
        was_known = not is_secret(inspection)
        inspection.state, inspection.cancel_reason = State.CANCELLED, said
        inspection.save(update_fields=["state", "cancel_reason"])
        if was_known:
            tell_cancelled(inspection, now)
        log_many([news_of(inspection, "growing_areas.inspection_cancelled")], by=by, request="")
    return inspection


def unknown_inspector() -> BadInput:
    """The refusal of a user name that nobody has."""
    return BadInput(
        "growing_areas.unknown_inspector",
        "Có tên đăng nhập của người kiểm tra không tồn tại. Hãy kiểm tra lại.",
        field="inspectors",
    )


# --- rules and rows ---------------------------------------------------------------------------


def _checked(plan: Plan, areas: Iterable[GrowingArea], today: datetime.date) -> str:
    """The reason of a plan that can be; else BadInput."""
    if plan.planned_on < today:
        raise BadInput(
            "growing_areas.inspection_in_past",
            f"Ngày {day(plan.planned_on)} đã qua. Hãy chọn từ hôm nay, {day(today)}, trở đi.",
            field="planned_on",
        )
    if not Checklist.objects.on(plan.planned_on).filter(pk=plan.checklist.pk).exists():
        raise BadInput(
            "growing_areas.checklist_not_in_force",
            f"Bảng kiểm {plan.checklist} không áp dụng ngày {day(plan.planned_on)}. "
            "Hãy chọn bảng kiểm khác.",
            field="checklist",
        )
    if not plan.inspectors:
        raise BadInput(
            "growing_areas.no_inspector",
            "Chưa có ai đi kiểm tra. Hãy chọn ít nhất một cán bộ.",
            field="inspectors",
        )
    places = {area.place.pk: area.place for area in areas}
    for officer in plan.inspectors:
        duty = OfficerDuty.Duty.INSPECTION
        territory = territory_of(officer, plan.planned_on, duty).filter(pk__in=places)
        inside = set(territory.values_list("pk", flat=True))
        for place in places.values():
            if place.pk not in inside:
                raise BadInput(
                    "growing_areas.not_an_inspector_there",
                    f"{officer} không có nhiệm vụ kiểm tra ở {place.full_name} ngày "
                    f"{day(plan.planned_on)}. Hãy chọn cán bộ khác.",
                    field="inspectors",
                )
    return clean(plan.reason, "reason", LONGEST_TEXT, "Lý do kiểm tra")


def _check_code(area: GrowingArea, code: GrowingAreaCode | None) -> None:
    if code is not None and code.area_id != area.pk:
        raise BadInput(
            "growing_areas.code_of_another_area",
            f"Mã {code.code} không phải của vùng trồng {area.name}. Hãy chọn mã của vùng này.",
            field="code",
        )


def _planned(
    area: GrowingArea,
    code: GrowingAreaCode | None,
    plan: Plan,
    reason: str,
    by: str,
    now: datetime.datetime,
) -> Inspection:
    return Inspection(
        area=area,
        code=code,
        checklist=plan.checklist,
        kind=plan.kind,
        planned_on=plan.planned_on,
        plan_reason=reason,
        planned_at=now,
        planned_by=by,
    )


def _assign(rows: Iterable[Inspection], officers: Sequence[User]) -> None:
    InspectionOfficer.objects.bulk_create(
        InspectionOfficer(inspection=row, officer=officer)
        for row in rows
        for officer in dict.fromkeys(officers)
    )
