"""The whole way on the pages: a clerk signs up, and ends with labels that a phone can scan."""

from urllib.parse import urlsplit

import pytest

from tests.browser.acting import fill, follow, press
from tests.sheets import read_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CORNERS = "16.6900, 107.2000\n16.6900, 107.2100\n16.7000, 107.2100\n16.7000, 107.2000"


def confirm(open_page, officer, name):
    """The officer of the commune finds the organisation among those that wait."""
    office = open_page("/to-chuc/cho-xac-nhan/", signed_in=officer)
    follow(office, name)
    press(office, "Xác nhận")
    assert f"Đã xác nhận {name}." in office.locator("main").inner_text()


def test_from_sign_up_to_a_scanned_label(open_page, commune, dung, rice_crop):
    page = open_page("/tao-tai-khoan/")
    fill(
        page,
        username="htx.moi",
        full_name="Lê Thị Mới",
        password1="mat-khau-rieng-8",
        password2="mat-khau-rieng-8",
    )
    page.locator("main button.btn-primary").click()

    fill(page, name="HTX Lúa mới", kind="cooperative", unit=commune.code, address="Thôn 1")
    press(page, "Lưu")
    assert "đang chờ Xã Hải Lăng xác nhận" in page.locator("main").inner_text()
    confirm(open_page, dung, "HTX Lúa mới")
    page.reload()
    follow(page, "Thêm vùng trồng")
    fill(page, name="Đồng Trên", crop=rice_crop.code, unit=commune.code)
    page.locator("main button.btn-primary").click()

    follow(page, "Thêm thửa")
    fill(page, name="Thửa 1", outline=CORNERS)
    page.locator("main button.btn-primary").click()
    assert "ha" in page.locator("main").inner_text()

    follow(page, "Ghi thu hoạch")
    page.locator("main input[type=checkbox]").first.check()
    fill(page, kilograms="600")
    page.locator("main button.btn-primary").click()

    page.goto("/san-pham/")
    follow(page, "Thêm sản phẩm")
    fill(page, name="Gạo mới", net_content="5", content_unit="kg", shelf_life_days="365")
    press(page, "Lưu")
    follow(page, "Lập lô hàng")
    fill(page, lot="M-01", quantity="500", unit="kg")
    page.locator("main [name^=harvest_]").fill("600")
    press(page, "Lập lô hàng")

    follow(page, "In nhãn")
    fill(page, count="25", sheet="a4-24")
    press(page, "In nhãn")
    with page.expect_download() as waiting:
        follow(page, "Tải tờ nhãn (PDF)")
    labels = read_sheet(waiting.value.path().read_bytes())
    assert len(labels) == 25

    phone = open_page(urlsplit(labels[0].link).path, script=False)
    told = phone.locator("body").inner_text()
    assert phone.locator("h1").inner_text() == "Mã hợp lệ"
    for fact in ("Gạo mới", "HTX Lúa mới", "M-01", "xã Hải Lăng, tỉnh Quảng Trị"):
        assert fact in told
