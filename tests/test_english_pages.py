"""Every page is opened in English, and nothing on it may be Vietnamese but data."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import OfficerDuty
from accounts.saved_views import save_view
from accounts.services import invite_officer
from labels.models import LabelRun
from labels.services import label_at
from places.levels import VILLAGE_KINDS
from tests.conftest import REFORM
from tests.test_translation import ROOMS, VIETNAMESE, entries
from trace.models import ReceivedMaterial
from trace.services import (
    Delivery,
    Input,
    Sold,
    make_batch,
    print_labels,
    receive_material,
    record_sale,
)


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


def page_arguments(route: str, name: str, known: dict[str, int | str]) -> dict[str, object]:
    """A value for each argument of an address, by "room:page:argument" or a shorter key."""
    room = name.split(":")[0]
    return {
        argument: next(
            known[key]
            for key in (f"{name}:{argument}", f"{room}:{argument}", argument)
            if key in known
        )
        for argument in re.findall(r"<\w+:(\w+)>", route)
    }


def pages() -> list[tuple[str, str]]:
    """Name and route of every address of our rooms."""
    return [
        (f"{room.namespace}:{page.name}", str(page.pattern))
        for room in get_resolver().url_patterns
        if isinstance(room, URLResolver) and room.namespace in ROOMS
        for page in room.url_patterns
        if isinstance(page, URLPattern) and page.name
    ]


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
    meant = data_of_the_test() | {"Tiếng Việt", *VILLAGE_KINDS}
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
        coop,
        commune,
        rice,
        area,
        code,
        harvest,
        today,
        work_off,
    ):
        """An organisation with one of each thing; An is its manager and the place's officer."""
        for duty in OfficerDuty.Duty:
            OfficerDuty.objects.create(user=an, unit=commune, duty=duty, valid_from=REFORM)
        OfficerDuty.objects.create(
            user=an, unit=commune.parent, duty=OfficerDuty.Duty.REGISTRY, valid_from=REFORM
        )
        material = receive_material(
            organisation=coop,
            delivery=Delivery(
                name="Mật ong rừng",
                kind=ReceivedMaterial.Kind.HONEY,
                supplier="Hộ ông Bảy",
                origin="xã Hướng Phùng, tỉnh Quảng Trị",
                received_on=today,
                quantity=Decimal("12.5"),
                unit="kg",
            ),
            by="test",
            today=today,
        )
        batch = make_batch(
            product=rice,
            lot="L1",
            produced_on=today,
            quantity=Decimal(900),
            unit="kg",
            inputs=[
                Input(harvest=harvest, quantity=Decimal(900), claimed_code=code),
                Input(material=material, quantity=Decimal(2)),
            ],
            by="test",
            today=today,
        )
        printing = {"batch": batch, "count": 2, "sheet": "a4-24", "by": "test", "today": today}
        run = print_labels(**printing, request=uuid4())
        work_off()
        run.refresh_from_db()
        print_labels(**printing, request=uuid4())  # which waits for a worker
        sale = record_sale(
            batch=batch,
            sold=Sold(packages=3, sold_on=today, buyer="Chợ Hải Lăng"),
            by="test",
            request=uuid4(),
            today=today,
        )
        invitation = invite_officer(
            unit=commune,
            duties=[OfficerDuty.Duty.INSPECTION],
            full_name="Trần Thị Mời",
            email="moi@example.vn",
            by=an,
            now=timezone.now(),
        )
        self.serial = label_at(run, 0).serial
        view = save_view(
            user=an, list_name="cooperatives.organisations", name="HTX lúa", query="tim=lua"
        )
        self.known = {
            "organisation_id": coop.pk,
            "product_id": rice.pk,
            "serial": self.serial,
            "cooperatives:pk": coop.pk,
            "accounts:pk": commune.pk,
            "accounts:change_view:pk": view.pk,
            "accounts:end_duty:pk": OfficerDuty.objects.first().pk,
            "accounts:officer_invitation:pk": invitation.pk,
            "accounts:withdraw_officer:pk": invitation.pk,
            "accounts:accept_officer:token": invitations.token_of(invitation),
            "growing_areas:pk": area.pk,
            "growing_areas:change_state:pk": code.pk,
            "products:pk": rice.pk,
            "labels:pk": run.pk,
            "trace:correct_sale:pk": sale.pk,
            "trace:pk": batch.pk,
            "gtin": rice.gtin,
            "lot": batch.lot,
            "portal:picture:pk": uuid4(),
            "portal:document:pk": uuid4(),
            "width": 480,
        }
        self.run, self.client = run, client
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.user = an

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
        self.client.force_login(self.user)
        left, count = self.left_on(self.paths())
        assert left == {}
        assert count >= 25

    def test_every_form_that_is_sent_empty(self):
        self.client.force_login(self.user)
        forms = [
            path
            for path in self.paths()
            if re.search("/(them|sua|dang-ky|in-nhan|ban)/$", path)
        ]
        left, count = self.left_on(forms, "post")
        assert left == {}
        assert count >= 8

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
        self.client.force_login(self.user)
        page = self.client.get("/nhan/?trang=1").content.decode()
        assert '<input type="hidden" name="next" value="/nhan/?trang=1">' in page
        assert 'name="language" value="vi" lang="vi">Tiếng Việt<' in page
