"""Lists declared once, by the list of organisations: search, filters, order, counts, pages."""

import re

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from accounts.models import OfficerDuty
from common.list_shown import ShownList
from common.lists import PER_PAGE
from cooperatives.lists import ORGANISATIONS
from cooperatives.models import Organisation
from cooperatives.services import register_organisation
from tests.conftest import REFORM, make_administrator, particulars

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese():
    """A test that changed the language leaves it behind in the thread."""
    with translation.override("vi"):
        yield


@pytest.fixture
def organisation(commune):
    """Makes an organisation, with changes to what it says of itself."""

    def make(name, **changes):
        said = particulars(changes.pop("unit", commune), name=name, **changes)
        return register_organisation(
            particulars=said, manager=None, by="test", now=timezone.now()
        )

    return make


@pytest.fixture
def boss(db):
    """Sees everything."""
    return make_administrator("quan-tri")


def found(query="", rows=None):
    """The names on the page of organisations at `query`."""
    rows = Organisation.objects.all() if rows is None else rows
    return [row.name for row in ShownList(ORGANISATIONS, rows, QueryDict(query)).page]


def complaints(query):
    """What the page says of a query."""
    shown = ShownList(ORGANISATIONS, Organisation.objects.all(), QueryDict(query))
    return [str(said) for said in shown.asked.complaints]


class TestSearch:
    @pytest.fixture(autouse=True)
    def _some(self, organisation):
        organisation("HTX Cà phê Khe Sanh", tax_code="0100233488")
        organisation("Tổ hợp tác Đà Nẵng xanh", kind="group")

    @pytest.mark.parametrize(
        "typed",
        ["ca phe", "Cà phê", "CA PHE", "khe ca", "sanh phê htx", "0100233488", "0100 233 488"],
    )
    def test_it_finds_with_or_without_marks_words_in_any_order_and_whole_codes(self, typed):
        assert found(f"tim={typed}") == ["HTX Cà phê Khe Sanh"]

    def test_the_letter_d_with_a_stroke_is_a_d(self):
        assert found("tim=da nang") == ["Tổ hợp tác Đà Nẵng xanh"]

    @pytest.mark.parametrize("typed", ["ca phe xanh", "010023348", "%25", "_", "\\"])
    def test_all_words_must_be_there_and_signs_stand_for_themselves(self, typed):
        assert found(f"tim={typed}") == []

    def test_blanks_alone_are_no_search(self):
        assert len(found("tim=%20%20")) == 2

    def test_a_very_long_search_is_cut_and_answered(self):
        assert found("tim=" + "khe " * 5000) == ["HTX Cà phê Khe Sanh"]


class TestFilters:
    def test_a_choice(self, organisation):
        organisation("HTX A")
        organisation("Tổ B", kind="group")
        assert found("loai=group") == ["Tổ B"]

    def test_yes_and_no(self, organisation):
        organisation("HTX A", tax_code="0100233488")
        organisation("HTX B")
        assert found("mst=co") == ["HTX A"]
        assert found("mst=khong") == ["HTX B"]

    @pytest.mark.parametrize(
        "place", ["19702", "19702 – Xã Hải Lăng", "hai lang", "Hải Lăng", "hai lang, quang tri"]
    )
    def test_a_place_with_what_its_ground_was_before(
        self, organisation, old_commune, other_commune, place
    ):
        organisation("HTX mới")
        organisation("HTX nơi khác", unit=other_commune)
        Organisation.objects.filter(pk=organisation("HTX cũ").pk).update(unit=old_commune)
        assert found(f"noi={place}") == ["HTX cũ", "HTX mới"]

    def test_a_province_holds_its_communes(self, organisation, other_commune):
        organisation("HTX A")
        organisation("HTX B", unit=other_commune)
        assert found("noi=44") == ["HTX A", "HTX B"]

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("loai=khong-co", "“khong-co” không có trong danh sách “Loại hình”."),
            ("mst=1", "“Có mã số thuế” chỉ nhận có hoặc không."),
            ("noi=99999", "Không có nơi nào tên hoặc mã “99999”."),
            ("noi=x y z", "Không có nơi nào"),
            ("noi=a", "Có nhiều nơi tên “a”."),
            ("xep=dia_chi", "không xếp theo “dia_chi” được."),
            ("xep=-", ""),
        ],
    )
    def test_what_cannot_be_read_is_left_out_with_a_sentence(
        self, organisation, other_commune, query, said
    ):
        organisation("HTX A")
        assert said in " ".join(complaints(query))
        assert found(query) == ["HTX A"]

    @pytest.mark.parametrize("query", ["x=1", "trang=chín", "trang=-1", "trang=999999999999"])
    def test_unknown_parameters_and_pages_do_no_harm(self, organisation, query):
        organisation("HTX A")
        assert found(query) == ["HTX A"]
        assert complaints(query) == []

    def test_an_unknown_parameter_is_not_carried_on_by_links(self, coop):
        shown = ShownList(ORGANISATIONS, Organisation.objects.all(), QueryDict("x=1&tim=htx"))
        assert shown.link(xep="ten") == "?tim=htx&xep=ten"


