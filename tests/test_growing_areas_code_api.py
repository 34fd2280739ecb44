"""Codes over the API: five things of each endpoint, and what one code says of itself."""

import io

import pytest

from growing_areas.models import AreaCondition, GrowingAreaCode
from records.documents import store
from tests.conftest import REFORM
from tests.endpoints import Endpoint
from tests.growing_area_codes_cast import act, draft
from tests.growing_areas_cast import bare_area_beside

pytestmark = pytest.mark.django_db


class TestRegisteringACode(Endpoint):
    refused = {"market": "VNM"}
    refusal = (422, "growing_areas.bad_market")
    malformed = {"granted_on": "hôm qua"}

    @pytest.fixture
    def user(self, an):
        return an

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/codes"
        self.body = {
            "code": "VN-45-470-19708-01-25",
            "issuer": "Chi cục Trồng trọt và Bảo vệ thực vật",
            "granted_on": "2025-03-01",
        }

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        said = answer.json()
        assert (said["state"], said["format"]) == ("granted", "domestic_growing_area_3156")
        assert said["parts"]["mã xã"] == "19708"
        assert said["warning"] == ""

    def test_an_unknown_form_is_kept_with_a_warning(self, user):
        self.client.force_login(user)
        answer = self.post(code="MÃ MỚI 2026/1")
        assert answer.status_code == 201
        assert answer.json()["code"] == "MÃ MỚI 2026/1"
        assert "không theo dạng đã biết" in answer.json()["warning"]

    def test_a_code_that_is_taken_is_refused(self, user):
        self.client.force_login(user)
        self.post()
        answer = self.post()
        assert (answer.status_code, answer.json()["code"]) == (409, "growing_areas.code_taken")

    def test_only_a_manager_may(self, binh):
        self.client.force_login(binh)
        assert self.post().status_code == 403


class TestApplyingForACode(Endpoint):
    refused = {"market": "VNM"}
    refusal = (422, "growing_areas.bad_market")
    malformed = {"households": 0}

    @pytest.fixture
    def user(self, an):
        return an

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/codes/applications"
        self.body = {"market": "VN", "variety": "HT1"}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        said = answer.json()
        assert (said["state"], said["code"], said["confirmation"]) == ("draft", "", "awaited")

    def test_only_a_manager_may(self, binh):
        self.client.force_login(binh)
        assert self.post().status_code == 403


class TestChangingAnApplication(Endpoint):
    refused = {"market": "VNM"}
    refusal = (422, "growing_areas.bad_market")
    malformed = {"harvest_from": "hôm qua"}

    @pytest.fixture
    def user(self, an):
        return an

    @pytest.fixture(autouse=True)
    def setup(self, area, today):
        self.code = draft(area, today)
        self.path = f"/api/v1/growing-areas/{area.pk}/codes/{self.code.pk}/application"
        self.body = {"market": "VN", "variety": "Nếp"}

    def post(self, **changes):
        return self.client.put(self.path, self.body | changes, content_type="application/json")

    def test_it_works(self, user):
        self.client.force_login(user)
        assert self.post().status_code == 200
        self.code.application.refresh_from_db()
        assert self.code.application.variety == "Nếp"

    def test_a_code_from_paper_has_none(self, user, code):
        self.client.force_login(user)
        self.path = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/application"
        answer = self.post()
        assert answer.json()["code"] == "growing_areas.application_not_a_draft"


class TestDoingAnAct(Endpoint):
    refused = {"act": "restore"}
    refusal = (409, "growing_areas.act_not_now")
    malformed = {"on": "hôm qua"}

    @pytest.fixture
    def user(self, dung):
        return dung

    @pytest.fixture(autouse=True)
    def setup(self, code, today):
        self.path = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/acts"
        self.body = {
            "act": "suspend",
            "reason": "Nhật ký để trống.",
            "act_number": "12/QĐ",
        }

    def test_it_works(self, user, today):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["state"] == "suspended"
        assert [row["valid_to"] for row in answer.json()["states"]] == [str(today), None]

    def test_the_organisation_itself_may_not(self, an):
        self.client.force_login(an)
        answer = self.post()
        assert (answer.status_code, answer.json()["code"]) == (
            403,
            "growing_areas.not_an_officer_for_codes",
        )

    def test_a_code_of_another_area_is_not_found(self, user, code):
        other = bare_area_beside(code.area)
        self.client.force_login(user)
        self.path = f"/api/v1/growing-areas/{other.pk}/codes/{code.pk}/acts"
        assert self.post().status_code == 404

    def test_the_paper_belongs_to_the_code(self, user, code, tmp_path):
        self.client.force_login(user)
        strange = self.kept(code.area.key)
        assert self.post(document_id=str(strange.pk)).status_code == 404
        own = self.kept(code.key)
        answer = self.post(document_id=str(own.pk))
        assert answer.json()["states"][-1]["document_id"] == str(own.pk)

    def kept(self, owner):
        return store(
            owner=owner,
            name="quyet-dinh.pdf",
            content=io.BytesIO(b"%PDF-1.4"),
            content_type="application/pdf",
            by="test",
        )


