"""Days on which an office works: what a procedure allows is counted in them.

Weekends and the public holidays of Việt Nam are left out; a Saturday that the government made
a working day in exchange for another counts. The calendar is the `holidays` package's, which
follows the yearly notices of the government; years without a notice yet are computed from the
law and may still move by an exchanged day.
"""

import datetime
from functools import cache

from holidays import country_holidays
from holidays.holiday_base import HolidayBase

ONE_DAY = datetime.timedelta(days=1)


@cache
def _calendar() -> HolidayBase:
    # It fills itself with each year that is asked for.
    return country_holidays("VN", language="vi")


def is_working_day(day: datetime.date) -> bool:
    """Whether offices work on `day`.

    >>> is_working_day(datetime.date(2026, 11, 25))  # a Wednesday
    True
    >>> is_working_day(datetime.date(2026, 2, 17))  # the first day of Tết
    False
    """
    return _calendar().is_working_day(day)


def due_on(start: datetime.date, working_days: int) -> datetime.date:
    """The last day to act when `working_days` are allowed from `start`.

    Counting begins the day after `start`, whatever day that was.
    Raises ValueError below one day.

    >>> due_on(datetime.date(2026, 11, 20), 3)  # Friday; Tuesday 24/11 is a holiday
    datetime.date(2026, 11, 26)
    """
    if working_days < 1:
        raise ValueError(f"{working_days} working days are no period")
    day, left = start, working_days
    while left:
        day += ONE_DAY
        left -= is_working_day(day)
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """How many working days lie after `start` up to and with `end`; negative the other way.

    >>> working_days_between(datetime.date(2026, 11, 20), datetime.date(2026, 11, 26))
    3
    """
    if end < start:
        return -working_days_between(end, start)
    days = (end - start).days
    return sum(is_working_day(start + ONE_DAY * number) for number in range(1, days + 1))
