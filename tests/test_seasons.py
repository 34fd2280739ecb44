"""Seasons of a growing area: entered, updated, closed; harvests find theirs by their day."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from common.errors import BrokenRules
from growing_areas.models import Season, YieldLimit
from growing_areas.services import (
    SeasonPlan,
    change_season,
    close_season,
    enter_season,
    record_harvest,
)
from growing_areas.services.seasons import harvested_in
from records.models import LogEntry
from tests.growing_areas_cast import DAY, hill_of, refusal

pytestmark = pytest.mark.django_db


def plan(today, **changes):
    """A season of a hundred days around today."""
    return SeasonPlan(
        **{
            "name": "Hè thu",
            "starts_on": today - 60 * DAY,
            "last_day": today + 39 * DAY,
            "variety": "Khang Dân",
            "growers": 42,
            "standard": "organic",
            "expected_kilograms": Decimal(90000),
            "harvest_from": today - 20 * DAY,
            "harvest_last_day": today,
            "market": "VN",
        }
        | changes
    )


@pytest.fixture
def season(area, today):
    """The rice fields' season of today."""
    return enter_season(area=area, plan=plan(today), by="test")


class TestEntering:
    def test_the_last_day_belongs_to_the_season(self, season, today):
        assert season.ends_on == today + 40 * DAY
        assert season.last_day == today + 39 * DAY
        assert list(Season.objects.on(today + 39 * DAY)) == [season]
        assert not Season.objects.on(today + 40 * DAY).exists()

    def test_the_log_tells_what_was_entered(self, season):
        entry = LogEntry.objects.get(action="growing_areas.season_entered")
        assert entry.subject == season.key

    def test_a_name_of_blanks_is_none(self, area, today):
        assert refused(area, today, name="  ") == "growing_areas.season_incomplete"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"last_day": datetime.date(2000, 1, 1)}, "season_ends_too_early"),
            ({"last_day": datetime.date(2090, 1, 1)}, "season_too_long"),
            ({"growers": 0}, "season_growers"),
            ({"standard": "best"}, "season_standard"),
            ({"standard": "other"}, "season_incomplete"),
            ({"expected_kilograms": Decimal(0)}, "season_expected"),
            ({"expected_kilograms": Decimal("NaN")}, "season_expected"),
            ({"expected_kilograms": Decimal("1.0001")}, "season_expected"),
            ({"market": "XX"}, "season_market"),
            ({"harvest_from": None}, "season_harvest_days"),
            ({"harvest_last_day": datetime.date(2000, 1, 1)}, "season_harvest_days"),
            ({"variety": "x" * 121}, "text_too_long"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, area, today, changes, code):
        assert refused(area, today, **changes) == f"growing_areas.{code}"
        assert not Season.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, area, today):
        with pytest.raises(BrokenRules) as caught:
            plan(today, name="", growers=0, market="XX").checked()
        assert len(caught.value.errors) == 3

    def test_two_seasons_of_an_area_never_share_a_day(self, area, season, today):
        again = plan(
            today,
            name="Vụ đông",
            starts_on=season.last_day,
            last_day=season.last_day + 9 * DAY,
            harvest_from=None,
            harvest_last_day=None,
        )
        error = refusal(enter_season, area=area, plan=again, by="test")
        assert (error.code, error.field) == ("growing_areas.season_overlaps", "starts_on")
        assert "Hè thu" in error.message

    def test_one_may_begin_on_the_day_after(self, area, season, today):
        after = plan(
            today,
            name="Vụ đông",
            starts_on=season.ends_on,
            last_day=season.ends_on + 9 * DAY,
            harvest_from=None,
            harvest_last_day=None,
        )
        assert enter_season(area=area, plan=after, by="test").pk

    def test_the_database_holds_it_too(self, season):
        season.pk, season.name = None, "Vụ khác"
        with (
            pytest.raises(IntegrityError, match="season_one_a_day_in_its_area"),
            transaction.atomic(),
        ):
            season.save(force_insert=True)


def refused(area, today, **changes):
    """The code of the refusal of a plan with `changes`."""
    return refusal(enter_season, area=area, plan=plan(today, **changes), by="test").code


class TestHarvestsOfASeason:
    def test_a_harvest_finds_the_season_of_its_day(self, season, harvest):
        assert harvest.season == season

    def test_one_that_was_recorded_before_is_found(self, area, harvest, today):
        season = enter_season(area=area, plan=plan(today), by="test")
        harvest.refresh_from_db()
        assert harvest.season == season

    def test_one_outside_every_season_has_none(self, area, harvest, today):
        days = {"harvest_from": None, "harvest_last_day": None}
        later = plan(today, starts_on=today, last_day=today + 9 * DAY, **days)
        enter_season(area=area, plan=later, by="test")
        harvest.refresh_from_db()
        assert harvest.season is None

    def test_harvests_follow_when_the_days_are_changed(self, season, harvest, today):
        days = {"harvest_from": None, "harvest_last_day": None}
        change_season(
            season=season,
            plan=plan(today, starts_on=today, last_day=today + 9 * DAY, **days),
            by="test",
        )
        harvest.refresh_from_db()
        assert harvest.season is None

    def test_harvests_of_another_area_stay_where_they_are(
        self, harvest, coop, commune, other_coop, other_commune, today
    ):
        hill = hill_of(other_coop, other_commune, today)
        enter_season(area=hill, plan=plan(today), by="test")
        harvest.refresh_from_db()
        assert harvest.season is None

    def test_the_sum_is_exact(self, area, season, today):
        for kilograms in ("0.1", "0.2", "1000.003"):
            record_harvest(
                area=area,
                plots=area.plots.all(),
                harvested_on=today,
                kilograms=Decimal(kilograms),
                by="test",
                today=today,
            )
        found = Season.objects.with_harvested().get()
        assert found.harvested == Decimal("1000.303")
        assert harvested_in(found) == Decimal("1000.303")


