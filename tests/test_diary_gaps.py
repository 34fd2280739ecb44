"""What a diary lacks: silent weeks, sprayings nobody vouches for, harvests without work."""

import datetime
import doctest

import pytest

from growing_areas import diary_gaps
from growing_areas.diary_gaps import (
    Picked,
    Work,
    silent_weeks,
    without_diary,
    without_listed_interval,
)


def day(number, month=11):
    return datetime.date(2026, month, number)


def spans(days, first, end, today):
    return [(one.first, one.last) for one in silent_weeks(days, first, end, today)]


def test_the_examples_hold():
    assert doctest.testmod(diary_gaps).failed == 0


class TestSilentWeeks:
    def test_a_week_with_an_entry_is_not_silent(self):
        every_week = [day(3), day(8 + 1), day(22), day(23)]
        assert spans(every_week, day(2), day(30), day(30)) == []

    def test_neighbouring_weeks_are_one_silence(self):
        [silence] = silent_weeks([], day(2), day(30), day(30))
        assert (silence.first, silence.last, silence.weeks) == (day(2), day(29), 4)

    def test_an_entry_between_parts_two_silences(self):
        found = spans([day(12)], day(2), day(23), day(30))
        assert found == [(day(2), day(8)), (day(16), day(22))]

    @pytest.mark.parametrize("starts", [3, 6, 8])
    def test_a_week_that_the_season_begins_in_does_not_count(self, starts):
        assert spans([], day(starts), day(16), day(30)) == [(day(9), day(15))]

    def test_a_week_that_the_season_ends_in_does_not_count(self):
        assert spans([], day(2), day(15), day(30)) == [(day(2), day(8))]

    def test_the_running_week_does_not_count(self):
        assert spans([], day(2), day(30), day(15)) == [(day(2), day(8))]

    def test_a_season_to_come_is_not_silent(self):
        assert spans([], day(2, 12), day(30, 12), day(15)) == []

    def test_a_season_shorter_than_a_week_is_not_silent(self):
        assert spans([], day(3), day(8), day(30)) == []


class TestSprayings:
    def test_only_what_no_list_vouches_for(self):
        work = [
            Work(1, day(3), frozenset(), vouched=True),
            Work(2, day(4), frozenset(), vouched=False),
            Work(3, day(5), frozenset()),
        ]
        assert [one.key for one in without_listed_interval(work)] == [2]


class TestHarvests:
    HARVEST = Picked(9, day(20), frozenset({1, 2}))

    def found(self, *work):
        return [one.key for one in without_diary([self.HARVEST], work, day(2))]

    def test_without_any_work_it_is_a_gap(self):
        assert self.found() == [9]

    def test_work_on_every_plot_before_it_is_enough(self):
        work = [Work(1, day(3), frozenset({1})), Work(2, day(20), frozenset({2}))]
        assert self.found(*work) == []

    def test_a_plot_without_work_is_a_gap(self):
        assert self.found(Work(1, day(3), frozenset({1}))) == [9]

    def test_work_on_the_whole_area_counts_for_each_plot(self):
        assert self.found(Work(1, day(3), frozenset())) == []

    def test_work_after_the_harvest_does_not_count(self):
        assert self.found(Work(1, day(21), frozenset({1, 2}))) == [9]

    def test_work_before_the_season_does_not_count(self):
        assert self.found(Work(1, day(1), frozenset({1, 2}))) == [9]

    def test_another_harvest_is_no_work(self):
        assert self.found(Work(1, day(3), frozenset({1, 2}), is_harvest=True)) == [9]
