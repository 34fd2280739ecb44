"""An inspection in a real browser without signal: all of it arrives once, and it does not end
before."""

import io

import pytest
from playwright.sync_api import expect

from growing_areas.models import Inspection
from tests.browser.test_offline_diary import until
from tests.files import picture
from tests.inspections_cast import checklist, hoa, inspection

__all__ = ["checklist", "hoa", "inspection"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cookie(live_server, settings, client, hoa):
    """Hoa's session, made before the server writes beside us."""
    client.force_login(hoa)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


@pytest.fixture
def phone(browser, live_server, settings, cookie, inspection):
    """A phone of 360 points on which Hoa is signed in, with the inspection kept on it."""
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="vi-VN", base_url=live_server.url
    )
    context.set_default_timeout(10_000)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto("/dong-ruong/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(address(inspection))
    until(
        page,
        """async (path) => {
            const pages = await caches.open("field-pages-1");
            const files = await caches.open("field-files-1");
            const needed = await files.keys();
            return (await pages.match(location.origin + path)) &&
                needed.some((one) => one.url.endsWith("inspection.js"));
        }""",
        address(inspection),
    )
    yield page
    for left in context.pages:
        left.wait_for_load_state("networkidle")
    context.close()


def address(inspection):
    return f"/dong-ruong/kiem-tra/{inspection.pk}/"


def held(page):
    """How many things of the inspection are still on the phone."""
    who = page.locator("#inspection").get_attribute("data-person")
    return page.evaluate("async (who) => (await Outbox.of(who).items()).length", who)


def choose(page, question, words):
    page.locator(f"[data-item={question}] .choices label", has_text=words).first.click()


def sign(page, name, role):
    page.get_by_label("Họ tên người ký").fill(name)
    page.get_by_label("Tư cách").fill(role)
    pad = page.locator(".signature-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Lưu chữ ký").click()


def photo_file():
    content = io.BytesIO(picture()).read()
    return {"name": "ruong.png", "mimeType": "image/png", "buffer": content}


def wait_until_held(page, count):
    who = page.locator("#inspection").get_attribute("data-person")
    script = """async ([who, count]) => (await Outbox.of(who).items()).length === count"""
    until(page, script, [who, count])


def test_all_of_it_arrives_once_and_it_does_not_end_before(phone, inspection):
    context = phone.context
    context.set_offline(True)
    phone.goto(address(inspection))
    choose(phone, "diary", "Không")
    choose(phone, "clean", "Có")
    phone.locator("[data-item=pests] input[inputmode]").fill("12,5")
    phone.locator("[data-item=seen] textarea").fill("abamectin")
    phone.locator("[data-item=seen] textarea").blur()
    phone.locator("[data-item=photo] input[type=file]").set_input_files(photo_file())
    wait_until_held(phone, 5)
    sign(phone, "Nguyễn Thị An", "giám đốc")
    wait_until_held(phone, 6)
    expect(phone.locator("#outbox-bar")).to_contain_text("Chưa gửi: 6 mục")
    assert not inspection.answers.exists()
    phone.get_by_role("button", name="Xem lại và kết thúc").click()
    phone.wait_for_timeout(500)
    assert phone.url.endswith(address(inspection))  # it does not end while something is here
    phone.close()

    page = context.new_page()
    page.goto(address(inspection))  # still without signal: what was said is there again
    expect(page.locator("[data-item=diary] input[value=no]")).to_be_checked()
    expect(page.locator("[data-item=seen] textarea")).to_have_value("abamectin")

    # With signal, but photos do not get through: what is missing keeps it open.
    page.route("**/photos?*", lambda route: route.abort())
    context.set_offline(False)
    wait_until_held(page, 1)
    page.wait_for_load_state("networkidle")
    office = context.new_page()
    office.goto(f"/kiem-tra/{inspection.pk}/ket-thuc/")
    office.get_by_role("button", name="Kết thúc kiểm tra").click()
    expect(office.locator("main")).to_contain_text("chưa gửi tới hệ thống")
    inspection.refresh_from_db()
    assert inspection.state == Inspection.State.OPEN
    office.close()

    page.unroute("**/photos?*")
    page.get_by_role("button", name="Xem lại và kết thúc").click()
    page.wait_for_url("**/ket-thuc/")
    page.get_by_role("button", name="Kết thúc kiểm tra").click()
    page.wait_for_url(f"**/kiem-tra/{inspection.pk}/")
    inspection.refresh_from_db()
    assert inspection.state == Inspection.State.CLOSED
    assert inspection.answers.count() == 4
    assert inspection.photos.count() == inspection.signatures.count() == 1
    diary = inspection.answers.get(item__code="diary")
    assert diary.captured_at < diary.received_at


def test_the_reply_is_lost_and_it_is_sent_again_and_still_there_once(phone, inspection):
    lost = []

    def lose(route):
        route.fetch()  # the server has it
        lost.append(route.request.url)
        route.abort()

    phone.route("**/items", lose, times=1)
    choose(phone, "diary", "Có")
    phone.wait_for_timeout(1000)
    assert lost
    assert held(phone) == 1
    phone.reload()
    wait_until_held(phone, 0)
    assert inspection.answers.count() == 1


def test_what_the_server_refuses_can_be_dropped_and_is_not_waited_for(phone, inspection):
    phone.context.set_offline(True)
    phone.locator("[data-item=photo] input[type=file]").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    wait_until_held(phone, 1)
    phone.context.set_offline(False)
    expect(phone.locator("#outbox-refused")).to_contain_text("không phải ảnh")
    phone.get_by_role("button", name="Bỏ mục này").click()
    wait_until_held(phone, 0)
    phone.wait_for_timeout(300)
    inspection.refresh_from_db()
    assert inspection.announced == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(phone, inspection, width):
    phone.set_viewport_size({"width": width, "height": 800})
    for path in (
        address(inspection),
        f"/kiem-tra/{inspection.pk}/",
        f"/kiem-tra/{inspection.pk}/ket-thuc/",
        "/kiem-tra/ke-hoach/",
        "/kiem-tra/",
        "/diem-chua-dat/",
    ):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= width, path
