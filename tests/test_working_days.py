"""Days on which an office works."""

import datetime

import pytest

from common.working_days import due_on, is_working_day, working_days_between


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        pytest.param("2026-11-25", True, id="a-wednesday"),
        pytest.param("2026-11-21", False, id="a-saturday"),
        pytest.param("2026-11-22", False, id="a-sunday"),
        pytest.param("2026-09-02", False, id="national-day"),
        pytest.param("2026-02-17", False, id="first-day-of-tet"),
        pytest.param("2026-04-27", False, id="in-place-of-a-holiday-on-a-sunday"),
        pytest.param("2026-08-22", True, id="a-saturday-worked-for-another-day"),
        pytest.param("2026-08-31", False, id="the-day-it-was-worked-for"),
    ],
)
def test_offices_work_on_days_that_are_neither_weekend_nor_holiday(text, works):
    assert is_working_day(day(text)) is works


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param("2026-11-09", 1, "2026-11-10", id="the-day-after"),
        pytest.param("2026-11-13", 3, "2026-11-18", id="over-a-weekend"),
        pytest.param("2026-02-13", 3, "2026-02-25", id="over-tet"),
        pytest.param("2026-11-21", 1, "2026-11-23", id="from-a-saturday"),
    ],
)
def test_the_first_day_is_the_one_after_and_only_working_days_count(start, days, due):
    assert due_on(day(start), days) == day(due)


def test_no_days_are_no_period():
    with pytest.raises(ValueError, match="0 working days"):
        due_on(day("2026-11-09"), 0)


def test_days_between_are_those_that_due_on_allows():
    start = day("2026-02-13")
    assert [working_days_between(start, due_on(start, days)) for days in range(1, 15)] == list(
        range(1, 15)
    )


def test_days_back_are_negative():
    assert working_days_between(day("2026-11-18"), day("2026-11-13")) == -3
