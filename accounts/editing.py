"""Changing a standing row only as who changes it has seen it.

Every row that a page or the API changes has a `version`, which grows with each change. A form
and a call carry the version that was read; what somebody else wrote since is never lost.
"""

from typing import Protocol

from django.db import models
from django.utils.translation import override

from accounts.models import User
from common.errors import ChangedMeanwhile
from common.shown import vietnamese_moment
from records.models import LogEntry


class Versioned(Protocol):
    """A row with a history whose changes are counted."""

    version: int

    @property
    def key(self) -> str: ...


def hold(row: models.Model) -> None:
    """Read `row` anew and keep others from changing it until the transaction ends."""
    rows = type(row)._default_manager.select_for_update()
    row.refresh_from_db(from_queryset=rows)


def hold_as_seen(row: Versioned, version: int) -> None:
    """`hold` a row for who read it at `version`, and count the change that follows; the caller
    saves it.

    Raises ChangedMeanwhile "accounts.changed_meanwhile" when it was changed since.
    """
    assert isinstance(row, models.Model)
    hold(row)
    if row.version != version:
        raise _changed_meanwhile(row)
    row.version += 1


def _changed_meanwhile(row: Versioned) -> ChangedMeanwhile:
    """Who changed `row` last, when, and what to do now."""
    entry = LogEntry.objects.filter(subject=row.key, data__has_key="state").last()
    who, when = "Người khác", ""
    if entry:
        number = entry.by.removeprefix("user:")
        person = User.objects.filter(pk=number).first() if number.isdigit() else None
        who = str(person) if person else who
        when = f" lúc {vietnamese_moment(entry.at)}"
    with override("vi"):
        name = str(row)
    return ChangedMeanwhile(
        "accounts.changed_meanwhile",
        f"{who} đã sửa “{name}”{when}, sau khi bạn mở ra xem. Chưa lưu gì, để không ghi đè. "
        "Hãy xem giá trị hiện nay, sửa lại nếu cần, rồi lưu lần nữa.",
        version=row.version,
    )
