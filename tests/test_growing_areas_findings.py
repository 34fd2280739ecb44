"""Findings: raised once, told to who answers for them, answered, closed."""

import datetime
import io

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from common.errors import RuleError
from growing_areas import services
from growing_areas.models import Finding
from records.models import LogEntry
from tests.growing_area_codes_cast import decide
from tests.growing_areas_cast import DAY, hill_of, refusal

pytestmark = pytest.mark.django_db
MAJOR, MINOR = Finding.Severity.MAJOR, Finding.Severity.MINOR
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def found(area, **changes):
    return services.raise_finding(
        **{
            "area": area,
            "source": Finding.Source.INSPECTION,
            "severity": MINOR,
            "text": "Nhật ký chưa ghi lần phun thuốc ngày 3/11.",
            "by": "test",
            "now": timezone.now(),
        }
        | changes
    )


def answered(finding, **changes):
    values = {"answer": "Đã ghi bổ sung.", "by": "test", "now": timezone.now()}
    return services.answer_finding(finding=finding, **values | changes)


def closed(finding, **changes):
    values = {"reason": "Đã xem sổ.", "by": "test", "now": timezone.now()}
    return services.close_finding(finding=finding, **values | changes)


class TestRaising:
    def test_it_stands_open_and_in_the_log(self, area):
        finding = found(area)
        assert finding.is_open
        entry = LogEntry.objects.get(subject=finding.key)
        assert entry.action == "growing_areas.finding_raised"
        assert entry.chain == area.organisation.key

    def test_the_same_cause_raises_it_once(self, area, harvest):
        first = found(area, cause=harvest.key)
        assert found(area, cause=harvest.key, text="Lại nữa.") == first
        assert Finding.objects.get().text == "Nhật ký chưa ghi lần phun thuốc ngày 3/11."

    def test_after_it_was_closed_the_same_cause_raises_another(self, area, harvest):
        first = closed(found(area, cause=harvest.key))
        assert found(area, cause=harvest.key) != first

    def test_the_same_cause_may_be_seen_from_two_sides(self, area, harvest):
        first = found(area, cause=harvest.key, source=Finding.Source.INTERVAL)
        assert found(area, cause=harvest.key, source=Finding.Source.OVER_LIMIT) != first

    def test_what_is_written_by_hand_may_be_many(self, area):
        assert found(area) != found(area)

    def test_managers_and_officers_are_told(self, area, an, dung, chi):
        found(area)
        assert set(Notice.objects.values_list("person", flat=True)) == {an.pk, dung.pk}
        text = Notice.objects.get(person=an).text
        assert text == (
            "Đồng Đại An Khê có điểm chưa đạt: Nhật ký chưa ghi lần phun thuốc ngày 3/11."
        )

    def test_the_notice_says_until_when(self, area, an, today):
        found(area, deadline=today)
        assert Notice.objects.get(person=an).text.endswith(f" Hạn: {today:%d/%m/%Y}.")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"text": "  "}, "growing_areas.finding_without_text"),
            ({"text": "a" * 1001}, "growing_areas.text_too_long"),
        ],
    )
    def test_words_that_do_not_do_are_refused(self, area, changes, code):
        assert refusal(found, area=area, **changes).code == code
        assert not Finding.objects.exists()

    def test_a_deadline_that_passed_is_refused(self, area, today):
        error = refusal(found, area=area, deadline=today - DAY)
        assert error.code == "growing_areas.finding_deadline_past"

    def test_a_code_of_another_area_is_refused(self, code, other_coop, other_commune, today):
        hill = hill_of(other_coop, other_commune, today)
        error = refusal(found, area=hill, code=code)
        assert error.code == "growing_areas.code_of_another_area"


