"""Every page is opened in English, and nothing on it may be Vietnamese but data."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import OfficerDuty
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.models import Organisation
from labels.models import LabelRun
from labels.services import label_at
from places.levels import VILLAGE_KINDS
from tests.conftest import REFORM
from tests.everything import one_of_each, page_arguments, pages
from tests.test_translation import ROOMS, VIETNAMESE, entries


class Words(HTMLParser):
    """What a page says: its texts and the values of its attributes, without styles."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.in_style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.in_style = tag in ("style", "script")
        # The value of an option is a code; what it says stands in its text.
        said = [value for name, value in attrs if value and (tag, name) != ("option", "value")]
        self.found += [" ".join(value.split()) for value in said]

    def handle_data(self, data):
        if not self.in_style:
            self.found.append(" ".join(data.split()))


def data_of_the_test() -> set[str]:
    """Every text that somebody typed: the columns of all our tables."""
    kinds = (models.CharField, models.TextField)
    return {
        str(value)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.fields
        if isinstance(field, kinds)
        for value in model._default_manager.values_list(field.name, flat=True)
        if value
    }


def vietnamese_left(html: str) -> list[str]:
    """What a page in English still says in Vietnamese, apart from data."""
    said = [entry for entry in entries() if not entry.msgid_plural]
    sources = {entry.msgid for entry in said if entry.msgid != entry.msgstr}
    # Names and examples stand in Vietnamese in the translations too.
    meant = data_of_the_test() | {"Tiếng Việt", *VILLAGE_KINDS, *ETHNIC_GROUPS}
    meant |= {entry.msgstr for entry in said}
    meant = {text for text in meant if VIETNAMESE.search(text)}
    leave_out = re.compile(
        "|".join(map(re.escape, sorted(meant, key=len)[::-1])), re.IGNORECASE
    )
    return [
        words
        for words in Words(html).found
        if words in sources - meant or VIETNAMESE.search(leave_out.sub("", words))
    ]


@pytest.mark.django_db
class TestPagesInEnglish:
    @pytest.fixture(autouse=True)
    def _everything(
        self,
        client,
        an,
        dung,
        coop,
        commune,
        rice,
        code,
        harvest,
        today,
        work_off,
    ):
        """One of each thing, and the two people who between them see every page."""
        for duty in OfficerDuty.Duty:
            OfficerDuty.objects.get_or_create(
                user=dung, unit=commune, duty=duty, defaults={"valid_from": REFORM}
            )
        OfficerDuty.objects.create(
            user=dung, unit=commune.parent, duty=OfficerDuty.Duty.REGISTRY, valid_from=REFORM
        )
        found = one_of_each(coop, rice, harvest, code, today, work_off, officer=dung)
        self.known, self.run, self.serial = found.known, found.run, found.serial
        self.client = client
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.people = (an, dung)

    def said(self, path: str, method: str = "get") -> str | None:
        """The page at `path` as HTML; None for a file, a redirect, or a page for others."""
        response = getattr(self.client, method)(path)
        if response.streaming:
            list(response.streaming_content)  # which closes the file
        is_page = response["Content-Type"].startswith("text/html")
        if not is_page or response.status_code not in (200, 404):
            return None
        return response.content.decode()

    def left_on(
        self, paths: list[str], method: str = "get"
    ) -> tuple[dict[str, list[str]], int]:
        """The Vietnamese that is left on the pages, by path; how many pages there were."""
        told = {path: html for path in paths if (html := self.said(path, method))}
        left = {path: found for path, html in told.items() if (found := vietnamese_left(html))}
        return left, len(told)

    def paths(self) -> list[str]:
        return [
            reverse(name, kwargs=page_arguments(route, name, self.known))
            for name, route in pages()
        ]

    def test_every_page_for_anyone(self):
        left, count = self.left_on([*self.paths(), "/tra-cuu/?ma=", "/khong-co/", "/t/ZZZZ"])
        assert left == {}
        assert count >= 7

    def test_every_page_after_sign_in(self):
        counts = []
        for person in self.people:
            self.client.force_login(person)
            left, count = self.left_on(self.paths())
            assert left == {}
            counts.append(count)
        assert min(counts) >= 15
        assert sum(counts) >= 45

    def test_every_form_that_is_sent_empty(self):
        forms = [
            path
            for path in self.paths()
            if re.search("/(them|sua|dang-ky|in-nhan|ban|trang-thai|tu-choi)/$", path)
        ]
        counts = []
        for person in self.people:
            self.client.force_login(person)
            left, count = self.left_on(forms, "post")
            assert left == {}
            counts.append(count)
        assert sum(counts) >= 10

    @pytest.mark.parametrize("state", ["applied", "declined"])
    def test_an_organisation_that_is_not_confirmed(self, coop, state):
        reason = "Thiếu giấy" if state == "declined" else ""
        Organisation.objects.update(state=state, state_reason=reason)
        for person in self.people:
            self.client.force_login(person)
            left, count = self.left_on([f"/to-chuc/{coop.pk}/", "/to-chuc/"])
            assert (left, count) == ({}, 2)

    def test_every_list_that_is_empty(self, chi):
        self.client.force_login(chi)
        left, count = self.left_on(
            [path for path in self.paths() if not re.search(r"\d", path)]
        )
        assert left == {}
        assert count >= 7

    def test_a_label_that_is_not_on_goods_yet(self):
        LabelRun.objects.filter(pk=self.run.pk).update(count=3)  # one more, never activated
        self.run.refresh_from_db()
        left, count = self.left_on([f"/t/{label_at(self.run, 2).serial}"])
        assert (left, count) == ({}, 1)

    def test_a_page_says_its_language(self):
        for language in ("en", "vi"):
            self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            for path in ("/", f"/t/{self.serial}"):
                page = self.client.get(path).content.decode()
                assert f'<html lang="{language}">' in page

    def test_only_the_page_behind_a_label_listens_to_what_the_browser_asks_for(self):
        del self.client.cookies[settings.LANGUAGE_COOKIE_NAME]
        asked = {"accept-language": "en-US,en;q=0.9"}
        home = self.client.get("/", headers=asked)
        label = self.client.get(f"/t/{self.serial}", headers=asked)
        assert '<html lang="vi">' in home.content.decode()
        assert '<html lang="en">' in label.content.decode()

    def test_the_choice_of_a_language_is_kept_and_stays_on_the_page(self):
        answer = self.client.post("/ngon-ngu/setlang/", {"language": "vi", "next": "/?ma=1"})
        assert answer.headers["Location"] == "/?ma=1"
        assert '<html lang="vi">' in self.client.get("/").content.decode()

    def test_the_button_for_the_other_language_leads_back_to_the_page(self):
        self.client.force_login(self.people[0])
        page = self.client.get("/nhan/?trang=1").content.decode()
        assert '<input type="hidden" name="next" value="/nhan/?trang=1">' in page
        assert 'name="language" value="vi" lang="vi">Tiếng Việt<' in page
