"""What the tests of the diary share: a list of inputs, and work on the rice fields."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from common.text import fold
from growing_areas.models import InputList, InputProduct, MarketPermission
from growing_areas.services import Work, record_work

SINCE = datetime.date(2025, 7, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def input_list(db):
    """The country's list."""
    return InputList.objects.create(
        holder=InputList.COUNTRY,
        source="Ví dụ",
        version="1",
        certainty="assumed",
        valid_from=SINCE,
        loaded_at=timezone.now(),
    )


def make_input(input_list, name, *, days=None, kind="pesticide", ingredient=""):
    """One product of a list."""
    return InputProduct.objects.create(
        list=input_list,
        name=name,
        folded=fold(name),
        kind=kind,
        active_ingredient=ingredient,
        pre_harvest_days=days,
    )


@pytest.fixture
def pesticide(input_list):
    """A pesticide with seven days before harvest."""
    return make_input(input_list, "Thuốc A 5EC", days=7, ingredient="Chất A + Chất B")


@pytest.fixture
def fertiliser(input_list):
    """A fertiliser."""
    return make_input(input_list, "Phân NPK", kind="fertiliser")


@pytest.fixture
def ban(db):
    """China bans one of the active ingredients."""
    return MarketPermission.objects.create(
        basis="ví dụ",
        certainty="assumed",
        valid_from=SINCE,
        about="ingredient",
        name="Chất B",
        folded="chat b",
        market="CN",
        verdict="banned",
    )


def work(job, done_on, **more):
    """A piece of work, written down just now."""
    given = {"client_id": uuid4(), "captured_at": timezone.now()} | more
    return Work(job=job, done_on=done_on, **given)


def do(area, job, done_on, *, plots=None, corrects=None, now=None, **more):
    """Record a piece of work on all plots of `area`, or on `plots`; the entry."""
    return record_work(
        area=area,
        plots=area.plots.all() if plots is None else plots,
        work=work(job, done_on, **more),
        by="test",
        now=now or timezone.now(),
        corrects=corrects,
    ).entry


def spray(area, done_on, pesticide, **more):
    """A spraying of one litre a hectare."""
    given = {"input": pesticide, "dose": Decimal(1), "dose_unit": "l/ha"} | more
    return do(area, "spraying", done_on, **given)