class TestAnsweringADeclaredCode(Endpoint):
    refused = {"confirmed": False, "reason": ""}
    refusal = (422, "growing_areas.act_without_reason")
    malformed = {"confirmed": "có lẽ"}

    @pytest.fixture
    def user(self, dung):
        return dung

    @pytest.fixture(autouse=True)
    def setup(self, code):
        self.path = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/confirmation"
        self.body = {"confirmed": True}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert (answer.status_code, answer.json()["confirmation"]) == (201, "confirmed")

    def test_a_refusal_works_too(self, user):
        self.client.force_login(user)
        said = self.post(confirmed=False, reason="Sổ cấp mã không có.").json()
        assert (said["confirmation"], said["state"]) == ("refused", "cancelled")


class TestReadingACode:
    @pytest.fixture(autouse=True)
    def setup(self, client):
        self.client = client

    def read(self, person, code):
        self.client.force_login(person)
        path = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}"
        return self.client.get(path)

    def test_it_says_what_may_be_done_next(self, code, an, dung):
        assert self.read(an, code).json()["acts"] == []
        assert self.read(dung, code).json()["acts"] == [
            *("monitor", "require_correction", "suspend", "revoke", "cancel")
        ]

    def test_numbers_mean_the_units_of_the_year_of_issue(self, code, old_commune, an):
        GrowingAreaCode.objects.update(granted_on="2024-03-01")
        said = {
            part["name"]: part["meaning"] for part in self.read(an, code).json()["explained"]
        }
        assert said["mã xã"] == "Xã Hải Thượng"
        assert said["mã huyện"] == "Huyện Hải Lăng"

    def test_a_number_that_named_nothing_then_is_said(self, code, an):
        said = {
            part["name"]: part["meaning"] for part in self.read(an, code).json()["explained"]
        }
        assert said["mã xã"].startswith("không có trong danh mục ngày")

    def test_a_shortfall_is_warned_of_with_its_basis(self, code, an):
        AreaCondition.objects.create(
            scope="domestic",
            crop_group="annual",
            least_hectares=500,
            basis="Văn bản mẫu",
            certainty="reported",
            valid_from=REFORM,
        )
        (warning,) = self.read(an, code).json()["warnings"]
        assert warning["code"] == "area_too_small"
        assert "Văn bản mẫu (theo tin đưa, chưa đọc văn bản)" in warning["message"]

    def test_an_application_is_read_with_what_it_says(self, area, an, today):
        said = self.read(an, draft(area, today)).json()
        assert said["application"]["variety"] == "Khang Dân"
        assert said["acts"] == ["submit", "withdraw"]
        assert said["format"] is None
        assert said["warning"] == ""

    def test_a_stranger_cannot_tell_that_it_exists(self, code, chi):
        assert self.read(chi, code).status_code == 404

    def test_nobody_reads_it_without_signing_in(self, client, code):
        path = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}"
        assert client.get(path).status_code == 401


class TestTheList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=submitted", {"submitted"}),
            ("state=granted", {"granted"}),
            ("due=office", {"submitted"}),
            ("due=declared", {"granted"}),
            ("due=overdue", set()),
            ("due=expiring", set()),
        ],
    )
    def test_it_is_asked_by_state_and_by_what_is_due(
        self, client, area, code, an, dung, today, query, found
    ):
        act(draft(area, today, market="CN"), "submit", an, today)
        draft(area, today, market="JP")
        client.force_login(dung)
        answer = client.get(f"/api/v1/growing-areas/codes?{query}").json()
        assert {row["state"] for row in answer["items"]} == found

    def test_what_is_overdue_is_found(self, client, code, dung, today):
        row = code.states.get()
        row.due_on = row.valid_from
        row.save()
        client.force_login(dung)
        answer = client.get("/api/v1/growing-areas/codes?due=overdue").json()
        assert [one["id"] for one in answer["items"]] == [code.pk]
