"""The history of a thing on its page and over the API: what is told, and to whom."""

import datetime
import html
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portal.history_words import ACTIONS
from products.services import Description, change_product
from records import personal
from records.services import News, log, log_many

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "cooperatives", "growing_areas", "labels", "places", "products", "records")


@pytest.fixture
def renamed(rice, an):
    """An gave the rice another name."""
    return change_product(
        product=rice,
        description=Description(name="Gạo ST25", net_content=Decimal(5), content_unit="kg"),
        version=rice.version,
        by=an.key,
    )


def path_of(thing):
    return f"/lich-su/{thing.key}/"


def words(response):
    text = re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode()))
    return " ".join(text.split())


def text_of(client, path, user):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return words(response)


class TestThePage:
    def test_it_says_who_changed_what_from_which_value_to_which(self, client, viewer, renamed):
        said = text_of(client, path_of(renamed), viewer)
        assert "Sửa sản phẩm" in said
        assert "Nguyễn Thị An" in said
        assert "Tên sản phẩm Gạo hữu cơ Hải Lăng Gạo ST25" in said

    def test_a_place_and_a_crop_are_said_by_their_names(self, client, viewer, area):
        said = text_of(client, path_of(area), viewer)
        assert "Địa bàn Xã Hải Lăng" in said
        assert "Cây trồng lúa" in said

    def test_a_beginning_shows_what_came_and_no_empty_column(self, client, viewer, rice):
        said = text_of(client, path_of(rice), viewer)
        assert "Tên sản phẩm Gạo hữu cơ Hải Lăng" in said
        assert "Trước Sau" not in said

    def test_english_uses_the_names_of_the_fields(self, client, viewer, renamed):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert "Net content" in text_of(client, path_of(renamed), viewer)

    def test_how_it_stood_on_a_day_can_be_seen(self, client, viewer, renamed, today):
        said = text_of(client, f"{path_of(renamed)}?ngay={today}", viewer)
        assert "Như cuối ngày" in said

    def test_before_its_first_entry_there_is_a_sentence(self, client, viewer, rice, today):
        past = today - datetime.timedelta(days=1)
        said = text_of(client, f"{path_of(rice)}?ngay={past}", viewer)
        assert "Nhật ký chưa ghi gì về mục này cho đến ngày đó" in said

    def test_a_day_that_is_none_is_said_at_the_field(self, client, viewer, rice):
        assert "has-error" in (
            client.force_login(viewer)
            or client.get(f"{path_of(rice)}?ngay=hôm qua").content.decode()
        )

    def test_a_stranger_finds_nothing(self, client, chi, rice):
        client.force_login(chi)
        assert client.get(path_of(rice)).status_code == 404

    @pytest.mark.parametrize("key", ["x", "products.product:", "products.product:0", "user:1"])
    def test_what_names_nothing_is_not_found(self, client, an, key):
        client.force_login(an)
        assert client.get(f"/lich-su/{key}/").status_code == 404

    def test_without_sign_in_one_is_led_to_it(self, client, rice):
        assert client.get(path_of(rice)).status_code == 302

    @pytest.mark.parametrize("fixture", ["coop", "rice", "area"])
    def test_the_page_of_the_thing_leads_to_it(self, client, viewer, request, fixture):
        thing = request.getfixturevalue(fixture)
        client.force_login(viewer)
        said = text_of(client, path_of(thing), viewer)
        back = client.get(path_of(thing)).context["subject"].page
        assert path_of(thing) in client.get(back).content.decode()
        assert "Lịch sử thay đổi" in said

    def test_it_takes_as_many_queries_however_long_it_is(
        self, client, viewer, rice, django_assert_max_num_queries
    ):
        for number in range(30):
            change_product(
                product=rice,
                description=Description(
                    name=f"Gạo {number}", net_content=Decimal(5), content_unit="kg"
                ),
                version=rice.version,
                by=viewer.key,
            )
        client.force_login(viewer)
        with django_assert_max_num_queries(12):
            client.get(path_of(rice))


