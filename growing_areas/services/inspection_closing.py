"""Ending an inspection: everything must have arrived; wrong answers become findings."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from common.text import number
from growing_areas.models import Checklist, Finding, Inspection, InspectionAnswer
from growing_areas.services.findings import LONGEST_TEXT, raise_finding
from growing_areas.services.inspection_notices import tell_closed
from growing_areas.services.inspection_parts import (
    clean,
    current_answers,
    lock,
    missing_items,
    require_standing,
    state_of,
    unanswered_items,
)
from records.services import bump, log

Result = Inspection.Result


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How an inspection ends.

    client_ids: of everything that the phone has of it; all must have arrived.
    minor_deadline, major_deadline: the last day to put findings right, where it is not that of
    the checklist. unsigned_reason: why nobody of the holder signed.
    """

    conclusion: str = ""
    unsigned_reason: str = ""
    client_ids: Iterable[uuid.UUID] = ()
    minor_deadline: datetime.date | None = None
    major_deadline: datetime.date | None = None

    def deadline(
        self, severity: str, checklist: Checklist, today: datetime.date
    ) -> datetime.date:
        """The last day for a finding of this severity."""
        is_major = severity == Finding.Severity.MAJOR
        chosen = self.major_deadline if is_major else self.minor_deadline
        return chosen or today + checklist.days_for(severity)


def close_inspection(
    *, inspection: Inspection, closing: Closing, by: str, now: datetime.datetime
) -> list[Finding]:
    """End `inspection`: each wrong answer becomes a finding with its deadline; gives these.

    The result follows from them: failed with a major one, to be corrected with a minor one.
    Raises RuleError "growing_areas.inspection_over", "growing_areas.inspection_not_begun",
    "growing_areas.inspection_unsent", "growing_areas.inspection_unanswered",
    "growing_areas.inspection_unsigned", "growing_areas.inspection_changed_after_signing",
    BadInput as for `raise_finding`.
    """
    with transaction.atomic():
        lock(inspection)
        _check_closing(inspection, closing)
        answers = current_answers(inspection)
        wrong = [answer for answer in answers if answer.is_wrong]
        severities = {answer.item.severity for answer in wrong}
        inspection.state, inspection.closed_at, inspection.closed_by = (
            Inspection.State.CLOSED,
            now,
            by,
        )
        inspection.conclusion = clean(
            closing.conclusion, "conclusion", LONGEST_TEXT, "Kết luận"
        )
        inspection.unsigned_reason = clean(
            closing.unsigned_reason, "unsigned_reason", 300, "Lý do"
        )
        inspection.result = _result(severities)
        inspection.save()
        findings = [_raised(inspection, answer, closing, by, now) for answer in wrong]
        tell_closed(inspection, now)
        log(
            chain=inspection.area.organisation.key,
            action="growing_areas.inspection_closed",
            subject=inspection.key,
            by=by,
            data={
                "area": inspection.area.key,
                "answers": [_plain(answer) for answer in answers],
                "photos": inspection.photos.count(),
                "findings": [finding.key for finding in findings],
            },
            state=state_of(inspection),
        )
        bump(inspection.area.key)
    return findings


def _check_closing(inspection: Inspection, closing: Closing) -> None:
    require_standing(inspection)
    if inspection.state == Inspection.State.PLANNED:
        raise RuleError(
            "growing_areas.inspection_not_begun",
            "Cuộc kiểm tra chưa bắt đầu. Hãy ghi các câu trả lời trước, rồi mới kết thúc.",
        )
    missing = missing_items(inspection, closing.client_ids)
    if missing:
        raise RuleError(
            "growing_areas.inspection_unsent",
            f"Còn {number(len(missing))} mục của cuộc kiểm tra nằm trên điện thoại, chưa gửi "
            "tới hệ thống. Hãy mở trang kiểm tra trên điện thoại đó khi có mạng và chờ gửi "
            "xong, rồi kết thúc.",
        )
    unanswered = unanswered_items(inspection)
    if unanswered:
        first = unanswered[0].question
        raise RuleError(
            "growing_areas.inspection_unanswered",
            f"Còn {number(len(unanswered))} câu phải trả lời, trước hết: “{first}” "
            "Hãy trả lời, hoặc chọn “không áp dụng”.",
        )
    _check_signature(inspection, closing)


def _check_signature(inspection: Inspection, closing: Closing) -> None:
    signed = inspection.signatures.order_by("captured_at").last()
    if signed is None:
        if not closing.unsigned_reason.strip():
            raise RuleError(
                "growing_areas.inspection_unsigned",
                "Biên bản chưa có chữ ký của bên được kiểm tra. Hãy nhờ họ ký, hoặc ghi vì sao "
                "không có chữ ký.",
                field="unsigned_reason",
            )
        return
    later = inspection.answers.filter(captured_at__gt=signed.captured_at).exists()
    if later or inspection.photos.filter(captured_at__gt=signed.captured_at).exists():
        raise RuleError(
            "growing_areas.inspection_changed_after_signing",
            f"Có câu trả lời hoặc ảnh được ghi sau khi {signed.name} ký. "
            "Hãy cho xem lại và ký lại.",
        )


def _result(severities: set[str]) -> Inspection.Result:
    if Finding.Severity.MAJOR in severities:
        return Result.FAILED
    return Result.TO_CORRECT if severities else Result.PASSED


def _raised(
    inspection: Inspection,
    answer: InspectionAnswer,
    closing: Closing,
    by: str,
    now: datetime.datetime,
) -> Finding:
    item = answer.item
    severity = item.severity
    measured = f" ({number(answer.measure)} {item.unit})" if answer.measure is not None else ""
    note = f" {answer.note}" if answer.note else ""
    return raise_finding(
        area=inspection.area,
        code=inspection.code,
        source=Finding.Source.INSPECTION,
        cause=answer.key,
        severity=severity,
        text=f"{item.finding}{measured}{note}"[:LONGEST_TEXT],
        deadline=closing.deadline(severity, inspection.checklist, timezone.localdate(now)),
        by=by,
        now=now,
    )


def _plain(answer: InspectionAnswer) -> dict[str, object]:
    return {
        "item": answer.item.code,
        "choice": answer.choice,
        "measure": answer.measure,
        "text": answer.text,
        "note": answer.note,
    }
