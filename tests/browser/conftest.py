"""A real browser before the live server: a phone and an office computer."""

import shutil

import pytest
from django.test import override_settings
from playwright.sync_api import sync_playwright

# Names under which systems install it.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session", autouse=True)
def _static_root(tmp_path_factory):
    """The live server starts before the settings of a test are made."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(autouse=True)
def _jobs_are_done_at_once(settings):
    """There is no worker beside the live server."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    }


@pytest.fixture
def browser(monkeypatch):
    """The system's chromium; a machine without one fails, and never skips."""
    # Playwright keeps an event loop in this thread, which Django takes for an async caller.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, f"Browser tests need one of: {', '.join(BROWSERS)}."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server, settings, client):
    """A page of a fresh window, `signed_in` as that person; a fault of the page fails the test.

    width: in points, 360 for a phone. script: whether the browser runs any.
    """
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    faults = []

    def note_failure(request):
        # Aborted: the page was left before the answer, or the answer is a download.
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"{request.url}: {request.failure}")

    def open_page(path, *, width=360, script=True, signed_in=None, language="vi-VN"):
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            locale=language,
            base_url=live_server.url,
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        if signed_in:
            client.force_login(signed_in)
            name = settings.SESSION_COOKIE_NAME
            value = client.cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", note_failure)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path)
        return page

    yield open_page
    assert faults == []
