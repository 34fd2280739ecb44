"""Findings and inspections over the API: five things of each endpoint."""

import base64
import datetime
import uuid

import pytest
from django.utils import timezone

from cooperatives.services import add_member
from growing_areas import services
from growing_areas.models import Finding, Inspection, InspectionAnswer
from tests.endpoints import Endpoint
from tests.inspections_cast import (
    answered,
    checklist,
    hoa,
    inspection,
    picture,
    planned,
    signed,
)
from tests.test_growing_areas_findings import found

__all__ = ["checklist", "hoa", "inspection"]
pytestmark = pytest.mark.django_db
PNG = "data:image/png;base64," + base64.b64encode(picture()[1].read()).decode()
MOST_QUERIES_OF_A_LIST = 12


class ByTheInspector(Endpoint):
    @pytest.fixture
    def user(self, hoa):
        return hoa

    def test_the_holder_may_not(self, an):
        self.client.force_login(an)
        assert self.post().status_code == 403


class TestRaisingAFinding(ByTheInspector):
    refused = {"text": " "}
    refusal = (422, "growing_areas.finding_without_text")
    malformed = {"severity": "fatal"}

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/growing-areas/{area.pk}/findings"
        self.body = {"text": "Bờ ruộng chưa phát cỏ.", "severity": "minor"}

    def test_it_works(self, user):
        self.client.force_login(user)
        answer = self.post()
        assert answer.status_code == 201
        assert answer.json()["source"] == "other"

    def test_an_inspector_of_the_organisation_itself_may_not(self, hoa, coop):
        add_member(organisation=coop, user=hoa, role="viewer", by="test")
        self.client.force_login(hoa)
        answer = self.post()
        assert (answer.status_code, answer.json()["code"]) == (403, "growing_areas.own_area")

    def test_a_code_of_another_area_is_not_found(self, user, code, area):
        self.client.force_login(user)
        assert self.post(code_id=code.pk + 1).status_code == 404


class TestAnsweringAFinding(Endpoint):
    refused = {"answer": ""}
    refusal = (422, "growing_areas.finding_without_answer")
    malformed = {"document_id": "giấy"}

    @pytest.fixture
    def user(self, binh):
        return binh

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/findings/{found(area).pk}/answer"
        self.body = {"answer": "Đã phát cỏ."}

    def test_it_works(self, user):
        self.client.force_login(user)
        assert self.post().json()["answer"] == "Đã phát cỏ."

    def test_the_office_may_not(self, hoa):
        self.client.force_login(hoa)
        assert self.post().status_code == 403

    def test_a_document_of_another_is_not_found(self, user):
        self.client.force_login(user)
        assert self.post(document_id=str(uuid.uuid4())).status_code == 404


class TestClosingAFinding(ByTheInspector):
    refused = {"reason": ""}
    refusal = (422, "growing_areas.finding_closed_without_reason")
    malformed = {"reason": None}

    @pytest.fixture(autouse=True)
    def setup(self, area):
        self.path = f"/api/v1/findings/{found(area).pk}/close"
        self.body = {"reason": "Đã xem."}

    def test_it_works(self, user):
        self.client.force_login(user)
        assert self.post().json()["closed_at"]


class TestPlanningOne(ByTheInspector):
    refused = {"inspectors": []}
    refusal = (422, "growing_areas.no_inspector")
    malformed = {"planned_on": "mai"}

    @pytest.fixture(autouse=True)
    def setup(self, area, checklist, hoa, today):
        self.path = f"/api/v1/growing-areas/{area.pk}/inspections"
        self.body = {
            "checklist_id": checklist.pk,
            "planned_on": str(today),
            "inspectors": ["hoa"],
        }

    def test_it_works_and_once_for_a_client_id(self, user):
        self.client.force_login(user)
        number = str(uuid.uuid4())
        answers = [self.post(client_id=number) for _time in range(2)]
        assert {answer.status_code for answer in answers} == {201}
        assert {answer.json()["client_id"] for answer in answers} == {number}
        assert Inspection.objects.count() == 1

    def test_a_name_that_nobody_has_is_refused(self, user):
        self.client.force_login(user)
        answer = self.post(inspectors=["ma"])
        assert answer.json()["code"] == "growing_areas.unknown_inspector"


