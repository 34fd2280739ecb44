"""The pages of growing areas: what is on them, what is said, who gets in, how few queries."""

import datetime
import json
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.forms import AmountField
from common.text import number
from growing_areas import services
from growing_areas.geojson import features, single
from growing_areas.models import GrowingArea, GrowingAreaCode, Harvest, Plot
from tests.conftest import REFORM
from tests.growing_areas_cast import collection, square

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_THE_LIST = 12
MOST_QUERIES_OF_AN_AREA = 31
CORNERS = "16.7, 107.21\n16.7, 107.211\n16.701, 107.211\n16.701, 107.21"


@pytest.fixture
def sign_in(client):
    """Sign somebody in; once is enough for a person, so that pages can be counted alone."""
    signed_in = []

    def sign_in(person):
        if signed_in != [person]:
            client.force_login(person)
            signed_in[:] = [person]

    return sign_in


@pytest.fixture
def page(client, sign_in):
    """Open a page of growing areas by its name, as somebody."""

    def page(person, name, *args, data=None):
        sign_in(person)
        address = reverse(f"growing_areas:{name}", args=args)
        return client.get(address) if data is None else client.post(address, data)

    return page


def text_of(response):
    return response.content.decode()


def fill(area, harvests=15, plots=60):
    """Enough rows that a query a row would show."""
    services.add_plots(
        area=area,
        drawn=features(collection(*[(None, square())] * plots)),
        by="test",
        today=REFORM,
    )
    some = list(area.plots.all()[:3])
    for day in range(harvests):
        services.record_harvest(
            area=area,
            plots=some,
            harvested_on=datetime.date(2026, 1, 1) + datetime.timedelta(days=day),
            kilograms=Decimal(100),
            by="test",
            today=datetime.date(2026, 6, 1),
        )


# --- who gets in ------------------------------------------------------------------------------

PAGES_OF_AN_AREA = [
    *("detail", "plots", "plots_geojson", "harvests"),
    *("add_plot", "add_code", "add_harvest"),
]
PAGES_FOR_WORK = [*PAGES_OF_AN_AREA[4:]]


class TestWhoGetsIn:
    @pytest.mark.parametrize("name", PAGES_OF_AN_AREA)
    def test_a_stranger_cannot_tell_that_it_exists(self, page, area, chi, name):
        assert page(chi, name, area.pk).status_code == 404

    @pytest.mark.parametrize("name", PAGES_OF_AN_AREA)
    def test_without_a_sign_in_pages_lead_to_it(self, client, area, name):
        response = client.get(reverse(f"growing_areas:{name}", args=[area.pk]))
        assert response.headers["Location"].startswith("/dang-nhap/")

    @pytest.mark.parametrize("name", ["list", "find_places"])
    def test_without_a_sign_in_lists_lead_to_it(self, client, name):
        response = client.get(reverse(f"growing_areas:{name}"))
        assert response.headers["Location"].startswith("/dang-nhap/")

    @pytest.mark.parametrize("name", PAGES_OF_AN_AREA)
    def test_a_manager_opens_every_page(self, page, area, an, name):
        assert page(an, name, area.pk).status_code == 200

    @pytest.mark.parametrize("name", PAGES_FOR_WORK)
    def test_a_viewer_may_look_and_not_work(self, page, area, viewer, name):
        assert page(viewer, name, area.pk).status_code == 403

    def test_an_operator_enters_no_codes(self, page, area, binh):
        assert page(binh, "add_code", area.pk).status_code == 403

    def test_only_an_officer_changes_a_state(self, page, code, an, dung, chi):
        answers = [page(who, "act", code.pk, "suspend").status_code for who in (an, dung, chi)]
        assert answers == [403, 200, 404]

    def test_a_stranger_adds_no_area(self, page, coop, chi):
        assert page(chi, "add", coop.pk).status_code == 404

    def test_a_viewer_adds_no_area(self, page, coop, viewer):
        assert page(viewer, "add", coop.pk).status_code == 403


# --- looking ----------------------------------------------------------------------------------


