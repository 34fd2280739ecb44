"""What each role comes for, done in a browser; and what it never meets."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.models import OfficerDuty
from cooperatives.models import Organisation
from growing_areas.models import Harvest
from tests.browser.acting import fill, follow, press, send, told
from tests.sheets import read_sheet
from trace.services import Input, make_batch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What changes something, as against looking, going back and the frame of the page.
DOING = ".btn-primary, .btn-danger, main form[method=post]"


@pytest.fixture
def batch(rice, harvest, today):
    """Twenty bags of rice."""
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


def test_an_operator_prints_the_labels_of_a_batch(open_page, binh, batch):
    page = open_page("/lo-hang/", signed_in=binh)
    follow(page, "L1")
    follow(page, "In nhãn")
    fill(page, count="5", sheet="a4-24")
    press(page, "In nhãn")
    with page.expect_download() as waiting:
        follow(page, "Tải tờ nhãn (PDF)")
    assert len(read_sheet(waiting.value.path().read_bytes())) == 5


def test_a_recorder_records_a_harvest_and_is_offered_no_printing(
    open_page, recorder, area, batch
):
    page = open_page("/vung-trong/", signed_in=recorder)
    follow(page, area.name)
    follow(page, "Ghi thu hoạch")
    page.locator("main input[type=checkbox]").first.check()
    fill(page, kilograms="250")
    send(page)
    assert Harvest.objects.filter(kilograms=250).exists()
    assert "250 kg" in told(page)
    for path in (f"/lo-hang/{batch.pk}/", "/lo-hang/", "/nhan/", "/ban-lam-viec/"):
        page.goto(path)
        assert page.get_by_role("link", name="In nhãn").count() == 0
    page.goto(f"/lo-hang/{batch.pk}/in-nhan/")
    assert "cần vai trò" in told(page)


def test_a_viewer_looks_and_is_offered_nothing_to_do(open_page, viewer, area, batch, coop):
    page = open_page("/ban-lam-viec/", signed_in=viewer)
    for path in (
        f"/to-chuc/{coop.pk}/",
        f"/vung-trong/{area.pk}/",
        f"/san-pham/{batch.product_id}/",
        f"/lo-hang/{batch.pk}/",
    ):
        page.goto(path)
        assert page.locator("h1").is_visible()
        assert page.locator(f"main {DOING}").count() == 0, path


def test_an_officer_confirms_an_application_then_finds_and_exports_it(open_page, dung, coop):
    Organisation.objects.update(state="applied", state_reason="")
    page = open_page("/ban-lam-viec/", width=1280, signed_in=dung)
    follow(page, "Xem các tổ chức chờ xác nhận")
    follow(page, coop.name)
    press(page, "Xác nhận")
    assert Organisation.objects.get(pk=coop.pk).state == "confirmed"
    page.goto("/to-chuc/")
    page.get_by_role("searchbox", name="Tìm trong danh sách").fill("lua hai lang")
    page.keyboard.press("Enter")
    page.get_by_text("Tìm thấy 1 mục").wait_for()
    with page.expect_download() as waiting:
        follow(page, "Tải Excel")
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert coop.name in [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_an_administrator_gives_a_duty(open_page, admin_user, chi, commune, today):
    page = open_page("/can-bo/nhiem-vu/them/", width=1280, signed_in=admin_user)
    fill(page, user=chi.username, unit=commune.code, duty="registry", valid_from=str(today))
    send(page)
    assert "Phạm Thị Chi" in told(page)
    duty = OfficerDuty.objects.get(user=chi)
    assert (duty.duty, duty.unit, duty.valid_from) == ("registry", commune, today)
