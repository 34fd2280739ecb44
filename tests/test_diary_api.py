"""The field diary over the API: five things of each endpoint."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from growing_areas.models import DiaryEntry, DiaryPhoto, Harvest
from tests.diary_cast import DAY, do, spray
from tests.endpoints import Endpoint
from tests.files import picture

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_A_LIST = 12


@pytest.fixture
def given(area, today):
    """Pruning of today, as a phone sends it."""

    def given(**changes):
        return {
            "client_id": str(uuid4()),
            "captured_at": timezone.now().isoformat(),
            "job": "pruning",
            "done_on": str(today),
            "plot_ids": [plot.pk for plot in area.plots.all()],
        } | changes

    return given


class TestRecordingWork(Endpoint):
    malformed = {"entries": []}

    @pytest.fixture
    def user(self, recorder):
        return recorder

    @pytest.fixture(autouse=True)
    def setup(self, area, given):
        self.path = f"/api/v1/growing-areas/{area.pk}/diary"
        self.body = {"entries": [given()]}

    def results(self, user, *entries, **headers):
        self.client.force_login(user)
        answer = self.client.post(
            self.path,
            {"entries": list(entries)},
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == 200, answer.json()
        return answer.json()["results"]

    def test_it_works(self, user, given, pesticide):
        one = given(
            job="spraying", input_id=pesticide.pk, dose="1.5", dose_unit="l/ha", weather="sun"
        )
        (told,) = self.results(user, one)
        assert (told["outcome"], told["client_id"]) == ("accepted", one["client_id"])
        entry = DiaryEntry.objects.get(pk=told["entry_id"])
        assert (entry.by, entry.pre_harvest_days) == (user.key, 7)

    def test_the_refusal_says_why(self, user, given):
        (told,) = self.results(user, given(job="harvest"))
        assert (told["outcome"], told["code"]) == ("refused", "growing_areas.diary_kilograms")
        assert told["message"].endswith(".")

    def test_each_is_answered_by_itself(self, user, given):
        good, bad = given(), given(plot_ids=[])
        told = self.results(user, bad, good, good)
        assert [one["outcome"] for one in told] == ["refused", "accepted", "known"]
        assert DiaryEntry.objects.count() == 1

    def test_the_same_sent_again_is_known(self, user, given):
        one = given()
        assert self.results(user, one)[0]["outcome"] == "accepted"
        assert self.results(user, one)[0]["outcome"] == "known"

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403

    def test_what_another_person_wrote_is_not_taken(self, user, an, given):
        self.client.force_login(user)
        answer = self.client.post(
            self.path,
            {"entries": [given()]},
            content_type="application/json",
            headers={"X-Field-Person": an.key},
        )
        assert (answer.status_code, answer.json()["code"]) == (
            403,
            "growing_areas.other_person",
        )
        assert self.results(user, given(), **{"X-Field-Person": user.key})

    def test_only_a_manager_lets_a_harvest_through(
        self, user, an, given, area, pesticide, today
    ):
        spray(area, today, pesticide)
        harvest = given(job="harvest", kilograms="5", override_reason="Đã kiểm nghiệm")
        assert self.results(user, harvest)[0]["code"] == "cooperatives.not_allowed"
        assert self.results(an, harvest)[0]["outcome"] == "accepted"
        assert Harvest.objects.get().override_by == an.key

    def test_an_entry_is_corrected_by_naming_it(self, user, given):
        old = given()
        self.results(user, old)
        assert self.results(user, given(corrects=old["client_id"]))[0]["outcome"] == "accepted"
        unknown = self.results(user, given(corrects=str(uuid4())))[0]
        assert unknown["code"] == "growing_areas.unknown_entry"

    def test_an_unknown_input_is_refused(self, user, given):
        told = self.results(user, given(input_id=2**62))[0]
        assert told["code"] == "growing_areas.unknown_input"

    def test_a_time_without_a_zone_is_refused(self, user, given):
        self.client.force_login(user)
        entry = given(captured_at="2026-11-25T10:00:00")
        assert self.post(entries=[entry]).json()["code"] == "bad_shape"


class TestPhotos:
    @pytest.fixture(autouse=True)
    def setup(self, client, area, today):
        self.client, self.entry = client, do(area, "pruning", today)
        self.path = f"/api/v1/growing-areas/{area.pk}/diary/{self.entry.client_id}/photos"

    def post(self, content=None, **changes):
        file = SimpleUploadedFile("a.png", content or picture(), "image/png")
        return self.client.post(self.path, {"client_id": str(uuid4()), "file": file} | changes)

    def test_it_works_once(self, recorder):
        self.client.force_login(recorder)
        client_id = str(uuid4())
        told = [self.post(client_id=client_id).json() for _each in range(2)]
        assert told[0] == told[1]
        assert told[0]["client_id"] == client_id
        assert DiaryPhoto.objects.count() == 1

    def test_it_is_shown_at_its_address_to_who_sees_the_entry(self, recorder, chi):
        self.client.force_login(recorder)
        document = self.post().json()["document_id"]
        assert self.client.get(f"/api/v1/documents/{document}").status_code == 200
        self.client.force_login(chi)
        assert self.client.get(f"/api/v1/documents/{document}").status_code == 404

    def test_the_refusal_says_why(self, recorder):
        self.client.force_login(recorder)
        answer = self.post(content=b"no picture")
        assert (answer.status_code, answer.json()["code"]) == (422, "records.not_a_picture")

    def test_a_stranger_cannot_tell_that_it_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, recorder):
        self.client.force_login(recorder)
        assert self.post(client_id="x").json()["code"] == "bad_shape"


class TestReading:
    @pytest.fixture(autouse=True)
    def setup(self, client, area):
        self.client, self.path = client, f"/api/v1/growing-areas/{area.pk}/diary"

    def test_the_newest_day_comes_first(self, viewer, area, pesticide, today):
        do(area, "pruning", today - DAY)
        spray(area, today, pesticide)
        self.client.force_login(viewer)
        items = self.client.get(self.path).json()["items"]
        assert [item["job"] for item in items] == ["spraying", "pruning"]
        assert items[0]["plot_ids"] == [plot.pk for plot in area.plots.all()]

    def test_it_is_narrowed_like_its_page(self, viewer, area, pesticide, today):
        old = do(area, "pruning", today - DAY)
        do(area, "pruning", today, corrects=old)
        spray(area, today, pesticide)
        self.client.force_login(viewer)
        asked = {"job": "pruning", "state": "standing"}
        items = self.client.get(self.path, asked).json()["items"]
        assert [item["corrects_id"] for item in items] == [old.pk]
        assert self.client.get(self.path, {"job": "dancing"}).status_code == 422

    def test_a_long_one_is_read_in_few_queries(
        self, viewer, area, pesticide, today, django_assert_max_num_queries
    ):
        for _each in range(20):
            spray(area, today, pesticide)
        self.client.force_login(viewer)
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
            assert len(self.client.get(self.path).json()["items"]) == 20

    def test_one_entry_says_what_is_to_be_known(self, viewer, area, today):
        now = timezone.now()
        entry = do(area, "pruning", today, captured_at=now - 3 * DAY, now=now)
        self.client.force_login(viewer)
        told = self.client.get(f"{self.path}/{entry.pk}").json()
        assert [one["code"] for one in told["cautions"]] == ["growing_areas.arrived_late"]

    def test_the_inputs_are_those_of_the_list_in_force(self, viewer, area, pesticide):
        self.client.force_login(viewer)
        told = self.client.get(f"/api/v1/growing-areas/{area.pk}/inputs").json()["items"]
        assert [(one["name"], one["pre_harvest_days"]) for one in told] == [("Thuốc A 5EC", 7)]

    @pytest.mark.parametrize("what", ["diary", "diary/1", "inputs"])
    def test_strangers_and_nobody_see_nothing(self, chi, area, what):
        path = f"/api/v1/growing-areas/{area.pk}/{what}"
        assert self.client.get(path).status_code == 401
        self.client.force_login(chi)
        assert self.client.get(path).status_code == 404


class TestLettingThrough(Endpoint):
    refused = {"reason": " "}
    refusal = (422, "growing_areas.override_without_reason")
    malformed = {"reason": 5}

    @pytest.fixture
    def user(self, an):
        return an

    @pytest.fixture(autouse=True)
    def setup(self, area, harvest, pesticide):
        spray(area, harvest.harvested_on, pesticide)
        self.path = f"/api/v1/growing-areas/{area.pk}/harvests/{harvest.pk}/override"
        self.body = {"reason": "Mẫu đạt"}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 200
        assert answer.json()["override_by"] == user.key

    def test_a_recorder_may_not(self, recorder):
        self.client.force_login(recorder)
        assert self.post().status_code == 403