class TestChanging:
    def test_the_log_keeps_how_it_was(self, season, today):
        change_season(season=season, plan=plan(today, growers=50), by="test")
        assert Season.objects.get().growers == 50
        assert LogEntry.objects.filter(subject=season.key).count() == 2

    def test_who_saw_an_older_state_hears_of_it(self, season, today):
        seen = season.version
        change_season(season=season, plan=plan(today), by="test", seen_version=seen)
        error = refusal(
            change_season, season=season, plan=plan(today), by="test", seen_version=seen
        )
        assert error.code == "growing_areas.season_changed_meanwhile"


class TestClosing:
    def close(self, season, today, kilograms="1000", note=""):
        return close_season(
            season=season,
            real_kilograms=Decimal(kilograms),
            note=note,
            by="test",
            today=today,
        )

    def test_what_agrees_with_the_harvests_needs_no_words(self, season, harvest, today):
        closed = self.close(season, today)
        assert closed.real_kilograms == 1000
        assert closed.state_on(today) == "closed"
        assert not Season.objects.unclosed(today + 400 * DAY).exists()

    def test_a_difference_wants_its_reason(self, season, harvest, today):
        error = refusal(
            close_season,
            season=season,
            real_kilograms=Decimal(1200),
            note=" ",
            by="test",
            today=today,
        )
        assert error.code == "growing_areas.season_difference_unexplained"
        assert "1.000 kg" in error.message
        assert self.close(season, today, "1200", "Quên ghi hai lần").closing_note

    def test_a_newer_word_counts(self, season, harvest, today):
        self.close(season, today)
        assert self.close(season, today, "1100", "Cân lại").real_kilograms == 1100

    def test_what_has_not_begun_cannot_be_closed(self, area, today):
        days = {"harvest_from": None, "harvest_last_day": None}
        later = plan(today, starts_on=today + DAY, last_day=today + 9 * DAY, **days)
        season = enter_season(area=area, plan=later, by="test")
        error = refusal(
            close_season, season=season, real_kilograms=Decimal(0), note="", by="x", today=today
        )
        assert error.code == "growing_areas.season_not_begun"

    @pytest.mark.parametrize("kilograms", ["-1", "NaN", "10000000000", "0.0001"])
    def test_an_output_that_is_none_is_refused(self, season, today, kilograms):
        error = refusal(
            close_season,
            season=season,
            real_kilograms=Decimal(kilograms),
            note="x",
            by="test",
            today=today,
        )
        assert error.code == "growing_areas.season_real"

    def test_one_that_ended_waits_for_its_output(self, season):
        assert not Season.objects.unclosed(season.last_day).exists()
        assert Season.objects.unclosed(season.ends_on).exists()
        assert season.state_on(season.ends_on) == "ended"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("season_has_a_name", {"name": ""}),
        ("season_ends_after_it_starts", {"ends_on": datetime.date(2000, 1, 1)}),
        ("season_standard_known", {"standard": "best"}),
        ("season_names_its_other_standard", {"standard": "other"}),
        ("season_names_its_other_standard", {"other_standard": "SRP"}),
        ("season_counts_above_zero", {"growers": 0}),
        ("season_counts_above_zero", {"expected_kilograms": 0}),
        ("season_harvest_days_are_a_span", {"harvest_to": None}),
        ("season_closed_with_its_output", {"real_kilograms": 5}),
    ],
)
def test_no_season_breaks_a_rule(season, name, columns):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Season.objects.update(**columns)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("yield_limit_above_zero", {"kilograms_per_hectare": 0}),
        ("yield_limit_above_zero", {"seasons_a_year": 0}),
        ("yield_limit_certainty_known", {"certainty": "heard"}),
        ("yield_limit_ends_after_it_starts", {"valid_to": datetime.date(2000, 1, 1)}),
    ],
)
def test_no_limit_breaks_a_rule(rice_crop, name, columns):
    limit(rice_crop)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        YieldLimit.objects.update(**columns)


def test_one_limit_a_day_for_a_crop(rice_crop):
    limit(rice_crop)
    with pytest.raises(IntegrityError, match="yield_limit_one_a_day"), transaction.atomic():
        limit(rice_crop, basis="Văn bản khác")


def limit(crop, **changes):
    """At most ten tons of a hectare in a season, three times a year."""
    return YieldLimit.objects.create(
        **{
            "crop": crop,
            "kilograms_per_hectare": Decimal(10000),
            "seasons_a_year": 3,
            "basis": "ví dụ",
            "certainty": "assumed",
            "valid_from": datetime.date(2020, 1, 1),
        }
        | changes
    )
