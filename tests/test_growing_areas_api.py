"""Growing areas over the API: five things of each endpoint."""

import datetime

import pytest

from growing_areas.geojson import features
from growing_areas.models import Harvest, Plot
from growing_areas.services import add_plots
from tests.conftest import REFORM
from tests.endpoints import Endpoint
from tests.growing_areas_cast import collection, square

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_A_LIST = 8


class TestRegisteringAnArea(Endpoint):
    path = "/api/v1/growing-areas"
    refused = {"crop": "khong-co"}
    refusal = (422, "growing_areas.unknown_crop")
    malformed = {"organisation_id": "abc"}

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, coop, area, commune):
        self.body = {
            "organisation_id": coop.pk,
            "name": "Đồng mới",
            "crop": "lua",
            "unit": commune.code,
        }

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["crop"]["name"] == "lúa"
        assert answer.json()["unit"]["full_name"] == "Xã Hải Lăng"
        assert answer.json()["hectares"] == "0.0000"

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403

    def test_an_unknown_place_is_refused(self, user):
        self.client.force_login(user)
        assert self.post(unit="00000").json()["code"] == "growing_areas.unknown_place"


class TestAddingAPlot(Endpoint):
    refused = {"geometry": square(closed=False)}
    refusal = (422, "growing_areas.plot_not_closed")
    malformed = {"geometry": "POLYGON"}

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/plots"
        self.body = {"geometry": square(), "name": "Ruộng trên"}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["hectares"] == "1.1803"
        assert answer.json()["geometry"] == square()

    def test_hectares_cannot_be_typed_in(self, user):
        self.client.force_login(user)
        assert self.post(hectares="99").json()["hectares"] == "1.1803"

    def test_a_number_that_is_none_is_refused(self, user):
        self.client.force_login(user)
        body = '{"geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}'
        answer = self.client.post(self.path, body, content_type="application/json")
        assert answer.json()["code"] == "growing_areas.plot_bad_shape"

    def test_the_officer_may_look_and_not_add(self, dung):
        self.client.force_login(dung)
        assert self.client.get(self.path).status_code == 200
        assert self.post().status_code == 403


class TestAddingManyPlots(Endpoint):
    refused = collection(("A", square()), ("B", square(closed=False)))
    refusal = (422, "growing_areas.plots_refused")

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/plots/collection"
        self.body = collection(("A", square()), ("B", square(0.002)))

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert [plot["name"] for plot in answer.json()] == ["A", "B"]

    def test_bad_shape_is_refused(self, user):
        self.client.force_login(user)
        answer = self.client.post(self.path, "[1]", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_shape")

    def test_nothing_is_saved_of_a_file_with_a_fault(self, user):
        self.client.force_login(user)
        before = Plot.objects.count()
        self.post(**self.refused)
        assert Plot.objects.count() == before


class TestRecordingAHarvest(Endpoint):
    malformed = {"kilograms": "0"}
    refusal = (422, "growing_areas.harvest_in_future")

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, area, today):
        self.path = f"/api/v1/growing-areas/{area.pk}/harvests"
        self.refused = {"harvested_on": str(today + datetime.timedelta(days=1))}
        self.body = {
            "plot_ids": [area.plots.get().pk],
            "harvested_on": str(today),
            "kilograms": "1200.5",
        }

    def test_it_works(self, user, area):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["plot_ids"] == [area.plots.get().pk]
        assert Harvest.objects.get().kilograms == 1200.5

    def test_a_plot_that_is_not_there_is_refused(self, user):
        self.client.force_login(user)
        assert self.post(plot_ids=[0]).json()["code"] == "growing_areas.harvest_unknown_plot"

    def test_without_plots_it_is_refused(self, user):
        self.client.force_login(user)
        assert self.post(plot_ids=[]).json()["code"] == "growing_areas.harvest_without_plots"

    @pytest.mark.parametrize("kilograms", ["0.0001", "1e12", "NaN", "x"])
    def test_an_impossible_mass_is_bad_shape(self, user, kilograms):
        self.client.force_login(user)
        assert self.post(kilograms=kilograms).json()["code"] == "bad_shape"


READING = ["", "/plots", "/codes", "/harvests"]


class TestReading:
    @pytest.fixture(autouse=True)
    def setup(self, client, area, code, harvest):
        self.client = client
        self.path = f"/api/v1/growing-areas/{area.pk}"

    @pytest.mark.parametrize("what", READING)
    def test_its_people_and_its_officer_read_it(self, an, viewer, dung, what):
        for person in (an, viewer, dung):
            self.client.force_login(person)
            assert self.client.get(self.path + what).status_code == 200

    @pytest.mark.parametrize("what", READING)
    def test_a_stranger_cannot_tell_that_it_exists(self, chi, what):
        self.client.force_login(chi)
        assert self.client.get(self.path + what).status_code == 404

    @pytest.mark.parametrize("what", READING)
    def test_nobody_gets_in_without_signing_in(self, what):
        assert self.client.get(self.path + what).status_code == 401

    def test_the_list_holds_what_one_may_see(self, an, chi, area, other_coop):
        for person, ids in ((an, [area.pk]), (chi, [])):
            self.client.force_login(person)
            items = self.client.get("/api/v1/growing-areas").json()["items"]
            assert [item["id"] for item in items] == ids

    def test_a_list_is_read_page_by_page(self, an, area):
        add_plots(
            area=area,
            drawn=features(collection(*[(None, square())] * 3)),
            by="test",
            today=REFORM,
        )
        self.client.force_login(an)
        answer = self.client.get(f"{self.path}/plots?limit=2&offset=2").json()
        assert (len(answer["items"]), answer["count"]) == (2, 4)

    def test_nobody_gets_more_than_a_hundred_at_once(self, an):
        self.client.force_login(an)
        assert self.client.get(f"{self.path}/plots?limit=101").status_code == 422

    def test_crops_can_be_looked_up(self, an):
        self.client.force_login(an)
        items = self.client.get("/api/v1/growing-areas/crops").json()["items"]
        assert items == [
            {
                "code": "lua",
                "name": "lúa",
                "name_en": "rice",
                "scientific_name": "",
                "perennial": False,
            }
        ]

    def test_an_id_that_is_no_number_is_bad_shape(self, an):
        self.client.force_login(an)
        assert self.client.get("/api/v1/growing-areas/x").status_code == 422

    @pytest.mark.parametrize("path", ["/api/v1/growing-areas", *READING[1:]])
    def test_a_list_takes_few_queries(self, an, path, django_assert_max_num_queries):
        self.client.force_login(an)
        path = path if path.startswith("/api") else self.path + path
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
            assert self.client.get(path).json()["items"]
