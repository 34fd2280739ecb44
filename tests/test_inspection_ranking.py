"""Which areas are inspected first: the reasons, and the order the database makes of them."""

import datetime

import pytest
from django.utils import timezone

from growing_areas import services
from growing_areas.inspection_risk import weigh
from growing_areas.models import Finding, GrowingArea, Inspection, InspectionInterval
from growing_areas.ranking import RiskScore, areas_to_inspect, risks_of
from growing_areas.services import CodePaper, register_code
from tests.conftest import REFORM
from tests.growing_areas_cast import DAY, bare_area_beside
from tests.inspections_cast import checklist, done, hoa, inspection
from tests.test_growing_areas_findings import found

__all__ = ["checklist", "hoa", "inspection"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def intervals(db):
    """Twelve months, six for export."""
    for scope, months in (("domestic", 12), ("export", 6)):
        InspectionInterval.objects.create(
            scope=scope, months=months, basis="ví dụ", certainty="assumed", valid_from=REFORM
        )


def reasons_of(area, today):
    (risk,) = risks_of([area], today)
    return [reason.id for reason in risk.reasons]


def inspected(inspection, days_ago):
    done(inspection)
    moment = timezone.now() - days_ago * DAY
    Inspection.objects.update(started_at=moment, closed_at=moment)


def export_code(area, today):
    paper = CodePaper(
        code="VN-QTOR-0001", issuer="Cục", granted_on=today - 400 * DAY, market="CN"
    )
    return register_code(area=area, paper=paper, by="test", today=today)


class TestReasons:
    def test_an_area_that_nobody_inspected(self, area, code, today):
        assert reasons_of(area, today) == ["never"]

    @pytest.mark.parametrize(("days_ago", "reasons"), [(200, []), (400, ["due"])])
    def test_one_that_was_inspected_within_the_year(
        self, area, code, inspection, today, days_ago, reasons
    ):
        inspected(inspection, days_ago)
        assert reasons_of(area, today) == reasons

    def test_one_for_export_is_due_sooner(self, area, inspection, today):
        export_code(area, today)
        inspected(inspection, 200)
        assert reasons_of(area, today) == ["due", "export"]

    def test_what_is_open_counts_and_what_is_closed_does_not(self, area, code, today):
        minor = found(area, deadline=today)
        found(area, severity="major", source=Finding.Source.OVER_LIMIT)
        Finding.objects.filter(pk=minor.pk).update(deadline=today - DAY)
        assert reasons_of(area, today) == ["never", "major", "over_limit", "late", "minor"]
        for finding in Finding.objects.all():
            services.close_finding(
                finding=finding, reason="Xong", by="test", now=timezone.now()
            )
        assert reasons_of(area, today) == ["never"]


class TestTheOrder:
    def test_the_database_adds_up_what_the_reasons_say(
        self, area, code, inspection, hoa, checklist, today
    ):
        beside = bare_area_beside(area)
        export_code(beside, today)
        inspected(inspection, 400)
        found(area, severity="major")
        found(beside)
        scored = dict(GrowingArea.objects.annotate(s=RiskScore()).values_list("pk", "s"))
        areas = [area, beside]
        assert [scored[one.pk] for one in areas] == [
            risk.score for risk in risks_of(areas, today)
        ]
        assert scored[area.pk] == 60
        assert scored[beside.pk] == 60

    def test_without_intervals_nothing_is_due(self, area, code, inspection, today):
        inspected(inspection, 4000)
        before = datetime.date(2020, 1, 1)
        (risk,) = risks_of([area], before)
        assert "due" not in [reason.id for reason in risk.reasons]

    def test_a_code_that_ended_takes_its_area_out(self, area, code, today):
        assert area in areas_to_inspect(GrowingArea.objects.all(), today)
        code.states.update(state="cancelled")
        assert area not in areas_to_inspect(GrowingArea.objects.all(), today)


def test_the_score_is_the_sum_of_the_points():
    assert weigh({"never", "export", "major"}).score == 80
