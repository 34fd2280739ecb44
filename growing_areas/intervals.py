"""Pre-harvest intervals: how long after a spraying a plot may not be harvested.

An interval of n days after a spraying on day d is broken by a harvest on d, d+1, … d+n-1; from
d+n on the plot may be harvested. With n = 0 nothing has to be waited for.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

LONGEST = 365  # days; no spraying older than this is asked about


@dataclass(frozen=True)
class Spraying:
    """A spraying as far as a harvest cares.

    key: which it was. product: what was sprayed. days: its pre-harvest interval. plots: ids.
    told_at: when it was entered; None where that does not matter.
    """

    key: str
    product: str
    done_on: datetime.date
    days: int
    plots: frozenset[int]
    told_at: datetime.datetime | None = None

    @property
    def free_from(self) -> datetime.date:
        """The first day on which its plots may be harvested."""
        return self.done_on + datetime.timedelta(days=self.days)


@dataclass(frozen=True)
class Broken:
    """A harvest lies inside the interval of `spraying`; plots: the ids that both name."""

    spraying: Spraying
    plots: frozenset[int]

    @property
    def until(self) -> datetime.date:
        """The first day on which these plots may be harvested, as far as this spraying goes."""
        return self.spraying.free_from


def broken_by(
    sprayings: Iterable[Spraying], harvested_on: datetime.date, plots: Collection[int]
) -> list[Broken]:
    """The intervals that a harvest of `plots` on `harvested_on` breaks, the longest first.

    >>> one = Spraying("1", "Thuốc A", datetime.date(2026, 11, 1), 7, frozenset({3}))
    >>> [broken.until.day for broken in broken_by([one], datetime.date(2026, 11, 7), [3, 4])]
    [8]
    >>> broken_by([one], datetime.date(2026, 11, 8), [3, 4])
    []
    """
    wanted = frozenset(plots)
    found = [
        Broken(spraying, spraying.plots & wanted)
        for spraying in sprayings
        if spraying.plots & wanted and spraying.done_on <= harvested_on < spraying.free_from
    ]
    return sorted(found, key=lambda broken: (broken.until, broken.spraying.key), reverse=True)


def first_free_day(broken: Iterable[Broken]) -> datetime.date:
    """The first day on which none of these intervals is broken any more."""
    return max(one.until for one in broken)
