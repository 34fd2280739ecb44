"""Inspections: planned, answered in the field, closed when everything has arrived."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from growing_areas import services
from growing_areas.models import Finding, Inspection, InspectionAnswer
from growing_areas.services import Closing, Plan
from records.models import Document, LogEntry
from tests.growing_areas_cast import DAY, bare_area_beside, refusal
from tests.inspections_cast import (
    answered,
    capture,
    checklist,
    closed,
    done,
    hoa,
    inspection,
    make_checklist,
    picture,
    planned,
    signed,
)

__all__ = ["checklist", "hoa", "inspection"]
pytestmark = pytest.mark.django_db


def plan_refused(area, plan):
    return refusal(
        services.plan_inspection, area=area, plan=plan, by="test", now=timezone.now()
    ).code


def closing_refused(inspection, **closing):
    return refusal(
        services.close_inspection,
        inspection=inspection,
        closing=Closing(**closing),
        by="test",
        now=timezone.now(),
    ).code


class TestPlanning:
    def test_it_stands_in_the_log_and_inspector_and_holder_are_told(self, inspection, hoa, an):
        entry = LogEntry.objects.get(subject=inspection.key)
        assert entry.action == "growing_areas.inspection_planned"
        assert entry.data["state"]["inspectors"] == [hoa.key]
        told = Notice.objects.filter(about=inspection.key)
        assert set(told.values_list("person", flat=True)) == {hoa.pk, an.pk}

    def test_an_unannounced_one_is_not_told_to_the_holder(
        self, area, checklist, hoa, an, today
    ):
        planned(area, checklist, [hoa], today, kind="unannounced")
        assert not Notice.objects.filter(person=an).exists()

    def test_the_same_client_id_is_planned_once(self, area, checklist, hoa, today):
        plan = Plan(checklist=checklist, planned_on=today, inspectors=[hoa])
        values = {"area": area, "plan": plan, "by": "test", "now": timezone.now()}
        number = uuid.uuid4()
        first = services.plan_inspection(**values, client_id=number)
        assert services.plan_inspection(**values, client_id=number) == first
        assert Inspection.objects.count() == 1

    def test_a_day_that_passed_is_refused(self, area, checklist, hoa, today):
        plan = Plan(checklist=checklist, planned_on=today - DAY, inspectors=[hoa])
        assert plan_refused(area, plan) == "growing_areas.inspection_in_past"

    def test_a_list_that_ended_is_refused(self, area, hoa, today):
        ended = make_checklist(valid_to=today)
        plan = Plan(checklist=ended, planned_on=today, inspectors=[hoa])
        assert plan_refused(area, plan) == "growing_areas.checklist_not_in_force"

    def test_somebody_must_go(self, area, checklist, today):
        plan = Plan(checklist=checklist, planned_on=today, inspectors=[])
        assert plan_refused(area, plan) == "growing_areas.no_inspector"

    def test_who_goes_has_the_duty_there(self, area, checklist, dung, today):
        plan = Plan(checklist=checklist, planned_on=today, inspectors=[dung])
        assert plan_refused(area, plan) == "growing_areas.not_an_inspector_there"

    def test_many_are_planned_at_once_but_those_that_stand(
        self, area, checklist, inspection, hoa, today
    ):
        beside = bare_area_beside(area)
        plan = Plan(checklist=checklist, planned_on=today + DAY, inspectors=[hoa])
        rows = services.plan_inspections(
            areas=[area, beside], plan=plan, by="test", now=timezone.now()
        )
        assert [row.area for row in rows] == [beside]
        assert list(rows[0].inspectors.all()) == [hoa]

    def test_more_than_two_hundred_at_once_are_refused(self, area, checklist, hoa, today):
        plan = Plan(checklist=checklist, planned_on=today, inspectors=[hoa])
        error = refusal(
            services.plan_inspections,
            areas=[area] * 201,
            plan=plan,
            by="test",
            now=timezone.now(),
        )
        assert error.code == "growing_areas.too_many_inspections"

    def test_another_day_may_be_chosen_until_it_begins(self, inspection, checklist, hoa, today):
        plan = Plan(checklist=checklist, planned_on=today + DAY, inspectors=[hoa])
        values = {"plan": plan, "by": "test", "now": timezone.now()}
        services.replan_inspection(inspection=inspection, **values)
        assert inspection.planned_on == today + DAY
        services.start_inspection(inspection=inspection, by="test", now=timezone.now())
        error = refusal(services.replan_inspection, inspection=inspection, **values)
        assert error.code == "growing_areas.inspection_begun"


class TestCallingOff:
    def test_it_needs_a_reason(self, inspection):
        error = refusal(
            services.cancel_inspection,
            inspection=inspection,
            reason=" ",
            by="test",
            now=timezone.now(),
        )
        assert error.code == "growing_areas.inspection_cancelled_without_reason"

    def test_nothing_more_is_taken(self, inspection, an):
        services.cancel_inspection(
            inspection=inspection, reason="Mưa lũ", by="test", now=timezone.now()
        )
        assert Notice.objects.filter(person=an, milestone="cancelled").exists()
        with pytest.raises(Exception, match="đã hủy"):
            answered(inspection, "diary", choice="yes")


class TestAnswers:
    def test_the_first_one_begins_the_inspection(self, inspection):
        answered(inspection, "diary", choice="yes")
        assert inspection.state == "open"
        assert inspection.started_at is not None

    def test_the_same_one_arrives_once(self, inspection):
        number = uuid.uuid4()
        first = answered(inspection, "diary", choice="yes", client_id=number)
        assert answered(inspection, "diary", choice="yes", client_id=number) == first
        assert InspectionAnswer.objects.count() == 1

    def test_the_one_written_down_last_stands_whichever_arrives_first(self, inspection):
        answered(inspection, "diary", minutes=5, choice="no")
        answered(inspection, "diary", minutes=1, choice="yes")
        assert [one.choice for one in services.current_answers(inspection)] == ["no"]
        answered(inspection, "diary", minutes=9, choice="na")
        assert [one.choice for one in services.current_answers(inspection)] == ["na"]

    def test_an_empty_one_takes_back_what_stood(self, inspection):
        answered(inspection, "seen", text="abamectin")
        answered(inspection, "seen", minutes=1)
        assert services.current_answers(inspection) == []

    def test_a_clock_that_runs_ahead_is_set_back(self, inspection):
        row = answered(inspection, "diary", minutes=60 * 24 * 30, choice="yes")
        assert row.captured_at < timezone.now() + 2 * datetime.timedelta(hours=1)

    @pytest.mark.parametrize(
        ("code", "says"),
        [
            ("diary", {"text": "có"}),
            ("diary", {"measure": 3}),
            ("pests", {"choice": "yes"}),
            ("seen", {"measure": 3}),
            ("photo", {"text": "đẹp"}),
        ],
    )
    def test_an_answer_of_another_kind_is_refused(self, inspection, code, says):
        error = refusal(answered, inspection=inspection, code=code, **says)
        assert error.code == "growing_areas.answer_of_another_kind"

    def test_a_question_of_another_list_is_refused(self, inspection):
        other = make_checklist(name="Khác")
        error = refusal(
            services.record_answer,
            inspection=inspection,
            item=other.items.get(code="diary"),
            answer=services.Answer(choice="yes"),
            capture=capture(),
        )
        assert error.code == "growing_areas.item_of_another_checklist"

    def test_a_client_id_of_another_inspection_is_refused(
        self, inspection, area, checklist, hoa, today
    ):
        number = answered(inspection, "diary", choice="yes").client_id
        other = planned(area, checklist, [hoa], today)
        error = refusal(
            answered, inspection=other, code="diary", choice="yes", client_id=number
        )
        assert error.code == "growing_areas.client_id_of_another"


class TestPhotosSignaturesPositions:
    def test_a_photo_is_kept_once(self, inspection):
        number = uuid.uuid4()
        for _time in range(2):
            services.add_inspection_photo(
                inspection=inspection, photo=picture(), capture=capture(client_id=number)
            )
        assert inspection.photos.count() == Document.objects.count() == 1
        assert Document.objects.get().owner == inspection.key

    def test_what_is_no_picture_is_refused(self, inspection):
        error = refusal(
            services.add_inspection_photo,
            inspection=inspection,
            photo=("x.png", picture()[1].__class__(b"x")),
            capture=capture(),
        )
        assert error.code == "records.not_a_picture"
        assert not Document.objects.exists()

    def test_who_signs_says_who_they_are_and_the_log_does_not(self, inspection):
        assert refusal(signed, inspection=inspection, name=" ").code == (
            "growing_areas.signature_without_name"
        )
        assert refusal(signed, inspection=inspection, role="").field == "role"
        signed(inspection)
        said = "".join(
            str(entry.data) for entry in LogEntry.objects.filter(subject=inspection.key)
        )
        assert "Nguyễn Thị An" not in said

    def test_a_position_is_on_earth(self, inspection):
        values = {"inspection": inspection, "lon": 107, "capture": capture()}
        assert refusal(services.record_position, lat=91, **values).code == (
            "growing_areas.position_not_on_earth"
        )
        services.record_position(lat=16.7, accuracy_m=12, **values)
        assert inspection.positions.get().accuracy_m == 12


class TestClosing:
    def test_without_anything_wrong_it_passed(self, inspection, an):
        assert done(inspection) == []
        assert inspection.result == "passed"
        assert Notice.objects.filter(person=an, milestone="closed").exists()

    def test_wrong_answers_become_findings_with_deadlines(self, inspection, today):
        major, minor = done(inspection, diary="no", clean="no")
        assert (major.severity, major.deadline) == ("major", today + 7 * DAY)
        assert (minor.severity, minor.deadline) == ("minor", today + 15 * DAY)
        assert major.text == "Không có nhật ký đồng ruộng."
        assert inspection.result == "failed"

    def test_with_minor_ones_alone_it_is_to_be_corrected(self, inspection):
        done(inspection, clean="no")
        assert inspection.result == "to_correct"

    def test_the_inspector_may_give_another_deadline(self, inspection, today):
        answered(inspection, "diary", choice="no", note="Mất sổ.")
        answered(inspection, "clean", choice="yes")
        signed(inspection)
        (finding,) = closed(inspection, major_deadline=today + 2 * DAY)
        assert finding.deadline == today + 2 * DAY
        assert finding.text == "Không có nhật ký đồng ruộng. Mất sổ."

    def test_a_measure_outside_its_span_is_a_finding(self, inspection):
        answered(inspection, "pests", measure=21)
        (finding,) = done(inspection)
        assert finding.text == "Sâu bệnh nhiều hơn mức cho phép. (21 %)"

    def test_a_major_one_puts_the_code_into_corrective_action(self, inspection, code, today):
        done(inspection, diary="no")
        assert code.state_on(today) == "corrective_action"

    def test_the_log_keeps_every_answer(self, inspection):
        done(inspection)
        entry = LogEntry.objects.get(action="growing_areas.inspection_closed")
        assert [one["item"] for one in entry.data["answers"]] == ["diary", "clean"]

    def test_what_was_announced_must_have_arrived(self, inspection):
        number = uuid.uuid4()
        services.announce_items(inspection=inspection, client_ids=[number])
        answered(inspection, "diary", choice="yes")
        answered(inspection, "clean", choice="yes")
        signed(inspection)
        assert closing_refused(inspection) == "growing_areas.inspection_unsent"
        answered(inspection, "seen", text="x", client_id=number)
        assert closed(inspection) == []

    def test_what_the_closing_names_must_have_arrived(self, inspection):
        answered(inspection, "diary", choice="yes")
        assert closing_refused(inspection, client_ids=[uuid.uuid4()]) == (
            "growing_areas.inspection_unsent"
        )

    def test_what_was_thrown_away_on_the_phone_is_not_waited_for(self, inspection):
        number = uuid.uuid4()
        announced = {"inspection": inspection, "client_ids": []}
        assert services.announce_items(**announced | {"client_ids": [number]}) == [number]
        assert services.announce_items(**announced, withdrawn=[number]) == []

    def test_it_must_have_begun(self, inspection):
        assert closing_refused(inspection) == "growing_areas.inspection_not_begun"

    def test_what_must_be_answered_is_named(self, inspection):
        answered(inspection, "diary", choice="yes")
        assert closing_refused(inspection) == "growing_areas.inspection_unanswered"

    def test_without_a_signature_it_needs_a_reason(self, inspection):
        answered(inspection, "diary", choice="yes")
        answered(inspection, "clean", choice="yes")
        assert closing_refused(inspection) == "growing_areas.inspection_unsigned"
        closed(inspection, unsigned_reason="Chủ hộ vắng nhà.")
        assert inspection.unsigned_reason == "Chủ hộ vắng nhà."

    def test_what_changed_after_signing_is_signed_again(self, inspection):
        answered(inspection, "diary", choice="yes")
        answered(inspection, "clean", choice="yes")
        signed(inspection, minutes=10)
        answered(inspection, "clean", minutes=20, choice="no")
        assert closing_refused(inspection) == "growing_areas.inspection_changed_after_signing"
        signed(inspection, minutes=30)
        assert len(closed(inspection)) == 1

    def test_it_ends_once(self, inspection):
        done(inspection)
        assert closing_refused(inspection) == "growing_areas.inspection_over"
        assert Finding.objects.count() == 0


class TestWhoSees:
    def test_its_people_and_the_officers_of_the_place(self, inspection, viewer, dung, chi):
        seen = {
            user: Inspection.objects.visible_to(user).count() for user in (viewer, dung, chi)
        }
        assert seen == {viewer: 1, dung: 1, chi: 0}

    def test_an_unannounced_one_is_seen_by_the_holder_once_it_begins(
        self, area, checklist, hoa, viewer, today
    ):
        secret = planned(area, checklist, [hoa], today, kind="unannounced")
        visible = Inspection.objects.visible_to
        assert not visible(viewer).exists()
        assert visible(hoa).exists()
        answered(secret, "diary", choice="yes")
        assert visible(viewer).exists()
        assert InspectionAnswer.objects.visible_to(viewer).exists()


class TestConstraints:
    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("inspection_kind_known", {"kind": "nightly"}),
            ("inspection_(state_known|started_unless)", {"state": "lost"}),
            ("inspection_(result_known|closed_by)", {"result": "fine"}),
            ("inspection_started_unless_planned_or_cancelled", {"state": "open"}),
            ("inspection_closed_by_somebody_with_a_result", {"result": "passed"}),
            ("inspection_cancelled_with_a_reason", {"state": "cancelled"}),
            ("inspection_cancelled_with_a_reason", {"cancel_reason": "Mưa"}),
        ],
    )
    def test_no_inspection_breaks_it(self, inspection, rule, columns):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Inspection.objects.update(**columns)

    def test_no_answer_breaks_them(self, inspection):
        answered(inspection, "diary", choice="yes")
        with (
            pytest.raises(IntegrityError, match="inspection_answer_choice_known"),
            transaction.atomic(),
        ):
            InspectionAnswer.objects.update(choice="may")

    def test_one_answer_to_a_question_is_current(self, inspection):
        answered(inspection, "diary", minutes=1, choice="yes")
        answered(inspection, "diary", minutes=2, choice="no")
        with (
            pytest.raises(IntegrityError, match=r"one_current|inspectionanswer"),
            transaction.atomic(),
        ):
            InspectionAnswer.objects.update(is_current=True)

    def test_a_signature_says_who(self, inspection):
        signed(inspection)
        with (
            pytest.raises(IntegrityError, match="inspection_signature_says_who"),
            transaction.atomic(),
        ):
            inspection.signatures.update(role="")

    def test_a_position_lies_on_earth(self, inspection):
        services.record_position(inspection=inspection, lat=16, lon=107, capture=capture())
        with (
            pytest.raises(IntegrityError, match="inspection_position_on_earth"),
            transaction.atomic(),
        ):
            inspection.positions.update(lat=91)

    def test_an_officer_goes_once(self, inspection, hoa):
        with (
            pytest.raises(IntegrityError, match=r"officer_once|inspectionofficer"),
            transaction.atomic(),
        ):
            inspection.officers.create(officer=hoa)