class TestTheList:
    def test_it_names_what_one_may_see(self, page, area, an, chi, other_coop):
        assert area.name in text_of(page(an, "list"))
        assert area.name not in text_of(page(chi, "list"))

    def test_somebody_without_an_organisation_is_shown_the_way(self, page, chi):
        assert reverse("cooperatives:list") in text_of(page(chi, "list"))

    def test_it_takes_few_queries(self, page, sign_in, area, an, django_assert_max_num_queries):
        sign_in(an)
        for which in range(20):
            services.register_area(
                organisation=area.organisation,
                name=f"Đồng {which}",
                crop=area.crop,
                unit=area.unit,
                by="test",
                today=datetime.date(2026, 1, 1),
            )
        with django_assert_max_num_queries(MOST_QUERIES_OF_THE_LIST):
            assert "Đồng 19" in text_of(page(an, "list"))


class TestThePageOfAnArea:
    def test_it_shows_plots_codes_and_harvests(self, page, area, code, harvest, an):
        text = text_of(page(an, "detail", area.pk))
        for words in ("Thửa 1", code.code, "đã cấp", "1.000 kg", "xã Hải Lăng, tỉnh Quảng Trị"):
            assert words in text

    def test_an_unusual_code_is_shown_with_its_warning(self, page, area, code, an):
        GrowingAreaCode.objects.update(code="MỚI/1")
        assert "không theo dạng đã biết" in text_of(page(an, "detail", area.pk))

    def test_what_one_may_not_do_is_not_offered(self, page, area, code, an, viewer, dung):
        offered = {
            person.username: [
                name
                for name in ("add_plot", "add_code", "apply", "add_harvest")
                if reverse(f"growing_areas:{name}", args=[area.pk])
                in text_of(page(person, "detail", area.pk))
            ]
            for person in (an, viewer, dung)
        }
        assert offered == {
            "an": ["add_plot", "add_code", "apply", "add_harvest"],
            "van": [],
            "dung": [],
        }

    def test_the_officer_is_offered_to_change_a_state(self, page, area, code, an, dung):
        address = reverse("growing_areas:act", args=[code.pk, "suspend"])
        assert address in text_of(page(dung, "code", code.pk))
        assert address not in text_of(page(an, "code", code.pk))

    def test_a_name_cannot_bring_script_along(self, page, area, an):
        Plot.objects.update(name="<script>alert(1)</script>")
        assert "<script>alert" not in text_of(page(an, "detail", area.pk))

    def test_it_takes_few_queries(
        self, page, sign_in, area, code, an, django_assert_max_num_queries
    ):
        sign_in(an)
        fill(area)
        with django_assert_max_num_queries(MOST_QUERIES_OF_AN_AREA):
            text = text_of(page(an, "detail", area.pk))
        assert "Xem cả 61 thửa" in text
        assert "Xem cả 15 lần thu hoạch" in text

    @pytest.mark.parametrize("name", ["plots", "harvests"])
    def test_whole_lists_come_page_by_page_in_few_queries(
        self, page, sign_in, area, an, name, django_assert_max_num_queries
    ):
        sign_in(an)
        fill(area, harvests=30)
        with django_assert_max_num_queries(MOST_QUERIES_OF_THE_LIST):
            assert "?trang=2" in text_of(page(an, name, area.pk))

    def test_the_map_gets_geojson(self, page, area, an):
        response = page(an, "plots_geojson", area.pk)
        assert response.headers["Content-Type"] == "application/geo+json"
        (feature,) = json.loads(text_of(response))["features"]
        assert feature["geometry"] == area.plots.get().geometry
        assert feature["properties"]["name"] == "Thửa 1"


# --- entering ---------------------------------------------------------------------------------