class TestOrder:
    def test_by_name_at_first(self, organisation):
        for name in ("HTX Ô", "HTX B", "HTX Á"):
            organisation(name)
        assert found() == ["HTX Á", "HTX B", "HTX Ô"]

    def test_by_a_head_both_ways(self, organisation):
        organisation("HTX B")
        organisation("Tổ A", kind="group")
        assert found("xep=ten") == ["HTX B", "Tổ A"]
        assert found("xep=-ten") == ["Tổ A", "HTX B"]

    def test_what_is_not_known_stands_last_both_ways(self, organisation):
        organisation("HTX không")
        organisation("HTX có", tax_code="0100233488")
        assert found("xep=mst") == found("xep=-mst") == ["HTX có", "HTX không"]

    def test_equal_rows_are_on_one_page_each(self, organisation):
        for _number in range(PER_PAGE + 5):
            organisation("HTX như nhau")
        rows = Organisation.objects.all()
        for order in ("", "loai", "-loai", "-ghi"):
            pages = [
                ShownList(ORGANISATIONS, rows, QueryDict(f"xep={order}&trang={number}")).page
                for number in (1, 2)
            ]
            assert len({row.pk for page in pages for row in page}) == PER_PAGE + 5

    def test_pages_past_the_middle_go_on_in_the_same_order(self, organisation):
        names = [f"HTX {number:03}" for number in range(3 * PER_PAGE + 2)]
        for name in names:
            organisation(name)
        read = [name for page in (1, 2, 3, 4) for name in found(f"trang={page}")]
        assert read == names
        back = [name for page in (1, 2, 3, 4) for name in found(f"xep=-ten&trang={page}")]
        assert back == names[::-1]


class TestCounts:
    def chips(self, query="", rows=None):
        rows = Organisation.objects.all() if rows is None else rows
        shown = ShownList(ORGANISATIONS, rows, QueryDict(query))
        return {str(chip.words): chip.count for chip in shown.chips}, shown.total

    def test_each_value_of_the_main_filter_is_counted(self, organisation):
        for name in ("HTX A", "HTX B"):
            organisation(name)
        organisation("Tổ A", kind="group")
        by_kind = {"Tất cả": 3, "hợp tác xã": 2, "tổ hợp tác": 1}
        assert self.chips() == (by_kind, 3)
        assert self.chips("loai=group") == (by_kind, 1)

    def test_a_search_narrows_the_counts(self, organisation):
        organisation("HTX Sen")
        organisation("Tổ Lúa", kind="group")
        assert self.chips("tim=sen&loai=group") == (
            {"Tất cả": 1, "hợp tác xã": 1, "tổ hợp tác": 0},
            0,
        )

    def test_they_count_only_what_one_may_see(self, an, coop, other_coop, organisation):
        rows = Organisation.objects.visible_to(an)
        assert self.chips("", rows) == ({}, 1)


