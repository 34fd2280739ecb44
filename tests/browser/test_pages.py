"""Pages as people meet them: on a phone, without script, by keyboard alone."""

import io
from decimal import Decimal
from uuid import uuid4

import pytest
from PIL import Image

from labels.services import label_at
from products.services import change_picture
from trace.models import Scan
from trace.services import Input, make_batch, print_labels

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ABOVE_THE_FOLD = 30_000  # bytes


@pytest.fixture
def label(rice, harvest, code, today):
    """A label on a bag of rice, whose product has a picture of a usual size."""
    picture = io.BytesIO()
    Image.radial_gradient("L").resize((1600, 1200)).convert("RGB").save(picture, "JPEG")
    change_picture(product=rice, picture=("gạo.jpg", picture), by="test")
    batch = make_batch(
        product=rice,
        lot="L2611A",
        produced_on=today,
        quantity=Decimal(500),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(500), claimed_code=code)],
        by="test",
        today=today,
    )
    run = print_labels(
        batch=batch, count=1, sheet="a4-24", by="test", request=uuid4(), today=today
    )
    return label_at(run, 0)


def fits(page):
    """Whether nothing is wider than the window; works without script in the page."""
    widest = page.locator("body").bounding_box()["width"]
    return widest <= page.viewport_size["width"]


class TestPageBehindALabel:
    def test_a_phone_without_script_reads_it_in_both_languages(self, open_page, label):
        page = open_page(f"/t/{label.serial}", script=False)
        assert page.locator("h1").inner_text() == "Mã hợp lệ"
        assert page.locator("#product").inner_text() == "Gạo hữu cơ Hải Lăng"
        assert fits(page)
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").inner_text() == "Valid code"
        page.get_by_role("link", name="Tiếng Việt").click()
        assert page.locator("h1").inner_text() == "Mã hợp lệ"
        assert Scan.objects.count() == 1  # reading it again is no scan

    def test_all_of_it_is_small_and_from_one_host(self, open_page, live_server, label):
        page = open_page("/", script=False)
        sizes = []
        page.on("response", lambda response: sizes.append(len(response.body())))
        page.asked.clear()
        page.goto(f"/t/{label.serial}", wait_until="networkidle")
        assert all(url.startswith(live_server.url) for url in page.asked)
        assert sum(sizes) < ABOVE_THE_FOLD

    def test_an_unknown_code_can_be_mended_in_place(self, open_page, label):
        wrong = "Z" * 16
        page = open_page(f"/t/{wrong}", script=False)
        assert page.locator("h1").inner_text() == "Không tìm thấy mã này"
        box = page.get_by_label("Nhập lại mã trên nhãn")
        assert box.input_value() == wrong
        box.fill(label.serial.lower())
        box.press("Enter")
        assert page.locator("h1").inner_text() == "Mã hợp lệ"

    def test_it_prints_on_paper(self, open_page, label):
        page = open_page(f"/t/{label.serial}")
        page.emulate_media(media="print")
        assert not page.get_by_role("search").is_visible()
        assert page.locator(".serial").is_visible()


class TestFrame:
    @pytest.mark.parametrize("width", [360, 1280])
    @pytest.mark.parametrize("path", ["/", "/ban-lam-viec/", "/to-chuc/", "/khong-co/"])
    def test_nothing_is_wider_than_the_window(self, open_page, an, coop, path, width):
        page = open_page(path, width=width, signed_in=an)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_on_a_phone_the_sections_open_without_script(self, open_page, an, coop):
        page = open_page("/ban-lam-viec/", script=False, signed_in=an)
        link = page.get_by_role("link", name="Vùng trồng", exact=True)
        assert not link.is_visible()
        page.get_by_text("Danh mục", exact=True).click()
        link.click()
        assert page.url.endswith("/vung-trong/")

    def test_the_keyboard_skips_to_the_content(self, open_page, an):
        page = open_page("/ban-lam-viec/", width=1280, signed_in=an)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_what_is_pressed_is_large_enough_for_a_finger(self, open_page, an, coop):
        page = open_page("/ban-lam-viec/", signed_in=an)
        heights = page.evaluate(
            "[...document.querySelectorAll('.btn, .step, .quiet, summary, .brand, .foot a')]"
            ".map(each => each.getBoundingClientRect().height).filter(Boolean)"
        )
        assert heights
        assert min(heights) >= 44

    def test_signing_in_and_out_without_script(self, open_page, an, coop):
        page = open_page("/to-chuc/", script=False)
        page.get_by_label("Tên đăng nhập").fill("an")
        page.get_by_label("Mật khẩu").fill("sai")
        page.get_by_role("button", name="Đăng nhập").click()
        assert "chưa đúng" in page.get_by_role("alert").inner_text()
        page.get_by_label("Tên đăng nhập").fill("an")
        page.get_by_label("Mật khẩu").fill("an")
        page.get_by_role("button", name="Đăng nhập").click()
        assert page.url.endswith("/to-chuc/")
        page.get_by_text("Danh mục", exact=True).click()
        page.get_by_role("button", name="Đăng xuất").locator("visible=true").click()
        assert page.locator("h1").inner_text().startswith("Quét nhãn")

    def test_the_language_changes_without_script_and_stays(self, open_page, an):
        page = open_page("/ban-lam-viec/", width=1280, script=False, signed_in=an)
        page.locator(".account summary").click()
        page.get_by_role("button", name="English").locator("visible=true").click()
        assert page.locator("h1").inner_text() == "Desk"
        page.goto("/to-chuc/")
        assert page.locator("html").get_attribute("lang") == "en"