class TestAddingAnArea:
    @pytest.fixture(autouse=True)
    def setup(self, page, area, coop):
        self.coop = coop
        self.values = {"name": "Đồng mới", "crop": "lua", "unit": "19702 – Xã Hải Lăng"}
        self.page = page

    def post(self, person, **changes):
        return self.page(person, "add", self.coop.pk, data=self.values | changes)

    def test_it_works(self, binh):
        response = self.post(binh)
        made = GrowingArea.objects.get(name="Đồng mới")
        assert response.headers["Location"] == f"/vung-trong/{made.pk}/"

    def test_the_commune_of_the_organisation_is_proposed(self, binh):
        assert "19702 – Xã Hải Lăng" in text_of(self.page(binh, "add", self.coop.pk))

    @pytest.mark.parametrize("typed", ["19702", "hai lang", "Xã Hải Lăng"])
    def test_a_place_is_found_by_code_or_name(self, binh, commune, typed):
        self.post(binh, unit=typed)
        assert GrowingArea.objects.get(name="Đồng mới").unit == commune

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            pytest.param("00000", "Không có xã", id="unknown-code"),
            pytest.param("xyz", "Không tìm thấy nơi nào", id="unknown-name"),
            pytest.param("a", "Có nhiều nơi", id="several"),
        ],
    )
    def test_a_place_that_is_not_clear_is_asked_for_again(
        self, binh, other_commune, typed, words
    ):
        other_commune.folded = other_commune.full_name = "xa a"
        other_commune.save()
        response = self.post(binh, unit=typed)
        assert words in response.context["form"].errors["unit"][0]

    def test_a_refusal_stands_at_its_field(self, binh):
        self.post(binh)
        response = self.post(binh)
        assert "đã có vùng trồng tên" in response.context["form"].errors["name"][0]

    def test_places_are_found_while_typing(self, client, binh):
        client.force_login(binh)
        found = text_of(client.get("/vung-trong/noi/?unit=hai la"))
        assert 'value="19702 – Xã Hải Lăng, Tỉnh Quảng Trị"' in found


class TestAddingAPlot:
    @pytest.fixture(autouse=True)
    def setup(self, page, area, binh):
        self.area = area
        self.post = lambda **data: page(binh, "add_plot", area.pk, data=data)

    def test_corners_are_enough(self):
        response = self.post(name="Ruộng trên", outline=CORNERS)
        assert response.headers["Location"] == f"/vung-trong/{self.area.pk}/"
        assert self.area.plots.get(name="Ruộng trên").hectares == Decimal("1.1803")

    def test_geojson_may_be_pasted(self):
        self.post(outline="\n " + json.dumps(square()))
        assert self.area.plots.get(name="Thửa 2").geometry == square()

    def test_a_file_may_hold_many_plots(self):
        text = json.dumps(collection(("A", square()), ("B", square(0.002))))
        self.post(file=SimpleUploadedFile("thua.geojson", text.encode()))
        assert set(self.area.plots.values_list("name", flat=True)) == {"Thửa 1", "A", "B"}

    def test_plots_of_a_file_without_an_id_are_told(self):
        text = json.dumps(collection(("A", square()), ("", square(0.002))))
        response = self.post(file=SimpleUploadedFile("thua.geojson", text.encode()))
        (warning,) = [
            str(one)
            for one in get_messages(response.wsgi_request)
            if "không ghi mã" in str(one)
        ]
        assert "của 1 thửa" in warning
        assert "Thửa 2" in warning

    @pytest.mark.parametrize(
        ("data", "field", "words"),
        [
            pytest.param({"name": "A"}, "outline", "Chưa có hình của thửa", id="nothing"),
            pytest.param({"outline": "{"}, "outline", "không phải GeoJSON", id="not-json"),
            pytest.param({"outline": "16, 107\nx"}, "outline", "Dòng 2", id="bad-line"),
            pytest.param(
                {"outline": CORNERS, "name": "Thửa 1"}, "name", "đã có một thửa", id="name"
            ),
            pytest.param(
                {"outline": json.dumps(square(closed=False))},
                None,
                "chưa khép kín",
                id="unclosed",
            ),
            pytest.param(
                {"outline": json.dumps(collection(("A", square()), ("B", None)))},
                None,
                "(2) Thửa “B” không có hình",
                id="one-of-many",
            ),
        ],
    )
    def test_a_refusal_says_why_and_keeps_what_was_typed(self, data, field, words):
        response = self.post(**data)
        assert words in str(response.context["form"].errors[field or "__all__"])
        assert not self.area.plots.exclude(name="Thửa 1").exists()

    def test_a_file_that_is_too_large_is_refused(self):
        upload = SimpleUploadedFile("thua.geojson", b"{" + b" " * 1_000_001)
        response = self.post(file=upload)
        assert "quá mức" in response.context["form"].errors["file"][0]

    def test_a_file_that_is_no_geojson_is_refused(self):
        response = self.post(file=SimpleUploadedFile("thua.txt", b"thua 1, thua 2"))
        assert "không phải GeoJSON" in response.context["form"].errors["file"][0]