class TestCodes:
    def test_a_major_finding_puts_the_code_into_corrective_action(self, area, code, today):
        found(area, code=code, severity=MAJOR)
        assert code.state_on(today) == "corrective_action"

    def test_a_minor_one_leaves_it(self, area, code, today):
        found(area, code=code)
        assert code.state_on(today) == "granted"

    def test_one_about_the_area_is_about_all_its_codes(self, area, code, today):
        found(area, severity=MAJOR)
        assert code.state_on(today) == "corrective_action"

    def test_a_second_one_changes_nothing_more(self, area, code):
        found(area, severity=MAJOR)
        before = code.states.count()
        found(area, severity=MAJOR)
        assert code.states.count() == before

    def test_a_code_that_is_suspended_stays_so(self, area, code, today):
        decide(code, "suspend", today - DAY)
        found(area, severity=MAJOR)
        assert code.state_on(today) == "suspended"

    def test_officers_hear_that_the_correction_can_be_accepted(self, area, code, dung):
        first, second = found(area, code=code, severity=MAJOR), found(area, severity=MAJOR)
        closed(first)
        told = Notice.objects.filter(person=dung, about=code.key, kind="finding")
        assert not told.exists()
        closed(second)
        assert "Có thể công nhận đã khắc phục" in told.get().text

    def test_a_closed_minor_one_says_nothing_of_it(self, area, code, dung):
        major, minor = found(area, code=code, severity=MAJOR), found(area, code=code)
        closed(minor)
        assert not Notice.objects.filter(about=code.key, kind="finding").exists()
        closed(major)
        assert Notice.objects.filter(about=code.key, kind="finding").exists()


class TestAnswering:
    def test_the_office_is_told(self, area, dung):
        answered(found(area))
        said = Notice.objects.filter(person=dung, milestone__startswith="answered").get().text
        assert "Đã ghi bổ sung." in said

    def test_said_again_the_newer_answer_stands_with_the_paper_of_before(self, area):
        finding = answered(found(area), document=("so.txt", io.BytesIO(b"so")))
        paper = finding.answer_document
        again = answered(finding, answer="Đã ghi đủ.")
        assert (again.answer, again.answer_document) == ("Đã ghi đủ.", paper)
        assert LogEntry.objects.filter(action="growing_areas.finding_answered").count() == 2

    def test_an_answer_without_words_is_refused(self, area):
        error = refusal(answered, finding=found(area), answer=" ")
        assert error.code == "growing_areas.finding_without_answer"

    def test_a_closed_one_takes_no_answer(self, area):
        error = refusal(answered, finding=closed(found(area)))
        assert error.code == "growing_areas.finding_closed"


class TestClosing:
    def test_the_holder_is_told(self, area, an):
        closed(found(area))
        assert Notice.objects.filter(person=an, milestone="closed").exists()

    def test_a_reason_is_needed(self, area):
        error = refusal(closed, finding=found(area), reason="")
        assert error.code == "growing_areas.finding_closed_without_reason"

    def test_it_is_closed_once(self, area):
        assert refusal(closed, finding=closed(found(area))).code == (
            "growing_areas.finding_closed"
        )


class TestDeadlines:
    def test_what_is_overdue_is_told_once(self, area, an, dung, today):
        found(area, deadline=today)
        for _time in range(2):
            services.tell_overdue(today=today + DAY, now=timezone.now())
        late = Notice.objects.filter(milestone="overdue")
        assert set(late.values_list("person", flat=True)) == {an.pk, dung.pk}

    def test_its_last_day_is_in_time(self, area, today):
        found(area, deadline=today)
        services.tell_overdue(today=today, now=timezone.now())
        assert not Notice.objects.filter(milestone="overdue").exists()


class TestWhoSees:
    def test_its_people_and_the_officers_of_the_place(self, area, viewer, dung, chi):
        found(area)
        seen = {user: Finding.objects.visible_to(user).count() for user in (viewer, dung, chi)}
        assert seen == {viewer: 1, dung: 1, chi: 0}


class TestConstraints:
    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("finding_source_known", {"source": "rumour"}),
            ("finding_severity_known", {"severity": "fatal"}),
            ("finding_says_what_is_wrong_and_who_raised_it", {"text": ""}),
            ("finding_says_what_is_wrong_and_who_raised_it", {"raised_by": ""}),
            ("finding_answered_by_somebody_with_words", {"answer": "Xong"}),
            ("finding_answered_by_somebody_with_words", {"answered_at": LONG_AGO}),
            ("finding_closed_by_somebody_with_a_reason", {"closed_at": LONG_AGO}),
            ("finding_closed_by_somebody_with_a_reason", {"close_reason": "Xong"}),
        ],
    )
    def test_no_row_breaks_it(self, area, rule, columns):
        found(area)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Finding.objects.update(**columns)

    def test_one_is_open_for_its_cause(self, area, harvest):
        finding = found(area, cause=harvest.key)
        finding.pk = None
        with (
            pytest.raises(IntegrityError, match=r"finding_open_once|growing_areas_finding"),
            transaction.atomic(),
        ):
            finding.save(force_insert=True)


def test_a_refusal_is_a_rule_of_the_trade(area):
    with pytest.raises(RuleError, match=r"\.$"):
        found(area, text="")
