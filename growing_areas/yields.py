"""Is what was harvested more than the land can give? Exact arithmetic in kilograms.

A harvest above the limit is no proof: the office asks. The classic fraud it finds is produce of
other land sold under the code of this one.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

# Harvests this much above what the season was to give are shown to its people and the office.
ABOVE_EXPECTED_PERCENT = Decimal(20)
A_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Ground:
    """What land can give: its hectares, the most kilograms a hectare gives in a season, and
    how many seasons a year has at most."""

    hectares: Decimal
    kilograms_per_hectare: Decimal
    seasons_a_year: int = 1

    @property
    def of_a_season(self) -> Decimal:
        """The most kilograms of one season.

        >>> Ground(Decimal("1.5"), Decimal(9000)).of_a_season
        Decimal('13500.0')
        """
        return self.hectares * self.kilograms_per_hectare

    @property
    def of_a_year(self) -> Decimal:
        """The most kilograms of twelve months."""
        return self.of_a_season * self.seasons_a_year


def above(harvested: Decimal, most: Decimal) -> Decimal:
    """Kilograms beyond the most; 0 where there are none."""
    return max(Decimal(0), harvested - most)


def percent_of(harvested: Decimal, expected: Decimal | None) -> Decimal | None:
    """What share of the expected was harvested, in whole percent; None without any expected.

    >>> percent_of(Decimal(1300), Decimal(1000))
    Decimal('130')
    """
    if not expected:
        return None
    return (harvested * 100 / expected).quantize(Decimal(1))


def is_above_expected(harvested: Decimal, expected: Decimal | None) -> bool:
    """Whether much more was harvested than was expected.

    >>> is_above_expected(Decimal(1200), Decimal(1000))
    False
    >>> is_above_expected(Decimal(1201), Decimal(1000))
    True
    """
    if expected is None:
        return False
    return harvested * 100 > expected * (100 + ABOVE_EXPECTED_PERCENT)


def busiest_year(
    harvests: Iterable[tuple[datetime.date, Decimal]], around: datetime.date
) -> tuple[datetime.date, Decimal]:
    """Of all twelve months that hold the day `around`: those with the most, by their last
    day, and their kilograms. Harvests may be written down in any order.

    >>> day = datetime.date(2026, 3, 1)
    >>> later = [(day, Decimal(5)), (day + 100 * datetime.timedelta(1), Decimal(7))]
    >>> busiest_year(later, day)
    (datetime.date(2026, 6, 9), Decimal('12'))
    >>> busiest_year([(day, Decimal(5)), (day + A_YEAR, Decimal(7))], day)
    (datetime.date(2026, 3, 1), Decimal('5'))
    """
    near = sorted(one for one in harvests if abs(one[0] - around) < A_YEAR)
    sums = [Decimal(0), *accumulate(kilograms for _day, kilograms in near)]
    best, start = (around, Decimal(0)), 0
    for place, (last, _kilograms) in enumerate(near, start=1):
        while near[start][0] <= last - A_YEAR:
            start += 1
        if last >= around and sums[place] - sums[start] > best[1]:
            best = (last, sums[place] - sums[start])
    return best
