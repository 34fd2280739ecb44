"""The diary in a real browser without signal: kept on the phone, sent once, never lost."""

import io
import json

import pytest
from django.test import Client
from playwright.sync_api import expect

from growing_areas.models import DiaryEntry, DiaryPhoto, Harvest
from tests.browser.acting import told
from tests.diary_cast import spray
from tests.files import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cookies(live_server, settings, recorder, binh):
    """The cookie of each person's session, made before the server writes beside us."""
    name = settings.SESSION_COOKIE_NAME

    def cookie_of(user):
        client = Client()
        client.force_login(user)
        return {"name": name, "value": client.cookies[name].value, "url": live_server.url}

    return {user: cookie_of(user) for user in (recorder, binh)}


@pytest.fixture
def phone(browser, live_server, settings, cookies, recorder, area, pesticide):
    """A phone of 360 points on which Lan is signed in, with the field pages kept on it."""
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="vi-VN", base_url=live_server.url
    )
    context.set_default_timeout(10_000)
    context.add_cookies([cookies[recorder]])
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    keep(page, area)
    yield page
    for left in context.pages:
        left.wait_for_load_state("networkidle")
    assert page.faults == []
    context.close()


def keep(page, area):
    """Open the area once with signal, and wait until all its forms are on the phone."""
    page.goto("/dong-ruong/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"/dong-ruong/{area.pk}/")
    until(
        page,
        """async () => {
            const pages = await caches.open("field-pages-1");
            const files = await caches.open("field-files-1");
            const kept = await pages.keys(), needed = await files.keys();
            return kept.length >= 10 && needed.some((one) => one.url.endsWith("field.js"));
        }""",
    )


def until(page, script, arg=None):
    """Ask the page again and again until it says yes."""
    for _each in range(100):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It never became true: {script}")


def write(page, area, slug, **fields):
    """Fill the form of one kind of work and press save."""
    page.goto(f"/dong-ruong/{area.pk}/{slug}/")
    for name, value in fields.items():
        box = page.locator(f"[name={name}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        elif name == "photos":
            box.set_input_files(value)
        else:
            box.fill(value)
    page.locator(".field-save").click()


def unsent(page):
    return page.evaluate("async (who) => (await Outbox.of(who).items()).length", person(page))


def person(page):
    return page.locator("#outbox-words").get_attribute("data-person")


def wait_until_sent(page):
    script = "async (who) => (await Outbox.of(who).items()).length === 0"
    until(page, script, person(page))


def photo_file():
    return {"name": "la.png", "mimeType": "image/png", "buffer": io.BytesIO(picture()).read()}


class TestWithoutSignal:
    def test_three_entries_and_a_photo_arrive_once_after_the_page_was_closed(
        self, phone, area, pesticide
    ):
        context = phone.context
        context.set_offline(True)
        write(
            phone,
            area,
            "phun-thuoc",
            input=str(pesticide.pk),
            dose="1,5",
            dose_unit="l/ha",
            photos=photo_file(),
        )
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        write(phone, area, "tuoi-nuoc", dose="2", dose_unit="h")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        write(phone, area, "tia-canh", operator="Bà Tư")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        expect(phone.locator("#outbox-bar")).to_contain_text("Chưa gửi: 3 mục")
        assert not DiaryEntry.objects.exists()
        phone.close()

        context.set_offline(False)
        page = context.new_page()
        page.goto("/dong-ruong/")
        wait_until_sent(page)
        expect(page.locator("#outbox-bar")).to_be_hidden()
        jobs = sorted(DiaryEntry.objects.values_list("job", flat=True))
        assert jobs == ["irrigation", "pruning", "spraying"]
        spraying = DiaryEntry.objects.get(job="spraying")
        assert (str(spraying.dose), spraying.pre_harvest_days) == ("1.500", 7)
        assert spraying.captured_at < spraying.received_at
        assert DiaryPhoto.objects.get().entry == spraying

    def test_a_page_never_opened_says_so(self, phone):
        phone.context.set_offline(True)
        phone.goto("/dong-ruong/999/")
        assert "chưa có trên máy" in phone.locator("body").inner_text()

    def test_other_pages_are_not_kept(self, phone, area):
        phone.goto(f"/vung-trong/{area.pk}/")
        kept = phone.evaluate(
            """async () => {
                const all = [];
                for (const name of await caches.keys())
                    for (const one of await (await caches.open(name)).keys()) all.push(one.url);
                return all;
            }"""
        )
        paths = {url.split("/", 3)[3] for url in kept}
        assert f"vung-trong/{area.pk}/" not in paths
        others = {path for path in paths if not path.startswith(("dong-ruong/", "static/"))}
        assert others == {"field-owner"}


class TestWithAWeakLink:
    def test_a_lost_answer_is_asked_for_again_and_done_once(self, phone, area):
        lost = []

        def lose(route):
            if not lost:
                answer = route.fetch()  # the server did it
                lost.append(json.loads(answer.body())["results"][0]["outcome"])
            route.abort()

        phone.context.route("**/api/v1/growing-areas/*/diary", lose)
        write(phone, area, "tia-canh", operator="Bà Tư")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        assert (lost, DiaryEntry.objects.count()) == (["accepted"], 1)
        assert unsent(phone) == 1
        phone.context.unroute("**/api/v1/growing-areas/*/diary", lose)
        phone.goto("/dong-ruong/")
        wait_until_sent(phone)
        assert DiaryEntry.objects.count() == 1

    def test_with_signal_it_is_sent_at_once(self, phone, area):
        write(phone, area, "tia-canh")
        expect(phone.locator("#field-said")).to_contain_text("Máy chủ đã nhận")
        assert DiaryEntry.objects.count() == 1


class TestRefused:
    def test_it_stays_with_its_sentence_and_is_put_right(self, phone, area, pesticide, today):
        spray(area, today, pesticide)
        phone.context.set_offline(True)
        write(phone, area, "thu-hoach", kilograms="1.200,5")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        phone.context.set_offline(False)
        phone.goto("/dong-ruong/")
        item = phone.locator(".outbox-items li")
        expect(item).to_contain_text("mới được thu hoạch")
        expect(item).to_contain_text("Máy chủ không nhận")
        assert not Harvest.objects.exists()

        item.get_by_role("link", name="Sửa").click()
        expect(phone.locator("[name=kilograms]")).to_have_value("1.200,5")
        phone.fill("[name=done_on]", str(today.replace(year=today.year - 1)))
        phone.locator(".field-save").click()
        expect(phone.locator("#field-said")).to_contain_text("Máy chủ đã nhận")
        assert str(Harvest.objects.get().kilograms) == "1200.500"
        assert unsent(phone) == 0

    def test_with_signal_the_form_says_it(self, phone, area, pesticide, today):
        spray(area, today, pesticide)
        write(phone, area, "thu-hoach", kilograms="5")
        expect(phone.locator("#field-refused")).to_contain_text("mới được thu hoạch")


class TestLeaving:
    def test_signing_out_forgets_the_pages_and_keeps_what_is_unsent(self, phone, area):
        phone.context.set_offline(True)
        write(phone, area, "tia-canh")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        phone.context.route("**/api/v1/**", lambda route: route.abort())
        phone.context.set_offline(False)
        phone.goto("/dang-xuat/")
        phone.locator("form[data-sign-out] button").click()
        phone.wait_for_url(lambda url: "dang-xuat" not in url)
        assert phone.evaluate(
            "async () => (await caches.keys()).includes('field-pages-1')"
        ) is (False)

    def test_another_person_does_not_see_it_and_the_writer_sends_it_later(
        self, phone, area, cookies, binh, recorder
    ):
        phone.context.route("**/api/v1/**", lambda route: route.abort())
        write(phone, area, "tia-canh")
        expect(phone.locator("#field-said")).to_contain_text("chưa gửi")
        phone.context.add_cookies([cookies[binh]])
        phone.context.unroute("**/api/v1/**")
        phone.goto("/dong-ruong/")
        expect(phone.locator("#outbox-bar")).to_be_hidden()
        assert "Tỉa cành" not in told(phone)
        assert not DiaryEntry.objects.exists()
        phone.context.add_cookies([cookies[recorder]])
        phone.goto("/dong-ruong/")
        wait_until_sent(phone)
        assert DiaryEntry.objects.get().by == recorder.key

    def test_when_the_session_ended_it_waits_and_says_so(self, phone, area):
        phone.goto(f"/dong-ruong/{area.pk}/tia-canh/")
        phone.context.clear_cookies()
        phone.locator(".field-save").click()
        said = phone.locator("#field-refused")
        expect(said).to_contain_text("Hãy đăng nhập để gửi")
        expect(said.get_by_role("link", name="Đăng nhập")).to_be_visible()
        assert unsent(phone) == 1