class TestThePage:
    def test_it_shows_only_what_one_may_see(self, client, an, chi, coop, other_coop):
        client.force_login(an)
        page = client.get("/to-chuc/").content.decode()
        assert coop.name in page
        assert other_coop.name not in page

    def test_an_officer_sees_the_place_and_a_filter_shows_no_more(
        self, client, dung, coop, other_coop
    ):
        client.force_login(dung)
        assert coop.name in client.get("/to-chuc/").content.decode()
        page = client.get("/to-chuc/?noi=44").content.decode()
        assert coop.name in page
        assert other_coop.name not in page

    def test_heads_are_links_that_sort_and_say_how_it_is_sorted(self, client, an, coop):
        client.force_login(an)
        page = client.get("/to-chuc/?xep=ten&tim=htx").content.decode()
        assert '<th scope="col" aria-sort="ascending">' in page
        assert 'href="?tim=htx&amp;xep=-ten"' in page

    def test_an_empty_list_says_what_to_do(self, client, an):
        client.force_login(an)
        page = client.get("/to-chuc/").content.decode()
        assert "Chưa có tổ chức nào" in page
        assert 'role="search"' not in page

    def test_a_search_that_finds_nothing_leads_back(self, client, an, coop):
        client.force_login(an)
        page = client.get("/to-chuc/?tim=zzz").content.decode()
        assert "Không tìm thấy mục nào" in page
        assert 'value="zzz"' in page

    def test_what_was_typed_is_escaped(self, client, an, coop):
        client.force_login(an)
        page = client.get("/to-chuc/?tim=<script>&noi=<b>&loai=<i>&xep=<u>").content.decode()
        assert not re.search("<script>|<b>|<i>|<u>", page)

    def test_more_rows_take_no_more_queries(
        self, client, dung, coop, organisation, django_assert_max_num_queries
    ):
        for number in range(30):
            organisation(f"HTX {number}", kind="group" if number % 2 else "cooperative")
        client.force_login(dung)
        path = "/to-chuc/?tim=htx&loai=group&noi=19702&mst=khong&xep=-noi&trang=1"
        with django_assert_max_num_queries(12):
            assert "HTX 29" in client.get(path).content.decode()

    def test_the_box_for_a_place_finds_without_marks(self, client, an, commune):
        client.force_login(an)
        options = client.get("/danh-sach/noi/?noi=hai la").content.decode()
        assert "19702 – Xã Hải Lăng, Tỉnh Quảng Trị" in options

    def test_without_a_sign_in_there_is_no_list(self, client):
        assert client.get("/to-chuc/").headers["Location"].startswith("/dang-nhap/")


class TestTheApi:
    def names(self, client, query):
        return [
            row["name"] for row in client.get(f"/api/v1/organisations{query}").json()["items"]
        ]

    def test_it_finds_as_the_page_does(self, client, an, coop, other_coop):
        client.force_login(an)
        assert self.names(client, "?q=hai lang lua") == [coop.name]
        assert self.names(client, "?q=ca phe") == []
        assert self.names(client, "?kind=cooperative&place=44&has_tax_code=false") == [
            coop.name
        ]

    def test_it_sorts(self, client, boss, organisation):
        for name in ("HTX A", "HTX B"):
            organisation(name)
        client.force_login(boss)
        assert self.names(client, "?sort=-name") == ["HTX B", "HTX A"]

    @pytest.mark.parametrize("query", ["kind=x", "sort=x", "place=99999"])
    def test_what_cannot_be_read_is_refused_with_the_sentence_of_the_page(
        self, client, an, coop, query
    ):
        client.force_login(an)
        response = client.get(f"/api/v1/organisations?{query}")
        assert response.status_code == 422
        assert response.json()["code"] == "lists.bad_query"
        assert response.json()["message"].endswith(".")

    def test_a_value_of_the_wrong_kind_is_of_bad_shape(self, client, an):
        client.force_login(an)
        response = client.get("/api/v1/organisations?has_tax_code=maybe")
        assert response.json()["code"] == "bad_shape"

    def test_its_parameters_are_documented(self, client):
        paths = client.get("/api/v1/openapi.json").json()["paths"]
        told = {one["name"] for one in paths["/api/v1/organisations"]["get"]["parameters"]}
        assert {"q", "sort", "kind", "place", "has_tax_code", "limit", "offset"} <= told

    def test_nobody_asks_without_a_sign_in(self, client):
        assert client.get("/api/v1/organisations?q=a").status_code == 401


def test_a_former_officer_finds_nothing_any_more(client, dung, coop):
    OfficerDuty.objects.filter(user=dung).update(valid_to=REFORM.replace(year=2026))
    client.force_login(dung)
    assert coop.name not in client.get("/to-chuc/?tim=htx").content.decode()
