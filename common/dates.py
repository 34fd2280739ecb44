"""Half-open spans of days, [valid_from, valid_to): the last day is the first one outside."""

import datetime


def in_span(day: datetime.date, start: datetime.date, end: datetime.date | None) -> bool:
    """Whether start <= day < end; an `end` of None never ends.

    >>> in_span(datetime.date(2025, 7, 1), datetime.date(2025, 7, 1), None)
    True
    >>> in_span(datetime.date(2025, 7, 1), datetime.date(2021, 1, 1), datetime.date(2025, 7, 1))
    False
    """
    return start <= day and (end is None or day < end)
