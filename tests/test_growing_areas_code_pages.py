"""The pages of codes: applying, one code, its acts, answering a declared one."""

import datetime

import pytest
from django.urls import reverse

from growing_areas.models import CodeState, GrowingAreaCode, ProcedureRule
from tests.conftest import REFORM
from tests.growing_area_codes_cast import act, draft, granted_here

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_A_CODE = 26


@pytest.fixture
def page(client):
    """Open a page of growing areas by its name, as somebody."""

    def page(person, name, *args, data=None):
        client.force_login(person)
        address = reverse(f"growing_areas:{name}", args=args)
        return client.get(address) if data is None else client.post(address, data)

    return page


def text_of(response):
    return response.content.decode()


APPLICATION = {
    "kind": "growing_area",
    "market": "CN",
    "variety": "HT1",
    "expected_kilograms": "60.000",
}


class TestApplying:
    def test_it_leads_to_the_page_of_the_draft(self, page, area, an):
        response = page(an, "apply", area.pk, data=APPLICATION)
        code = GrowingAreaCode.objects.get()
        assert response.headers["Location"] == f"/ma-so-vung-trong/{code.pk}/"
        assert (code.market, code.application.expected_kilograms) == ("CN", 60000)

    def test_a_refusal_stands_at_its_field(self, page, area, an):
        page(an, "apply", area.pk, data=APPLICATION)
        response = page(an, "apply", area.pk, data=APPLICATION)
        assert "đang có một hồ sơ" in response.context["form"].errors["market"][0]

    def test_who_may(self, page, area, an, binh, chi, dung):
        answers = [page(who, "apply", area.pk).status_code for who in (an, binh, chi, dung)]
        assert answers == [200, 403, 404, 403]

    def test_nobody_without_a_sign_in(self, client, area):
        response = client.get(reverse("growing_areas:apply", args=[area.pk]))
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_a_draft_is_changed_with_its_own_values_first(self, page, area, an, today):
        code = draft(area, today)
        assert "Khang Dân" in text_of(page(an, "change_application", code.pk))
        page(an, "change_application", code.pk, data=APPLICATION)
        assert GrowingAreaCode.objects.get().market == "CN"

    def test_a_code_from_paper_has_no_application_to_change(self, page, code, an):
        assert page(an, "change_application", code.pk).status_code == 404


class TestThePageOfACode:
    def test_a_draft_says_what_is_asked_and_what_comes_next(self, page, area, an, today):
        code = draft(area, today)
        text = text_of(page(an, "code", code.pk))
        for words in (
            "Hồ sơ xin cấp mã số",
            "đang soạn",
            "Khang Dân",
            "Nộp hồ sơ",
            "Rút hồ sơ",
        ):
            assert words in text

    def test_the_due_day_is_shown_to_both_with_its_basis(self, page, area, an, dung):
        ProcedureRule.objects.create(
            act="grant",
            scope="any",
            office="commune",
            working_days=3,
            basis="Văn bản mẫu",
            certainty="reported",
            valid_from=REFORM,
        )
        friday = datetime.date(2026, 11, 20)
        code = draft(area, friday)
        act(code, "submit", an, friday)
        for person in (an, dung):
            text = text_of(page(person, "code", code.pk))
            assert "26/11/2026" in text
            assert "3 ngày làm việc từ ngày nộp, theo Văn bản mẫu" in text

    def test_what_takes_something_away_is_no_first_button(self, page, area, an, today):
        code = draft(area, today)
        act(code, "submit", an, today)
        text = text_of(page(an, "code", code.pk))
        link = text[: text.index("Rút hồ sơ")].rsplit("<a ", 1)[1]
        assert "btn-primary" not in link

    def test_whose_turn_it_is_is_said(self, page, area, an, today):
        code = draft(area, today)
        act(code, "submit", an, today)
        ProcedureRule.objects.create(
            act="check",
            scope="any",
            office="province",
            basis="Văn bản mẫu",
            certainty="read",
            valid_from=REFORM,
        )
        text = text_of(page(an, "code", code.pk))
        assert "Cấp giải quyết" in text
        assert "Tỉnh" in text
        assert "Văn bản mẫu (đã đọc văn bản)" in text

    def test_a_day_that_has_passed_is_said(self, page, code, an):
        row = code.states.get()
        row.due_on = row.valid_from
        row.save()
        assert "Đã quá hạn" in text_of(page(an, "code", code.pk))

    def test_the_history_names_who_and_the_number(self, page, area, an, dung, today):
        code = granted_here(area, an, dung, today)
        text = text_of(page(an, "code", code.pk))
        for words in ("12/QĐ-UBND", "Võ Văn Dũng", "Nguyễn Thị An", "VN-QTOR-0007"):
            assert words in text

    def test_what_bars_labels_is_said(self, page, code, an, dung, today):
        assert "không in và không kích hoạt nhãn" not in text_of(page(an, "code", code.pk))
        act(code, "suspend", dung, today)
        assert "không in và không kích hoạt nhãn" in text_of(page(an, "code", code.pk))

    def test_a_stranger_sees_nothing(self, page, code, chi):
        assert page(chi, "code", code.pk).status_code == 404

    def test_it_takes_few_queries(
        self, page, client, area, an, dung, today, django_assert_max_num_queries
    ):
        code = granted_here(area, an, dung, today)
        for _ in range(5):
            act(code, "suspend", dung, today)
            act(code, "restore", dung, today)
        client.force_login(dung)
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_CODE):
            assert client.get(f"/ma-so-vung-trong/{code.pk}/").status_code == 200


