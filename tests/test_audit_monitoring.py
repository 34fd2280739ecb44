"""The codes of an office by what is to be done about them: counts that open into lists."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from growing_areas.models import CodeState, Finding
from portal.audit.monitoring import PRESETS
from tests.audit_cast import over_limit, overlap
from tests.diary_cast import DAY
from tests.growing_area_codes_cast import act, draft, put_into
from tests.growing_areas_cast import hill_of

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/growing-areas/codes/monitoring"


@pytest.fixture
def counts(client):
    """What an officer is told, by the key of the list."""

    def counts(person):
        client.force_login(person)
        return {one["key"]: one["count"] for one in client.get(ADDRESS).json()}

    return counts


def _html(response):
    return response.content.decode()


class TestTheCounts:
    def test_what_waits_for_the_office_is_due(self, counts, area, an, dung, today):
        code = draft(area, today)
        assert counts(dung)["due"] == 0
        act(code, "submit", an, today)
        assert counts(dung)["due"] == 1

    def test_what_is_past_its_day_is_overdue(self, counts, code, dung, today):
        put_into(code, "corrective_action", today)
        for day, count in ((today, 0), (today - DAY, 1)):
            CodeState.objects.filter(code=code).update(due_on=day)
            assert counts(dung)["overdue"] == count

    def test_suspended(self, counts, code, dung, today):
        assert counts(dung)["suspended"] == 0
        act(code, "suspend", dung, today)
        assert counts(dung)["suspended"] == 1

    @pytest.mark.parametrize(("days", "count"), [(0, 0), (1, 1), (60, 1), (90, 0)])
    def test_expiring(self, counts, code, dung, today, days, count):
        code.expires_on = today + days * DAY
        code.save()
        assert counts(dung)["expiring"] == count

    def test_over_yield_until_the_finding_is_closed(self, counts, code, area, dung):
        assert counts(dung)["over_yield"] == 0
        finding = over_limit(area)
        assert counts(dung)["over_yield"] == 1
        Finding.objects.filter(pk=finding.pk).update(
            closed_at=finding.raised_at, closed_by="test", close_reason="Đã xem."
        )
        assert counts(dung)["over_yield"] == 0

    def test_overlapping_for_both_sides(
        self, counts, code, area, other_coop, other_commune, dung, chi, today
    ):
        hill = hill_of(other_coop, other_commune, today)
        theirs = draft(hill, today)
        assert counts(dung)["overlapping"] == 0
        overlap(area, hill)
        assert counts(dung)["overlapping"] == 1
        assert counts(chi)["overlapping"] == 1
        assert theirs.area_id == hill.pk

    def test_a_finding_about_one_code_is_not_about_the_other(
        self, counts, code, area, dung, today
    ):
        draft(area, today)
        finding = over_limit(area)
        Finding.objects.filter(pk=finding.pk).update(code=code, deadline=today - DAY)
        assert counts(dung)["late_findings"] == 1
        Finding.objects.filter(pk=finding.pk).update(code=None)
        assert counts(dung)["late_findings"] == 2

    def test_never_inspected_are_only_codes_that_are_watched(
        self, counts, code, area, dung, today
    ):
        draft(area, today)
        assert counts(dung)["never_inspected"] == 1
        act(code, "revoke", dung, today)
        assert counts(dung)["never_inspected"] == 0


class TestThePage:
    def test_each_count_is_the_number_of_rows_of_its_list(
        self, client, code, area, dung, today
    ):
        draft(area, today)
        over_limit(area)
        act(code, "suspend", dung, today)
        client.force_login(dung)
        page = client.get(reverse("portal:monitoring"))
        for one in page.context["counted"]:
            assert client.get(one.preset.page).context["list"].total == one.count

    def test_each_list_can_be_taken_away_as_a_spreadsheet(self, client, code, dung, today):
        act(code, "suspend", dung, today)
        client.force_login(dung)
        [suspended] = [one for one in PRESETS if one.key == "suspended"]
        response = client.get(suspended.file)
        book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        rows = list(book.active.values)
        assert [row[0] for row in rows[1:]] == [code.code]

    def test_officers_for_codes_find_it_in_the_menu_and_on_the_desk(
        self, client, dung, an, code
    ):
        address = reverse("portal:monitoring")
        for person, pages in ((dung, ["/ban-lam-viec/", "/vung-trong/"]), (an, [])):
            client.force_login(person)
            found = ["/ban-lam-viec/", "/vung-trong/"]
            assert [one for one in found if address in _html(client.get(one))] == pages
        client.force_login(dung)
        desk = client.get("/ban-lam-viec/")
        assert address in _html(desk).split("<main")[1]

    def test_a_stranger_counts_none_of_them(self, counts, code, chi):
        assert set(counts(chi).values()) == {0}

    def test_nobody_without_a_sign_in(self, client):
        assert client.get(ADDRESS).status_code == 401
        page = client.get(reverse("portal:monitoring"))
        assert page.headers["Location"].startswith("/dang-nhap/")