class TestAddingACode:
    @pytest.fixture(autouse=True)
    def setup(self, page, area, an):
        self.area = area
        values = {
            "code": "VN-45-470-19708-01-25",
            "kind": "growing_area",
            "market": "VN",
            "issuer": "Chi cục",
            "granted_on": "2025-03-01",
        }
        self.post = lambda **changes: page(an, "add_code", area.pk, data=values | changes)

    def test_it_works(self):
        location = self.post().headers["Location"]
        assert location == f"/ma-so-vung-trong/{self.area.codes.get().pk}/"
        assert self.area.codes.get().state_on(datetime.date(2025, 3, 1)) == "granted"

    def test_an_unusual_form_is_kept_and_said(self, client):
        response = self.post(code="MỚI/1")
        told = text_of(client.get(response.headers["Location"]))
        assert "không theo dạng đã biết" in told
        assert self.area.codes.get().code == "MỚI/1"

    def test_a_refusal_stands_at_its_field(self):
        response = self.post(expires_on="2025-01-01")
        assert "phải sau ngày cấp" in response.context["form"].errors["expires_on"][0]


class TestRecordingAHarvest:
    @pytest.fixture(autouse=True)
    def setup(self, page, area, binh, today):
        self.area, self.today = area, today
        values = {
            "plots": [area.plots.get().pk],
            "harvested_on": str(today),
            "kilograms": "1.200,5",
        }
        self.post = lambda **changes: page(binh, "add_harvest", area.pk, data=values | changes)
        self.open = lambda: page(binh, "add_harvest", area.pk)

    def test_it_works(self):
        assert self.post().headers["Location"] == f"/vung-trong/{self.area.pk}/"
        assert Harvest.objects.get().kilograms == Decimal("1200.5")

    def test_the_day_is_today_unless_said_otherwise(self):
        assert f'value="{self.today}"' in text_of(self.open())

    def test_each_plot_is_a_box_with_its_hectares(self):
        hectares = number(self.area.plots.get().hectares)
        assert f"Thửa 1 ({hectares} ha)" in text_of(self.open())

    def test_the_only_plot_is_chosen_already(self):
        assert "checked" in text_of(self.open())

    def test_of_several_plots_none_is_chosen_before_a_person_does(self):
        services.add_plot(area=self.area, drawn=single(square()), by="test", today=REFORM)
        assert "checked" not in text_of(self.open())

    def test_a_plot_must_be_chosen(self):
        response = self.post(plots=[])
        assert "ít nhất một thửa" in response.context["form"].errors["plots"][0]

    def test_a_refusal_stands_at_its_field(self):
        response = self.post(harvested_on=str(self.today + datetime.timedelta(days=1)))
        assert "chưa đến" in response.context["form"].errors["harvested_on"][0]

    def test_an_area_without_plots_leads_to_adding_one(self):
        Plot.objects.all().delete()
        assert reverse("growing_areas:add_plot", args=[self.area.pk]) in text_of(self.open())


@pytest.mark.parametrize(
    ("typed", "kilograms"),
    [
        *(("1200", "1200"), ("1.200", "1200"), ("1.200,5", "1200.5"), ("12,345", "12.345")),
        *(("1.234.567", "1234567"), ("12.5", "12.5"), ("0.5", "0.5"), ("1 200", "1200")),
        *(("1234.567", "1234.567"), (" 7 ", "7")),
    ],
)
def test_kilograms_are_read_as_a_vietnamese_writes_them(typed, kilograms):
    assert AmountField().clean(typed) == Decimal(kilograms)