class TestDoingAnAct:
    DATA = {"reason": "Thiếu nhật ký.", "act_number": "12/QĐ"}

    def test_it_works(self, page, code, dung, today):
        response = page(dung, "act", code.pk, "suspend", data=self.DATA | {"on": str(today)})
        assert response.headers["Location"] == f"/ma-so-vung-trong/{code.pk}/"
        assert code.state_on(today) == "suspended"

    def test_a_refusal_stands_on_the_form(self, page, code, dung, today):
        early = {"on": str(code.granted_on - datetime.timedelta(days=1))}
        response = page(dung, "act", code.pk, "suspend", data=self.DATA | early)
        assert "Hãy ghi ngày đó hoặc" in response.context["form"].errors["on"][0]

    def test_what_it_does_not_lead_on_from_is_said(self, page, code, dung, today):
        response = page(dung, "act", code.pk, "restore", data=self.DATA | {"on": str(today)})
        assert "không làm được việc “khôi phục”" in text_of(response)

    @pytest.mark.parametrize(
        ("what", "boxes"),
        [
            ("submit", set()),
            ("withdraw", {"reason"}),
            ("check", {"on", "act_number", "reason", "document"}),
            (
                "grant",
                {
                    *("code", "issuer", "on", "act_number", "expires_on", "reason"),
                    "document",
                },
            ),
            ("require_correction", {"on", "act_number", "deadline", "reason", "document"}),
        ],
    )
    def test_it_asks_for_what_the_act_needs(self, page, area, an, dung, today, what, boxes):
        code = draft(area, today)
        person = an if what in ("submit", "withdraw") else dung
        response = page(person, "act", code.pk, what)
        assert set(response.context["form"].fields) == boxes

    def test_an_unknown_act_is_not_found(self, page, code, dung):
        assert page(dung, "act", code.pk, "praise").status_code == 404


class TestAnsweringADeclaredCode:
    def test_confirmed(self, page, code, dung):
        page(dung, "confirm_code", code.pk, data={"answer": "confirm"})
        assert GrowingAreaCode.objects.get().confirmation == "confirmed"

    def test_refused_with_a_reason_only(self, page, code, dung):
        response = page(dung, "confirm_code", code.pk, data={"answer": "refuse"})
        assert "reason" in response.context["form"].errors
        page(dung, "confirm_code", code.pk, data={"answer": "refuse", "reason": "Không có."})
        assert CodeState.objects.latest("pk").act == "refuse"

    def test_not_by_the_organisation_itself(self, page, code, an):
        assert page(an, "confirm_code", code.pk).status_code == 403
