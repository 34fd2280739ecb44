"""What happens to a code: the acts of its life, each by who may do it."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.shown import vietnamese
from common.text import bounded, day
from common.working_days import due_on
from growing_areas.access import require_actor
from growing_areas.code_life import ACTS, GRANTING, HOLDER, PLATFORM, Act, acts_from
from growing_areas.models import CodeState, GrowingAreaCode, ProcedureRule
from growing_areas.services.code_applications import require_complete
from growing_areas.services.code_notices import tell_of_act
from growing_areas.services.codes import CodePaper, code_columns, code_taken
from records.documents import Upload, attached
from records.models import Document
from records.services import bump, log

State = CodeState.State


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is written down with an act.

    on: its day, today when None; deadline: the last day to put right what was found; code,
    issuer, expires_on: what granting gives (granting again keeps the code, and the issuer where
    none is named). expires_on: the first day the code is not valid.
    """

    on: datetime.date | None = None
    reason: str = ""
    act_number: str = ""
    deadline: datetime.date | None = None
    code: str = ""
    issuer: str = ""
    expires_on: datetime.date | None = None
    document: Upload | Document | None = None


def act(
    *, code: GrowingAreaCode, act: str, deed: Deed, user: User, today: datetime.date
) -> CodeState:
    """Do `act` (an id of `code_life.ACTS`) to `code` as `user`; the state it leads to.

    Raises NotAllowed for who may not; BadInput "growing_areas.act_unknown",
    "growing_areas.act_in_future", "growing_areas.act_not_today",
    "growing_areas.act_without_reason", "growing_areas.act_without_number",
    "growing_areas.act_without_deadline", "growing_areas.deadline_too_early" and those of
    `CodePaper`; RuleError "growing_areas.act_not_now", "growing_areas.act_before_the_last",
    "growing_areas.application_incomplete", "growing_areas.code_taken".
    """
    chosen = _known(act)
    require_actor(user, code, chosen, today)
    return _do(code, chosen, deed, user.key, today)


def require_correction(
    *,
    code: GrowingAreaCode,
    reason: str,
    deadline: datetime.date,
    by: str,
    today: datetime.date,
) -> CodeState | None:
    """Demand correction because a rule does, as an open major finding: no person is asked.

    None where the state of the code does not lead there: it is being corrected, suspended or no
    longer granted. by: the key of who found it.
    """
    demand = ACTS["require_correction"]
    if demand not in acts_from(code.state_on(today), granted_once=code.granted_once):
        return None
    return _do(code, demand, Deed(reason=reason, deadline=deadline), by, today)


def expire_codes(today: datetime.date) -> int:
    """Write down that codes have run out, each from its own day; how many.

    Looks at all that ran out until `today`. Each code is a transaction of its own: stopped in
    the middle, what is done stays, and the next call goes on.
    """
    over = CodeState.objects.filter(
        Q(code__expires_on__lte=today), valid_to=None, state__in=ACTS["expire"].sources
    )
    ids = list(over.order_by("code_id").values_list("code_id", flat=True))
    return sum(_expired(pk, today) for pk in ids)


def _expired(pk: int, today: datetime.date) -> bool:
    """Whether it was still to be written; another worker may have been here."""
    with transaction.atomic():
        code = GrowingAreaCode.objects.select_related("area__organisation").get(pk=pk)
        one_writer(code.key)
        code.refresh_from_db(fields=["expires_on"])
        last = code.states.last()
        if last is None or not _has_run_out(code, last, today):
            return False
        change = _write_expiry(code, last, "system")
        bump(code.key)
        tell_of_act(change, now=timezone.now(), today=today)
    return True


def _known(act: str) -> Act:
    if act not in ACTS:
        raise BadInput(
            "growing_areas.act_unknown",
            "Không có việc này trong thủ tục mã số. Hãy mở trang của mã số và chọn một việc.",
            field="act",
        )
    return ACTS[act]


def _do(
    code: GrowingAreaCode, act: Act, deed: Deed, by: str, today: datetime.date
) -> CodeState:
    on = deed.on or today
    columns = _checked(code, act, deed, on, today)
    with transaction.atomic():
        one_writer(code.key)
        if act.id in GRANTING:
            one_writer("growing_areas.codes")
        code.refresh_from_db()
        last = code.states.last()
        if last is not None and _has_run_out(code, last, on):
            last = _write_expiry(code, last, "system")
        source = _source(code, act, last, on)
        if act.id == "submit":
            require_complete(code)
        if act.id in GRANTING:
            _grant(code, act, deed, on, today)
        document = attached(owner=code.key, file=deed.document, by=by)
        change = _write(
            code,
            source,
            CodeState(
                code=code,
                state=act.target,
                valid_from=on,
                act=act.id,
                done_by=by,
                document=document,
                **columns,
                **_due(code, act, deed, source, on),
            ),
        )
        bump(code.key)
        tell_of_act(change, now=timezone.now(), today=today)
    return change


def _checked(
    code: GrowingAreaCode, act: Act, deed: Deed, on: datetime.date, today: datetime.date
) -> dict[str, str]:
    """The reason and the number to store; raises all that is missing or cannot be right."""
    checks = Checks()
    checks.run(_check_day, code, act, on, today)
    reason = deed.reason.strip()
    if act.needs_reason and not reason:
        checks.refuse(
            BadInput(
                "growing_areas.act_without_reason",
                f"Hãy ghi lý do của việc “{act.name}”: tổ chức và cơ quan đều đọc lý do này.",
                field="reason",
            )
        )
    number = checks.run(_act_number, act, deed.act_number) or ""
    if act.needs_deadline:
        checks.run(_check_deadline, deed.deadline, on)
    checks.end()
    return {"reason": reason, "act_number": number}


