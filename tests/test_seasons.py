"""Seasons of a growing area: entered, updated, closed; harvests find theirs by their day."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from common.errors import BrokenRules
from growing_areas.models import Finding, Season, YieldLimit
from growing_areas.services import (
    change_season,
    close_season,
    enter_season,
    record_harvest,
)
from growing_areas.services.seasons import harvested_in
from records.models import LogEntry
from tests.growing_areas_cast import DAY, hill_of, refusal
from tests.season_cast import limit, plan, season_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(area, today):
    """The rice fields' season of today."""
    return season_of(area, today)


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
            version=season.version,
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
        change_season(season=season, plan=plan(today, growers=50), version=1, by="test")
        assert Season.objects.get().growers == 50
        assert LogEntry.objects.filter(subject=season.key).count() == 2

    def test_who_saw_an_older_state_hears_of_it(self, season, today):
        seen = {"season": season, "plan": plan(today), "version": season.version, "by": "test"}
        change_season(**seen)
        assert refusal(change_season, **seen).code == "accounts.changed_meanwhile"


class TestClosing:
    def close(self, season, today, kilograms="1000", note=""):
        season.refresh_from_db()
        return close_season(
            season=season,
            real_kilograms=Decimal(kilograms),
            note=note,
            version=season.version,
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
            version=1,
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
            close_season,
            season=season,
            real_kilograms=Decimal(0),
            note="",
            version=1,
            by="x",
            today=today,
        )
        assert error.code == "growing_areas.season_not_begun"

    @pytest.mark.parametrize("kilograms", ["-1", "NaN", "10000000000", "0.0001"])
    def test_an_output_that_is_none_is_refused(self, season, today, kilograms):
        error = refusal(
            close_season,
            season=season,
            real_kilograms=Decimal(kilograms),
            note="x",
            version=1,
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


class TestMoreThanTheLandGives:
    """A hundred hectares and more, ten tons each: 1,216 tons are what the fields can give."""

    @pytest.fixture
    def hectares(self, area):
        return area.plots.get().hectares

    def harvest(self, area, today, kilograms, ago=10):
        return record_harvest(
            area=area,
            plots=area.plots.all(),
            harvested_on=today - ago * DAY,
            kilograms=Decimal(kilograms),
            by="test",
            today=today,
        )

    def test_all_that_it_can_give_raises_nothing(
        self, area, season, rice_crop, hectares, today
    ):
        limit(rice_crop)
        self.harvest(area, today, hectares * 10000)
        assert not Finding.objects.exists()

    def test_a_gram_more_is_taken_and_raises_a_finding(
        self, area, season, rice_crop, hectares, today
    ):
        limit(rice_crop)
        self.harvest(area, today, hectares * 10000)
        harvest = self.harvest(area, today, "0.001", ago=9)
        assert harvest.pk
        finding = Finding.objects.get()
        assert (finding.source, finding.cause) == ("over_limit", season.key)
        assert "Hè thu" in finding.text
        assert "tạm đặt, chưa có văn bản" in finding.text

    def test_an_assumed_limit_moves_no_code(self, area, season, code, rice_crop, today):
        limit(rice_crop)
        self.harvest(area, today, 10**8)
        assert {one.severity for one in Finding.objects.all()} == {"minor"}
        assert code.state_on(today) == "granted"

    def test_a_limit_of_a_document_that_was_read_is_grave(self, area, season, rice_crop, today):
        limit(rice_crop, certainty="read", seasons_a_year=9)
        self.harvest(area, today, 10**7)
        assert Finding.objects.get().severity == "major"

    def test_the_same_season_is_found_once(self, area, season, rice_crop, today):
        limit(rice_crop, seasons_a_year=90)
        self.harvest(area, today, 10**7)
        self.harvest(area, today, 10**6)
        assert Finding.objects.count() == 1

    def test_no_season_entered_hides_nothing(self, area, rice_crop, today):
        limit(rice_crop, seasons_a_year=1)
        self.harvest(area, today, 10**7)
        assert Finding.objects.get().cause == area.key

    def test_seasons_cut_small_hide_nothing(self, area, rice_crop, hectares, today):
        limit(rice_crop, seasons_a_year=1)
        days = {"harvest_from": None, "harvest_last_day": None}
        for number in range(2):
            first = today - (number + 1) * 20 * DAY
            season_of(
                area, today, name=f"Vụ {number}", starts_on=first, last_day=first + DAY, **days
            )
            self.harvest(area, first, hectares * 6000, ago=0)
        assert Finding.objects.get().cause == area.key

    def test_a_season_entered_later_is_looked_at_too(self, area, rice_crop, today):
        limit(rice_crop, seasons_a_year=90)
        self.harvest(area, today, 10**7)
        assert not Finding.objects.exists()
        season = season_of(area, today)
        assert Finding.objects.get().cause == season.key

    def test_a_crop_without_a_limit_is_not_judged(self, area, season, today):
        self.harvest(area, today, 10**8)
        assert not Finding.objects.exists()

    def test_a_limit_that_ended_judges_nothing(self, area, season, rice_crop, today):
        limit(rice_crop, valid_to=today - 300 * DAY)
        self.harvest(area, today, 10**8)
        assert not Finding.objects.exists()