class TestPersonalValues:
    @pytest.fixture
    def phone(self, coop):
        """The cooperative's representative gave a telephone number."""
        log(
            chain=coop.key,
            action="cooperatives.organisation_changed",
            subject=coop.key,
            by="test",
            state={"name": coop.name},
            personal={f"{coop.key}:representative": {"phone": "0900 111 222"}},
        )

    def test_who_belongs_to_the_organisation_sees_them(self, client, coop, phone, viewer):
        assert "0900 111 222" in text_of(client, path_of(coop), viewer)

    def test_the_officer_who_keeps_its_records_sees_them(self, client, coop, phone, dung):
        assert "0900 111 222" in text_of(client, path_of(coop), dung)

    def test_an_officer_without_that_duty_sees_only_that_they_changed(
        self, client, coop, phone, dung
    ):
        dung.duties.filter(duty="registry").delete()
        said = text_of(client, path_of(coop), dung)
        assert "0900 111 222" not in said
        assert "(thông tin cá nhân, không hiển thị)" in said

    def test_erased_ones_are_said_to_be_erased(self, client, coop, phone, viewer):
        personal.erase(f"{coop.key}:representative")
        assert "(đã xóa theo yêu cầu)" in text_of(client, path_of(coop), viewer)


class TestBulkChanges:
    @pytest.fixture
    def bulk(self, rice, area, other_coop):
        news = [
            News("system", "products.product_changed", thing.key, state={"name": "x"})
            for thing in (rice, area, other_coop)
        ]
        log_many(news, by="test", request="nhap-1")

    def test_the_history_leads_to_everything_changed_at_the_same_time(
        self, client, bulk, rice, viewer
    ):
        client.force_login(viewer)
        assert "/lich-su/cung-luc/nhap-1/" in client.get(path_of(rice)).content.decode()

    def test_each_reader_sees_their_part(self, client, bulk, an, chi):
        path = "/lich-su/cung-luc/nhap-1/"
        assert "thay đổi 2 mục" in text_of(client, path, an)
        said = text_of(client, path, chi)
        assert "thay đổi 1 mục" in said
        assert "HTX Cà phê Hướng Phùng" in said

    @pytest.mark.parametrize("request_id", ["nhap-1", "khac"])
    def test_who_sees_none_of_it_finds_nothing(self, client, rice, chi, request_id):
        log_many([News("system", "x.y", rice.key)], by="test", request="nhap-1")
        client.force_login(chi)
        assert client.get(f"/lich-su/cung-luc/{request_id}/").status_code == 404


class TestTheApi:
    def test_it_gives_fields_before_and_after(self, client, viewer, renamed):
        client.force_login(viewer)
        [newest, *_rest] = client.get(f"/api/v1/history/{renamed.key}").json()["items"]
        assert newest["action"] == "products.product_changed"
        assert {
            "field": "name",
            "before": "Gạo hữu cơ Hải Lăng",
            "after": "Gạo ST25",
            "person": "",
        } in newest["changes"]

    def test_it_gives_how_a_thing_stood(self, client, viewer, renamed, today):
        client.force_login(viewer)
        stood = client.get(f"/api/v1/history/{renamed.key}/{today}").json()
        assert stood["state"]["name"] == "Gạo ST25"

    def test_before_the_first_entry_there_is_nothing(self, client, viewer, rice):
        client.force_login(viewer)
        assert client.get(f"/api/v1/history/{rice.key}/2020-01-01").status_code == 404

    def test_a_stranger_finds_nothing(self, client, chi, rice):
        client.force_login(chi)
        assert client.get(f"/api/v1/history/{rice.key}").status_code == 404

    def test_nobody_gets_in_without_a_sign_in(self, client, rice):
        assert client.get(f"/api/v1/history/{rice.key}").status_code == 401

    def test_a_bad_day_is_said(self, client, viewer, rice):
        client.force_login(viewer)
        assert client.get(f"/api/v1/history/{rice.key}/hom-qua").status_code == 422

    def test_erased_values_are_marked(self, client, coop, viewer):
        person = f"{coop.key}:representative"
        log(
            chain=coop.key,
            action="x.y",
            subject=coop.key,
            by="test",
            state={},
            personal={person: {"phone": "09"}},
        )
        personal.erase(person)
        client.force_login(viewer)
        stood = client.get(f"/api/v1/history/{coop.key}/{timezone.localdate()}").json()
        assert stood["personal"][person]["phone"] == "erased"


def test_every_action_that_the_rooms_log_has_its_words():
    """An action without words would be told to a clerk as a code."""
    logged = set()
    for room in (*ROOMS, "trace", "listings", "portal"):
        for file in (ROOT / room).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            logged |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', source))
            logged |= set(re.findall(r'_?log(?:_\w+)?\([^)]*?"([a-z_]+\.[a-z_]+)"', source))
            logged |= set(re.findall(r'\bNews\(\s*[^,]+,\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(logged) > 15
    assert logged - ACTIONS.keys() == set(), "add them to portal/history_words.py"
