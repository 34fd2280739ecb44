"""Maps of plots in a real browser: shown, drawn by clicks, drawn where one stands."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from growing_areas.models import Plot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(live_server, settings, client, monkeypatch, an, area):
    """A phone of 360 points on which An is signed in, standing beside the plot."""
    # Playwright keeps an event loop in this thread, which Django takes for an async caller.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.ALLOWED_HOSTS = ["localhost"]
    client.force_login(an)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(
            viewport=PHONE,
            locale="vi-VN",
            base_url=live_server.url,
            geolocation={"latitude": 16.695, "longitude": 107.215},
            permissions=["geolocation"],
        )
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda said: page.faults.append(said.text) if said.type == "error" else None,
        )
        yield page
        page.wait_for_load_state("networkidle")  # or tables are emptied under a request
        assert page.faults == []
        browser.close()


def corners(page):
    return page.input_value("#id_outline").split("\n")


def test_an_area_shows_its_plots_and_fits_a_phone(phone, area):
    Plot.objects.update(name="<b>Ruộng</b>")
    phone.goto(f"/vung-trong/{area.pk}/")
    plot = phone.locator(".plots-map path.leaflet-interactive")
    plot.wait_for()
    plot.hover(force=True)
    tip = phone.locator(".leaflet-tooltip")
    assert tip.inner_text().startswith("<b>Ruộng</b>: ")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_plot_is_drawn_by_clicks_and_saved_with_its_hectares(phone, area):
    phone.goto(f"/vung-trong/{area.pk}/thua/them/")
    board = phone.locator(".plots-map")
    phone.locator(".plots-map path").first.wait_for()
    box = board.bounding_box()
    for across, down in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.6), (0.3, 0.6), (0.9, 0.9)):
        board.click(position={"x": box["width"] * across, "y": box["height"] * down})
        phone.wait_for_timeout(400)  # two clicks at once would zoom
    phone.click("[data-undo]")
    assert len(corners(phone)) == 4
    phone.fill("#id_name", "Vẽ tay")
    phone.click("main form button.btn-primary")
    phone.wait_for_url(f"**/vung-trong/{area.pk}/")
    plot = Plot.objects.get(name="Vẽ tay")
    assert plot.hectares > 1
    assert len(plot.geometry["coordinates"][0]) == 5


def test_a_corner_is_added_where_one_stands(phone, area):
    phone.goto(f"/vung-trong/{area.pk}/thua/them/")
    phone.click("[data-here]")
    phone.locator("[data-said]", has_text="Đã thêm một góc").wait_for()
    assert corners(phone) == ["16.695000, 107.215000"]


def test_without_script_the_text_box_does_the_work(phone, area):
    page = phone.context.browser.new_context(
        java_script_enabled=False,
        locale="vi-VN",
        base_url=phone.url,
        storage_state=phone.context.storage_state(),
    ).new_page()
    phone.goto(f"/vung-trong/{area.pk}/thua/them/")
    page.goto(phone.url)
    assert not page.locator(".plots-map").is_visible()
    assert not page.locator("#map-tools").is_visible()
    page.fill("#id_outline", "16.7, 107.21\n16.7, 107.211\n16.701, 107.211\n16.701, 107.21")
    page.click("main form button.btn-primary")
    assert page.locator("td", has_text="Thửa 2").is_visible()
