"""The lists of what was brought in and of certificates: what they find and for whom."""

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from growing_areas.models import AreaCertificate
from portal import imports
from products.models import ProductCertificate
from records.models import Import
from tests.kept_cast import DAY, certified
from tests.test_imports_products import three

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sent(an, coop):
    """Two files of An's."""
    kinds = ("san-pham", "thanh-vien")
    return [
        imports.take_in(
            user=an, kind=imports.KINDS[kind], owner="", name=f"{kind}.xlsx", content=three()
        )
        for kind in kinds
    ]


def names(page):
    return {name for name in ("san-pham.xlsx", "thanh-vien.xlsx") if name in page}


class TestImports:
    def list(self, client, query=""):
        return client.get(f"/nhap-du-lieu/?{query}").content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            pytest.param("", {"san-pham.xlsx", "thanh-vien.xlsx"}, id="all"),
            pytest.param("loai=thanh-vien", {"thanh-vien.xlsx"}, id="kind"),
            pytest.param("tim=san-pham", {"san-pham.xlsx"}, id="search"),
            pytest.param("tinh-trang=applied", set(), id="state"),
            pytest.param("ngay_den=2020-01-01", set(), id="days"),
        ],
    )
    def test_it_is_searched_and_filtered(self, client, an, sent, query, found):
        client.force_login(an)
        assert names(self.list(client, query)) == found

    def test_it_says_for_whom(self, client, an, coop, sent):
        client.force_login(an)
        assert f">{coop.name}</td>" in self.list(client).replace("\n", "").replace("  ", "")

    def test_it_is_taken_away_as_a_file(self, client, an, sent):
        client.force_login(an)
        answer = client.get("/nhap-du-lieu/?tep=xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert {row[2].value for row in sheet.iter_rows(min_row=2)} == {
            *("san-pham.xlsx", "thanh-vien.xlsx")
        }

    def test_another_sees_none_of_it(self, client, dung, sent):
        client.force_login(dung)
        assert names(self.list(client)) == set()

    def test_the_api_is_asked_likewise(self, client, an, sent):
        client.force_login(an)
        told = client.get("/api/v1/imports?kind=thanh-vien").json()
        assert [row["kind"] for row in told["items"]] == ["thanh-vien"]
        assert client.get("/api/v1/imports?kind=gi-do").status_code == 422

    def test_a_page_takes_few_queries(self, client, an, sent, django_assert_max_num_queries):
        client.force_login(an)
        self.list(client)
        with django_assert_max_num_queries(12):
            self.list(client)

    def test_what_was_brought_in_is_the_persons_own(self, an, sent):
        assert set(Import.objects.values_list("by", flat=True)) == {an.key}


class TestCertificates:
    @pytest.fixture(autouse=True)
    def _papers(self, coop, area, rice, today, now):
        certified(coop, today, now, number="TC-1")
        certified(coop, today, now, number="TC-CU", valid_from=today - 90 * DAY, last_day=today)
        certified(coop, today, now, number="TC-XA", last_day=today + 400 * DAY)
        certified(area, today, now, model=AreaCertificate, number="VT-1")
        certified(rice, today, now, model=ProductCertificate, number="SP-1")

    def numbers(self, client, address=""):
        page = client.get(f"/giay-chung-nhan/{address}").content.decode()
        return {
            number for number in ("TC-1", "TC-CU", "TC-XA", "VT-1", "SP-1") if number in page
        }

    @pytest.mark.parametrize(
        ("address", "found"),
        [
            pytest.param("", {"TC-1", "TC-CU", "TC-XA"}, id="organisations"),
            pytest.param("vung-trong/", {"VT-1"}, id="areas"),
            pytest.param("san-pham/", {"SP-1"}, id="products"),
            pytest.param("?tinh-trang=soon", {"TC-1", "TC-CU"}, id="soon"),
            pytest.param("?tinh-trang=withdrawn", set(), id="withdrawn"),
            pytest.param("?tim=tc-xa", {"TC-XA"}, id="number"),
            pytest.param("?tim=lua hai lang", {"TC-1", "TC-CU", "TC-XA"}, id="name"),
        ],
    )
    def test_they_are_found(self, client, an, address, found):
        client.force_login(an)
        assert self.numbers(client, address) == found

    @pytest.mark.parametrize("address", ["", "vung-trong/", "san-pham/"])
    def test_a_stranger_sees_none(self, client, chi, address):
        client.force_login(chi)
        assert self.numbers(client, address) == set()

    @pytest.mark.parametrize("address", ["", "vung-trong/", "san-pham/"])
    def test_nobody_is_led_to_signing_in(self, client, address):
        assert client.get(f"/giay-chung-nhan/{address}").status_code == 302

    @pytest.mark.parametrize("address", ["", "vung-trong/", "san-pham/"])
    def test_a_page_takes_few_queries(
        self, client, dung, address, django_assert_max_num_queries
    ):
        client.force_login(dung)
        self.numbers(client, address)
        with django_assert_max_num_queries(12):
            self.numbers(client, address)
