"""Pre-harvest intervals: which harvest breaks one, who lets it through, what labels say."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from common.errors import RuleError
from growing_areas.geojson import Drawn
from growing_areas.intervals import Spraying, broken_by, first_free_day
from growing_areas.models import Finding, Harvest
from growing_areas.services import add_plot, let_through, record_harvest
from records.models import LogEntry
from tests.diary_cast import DAY, spray
from tests.growing_areas_cast import refusal, square
from trace.services import Input, make_batch, print_labels, refuse_labels

FIRST = datetime.date(2026, 11, 1)


def sprayed(days=7, plots=(1,), done_on=FIRST, key="1"):
    return Spraying(key, f"Thuốc {key}", done_on, days, frozenset(plots))


class TestPure:
    @pytest.mark.parametrize(
        ("days_later", "broken"), [(-1, False), (0, True), (6, True), (7, False)]
    )
    def test_the_day_of_spraying_is_inside_and_the_day_after_the_last_is_not(
        self, days_later, broken
    ):
        assert bool(broken_by([sprayed()], FIRST + days_later * DAY, [1])) == broken

    def test_no_days_are_no_interval(self):
        assert broken_by([sprayed(days=0)], FIRST, [1]) == []

    def test_other_plots_do_not_matter(self):
        assert broken_by([sprayed(plots=(2, 3))], FIRST, [1]) == []

    def test_it_says_which_plots_and_until_when(self):
        (broken,) = broken_by([sprayed(plots=(1, 2))], FIRST, [2, 9])
        assert (broken.plots, broken.until) == (frozenset({2}), FIRST + 7 * DAY)

    def test_the_longest_comes_first(self):
        many = [sprayed(3, key="1"), sprayed(14, key="2"), sprayed(7, key="3")]
        broken = broken_by(many, FIRST, [1])
        assert [one.spraying.key for one in broken] == ["2", "3", "1"]
        assert first_free_day(broken) == FIRST + 14 * DAY


@pytest.fixture
def harvested(area, today):
    def harvested(days_ago=0, plots=None, **more):
        return record_harvest(
            area=area,
            plots=area.plots.all() if plots is None else plots,
            harvested_on=today - days_ago * DAY,
            kilograms=Decimal(100),
            by="user:7",
            today=today,
            **more,
        )

    return harvested


@pytest.mark.django_db
class TestHarvests:
    def test_one_inside_is_refused_with_the_day_from_which_it_may_be(
        self, area, harvested, pesticide, today
    ):
        spray(area, today - 3 * DAY, pesticide)
        with pytest.raises(RuleError) as caught:
            harvested()
        assert caught.value.code == "growing_areas.harvest_within_interval"
        assert f"từ {today + 4 * DAY:%d/%m/%Y} mới được thu hoạch" in caught.value.message
        assert not Harvest.objects.exists()

    def test_one_after_it_is_taken(self, area, harvested, pesticide, today):
        spray(area, today - 7 * DAY, pesticide)
        assert harvested().override_reason == ""

    def test_one_of_other_plots_is_taken(self, area, harvested, pesticide, today):
        far = add_plot(area=area, drawn=Drawn("Thửa xa", square(0.3)), by="test", today=today)
        spray(area, today, pesticide, plots=[far])
        assert harvested(plots=area.plots.exclude(pk=far.pk))
        assert refusal(harvested, plots=[far]).code == "growing_areas.harvest_within_interval"

    def test_a_reason_lets_it_through_and_stays_with_it(
        self, area, harvested, pesticide, today
    ):
        spray(area, today, pesticide)
        harvest = harvested(override_reason="  Đã kiểm nghiệm  ")
        assert (harvest.override_reason, harvest.override_by) == ("Đã kiểm nghiệm", "user:7")
        told = LogEntry.objects.filter(subject=harvest.key).latest("number")
        assert told.data["state"]["override_reason"] == "Đã kiểm nghiệm"

    def test_a_reason_that_is_not_needed_is_not_kept(self, harvested):
        assert harvested(override_reason="cho chắc").override_by == ""

    def test_a_corrected_spraying_no_longer_counts(self, area, harvested, pesticide, today):
        wrong = spray(area, today, pesticide)
        spray(area, today - 20 * DAY, pesticide, corrects=wrong)
        assert harvested()


@pytest.mark.django_db
class TestSprayingToldAfterwards:
    def test_the_office_hears_of_the_harvest(self, area, harvested, pesticide, today):
        harvest = harvested(1)
        spray(area, today - 3 * DAY, pesticide)
        found = Finding.objects.get()
        assert (found.source, found.cause) == (Finding.Source.INTERVAL, harvest.key)
        assert "được ghi sau khi đã ghi thu hoạch" in found.text

    def test_a_second_one_does_not_find_it_twice(self, area, harvested, pesticide, today):
        harvested(1)
        spray(area, today - 3 * DAY, pesticide)
        spray(area, today - 2 * DAY, pesticide)
        assert Finding.objects.count() == 1

    def test_harvests_outside_are_left_alone(self, area, harvested, pesticide, today):
        harvested(9)
        harvested(1)
        spray(area, today - 8 * DAY, pesticide)
        assert not Finding.objects.exists()

    def test_a_manager_may_let_it_through(self, area, harvested, pesticide, today):
        harvest = harvested(1)
        spray(area, today - 3 * DAY, pesticide)
        let_through(harvest=harvest, reason="Mẫu đạt", by="user:7", now=timezone.now())
        assert Harvest.objects.get().override_reason == "Mẫu đạt"

    def test_without_a_reason_nobody_may(self, area, harvested, pesticide, today):
        harvest = harvested(1)
        spray(area, today - 3 * DAY, pesticide)
        refused = refusal(
            let_through, harvest=harvest, reason=" ", by="user:7", now=timezone.now()
        )
        assert refused.code == "growing_areas.override_without_reason"

    def test_what_breaks_nothing_needs_no_reason(self, harvested):
        refused = refusal(
            let_through, harvest=harvested(), reason="vì thế", by="user:7", now=timezone.now()
        )
        assert refused.code == "growing_areas.nothing_to_let_through"


@pytest.fixture
def batch_of(rice, today):
    def batch_of(harvest):
        return make_batch(
            product=rice,
            lot="L1",
            produced_on=today,
            quantity=Decimal(100),
            unit="kg",
            inputs=[Input(harvest=harvest, quantity=Decimal(100))],
            by="test",
            today=today,
        )

    return batch_of


@pytest.mark.django_db
class TestLabels:
    def test_they_are_refused_with_the_reason(
        self, area, harvested, batch_of, pesticide, today
    ):
        batch = batch_of(harvested(1))
        spray(area, today - 3 * DAY, pesticide)
        refused = refusal(
            print_labels,
            batch=batch,
            count=2,
            sheet="a4-24",
            by="test",
            request=uuid4(),
            today=today,
        )
        assert refused.code == "trace.harvest_within_interval"
        assert "Thuốc A 5EC" in refused.message

    def test_they_are_printed_once_it_was_let_through(
        self, area, harvested, batch_of, pesticide, today
    ):
        spray(area, today, pesticide)
        refuse_labels(batch_of(harvested(override_reason="Đã kiểm nghiệm")), today)

    def test_a_spraying_told_of_after_the_reason_is_not_covered_by_it(
        self, area, harvested, batch_of, pesticide, today
    ):
        spray(area, today, pesticide)
        harvest = harvested(override_reason="Đã kiểm nghiệm")
        batch = batch_of(harvest)
        spray(area, today - DAY, pesticide)
        with pytest.raises(RuleError, match="chưa hết thời gian cách ly"):
            refuse_labels(batch, today)
        let_through(harvest=harvest, reason="Kiểm lại", by="user:7", now=timezone.now())
        refuse_labels(batch, today)

    def test_few_queries_tell(
        self, area, harvested, batch_of, pesticide, today, django_assert_max_num_queries
    ):
        batch = batch_of(harvested(1))
        with django_assert_max_num_queries(8):
            refuse_labels(batch, today)
