"""Findings about growing areas: raising them, answering them, closing them."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.access import officers_on_duty
from accounts.models import Notice, OfficerDuty, User
from accounts.services import Telling, tell
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day
from cooperatives.access import managers_of
from growing_areas import code_life
from growing_areas.models import Finding, GrowingArea, GrowingAreaCode
from growing_areas.services.code_acts import require_correction
from records.documents import Upload, attached
from records.models import Document
from records.services import bump, log
from records.snapshots import snapshot

LONGEST_TEXT = 1000
# To put right what a major finding is about, where it names no last day.
USUAL_DEADLINE = datetime.timedelta(days=30)
# Who answers for what an office finds: those for codes, and those who inspect.
DUTIES = (OfficerDuty.Duty.GROWING_AREA_CODES, OfficerDuty.Duty.INSPECTION)


def raise_finding(
    *,
    area: GrowingArea,
    source: str,
    severity: str,
    text: str,
    by: str,
    now: datetime.datetime,
    code: GrowingAreaCode | None = None,
    cause: str = "",
    deadline: datetime.date | None = None,
) -> Finding:
    """Write down that something of `area` is not as it should be.

    cause: the key of what raised it; while a finding of that cause and source is open, it is
    given back as it stands and nothing is written. deadline: the last day to answer.
    A major one requires correction of the codes it is about. The holder's managers and the
    officers for codes and inspections of the place are told.
    Raises BadInput "growing_areas.finding_without_text", "growing_areas.text_too_long",
    "growing_areas.finding_deadline_past", "growing_areas.code_of_another_area".
    """
    today = timezone.localdate(now)
    said = _words(text, "text", "growing_areas.finding_without_text", "điểm chưa đạt là gì")
    _check_deadline(deadline, today)
    if code is not None and code.area_id != area.pk:
        raise BadInput(
            "growing_areas.code_of_another_area",
            f"Mã {code.code} không phải của vùng trồng {area.name}. Hãy chọn mã của vùng này.",
            field="code",
        )
    with transaction.atomic():
        one_writer(f"growing_areas.findings:{area.pk}")
        if cause:
            standing = area.findings.open().filter(source=source, cause=cause).first()
            if standing is not None:
                return standing
        finding = Finding.objects.create(
            area=area,
            code=code,
            source=source,
            cause=cause,
            severity=severity,
            text=said,
            raised_at=now,
            raised_by=by,
            deadline=deadline,
        )
        if severity == Finding.Severity.MAJOR:
            _require_correction(finding, by, today)
        _tell_raised(finding, now)
        _log(finding, "growing_areas.finding_raised", by)
    return finding


def answer_finding(
    *,
    finding: Finding,
    answer: str,
    by: str,
    now: datetime.datetime,
    document: Upload | Document | None = None,
) -> Finding:
    """The holder says what was done about `finding`; the office is told. Said again, the newer
    answer stands, and a paper that came before stays; the log keeps both.

    Raises RuleError "growing_areas.finding_closed", BadInput
    "growing_areas.finding_without_answer" or for a file that is not kept.
    """
    said = _words(answer, "answer", "growing_areas.finding_without_answer", "đã làm gì")
    with transaction.atomic():
        _still_open(finding)
        owner = finding.area.key
        if document is not None:
            finding.answer_document = attached(owner=owner, file=document, by=by)
        finding.answer, finding.answered_at, finding.answered_by = said, now, by
        finding.save(update_fields=["answer", "answered_at", "answered_by", "answer_document"])
        today = timezone.localdate(now)
        tell(
            _told(finding, _officers(finding, today), f"answered {today}", *_ANSWERED), now=now
        )
        _log(finding, "growing_areas.finding_answered", by)
    return finding


def close_finding(*, finding: Finding, reason: str, by: str, now: datetime.datetime) -> Finding:
    """The office closes `finding`; the holder is told.

    When no major finding is left for a code that is being corrected, its officers are told
    that the correction can be accepted.
    Raises RuleError "growing_areas.finding_closed", BadInput
    "growing_areas.finding_closed_without_reason".
    """
    said = _words(
        reason, "reason", "growing_areas.finding_closed_without_reason", "vì sao khép lại"
    )
    with transaction.atomic():
        _still_open(finding)
        finding.closed_at, finding.closed_by, finding.close_reason = now, by, said
        finding.save(update_fields=["closed_at", "closed_by", "close_reason"])
        managers = managers_of(finding.area.organisation)
        tell(_told(finding, managers, "closed", *_CLOSED), now=now)
        if finding.severity == Finding.Severity.MAJOR:
            _tell_put_right(finding, now)
        _log(finding, "growing_areas.finding_closed", by)
    return finding


def tell_overdue(*, today: datetime.date, now: datetime.datetime) -> None:
    """Tell holders and officers, once, of every open finding whose deadline passed."""
    overdue = Finding.objects.overdue(today).order_by("pk")
    for finding in overdue.select_related("area__organisation", "area__unit").iterator():
        people = [*managers_of(finding.area.organisation), *_officers(finding, today)]
        tell(_told(finding, people, "overdue", *_OVERDUE), now=now)


# --- rules ----------------------------------------------------------------------------------


def _words(text: str, field: str, code: str, what: str) -> str:
    said = bounded(
        text, LONGEST_TEXT, code="growing_areas.text_too_long", word="Nội dung", field=field
    )
    if not said:
        raise BadInput(code, f"Hãy ghi {what}.", field=field)
    return said


def _check_deadline(deadline: datetime.date | None, today: datetime.date) -> None:
    if deadline is not None and deadline < today:
        raise BadInput(
            "growing_areas.finding_deadline_past",
            f"Hạn khắc phục {day(deadline)} đã qua. Hãy ghi từ hôm nay, {day(today)}, trở đi.",
            field="deadline",
        )


def _still_open(finding: Finding) -> None:
    one_writer(f"growing_areas.findings:{finding.area_id}")
    finding.refresh_from_db()
    if finding.closed_at is not None:
        raise RuleError(
            "growing_areas.finding_closed",
            f"Điểm chưa đạt này đã được khép lại ngày "
            f"{day(timezone.localdate(finding.closed_at))}. Nếu vẫn chưa ổn, hãy ghi điểm mới.",
        )


def _require_correction(finding: Finding, by: str, today: datetime.date) -> None:
    """Each code that the finding is about, while it is valid, goes into corrective action."""
    for code in _codes_of(finding):
        require_correction(
            code=code,
            reason=finding.text,
            deadline=finding.deadline or today + USUAL_DEADLINE,
            by=by,
            today=today,
        )


def _codes_of(finding: Finding) -> Sequence[GrowingAreaCode]:
    return [finding.code] if finding.code else list(finding.area.codes.order_by("pk"))


def _tell_put_right(finding: Finding, now: datetime.datetime) -> None:
    today = timezone.localdate(now)
    major = finding.area.findings.open().major()
    about_all = major.filter(code__isnull=True).exists()
    for code in _codes_of(finding):
        waits = code.state_on(today) == code_life.CORRECTIVE_ACTION
        if not waits or about_all or major.filter(code=code).exists():
            continue
        names = {"code": code.code, "area": finding.area.name}
        tell(
            [
                Telling(
                    person=person,
                    about=code.key,
                    page=finding.area.key,
                    kind=Notice.Kind.FINDING,
                    milestone=f"put_right {today}",
                    text=_PUT_RIGHT[0] % names,
                    text_en=_PUT_RIGHT[1] % names,
                )
                for person in officers_on_duty(DUTIES[:1], finding.area.place, today)
            ],
            now=now,
        )


# --- notices --------------------------------------------------------------------------------

# What is said in Vietnamese and in English.
_RAISED = (
    "%(area)s có điểm chưa đạt: %(text)s%(until)s",
    "%(area)s: something is not as it should be: %(text)s%(until)s",
)
_ANSWERED = (
    "%(area)s trả lời điểm chưa đạt “%(text)s”: %(answer)s",
    "%(area)s answered the finding “%(text)s”: %(answer)s",
)
_CLOSED = (
    "Điểm chưa đạt của %(area)s được khép lại: %(text)s",
    "A finding about %(area)s was closed: %(text)s",
)
_OVERDUE = (
    "Đã quá hạn khắc phục điểm chưa đạt của %(area)s: %(text)s%(until)s",
    "The deadline of a finding about %(area)s has passed: %(text)s%(until)s",
)
_PUT_RIGHT = (
    (
        "Các điểm nặng của mã số %(code)s, vùng trồng %(area)s, đã được khép lại. "
        "Có thể công nhận đã khắc phục."
    ),
    (
        "All major findings about the code %(code)s of %(area)s are closed. "
        "The correction can be accepted."
    ),
)


def _tell_raised(finding: Finding, now: datetime.datetime) -> None:
    officers = _officers(finding, timezone.localdate(now))
    people = [*managers_of(finding.area.organisation), *officers]
    tell(_told(finding, people, "raised", *_RAISED), now=now)


def _officers(finding: Finding, today: datetime.date) -> list[User]:
    return officers_on_duty(DUTIES, finding.area.place, today)


def _told(
    finding: Finding, people: Iterable[User], milestone: str, text: str, text_en: str
) -> Iterator[Telling]:
    last = finding.deadline
    names = {"area": finding.area.name, "text": finding.text, "answer": finding.answer}
    for person in {person.pk: person for person in people}.values():
        yield Telling(
            person=person,
            about=finding.key,
            page=finding.key,
            kind=Notice.Kind.FINDING,
            milestone=milestone,
            text=text % (names | {"until": f" Hạn: {day(last)}." if last else ""}),
            text_en=text_en % (names | {"until": f" Due: {last:%d %b %Y}." if last else ""}),
        )


def _log(finding: Finding, action: str, by: str) -> None:
    log(
        chain=finding.area.organisation.key,
        action=action,
        subject=finding.key,
        by=by,
        data={"area": finding.area.key},
        state=snapshot(finding),
    )
    bump(finding.area.key)