class TestPlanningMany(ByTheInspector):
    path = "/api/v1/inspections/plan"
    refused = {"inspectors": []}
    refusal = (422, "growing_areas.no_inspector")
    malformed = {"area_ids": "all"}

    @pytest.fixture(autouse=True)
    def setup(self, area, code, checklist, hoa, today):
        self.body = {
            "checklist_id": checklist.pk,
            "planned_on": str(today),
            "inspectors": ["hoa"],
            "area_ids": [area.pk],
        }

    def test_it_works(self, user, area):
        self.client.force_login(user)
        assert [row["area_id"] for row in self.post().json()] == [area.pk]

    def test_a_stranger_cannot_tell_that_it_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 403  # who plans nowhere hears so for any area

    def test_an_area_elsewhere_is_not_found(self, user):
        self.client.force_login(user)
        assert self.post(area_ids=[10**9]).status_code == 404

    def test_the_plan_ranks_with_reasons_in_a_few_queries(
        self, user, area, django_assert_max_num_queries
    ):
        found(area, severity="major")
        self.client.force_login(user)
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST + 2):
            (row,) = self.client.get(self.path).json()["items"]
        assert (row["score"], row["reasons"]) == (70, ["never", "major"])
        assert row["words"][0] == "chưa từng được kiểm tra"


class TestCallingOff(ByTheInspector):
    refused = {"reason": ""}
    refusal = (422, "growing_areas.inspection_cancelled_without_reason")
    malformed = {"reason": 7}

    @pytest.fixture(autouse=True)
    def setup(self, inspection):
        self.path = f"/api/v1/inspections/{inspection.pk}/cancel"
        self.body = {"reason": "Mưa lũ"}

    def test_it_works(self, user):
        self.client.force_login(user)
        assert self.post().json()["state"] == "cancelled"


class TestItems(ByTheInspector):
    malformed = {"items": [{"kind": "answer"}]}

    @pytest.fixture(autouse=True)
    def setup(self, inspection):
        self.path = f"/api/v1/inspections/{inspection.pk}/items"
        self.number = str(uuid.uuid4())
        self.body = {"items": [self.item(kind="answer", item="diary", choice="yes")]}

    def item(self, **says):
        now = timezone.now() - datetime.timedelta(minutes=5)
        return {"client_id": self.number, "captured_at": now.isoformat()} | says

    def outcomes(self, *items):
        answer = self.post(items=list(items)) if items else self.post()
        assert answer.status_code == 200, answer.json()
        return [(one["outcome"], one["code"]) for one in answer.json()["results"]]

    def test_it_works_once_however_often_it_is_sent(self, user):
        self.client.force_login(user)
        assert self.outcomes() == [("accepted", "")]
        assert self.outcomes() == [("known", "")]
        assert InspectionAnswer.objects.count() == 1

    def test_the_refusal_says_why(self, user):
        self.client.force_login(user)
        bad = self.item(kind="answer", item="khong-co")
        good = self.item(kind="answer", item="clean", choice="no") | {
            "client_id": str(uuid.uuid4())
        }
        assert self.outcomes(bad, good) == [
            ("refused", "growing_areas.item_of_another_checklist"),
            ("accepted", ""),
        ]

    def test_a_signature_and_a_position_arrive(self, user, inspection):
        self.client.force_login(user)
        sign = self.item(kind="signature", name="An", role="giám đốc", picture=PNG)
        place = self.item(kind="position", lat="16.701234", lon="107.201234", accuracy_m=8)
        place["client_id"] = str(uuid.uuid4())
        assert self.outcomes(sign, place) == [("accepted", ""), ("accepted", "")]
        assert inspection.signatures.count() == inspection.positions.count() == 1

    @pytest.mark.parametrize(
        ("says", "code"),
        [
            ({"kind": "signature", "name": "A", "role": "b"}, "records.not_a_picture"),
            (
                {"kind": "signature", "name": "A", "role": "b", "picture": "data:x"},
                "records.not_a_picture",
            ),
            ({"kind": "position"}, "growing_areas.position_not_on_earth"),
        ],
    )
    def test_what_is_incomplete_is_refused(self, user, says, code):
        self.client.force_login(user)
        assert self.outcomes(self.item(**says)) == [("refused", code)]

    def test_a_photo_that_was_announced_is_waited_for(self, user, inspection):
        self.client.force_login(user)
        photo = str(uuid.uuid4())
        assert self.outcomes(self.item(kind="photo", item="photo", photo=photo)) == [
            ("accepted", "")
        ]
        told = self.client.get(f"/api/v1/inspections/{inspection.pk}").json()
        assert told["missing"] == [photo]
        path = f"/api/v1/inspections/{inspection.pk}/photos?item=photo"
        name, file = picture()
        file.name = name
        answer = self.client.post(path, {"client_id": photo, "file": file})
        assert answer.json() == {"client_id": photo}
        told = self.client.get(f"/api/v1/inspections/{inspection.pk}").json()
        assert told["missing"] == []
        assert [one["item"] for one in told["photos"]] == ["photo"]

    def test_another_persons_work_is_not_taken(self, user):
        self.client.force_login(user)
        answer = self.client.post(
            self.path,
            self.body,
            content_type="application/json",
            headers={"X-Field-Person": "user:0"},
        )
        assert answer.status_code == 403


