"""What a field diary lacks: weeks without an entry, sprayings whose interval no list vouches
for, harvests from land for which no work was written down.

A gap is a question to who keeps the diary, never a proof: in some weeks there is nothing to do.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

WEEK = datetime.timedelta(days=7)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """An entry of the diary that no later one corrects.

    key: which it is. plots: ids; none means the whole area. is_harvest: it tells of a harvest.
    vouched: whether the interval of a spraying comes from a list of inputs; None for what is no
    spraying.
    """

    key: int
    done_on: datetime.date
    plots: frozenset[int]
    is_harvest: bool = False
    vouched: bool | None = None


@dataclass(frozen=True)
class Picked:
    """A harvest. key: which it is; plots: ids."""

    key: int
    picked_on: datetime.date
    plots: frozenset[int]


@dataclass(frozen=True)
class Silence:
    """Whole weeks one after the other without an entry: `first` a Monday, `last` a Sunday."""

    first: datetime.date
    last: datetime.date

    @property
    def weeks(self) -> int:
        """How many weeks it lasted."""
        return (self.last - self.first + ONE_DAY) // WEEK


def silent_weeks(
    days: Collection[datetime.date],
    starts_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
) -> list[Silence]:
    """The weeks, Monday to Sunday, that lie whole in [starts_on, ends_on) and before `today`,
    in which nothing was done on any of `days`; neighbours are one silence. Oldest first.

    >>> day = datetime.date
    >>> november = (day(2026, 11, 1), day(2026, 12, 1), day(2026, 11, 30))
    >>> found = silent_weeks([day(2026, 11, 10)], *november)
    >>> [(one.first.day, one.last.day, one.weeks) for one in found]
    [(2, 8, 1), (16, 29, 2)]
    """
    worked = {_monday(day) for day in days}
    end = min(ends_on, today)
    monday = _monday(starts_on)
    if monday < starts_on:
        monday += WEEK
    found: list[Silence] = []
    while monday + WEEK <= end:
        sunday = monday + WEEK - ONE_DAY
        if monday not in worked:
            if found and found[-1].last + ONE_DAY == monday:
                found[-1] = Silence(found[-1].first, sunday)
            else:
                found.append(Silence(monday, sunday))
        monday += WEEK
    return found


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def without_listed_interval(work: Iterable[Work]) -> list[Work]:
    """The sprayings whose interval before harvest is only the word of who wrote it down."""
    return [one for one in work if one.vouched is False]


def without_diary(
    harvests: Iterable[Picked], work: Iterable[Work], since: datetime.date
) -> list[Picked]:
    """The harvests of some plot on which no other work was written down from `since` until the
    day of the harvest."""
    cared = [one for one in work if not one.is_harvest and one.done_on >= since]
    return [harvest for harvest in harvests if not _cared_for(harvest, cared)]


def _cared_for(harvest: Picked, work: Iterable[Work]) -> bool:
    missing = set(harvest.plots)
    for one in work:
        if one.done_on <= harvest.picked_on:
            missing -= one.plots or missing
    return not missing
