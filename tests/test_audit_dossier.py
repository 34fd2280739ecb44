"""The audit file of a code: its page, the same over the API, who may see it."""

import io

import pytest
from django.urls import reverse

from growing_areas.models import Finding, Inspection
from tests.audit_cast import labelled, nam, overlap, season, whole
from tests.diary_cast import DAY, do
from tests.growing_area_codes_cast import act, draft
from tests.growing_areas_cast import bare_area_beside, hill_of
from tests.inspections_cast import hoa, planned

__all__ = ["hoa", "labelled", "nam", "season", "whole"]
pytestmark = pytest.mark.django_db

MOST_QUERIES = 50


@pytest.fixture
def page(client):
    """The audit file of a code, as somebody."""

    def page(person, code):
        client.force_login(person)
        return client.get(reverse("portal:dossier", args=[code.pk]))

    return page


@pytest.fixture
def audit(client):
    """The same over the API."""

    def audit(person, code):
        client.force_login(person)
        return client.get(f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/audit")

    return audit


class TestThePage:
    def test_it_shows_all_that_hangs_on_the_code(self, page, whole, dung):
        text = page(dung, whole).content.decode()
        for words in (
            "đã cấp",
            "Thửa: 1",
            "đạt, có điểm cần khắc phục",
            "Ruộng chưa được vệ sinh.",
            "Vụ thu đông",
            "tuần không ghi gì",
            "L1",
            "900 kg",
            "12 nhãn",
            "Công ty Gạo Việt",
            "Thêm thửa",
        ):
            assert words in text

    def test_an_act_stands_with_doer_number_reason_and_file(self, page, code, dung, today):
        act(code, "suspend", dung, today, document=("quyet-dinh.txt", io.BytesIO(b"So 12")))
        text = page(dung, code).content.decode()
        for words in (
            "bị đình chỉ",
            "12/QĐ-UBND",
            "Kiểm tra định kỳ.",
            "Võ Văn Dũng",
            "Xem tệp",
        ):
            assert words in text

    def test_a_bare_code_says_what_is_not_there(self, page, code, dung):
        text = page(dung, code).content.decode()
        for words in ("chưa kiểm tra lần nào", "chưa ghi vụ nào", "Không có hợp đồng nào"):
            assert words in text

    def test_an_application_for_an_area_without_plots(self, page, area, an, today):
        asked = draft(bare_area_beside(area), today)
        assert "chưa có thửa nào" in page(an, asked).content.decode()

    def test_overlapping_plots_are_counted(
        self, page, area, code, other_coop, commune, dung, today
    ):
        assert "trùng đất" not in page(dung, code).content.decode()
        hill = hill_of(other_coop, commune, today)
        overlap(area, hill)
        assert "1 thửa trùng đất" in page(dung, code).content.decode()

    def test_it_is_reached_from_the_page_of_the_code(self, client, code, dung, nam):
        address = reverse("growing_areas:code", args=[code.pk])
        link = reverse("portal:dossier", args=[code.pk])
        client.force_login(dung)
        assert link in client.get(address).content.decode()
        client.force_login(nam)
        assert link not in client.get(address).content.decode()

    def test_who_may(self, page, code, an, binh, viewer, dung, hoa, nam, chi, admin_user):
        people = (an, binh, viewer, dung, hoa, admin_user, nam, chi)
        answers = [page(person, code).status_code for person in people]
        assert answers == [200, 200, 200, 200, 200, 200, 403, 404]

    def test_nobody_without_a_sign_in(self, client, code):
        response = client.get(reverse("portal:dossier", args=[code.pk]))
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_a_surprise_inspection_is_not_told_to_the_holder(
        self, page, whole, area, hoa, dung, an, today
    ):
        planned(
            area,
            Inspection.objects.get().checklist,
            [hoa],
            today + 9 * DAY,
            kind=Inspection.Kind.UNANNOUNCED,
            reason="Có người báo.",
        )
        day = f"{today + 9 * DAY:%d/%m/%Y}"
        assert day in page(dung, whole).content.decode()
        assert day not in page(an, whole).content.decode()

    def test_it_takes_few_queries_however_much_there_is(
        self, page, client, whole, area, dung, today, django_assert_max_num_queries
    ):
        for days in range(20):
            do(area, "irrigation", today - days * DAY)
            Finding.objects.create(
                area=area,
                source="other",
                severity="minor",
                text=f"Điểm {days}",
                raised_at=area.registered_at,
                raised_by="test",
            )
        client.force_login(dung)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert page(dung, whole).status_code == 200


class TestTheApi:
    def test_it_says_the_same(self, audit, whole, dung, season):
        found = audit(dung, whole).json()
        assert (found["state"], found["plots"], found["overlapping_plots"]) == ("granted", 1, 0)
        assert (found["batches"], found["kilograms"]) == (1, "900.000")
        assert (found["issued"], found["activated"], found["hidden_batches"]) == (12, 12, 0)
        assert found["last_inspection"]["result"] == "to_correct"
        [finding] = found["open_findings"]
        assert finding["text"] == "Ruộng chưa được vệ sinh."
        [gaps] = found["diary_gaps"]
        assert (gaps["season"], gaps["entries"]) == ("Vụ thu đông", 2)
        assert sum(silence["weeks"] for silence in gaps["silences"]) >= 4
        assert len(found["contracts"]) == 1
        assert found["changes"][0]["by"]

    def test_a_code_of_another_area_is_not_found(
        self, client, code, other_coop, commune, dung, today
    ):
        hill = hill_of(other_coop, commune, today)
        client.force_login(dung)
        address = f"/api/v1/growing-areas/{hill.pk}/codes/{code.pk}/audit"
        assert client.get(address).status_code == 404

    def test_who_may(self, audit, code, an, dung, nam, chi):
        answers = [audit(person, code).status_code for person in (an, dung, nam, chi)]
        assert answers == [200, 200, 403, 404]

    def test_a_refusal_says_why(self, audit, code, nam):
        assert "cán bộ mã số hoặc kiểm tra" in audit(nam, code).json()["message"]

    def test_nobody_without_a_sign_in(self, client, code):
        address = f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/audit"
        assert client.get(address).status_code == 401

    def test_an_id_that_is_none_is_refused(self, client, code, dung):
        client.force_login(dung)
        address = f"/api/v1/growing-areas/{code.area_id}/codes/x/audit"
        assert client.get(address).status_code == 422
