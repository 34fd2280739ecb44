"""Codes when several people press at the same moment; PostgreSQL only."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from growing_areas import services
from growing_areas.models import CodeState, GrowingAreaCode
from records.models import LogEntry
from tests.growing_area_codes_cast import act, application, deed, draft
from tests.test_races import together
from trace.services import Input, make_batch, print_labels

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def read(code):
    return GrowingAreaCode.objects.select_related("area__organisation", "area__unit").get(
        pk=code.pk
    )


def test_two_officers_do_not_both_follow_on_one_state(code, dung, today):
    outcomes = together(
        lambda: act(read(code), "suspend", dung, today),
        lambda: act(read(code), "suspend", dung, today),
    )
    assert sorted(outcomes, key=str) == [None, "growing_areas.act_not_now"]
    assert code.states.filter(state="suspended").count() == 1


def test_two_offices_do_not_give_the_same_code(area, an, dung, today):
    codes = [draft(area, today), draft(area, today, market="CN")]
    for code in codes:
        act(code, "submit", an, today)
        act(code, "check", dung, today)
    GrowingAreaCode.objects.update(market="CN")
    grants = [
        lambda code=code: services.act(
            code=read(code), act="grant", deed=deed(), user=dung, today=today
        )
        for code in codes
    ]
    outcomes = together(*grants)
    assert sorted(outcomes, key=str) == [None, "growing_areas.code_taken"]


def test_one_application_when_pressed_twice(area, today):
    def press():
        services.apply_for_code(area=area, application=application(), by="test", today=today)

    outcomes = together(press, press)
    assert sorted(outcomes, key=str) == [None, "growing_areas.application_under_way"]


def test_two_workers_let_a_code_run_out_once(code, today):
    GrowingAreaCode.objects.update(expires_on=today)
    assert together(*[lambda: services.expire_codes(today)] * 3) == [None] * 3
    assert CodeState.objects.filter(state="expired").count() == 1
    entries = LogEntry.objects.filter(subject=code.key, by="system")
    assert entries.count() == 1


def test_while_labels_are_being_issued_the_office_waits(rice, harvest, code, dung, today):
    """An activation never commits after a suspension that it did not see."""
    batch = make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(100),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(100), claimed_code=code)],
        by="test",
        today=today,
    )
    holding, suspended, seen = threading.Event(), threading.Event(), []

    def issue():
        with transaction.atomic():
            print_labels(
                batch=batch, count=1, sheet="a4-24", by="test", request=uuid4(), today=today
            )
            holding.set()
            seen.append(suspended.wait(timeout=1))

    def suspend():
        holding.wait(timeout=20)
        act(read(code), "suspend", dung, today)
        suspended.set()

    assert together(issue, suspend) == [None, None]
    assert seen == [False]
    assert suspended.is_set()
