"""What the database itself refuses of diaries, inputs and markets."""

import datetime
import io
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from growing_areas.models import (
    DiaryEntry,
    DiaryPhoto,
    DiaryPlot,
    Harvest,
    InputList,
    InputProduct,
    MarketPermission,
)
from records.documents import store
from tests.conftest import OLD, REFORM
from tests.files import picture
from tests.growing_areas_cast import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(area, pesticide, today):
    now = timezone.now()
    entry = DiaryEntry.objects.create(
        client_id=uuid4(),
        area=area,
        job="spraying",
        done_on=today,
        captured_at=now,
        received_at=now,
        input=pesticide,
        input_name="Thuốc A",
        pre_harvest_days=7,
        dose=1,
        dose_unit="l/ha",
        by="test",
    )
    DiaryPlot.objects.create(entry=entry, plot=area.plots.get())
    return entry


@pytest.fixture
def permission(db):
    return MarketPermission.objects.create(
        basis="ví dụ",
        certainty="assumed",
        valid_from=REFORM,
        about="ingredient",
        name="Chất A",
        folded="chat a",
        market="CN",
        verdict="banned",
    )


@pytest.mark.parametrize(
    ("model", "name", "columns"),
    [
        (DiaryEntry, "diary_entry_job_known", {"job": "dancing"}),
        (DiaryEntry, "diary_entry_dose_unit_known", {"dose_unit": "tạ"}),
        (DiaryEntry, "diary_entry_weather_known", {"weather": "snow"}),
        (DiaryEntry, "diary_entry_dose_has_its_unit", {"dose_unit": ""}),
        (DiaryEntry, "diary_entry_dose_has_its_unit", {"dose": None}),
        (DiaryEntry, "diary_entry_dose_has_its_unit", {"dose": 0}),
        (
            DiaryEntry,
            "diary_entry_listed_input_has_its_name",
            {"input_name": "", "job": "sowing"},
        ),
        (DiaryEntry, "spraying_names_its_product_and_interval", {"pre_harvest_days": None}),
        (DiaryEntry, "diary_entry_interval_within_a_year", {"pre_harvest_days": 366}),
        (DiaryEntry, "diary_entry_harvest_is_of_its_job", {"job": "harvest"}),
        (Harvest, "harvest_override_has_reason_person_and_time", {"override_reason": "vội"}),
        (Harvest, "harvest_override_has_reason_person_and_time", {"override_by": "user:1"}),
        (InputList, "input_list_ends_after_it_starts", {"valid_to": OLD}),
        (InputList, "input_list_certainty_known", {"certainty": "sure"}),
        (InputList, "input_list_names_its_source", {"source": ""}),
        (InputList, "input_list_names_its_source", {"version": ""}),
        (InputList, "input_list_holder_is_its_unit", {"holder": "unit:1"}),
        (InputProduct, "input_product_kind_known", {"kind": "water"}),
        (InputProduct, "input_product_has_a_name", {"folded": ""}),
        (InputProduct, "pesticide_has_a_pre_harvest_interval", {"pre_harvest_days": None}),
        (InputProduct, "pre_harvest_interval_within_a_year", {"pre_harvest_days": 366}),
        (MarketPermission, "market_permission_ends_after_it_starts", {"valid_to": OLD}),
        (MarketPermission, "market_permission_certainty_known", {"certainty": "sure"}),
        (MarketPermission, "market_permission_about_known", {"about": "smell"}),
        (MarketPermission, "market_permission_verdict_known", {"verdict": "maybe"}),
        (MarketPermission, "market_permission_names_thing_and_market", {"market": ""}),
        (MarketPermission, "market_permission_names_thing_and_market", {"folded": ""}),
    ],
)
def test_no_row_breaks_it(entry, harvest, permission, model, name, columns):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**columns)


def again(row, **changes):
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_an_entry_arrives_once(entry):
    with pytest.raises(IntegrityError, match="client_id"):
        again(entry)


def test_an_entry_is_corrected_once(entry):
    first = entry.pk
    again(entry, client_id=uuid4(), corrects_id=first)
    with pytest.raises(IntegrityError, match="corrects_id"):
        again(entry, client_id=uuid4(), corrects_id=first)


def test_an_entry_names_a_plot_once(entry):
    with pytest.raises(
        IntegrityError, match=r"diary_entry_names_a_plot_once|diaryplot.entry_id"
    ):
        again(DiaryPlot.objects.get())


def test_a_photo_arrives_once(entry):
    one, two = (
        store(
            owner=entry.key,
            name="a.jpg",
            content=io.BytesIO(picture()),
            content_type="image/jpeg",
            by="test",
        )
        for _each in range(2)
    )
    photo = DiaryPhoto.objects.create(
        client_id=uuid4(), entry=entry, document=one, received_at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="client_id"):
        again(photo, document=two)


def test_an_input_stands_once_in_its_list(pesticide):
    with pytest.raises(
        IntegrityError, match=r"input_product_once_in_its_list|inputproduct.list"
    ):
        again(pesticide)


def test_a_version_is_loaded_once(input_list):
    with pytest.raises(IntegrityError, match=r"input_list_version_once|inputlist.holder"):
        again(input_list, valid_from=OLD, valid_to=REFORM)


@pytest.mark.parametrize(("start", "clashes"), [(-1, True), (0, True), (10, False)])
def test_one_list_holds_a_day(input_list, start, clashes):
    InputList.objects.update(valid_to=REFORM + 10 * DAY)
    changes = {"version": "2", "valid_from": REFORM + start * DAY, "valid_to": None}
    if clashes:
        with pytest.raises(IntegrityError, match="input_list_one_a_day"):
            again(input_list, **changes)
    else:
        again(input_list, **changes)


def test_the_country_and_an_office_may_each_have_a_list(input_list, commune):
    again(input_list, unit=commune, holder=InputList.holder_of(commune))
    day = REFORM + datetime.timedelta(days=3)
    assert InputList.objects.for_place(commune, day).get().unit == commune


def test_an_office_without_a_list_goes_by_the_next_one_above(input_list, commune, province):
    day = REFORM + DAY
    assert InputList.objects.for_place(commune, day).get() == input_list
    again(input_list, unit=province, holder=InputList.holder_of(province))
    assert InputList.objects.for_place(commune, day).get().unit == province
    assert not InputList.objects.for_place(commune, OLD).exists()
    assert not InputProduct.objects.for_place(commune, OLD).exists()


def test_a_market_says_one_thing_a_day(permission):
    with pytest.raises(IntegrityError, match="market_permission_one_a_day"):
        again(permission, verdict="allowed")
