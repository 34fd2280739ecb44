"""Seasons over the API: five things of each endpoint."""

import pytest

from growing_areas.models import Season
from tests.endpoints import Endpoint
from tests.season_cast import SEASON_BODY, season_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(area, today):
    return season_of(area, today)


class TestEntering(Endpoint):
    refused = {"market": "XX"}
    refusal = (422, "growing_areas.season_market")
    malformed = {"starts_on": "hôm qua"}

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/seasons"
        self.body = dict(SEASON_BODY)

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post(standard="organic", growers=12)
        assert answer.status_code == 201
        assert answer.json()["last_day"] == "2020-05-20"
        assert answer.json()["state"] == "ended"
        assert answer.json()["harvested"] == "0.000"

    def test_who_only_looks_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403


class TestClosing(Endpoint):
    refused = {"note": ""}
    refusal = (422, "growing_areas.season_difference_unexplained")
    malformed = {"real_kilograms": "-1"}

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, season):
        self.path = f"/api/v1/seasons/{season.pk}/closing"
        self.body = {"real_kilograms": "5", "note": "Cân lại", "version": 1}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["real_kilograms"] == "5.000"
        assert answer.json()["state"] == "closed"


class TestChanging:
    def put(self, client, season, **changes):
        return client.put(
            f"/api/v1/seasons/{season.pk}",
            SEASON_BODY | {"version": 1} | changes,
            content_type="application/json",
        )

    def test_it_works(self, client, binh, season):
        client.force_login(binh)
        answer = self.put(client, season, version=1)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        assert Season.objects.get().name == "Đông xuân"

    def test_the_refusal_says_why(self, client, binh, season):
        client.force_login(binh)
        answer = self.put(client, season, version=7)
        assert answer.json()["code"] == "accounts.changed_meanwhile"

    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, season):
        client.force_login(chi)
        assert self.put(client, season).status_code == 404

    def test_nobody_gets_in_without_signing_in(self, client, season):
        assert self.put(client, season).status_code == 401

    def test_bad_shape_is_refused(self, client, binh, season):
        client.force_login(binh)
        assert self.put(client, season, standard="best").status_code == 422


class TestReading:
    def test_an_officer_lists_and_filters(self, client, dung, season):
        client.force_login(dung)
        found = client.get("/api/v1/seasons?state=open&crop=lua").json()
        assert [one["id"] for one in found["items"]] == [season.pk]
        assert client.get("/api/v1/seasons?state=closed").json()["count"] == 0

    def test_one_area_has_its_own(self, client, viewer, area, season):
        client.force_login(viewer)
        path = f"/api/v1/growing-areas/{area.pk}/seasons"
        assert client.get(path).json()["items"][0]["name"] == "Hè thu"
        assert client.get(f"/api/v1/seasons/{season.pk}").json()["growers"] == 42

    def test_a_stranger_sees_none(self, client, chi, area, season):
        client.force_login(chi)
        assert client.get("/api/v1/seasons").json()["count"] == 0
        assert client.get(f"/api/v1/growing-areas/{area.pk}/seasons").status_code == 404
        assert client.get(f"/api/v1/seasons/{season.pk}").status_code == 404

    def test_nobody_gets_in_without_signing_in(self, client, season):
        assert client.get("/api/v1/seasons").status_code == 401

    def test_what_cannot_be_asked_is_said(self, client, dung):
        client.force_login(dung)
        assert client.get("/api/v1/seasons?state=lost").status_code == 422
