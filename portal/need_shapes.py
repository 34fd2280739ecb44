"""The shape of what needs a person: a few lines of one kind, and for whom it is asked."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from common.shown import number
from cooperatives.models import Membership
from portal.standing import Standing

MOST_COUNTED, MOST_SHOWN = 100, 3


@dataclass(frozen=True)
class Line:
    """One of the things that wait: what it is, more about it, its page; `tone` "bad" for what
    is late, "wait" for what soon will be, with `state` the words that say so."""

    what: str
    about: str
    address: str
    state: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Need:
    """One kind of thing that waits for this person, the most pressing first.

    key: names the kind, and its picture. `count` stops at MOST_COUNTED.
    """

    key: str
    title: Promise
    count: int
    lines: Sequence[Line]
    button: Promise
    address: str

    @property
    def shown_count(self) -> str:
        """How many, "100+" when more may wait."""
        return f"{number(self.count)}+" if self.count >= MOST_COUNTED else number(self.count)


@dataclass(frozen=True)
class Asker:
    """For whom, and as of when."""

    user: User
    standing: Standing
    now: datetime.datetime
    today: datetime.date

    def workplaces(self, *roles: str) -> QuerySet:
        """The ids of the organisations they work for in one of `roles`."""
        mine = Membership.objects.in_force().filter(user_id=self.user.pk, role__in=roles)
        return mine.values("organisation_id")


def need_of(
    key: str,
    title: Promise,
    found: Sequence,
    line: Callable,
    button: Promise,
    address: str,
) -> Need | None:
    """The need for the rows `found`, of which the first become lines; None for no rows."""
    if not found:
        return None
    lines = [line(row) for row in found[:MOST_SHOWN]]
    return Need(key, title, len(found), lines, button, address)