def _check_day(
    code: GrowingAreaCode, act: Act, on: datetime.date, today: datetime.date
) -> None:
    if on > today:
        raise BadInput(
            "growing_areas.act_in_future",
            f"Ngày {day(on)} chưa đến nên chưa ghi được việc “{act.name}” của mã {code}. "
            "Hãy ghi khi đến ngày đó.",
            field="on",
        )
    if act.doers == (HOLDER,) and on != today:
        raise BadInput(
            "growing_areas.act_not_today",
            f"Việc “{act.name}” tính từ hôm nay, {day(today)}. Hãy bỏ ngày {day(on)}.",
            field="on",
        )


def _act_number(act: Act, typed: str) -> str:
    code = "growing_areas.text_too_long"
    number = bounded(typed, 60, code=code, word="Số văn bản", field="act_number")
    if act.needs_act_number and not number:
        raise BadInput(
            "growing_areas.act_without_number",
            f"Việc “{act.name}” cần số văn bản. Hãy ghi số của quyết định hoặc giấy xác nhận.",
            field="act_number",
        )
    return number


def _check_deadline(deadline: datetime.date | None, on: datetime.date) -> None:
    if deadline is None:
        raise BadInput(
            "growing_areas.act_without_deadline",
            "Hãy ghi hạn khắc phục: ngày cuối tổ chức phải làm xong.",
            field="deadline",
        )
    if deadline < on:
        raise BadInput(
            "growing_areas.deadline_too_early",
            f"Hạn khắc phục {day(deadline)} trước ngày yêu cầu {day(on)}. Hãy ghi ngày sau đó.",
            field="deadline",
        )


def _has_run_out(code: GrowingAreaCode, last: CodeState, on: datetime.date) -> bool:
    over = code.expires_on is not None and code.expires_on <= on
    return over and last.state in ACTS["expire"].sources


def _source(
    code: GrowingAreaCode, act: Act, last: CodeState | None, on: datetime.date
) -> CodeState:
    """The row that `act` follows on; raises RuleError where it cannot."""
    if last is None:
        raise RuleError(
            "growing_areas.act_not_now", f"Mã {code} chưa có trạng thái nào. Hãy báo quản trị."
        )
    open_acts = acts_from(last.state, granted_once=code.granted_once)
    if act not in open_acts:
        people = [one.name for one in open_acts if one.doers != (PLATFORM,)]
        now = "Việc làm được lúc này: " + ", ".join(people) if people else "Không còn việc nào"
        raise RuleError(
            "growing_areas.act_not_now",
            f"Mã {code} đang ở trạng thái “{vietnamese(State(last.state).label)}” nên không "
            f"làm được việc “{act.name}”. {now}.",
            field="act",
        )
    if on < last.valid_from:
        raise RuleError(
            "growing_areas.act_before_the_last",
            f"Trạng thái “{vietnamese(State(last.state).label)}” của mã {code} có từ ngày "
            f"{day(last.valid_from)}. Hãy ghi ngày đó hoặc một ngày sau đó.",
            field="on",
        )
    return last


def _due(
    code: GrowingAreaCode, act: Act, deed: Deed, source: CodeState, on: datetime.date
) -> dict[str, object]:
    """Until when the next step is due: the office's answer to an application, counted from its
    submission whatever was done in between, or the holder's correction."""
    if act.id == "submit":
        rule = ProcedureRule.objects.of("grant", code.scope, on)
        if rule and rule.working_days:
            return {"due_on": due_on(on, rule.working_days), "rule": rule}
    elif act.id == "check":
        return {"due_on": source.due_on, "rule": source.rule}
    return {"due_on": deed.deadline if act.needs_deadline else None}


def _grant(
    code: GrowingAreaCode, act: Act, deed: Deed, on: datetime.date, today: datetime.date
) -> None:
    """Give `code` what its paper says; under the lock of all codes."""
    again = act.id == "grant_again"
    paper = CodePaper(
        code=code.code if again else deed.code,
        issuer=deed.issuer or code.issuer,
        granted_on=on,
        kind=code.kind,
        market=code.market,
        expires_on=deed.expires_on,
        legal_basis=deed.act_number,
    )
    columns = paper.checked(today)
    alike = GrowingAreaCode.objects.standing_as(columns).exclude(pk=code.pk)
    if alike.exists():
        raise code_taken(str(columns["code"]))
    columns["confirmation"] = GrowingAreaCode.Confirmation.CONFIRMED
    for name, value in columns.items():
        setattr(code, name, value)
    code.save(update_fields=list(columns))


def _write_expiry(code: GrowingAreaCode, last: CodeState, by: str) -> CodeState:
    """Write that `code` ran out on its own day."""
    assert code.expires_on is not None
    on = max(code.expires_on, last.valid_from)
    row = CodeState(code=code, state=State.EXPIRED, valid_from=on, act="expire", done_by=by)
    return _write(code, last, row)


def _write(code: GrowingAreaCode, source: CodeState, change: CodeState) -> CodeState:
    """End the state before and begin the new one, with its entry of the log."""
    source.valid_to = change.valid_from
    source.save(update_fields=["valid_to"])
    change.save()
    log(
        chain=code.area.organisation.key,
        action="growing_areas.code_state_changed",
        subject=code.key,
        by=change.done_by,
        data={
            "act": change.act,
            "from": source.state,
            "to": change.state,
            "valid_from": change.valid_from,
            "act_number": change.act_number,
            "reason": change.reason,
            "due_on": change.due_on,
            "document": str(change.document_id) if change.document_id else None,
        },
        state=code_columns(code, getattr(code, "application", None)),
    )
    return change
