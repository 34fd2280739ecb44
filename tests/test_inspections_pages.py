"""The pages of findings and inspections: who finds what on them, and what they do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Notice
from growing_areas import services
from growing_areas.models import Finding, Inspection
from growing_areas.reporting import report_of
from portal.daily import tell_of_overdue_findings
from tests.growing_areas_cast import DAY, bare_area_beside
from tests.inspections_cast import (
    answered,
    capture,
    checklist,
    closed,
    done,
    hoa,
    inspection,
    picture,
    planned,
    signed,
)
from tests.test_growing_areas_findings import found

__all__ = ["checklist", "hoa", "inspection"]
pytestmark = pytest.mark.django_db


def text_of(client, user, path, **data):
    client.force_login(user)
    response = client.post(path, data) if data else client.get(path)
    assert response.status_code in (200, 302), response.status_code
    return response.content.decode()


class TestFindings:
    def test_the_holder_answers_and_the_office_closes(self, client, area, an, hoa):
        finding = found(area)
        page = f"/diem-chua-dat/{finding.pk}/"
        assert "tra-loi" in text_of(client, an, page)
        paper = SimpleUploadedFile("so.txt", b"so")
        client.post(f"{page}tra-loi/", {"answer": "Đã ghi.", "document": paper})
        said = text_of(client, hoa, page)
        assert "Đã ghi." in said
        assert "so.txt" in said
        client.post(f"{page}khep-lai/", {"reason": "Đã xem sổ."})
        finding.refresh_from_db()
        assert finding.close_reason == "Đã xem sổ."

    def test_an_officer_writes_one_down(self, client, area, hoa):
        client.force_login(hoa)
        client.post(
            f"/vung-trong/{area.pk}/diem-chua-dat/them/",
            {"text": "Cỏ rậm.", "severity": "minor"},
        )
        assert Finding.objects.get().raised_by == hoa.key

    def test_its_page_leads_to_the_inspection(self, client, inspection, viewer):
        (finding,) = done(inspection, clean="no")
        page = text_of(client, viewer, f"/diem-chua-dat/{finding.pk}/")
        assert f"/kiem-tra/{inspection.pk}/" in page

    def test_the_desk_tells_both_sides(self, client, area, an, hoa, today):
        finding = found(area, deadline=today)
        assert "Điểm chưa đạt của vùng trồng" in text_of(client, an, "/ban-lam-viec/")
        assert finding.text not in text_of(client, hoa, "/ban-lam-viec/")
        services.answer_finding(finding=finding, answer="Xong", by=an.key, now=timezone.now())
        assert finding.text in text_of(client, hoa, "/ban-lam-viec/")
        assert finding.text not in text_of(client, an, "/ban-lam-viec/")

    def test_the_page_of_the_area_shows_what_is_open(self, client, area, viewer):
        finding = found(area)
        assert finding.text in text_of(client, viewer, f"/vung-trong/{area.pk}/")


class TestThePlan:
    @pytest.fixture(autouse=True)
    def form(self, code, checklist, hoa, today):
        self.form = {
            "planned_on": str(today + DAY),
            "inspectors": [hoa.pk],
            "checklist": checklist.pk,
            "kind": "periodic",
            "reason": "",
        }

    def test_it_ranks_areas_with_reasons(self, client, hoa):
        page = text_of(client, hoa, "/kiem-tra/ke-hoach/")
        assert "Đồng Đại An Khê" in page
        assert "chưa từng được kiểm tra" in page

    def test_areas_without_a_code_stay_out(self, client, hoa, area):
        bare_area_beside(area)
        assert "Đồng trống" not in text_of(client, hoa, "/kiem-tra/ke-hoach/")

    def test_many_are_planned_at_once(self, client, hoa, area):
        client.force_login(hoa)
        client.post("/kiem-tra/ke-hoach/", self.form | {"picked": [area.pk]})
        assert Inspection.objects.get().area == area
        page = text_of(client, hoa, "/kiem-tra/ke-hoach/")
        assert "Đã lên kế hoạch 1 cuộc kiểm tra." in page

    def test_what_is_planned_is_left_as_it_is(self, client, hoa, area, inspection):
        client.force_login(hoa)
        client.post("/kiem-tra/ke-hoach/", self.form | {"picked": [area.pk]})
        assert Inspection.objects.count() == 1

    def test_without_a_tick_the_form_says_so(self, client, hoa):
        said = text_of(client, hoa, "/kiem-tra/ke-hoach/", **self.form)
        assert "Chưa chọn vùng trồng nào" in said

    def test_a_fault_keeps_the_ticks(self, client, hoa, area):
        said = text_of(
            client,
            hoa,
            "/kiem-tra/ke-hoach/",
            **self.form | {"inspectors": [], "picked": area.pk},
        )
        assert "checked" in said

    def test_the_list_takes_few_queries(
        self, client, hoa, area, code, django_assert_max_num_queries
    ):
        client.force_login(hoa)
        client.get("/kiem-tra/ke-hoach/")
        with django_assert_max_num_queries(24):
            client.get("/kiem-tra/ke-hoach/")

    def test_it_is_taken_away_as_a_file(self, client, hoa):
        client.force_login(hoa)
        answer = client.get("/kiem-tra/ke-hoach/?tep=csv")
        content = b"".join(answer.streaming_content).decode()
        assert "chưa từng được kiểm tra" in content
        assert "Chọn" not in content


class TestInTheField:
    def test_the_form_without_script_saves_what_is_new(self, client, hoa, inspection):
        client.force_login(hoa)
        path = f"/dong-ruong/kiem-tra/{inspection.pk}/"
        name, file = picture()
        said = {
            "diary-choice": "no",
            "diary-note": "Mất sổ.",
            "clean-choice": "yes",
            "pests-measure": "12,5",
            "seen-text": "abamectin",
            "photo-photo": SimpleUploadedFile(name, file.read()),
            "signer_name": "An",
            "signer_role": "giám đốc",
            "signature": SimpleUploadedFile("ky.png", picture()[1].read()),
        }
        assert client.post(path, said).status_code == 302
        answers = {row.item.code: row for row in services.current_answers(inspection)}
        assert answers["diary"].note == "Mất sổ."
        assert str(answers["pests"].measure) == "12.500"
        assert inspection.photos.count() == inspection.signatures.count() == 1
        again = {key: value for key, value in said.items() if key != "photo-photo"}
        client.post(path, again | {"signature": ""})
        assert inspection.answers.count() == 4

    def test_what_cannot_be_is_said_at_its_question(self, client, hoa, inspection):
        path = f"/dong-ruong/kiem-tra/{inspection.pk}/"
        said = text_of(client, hoa, path, **{"pests-measure": "nhiều", "diary-choice": "yes"})
        assert "has-error" in said
        assert inspection.answers.count() == 1

    def test_an_inspection_that_ended_takes_no_more(self, client, hoa, inspection):
        done(inspection)
        client.force_login(hoa)
        answer = client.get(f"/dong-ruong/kiem-tra/{inspection.pk}/")
        assert answer.headers["Location"] == f"/kiem-tra/{inspection.pk}/"

    def test_the_end_shows_what_becomes_a_finding(self, client, hoa, inspection):
        answered(inspection, "diary", choice="no")
        page = text_of(client, hoa, f"/kiem-tra/{inspection.pk}/ket-thuc/")
        assert "Không có nhật ký đồng ruộng." in page
        assert "Ruộng có sạch không?" in page

    def test_the_end_is_refused_while_the_phone_holds_something(self, client, hoa, inspection):
        answered(inspection, "diary", choice="no")
        answered(inspection, "clean", choice="yes")
        signed(inspection)
        path = f"/kiem-tra/{inspection.pk}/ket-thuc/"
        unsent = str(capture().client_id)
        said = text_of(client, hoa, path, unsent=unsent, conclusion="x")
        assert "Còn 1 mục của cuộc kiểm tra nằm trên điện thoại" in said
        text_of(client, hoa, path, unsent="", conclusion="Cần lập nhật ký.")
        inspection.refresh_from_db()
        assert (inspection.state, inspection.conclusion) == ("closed", "Cần lập nhật ký.")

    def test_the_page_of_the_inspection_shows_it_all(self, client, hoa, viewer, inspection):
        services.add_inspection_photo(inspection=inspection, photo=picture(), capture=capture())
        done(inspection, clean="no")
        page = text_of(client, viewer, f"/kiem-tra/{inspection.pk}/")
        for said in ("Ruộng chưa được vệ sinh.", "Nguyễn Thị An, giám đốc", "Trần Thị Hoa"):
            assert said in page

    def test_a_strangers_photo_is_not_served(self, client, chi, viewer, inspection):
        photo = services.add_inspection_photo(
            inspection=inspection, photo=picture(), capture=capture()
        )
        path = f"/tai-lieu/{photo.document_id}/"
        client.force_login(viewer)
        seen = client.get(path)
        client.force_login(chi)
        assert (seen.status_code, client.get(path).status_code) == (200, 404)
        seen.close()

    def test_it_is_planned_by_hand_changed_and_called_off(
        self, client, area, hoa, checklist, today
    ):
        client.force_login(hoa)
        plan = {
            "planned_on": str(today),
            "inspectors": [hoa.pk],
            "checklist": checklist.pk,
            "kind": "periodic",
        }
        client.post(f"/vung-trong/{area.pk}/kiem-tra/them/", plan)
        row = Inspection.objects.get()
        path = f"/kiem-tra/{row.pk}/"
        client.post(f"{path}ke-hoach/sua/", plan | {"planned_on": str(today + DAY)})
        client.post(f"{path}huy/", {"reason": "Mưa lũ"})
        row.refresh_from_db()
        assert (row.planned_on, row.state) == (today + DAY, "cancelled")


class TestTheReport:
    def test_it_says_what_was_found_and_who_signed(self, inspection, code, hoa):
        services.record_position(inspection=inspection, lat=16, lon=107, capture=capture())
        services.add_inspection_photo(inspection=inspection, photo=picture(), capture=capture())
        answered(inspection, "pests", measure=12)
        done(inspection, clean="no")
        report = report_of(inspection)
        assert ("Mã số", code.code) in report.facts
        assert ("Kết quả", "đạt, có điểm cần khắc phục") in report.facts
        assert [one.text for one in report.findings] == ["Ruộng chưa được vệ sinh."]
        assert [one.answer for one in report.answers] == ["có", "không", "12 %", "–"]
        assert report.signature.words.startswith("Nguyễn Thị An, giám đốc")
        assert report.inspectors == ["Trần Thị Hoa"]
        assert len(report.rings) == 1
        assert len(report.photos) == 1

    def test_why_nobody_signed_is_said(self, inspection):
        answered(inspection, "diary", choice="yes")
        answered(inspection, "clean", choice="yes")
        closed(inspection, unsigned_reason="Chủ hộ vắng nhà.")
        assert report_of(inspection).unsigned == "Chủ hộ vắng nhà."


def test_daily_work_tells_of_what_is_overdue(area, an, today):
    found(area, deadline=today)
    tell_of_overdue_findings(today + DAY)
    assert Notice.objects.filter(person=an, milestone="overdue").exists()


def test_two_plans_on_one_area_are_two_rows(area, checklist, hoa, today):
    planned(area, checklist, [hoa], today)
    planned(area, checklist, [hoa], today + DAY)
    assert Inspection.objects.count() == 2
