"""What people are told about codes: each act to the other side, days that pass to both."""

import datetime
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext, override

from accounts.access import officers_on_duty
from accounts.models import Notice, OfficerDuty, User
from accounts.services import Telling, tell
from common.shown import vietnamese
from common.text import day
from cooperatives.access import managers_of
from growing_areas.code_life import ACTS, HOLDER
from growing_areas.models import CodeState, GrowingAreaCode

# Days before a code's last day, the latest reminder first.
MILESTONES = (30, 60)
State = CodeState.State


def tell_of_act(change: CodeState, *, now: datetime.datetime, today: datetime.date) -> None:
    """Tell the other side: the office of what a holder did, the managers of all else."""
    code, act = change.code, ACTS[change.act]
    people = _officers(code, today) if HOLDER in act.doers else _managers(code)
    more = f" Lý do: {change.reason}" if change.reason else ""
    more_en = f" Reason: {change.reason}" if change.reason else ""
    if change.due_on:
        more += f" Hạn: {day(change.due_on)}."
        more_en += f" Due: {change.due_on:%d %b %Y}."
    with override("en"):
        act_en = gettext(act.name)
    tell(
        _told(
            code,
            [person for person in people if person.key != change.done_by],
            f"act {change.pk}",
            f"{_called(code)}: {act.name}, ngày {day(change.valid_from)}.{more}",
            f"{_called_en(code)}: {act_en}, {change.valid_from:%d %b %Y}.{more_en}",
        ),
        now=now,
    )


def tell_codes_due(*, today: datetime.date, now: datetime.datetime) -> None:
    """Tell, once each, of codes that run out within 60 and 30 days, and of what is overdue."""
    joined = ("area__organisation", "area__unit", "area__successor")
    ending = GrowingAreaCode.objects.running_out(today, max(MILESTONES))
    for code in ending.select_related(*joined):
        assert code.expires_on is not None
        left = (code.expires_on - today).days - 1
        last = code.expires_on - datetime.timedelta(days=1)
        milestone = next(days for days in MILESTONES if left <= days)
        tell(
            _told(
                code,
                _both(code, today),
                f"ends {code.expires_on:%y%m%d} {milestone}",
                f"{_called(code)} có giá trị đến hết ngày {day(last)}, còn {left} ngày. "
                "Hãy làm thủ tục cấp lại.",
                f"{_called_en(code)} is good until {last:%d %b %Y}, {left} days from now. "
                "Ask for it to be granted again.",
            ),
            now=now,
        )
    overdue = CodeState.objects.filter(valid_to=None, due_on__lt=today).order_by("pk")
    for row in overdue.select_related(*(f"code__{path}" for path in joined)):
        _tell_overdue(row, today, now)


def _tell_overdue(row: CodeState, today: datetime.date, now: datetime.datetime) -> None:
    code = row.code
    assert row.due_on is not None
    corrects = row.state == State.CORRECTIVE_ACTION
    words = vietnamese(State(row.state).label)
    with override("en"):
        words_en = str(State(row.state).label)
    tell(
        _told(
            code,
            _both(code, today) if corrects else _officers(code, today),
            f"overdue {row.pk}",
            f"{_called(code)} ({words}) đã quá hạn {day(row.due_on)}.",
            f"{_called_en(code)} ({words_en}) is overdue since {row.due_on:%d %b %Y}.",
        ),
        now=now,
    )


def _called(code: GrowingAreaCode) -> str:
    area = code.area
    if code.code:
        return f"Mã số {code.code} của {area.name}, {area.organisation.name}"
    return f"Hồ sơ xin mã số của {area.name}, {area.organisation.name}"


def _called_en(code: GrowingAreaCode) -> str:
    area = code.area
    what = f"The code {code.code}" if code.code else "The application for a code"
    return f"{what} of {area.name}, {area.organisation.name}"


def _managers(code: GrowingAreaCode) -> list[User]:
    return list(managers_of(code.area.organisation))


def _officers(code: GrowingAreaCode, today: datetime.date) -> list[User]:
    return officers_on_duty([OfficerDuty.Duty.GROWING_AREA_CODES], code.area.place, today)


def _both(code: GrowingAreaCode, today: datetime.date) -> list[User]:
    return [*_managers(code), *_officers(code, today)]


def _told(
    code: GrowingAreaCode, people: Iterable[User], milestone: str, text: str, text_en: str
) -> Iterator[Telling]:
    for person in {person.pk: person for person in people}.values():
        yield Telling(
            person=person,
            about=code.key,
            page=code.key,
            kind=Notice.Kind.CODE,
            milestone=milestone,
            text=text,
            text_en=text_en,
        )