class TestAnnouncing(ByTheInspector):
    malformed = {"client_ids": ["x"]}

    @pytest.fixture(autouse=True)
    def setup(self, inspection):
        self.inspection = inspection
        self.path = f"/api/v1/inspections/{inspection.pk}/announced"
        self.body = {"client_ids": [str(uuid.uuid4())]}

    def test_it_works(self, user):
        self.client.force_login(user)
        assert self.post().json() == {"missing": self.body["client_ids"]}

    def test_the_refusal_says_why(self, user):
        services.cancel_inspection(
            inspection=self.inspection, reason="Mưa", by="test", now=timezone.now()
        )
        self.client.force_login(user)
        answer = self.post()
        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "growing_areas.inspection_over",
        )


class TestClosing(ByTheInspector):
    refused = {"client_ids": [str(uuid.uuid4())]}
    refusal = (409, "growing_areas.inspection_unsent")
    malformed = {"client_ids": "x"}

    @pytest.fixture(autouse=True)
    def setup(self, inspection):
        answered(inspection, "diary", choice="no")
        answered(inspection, "clean", choice="yes")
        signed(inspection)
        self.path = f"/api/v1/inspections/{inspection.pk}/close"
        self.body = {"conclusion": "Cần lập nhật ký."}

    def test_it_works(self, user):
        self.client.force_login(user)
        told = self.post().json()
        assert told["result"] == "failed"
        assert told["finding_ids"] == [Finding.objects.get().pk]

    def test_an_officer_for_codes_may_not(self, dung):
        self.client.force_login(dung)
        assert self.post().status_code == 403


class TestReading:
    def test_the_checklists_in_force_with_their_questions(self, client, viewer, checklist):
        client.force_login(viewer)
        (row,) = client.get("/api/v1/checklists").json()["items"]
        assert [item["code"] for item in row["items"]][:2] == ["diary", "clean"]

    @pytest.mark.parametrize("path", ["inspections", "findings"])
    def test_a_list_takes_as_many_queries_however_long_it_is(
        self, client, area, checklist, hoa, today, path, django_assert_max_num_queries
    ):
        for _number in range(5):
            planned(area, checklist, [hoa], today)
            found(area)
        client.force_login(hoa)
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
            assert client.get(f"/api/v1/{path}").json()["count"] == 5

    def test_lists_are_narrowed_as_on_their_pages(self, client, area, viewer):
        found(area)
        client.force_login(viewer)
        asked = client.get("/api/v1/findings?severity=major").json()
        assert asked["count"] == 0
        assert client.get("/api/v1/findings?severity=x").status_code == 422

    def test_the_report_is_a_pdf(self, client, viewer, inspection):
        client.force_login(viewer)
        answer = client.get(f"/api/v1/inspections/{inspection.pk}/report")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")

    def test_changing_the_plan(self, client, hoa, inspection, checklist, today):
        client.force_login(hoa)
        body = {
            "checklist_id": checklist.pk,
            "planned_on": str(today + datetime.timedelta(days=3)),
            "inspectors": ["hoa"],
            "kind": "unannounced",
        }
        path = f"/api/v1/inspections/{inspection.pk}/plan"
        told = client.put(path, body, content_type="application/json").json()
        assert (told["kind"], told["planned_on"]) == ("unannounced", body["planned_on"])
