"""What people are told about codes, what waits on their desk, what the day does by itself."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Notice
from growing_areas import services
from growing_areas.models import GrowingAreaCode
from portal import daily
from portal.code_needs import codes_at_the_office, expiring_codes, own_codes
from portal.need_shapes import Asker
from portal.standing import standing_of
from tests.growing_area_codes_cast import act, draft
from tests.growing_areas_cast import DAY

pytestmark = pytest.mark.django_db


def told(person):
    notices = Notice.objects.filter(person=person, kind="code")
    return list(notices.order_by("pk").values_list("text", flat=True))


def due(today):
    services.tell_codes_due(today=today, now=timezone.now())


class TestBeingTold:
    def test_the_office_hears_of_an_application_and_the_holder_of_the_answer(
        self, area, an, dung, today
    ):
        code = draft(area, today)
        act(code, "submit", an, today)
        (heard,) = told(dung)
        assert "nộp hồ sơ" in heard
        assert told(an) == []
        act(code, "send_back", dung, today, reason="Thiếu sơ đồ.")
        (answer,) = told(an)
        assert "Lý do: Thiếu sơ đồ." in answer

    def test_both_languages_are_whole(self, code, an, dung, today):
        act(code, "suspend", dung, today, reason="x")
        notice = Notice.objects.get(person=an)
        assert "đình chỉ" in notice.text
        assert "suspend" in notice.text_en.lower()
        assert notice.page == code.key

    @pytest.mark.parametrize(("left", "times"), [(61, 0), (60, 1), (31, 1), (30, 1), (1, 1)])
    def test_before_a_code_runs_out_once_for_each_milestone(
        self, code, an, dung, today, left, times
    ):
        GrowingAreaCode.objects.update(expires_on=today + (left + 1) * DAY)
        due(today)
        due(today)
        assert [len(told(an)), len(told(dung))] == [times, times]

    def test_again_thirty_days_before(self, code, an, today):
        GrowingAreaCode.objects.update(expires_on=today + 61 * DAY)
        due(today)
        due(today + 30 * DAY)
        assert len(told(an)) == 2

    def test_what_is_overdue_once(self, code, an, dung, today):
        act(code, "require_correction", dung, today, deadline=today)
        before = len(told(an))
        due(today)
        assert len(told(an)) == before
        due(today + DAY)
        due(today + 2 * DAY)
        assert "quá hạn" in told(an)[-1]
        assert len(told(an)) == before + 1


class TestTheDailyWork:
    def test_it_lets_codes_run_out(self, code, an, today):
        GrowingAreaCode.objects.update(expires_on=today)
        daily.WORK["codes"](today)
        daily.WORK["codes"](today)
        assert [row.state for row in code.states.all()] == ["granted", "expired"]
        assert "hết hạn" in told(an)[-1]


class TestTheDesk:
    @pytest.fixture
    def asker(self, rf, today):
        def asker(person):
            request = rf.get("/")
            request.user = person
            return Asker(person, standing_of(request), timezone.now(), today)

        return asker

    def test_the_officer_sees_what_waits(self, asker, area, an, dung, today):
        act(draft(area, today), "submit", an, today)
        need = codes_at_the_office(asker(dung))
        assert need.count == 1
        assert codes_at_the_office(asker(an)) is None

    def test_the_holder_sees_what_came_back_and_what_to_put_right(
        self, asker, area, code, an, binh, dung, today
    ):
        sent = draft(area, today)
        assert own_codes(asker(an)) is None  # a draft of one's own waits for nobody
        act(sent, "submit", an, today)
        act(sent, "send_back", dung, today)
        act(code, "require_correction", dung, today, deadline=datetime.date(2100, 1, 1))
        need = own_codes(asker(an))
        assert need.count == 2
        assert "01/01/2100" in need.lines[0].state
        assert own_codes(asker(binh)) is None

    def test_both_see_what_runs_out(self, asker, code, an, dung, chi, today):
        GrowingAreaCode.objects.update(expires_on=today + 20 * DAY)
        assert expiring_codes(asker(an)).count == 1
        assert expiring_codes(asker(dung)).count == 1
        assert expiring_codes(asker(chi)) is None
