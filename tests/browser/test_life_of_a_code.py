"""The whole life of one code in a browser: asked for, granted, claimed, labelled, suspended."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import F

from growing_areas.models import GrowingAreaCode, Harvest
from labels.models import LabelRun
from labels.services import label_at
from tests.browser.acting import fill, follow, press, told
from trace.services import Input, make_batch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "VN-QTOR-0099"


def apply_and_submit(page, area):
    page.goto(f"/vung-trong/{area.pk}/")
    follow(page, "Xin cấp mã số")
    fill(
        page,
        kind="growing_area",
        market="CN",
        variety="HT1",
        standard="VietGAP",
        expected_kilograms="60.000",
        harvest_from="2027-05-01",
        harvest_to="2027-06-15",
    )
    press(page, "Lưu hồ sơ")
    follow(page, "Nộp hồ sơ")
    press(page, "Nộp hồ sơ")
    assert "đã nộp" in told(page)


def check_and_grant(page, code):
    page.goto(f"/ma-so-vung-trong/{code.pk}/")
    follow(page, "Xác nhận đã kiểm tra")
    press(page, "Xác nhận đã kiểm tra")
    follow(page, "Cấp mã số")
    fill(page, code=TEXT, issuer="UBND xã Hải Lăng", act_number="07/QĐ-UBND")
    press(page, "Cấp mã số")
    assert TEXT in told(page)


def ten_days_pass(code):
    """What was done today was done ten days ago."""
    days = datetime.timedelta(days=10)
    code.states.update(valid_from=F("valid_from") - days, valid_to=F("valid_to") - days)
    GrowingAreaCode.objects.update(granted_on=F("granted_on") - days)


def harvest_and_claim(page, area, day):
    page.goto(f"/vung-trong/{area.pk}/thu-hoach/them/")
    page.locator("main input[type=checkbox]").first.check()
    fill(page, kilograms="500", harvested_on=str(day))
    page.get_by_label("Mã số vùng trồng khai cho lần này").select_option(label=TEXT)
    press(page, "Lưu thu hoạch")
    return Harvest.objects.get()


def suspend(page, code):
    page.goto(f"/ma-so-vung-trong/{code.pk}/")
    follow(page, "Đình chỉ")
    fill(page, act_number="12/QĐ-UBND", reason="Dư lượng thuốc vượt mức.")
    press(page, "Đình chỉ")
    assert "bị đình chỉ" in told(page)


def test_from_a_cooperatives_application_to_a_suspension_on_the_label(
    open_page, area, rice, an, dung, today
):
    apply_and_submit(open_page("/", signed_in=an), area)
    code = GrowingAreaCode.objects.get()
    check_and_grant(open_page("/", width=1280, signed_in=dung), code)
    ten_days_pass(code)

    manager = open_page("/", signed_in=an)
    harvest = harvest_and_claim(manager, area, today - datetime.timedelta(days=5))
    assert harvest.code.code == TEXT
    batch = make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(100),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(100))],
        by="test",
        today=today,
    )
    manager.goto(f"/lo-hang/{batch.pk}/")
    follow(manager, "In nhãn")
    fill(manager, count="5", sheet="a4-24")
    press(manager, "In nhãn")
    serial = label_at(LabelRun.objects.get(), 0).serial

    suspend(open_page("/", width=1280, signed_in=dung), code)

    consumer = open_page(f"/t/{serial}", script=False)
    said = " ".join(consumer.locator("main").inner_text().split())
    for words in (
        "Mã số vùng trồng, cơ quan đã xác nhận",
        TEXT,
        "Ngày thu hoạch: có hiệu lực",
        "Hôm nay: bị đình chỉ",
    ):
        assert words in said
    manager = open_page(f"/lo-hang/{batch.pk}/in-nhan/", signed_in=an)
    fill(manager, count="2", sheet="a4-24")
    press(manager, "In nhãn")
    assert "đang bị đình chỉ hoặc thu hồi" in told(manager)
    assert LabelRun.objects.count() == 1
    manager.goto(f"/ma-so-vung-trong/{code.pk}/")
    assert "Dư lượng thuốc vượt mức." in told(manager)
    assert manager.evaluate("document.documentElement.scrollWidth") <= 360
