"""Pages of seasons: the area's table, one season, its forms, and the office's list."""

from decimal import Decimal

import pytest

from growing_areas.models import Season
from tests.growing_areas_cast import DAY
from tests.season_cast import season_of
from tests.test_list_files import sheet

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Đông xuân",
    "starts_on": "2020-01-10",
    "last_day": "2020-05-20",
    "standard": "vietgap",
    "expected_kilograms": "12.000",
}


@pytest.fixture
def season(area, harvest, today):
    """The rice fields' season, with 1,000 kg harvested."""
    return season_of(area, today, expected_kilograms=Decimal(800))


def said(answer):
    return answer.content.decode()


class TestTheAreasPage:
    def test_it_shows_seasons_with_what_was_harvested(self, client, viewer, area, season):
        client.force_login(viewer)
        page = said(client.get(f"/vung-trong/{area.pk}/"))
        assert "Hè thu" in page
        assert "1.000 kg" in page
        assert "vượt dự kiến" in page

    def test_who_only_looks_is_offered_no_form(self, client, viewer, area):
        client.force_login(viewer)
        page = said(client.get(f"/vung-trong/{area.pk}/"))
        assert f"/vung-trong/{area.pk}/vu/them/" not in page


class TestAddingASeason:
    @pytest.fixture
    def path(self, area):
        return f"/vung-trong/{area.pk}/vu/them/"

    def test_it_works(self, client, binh, path):
        client.force_login(binh)
        answer = client.post(path, FORM)
        season = Season.objects.get()
        assert answer.headers["Location"] == f"/vung-trong/vu/{season.pk}/"
        assert (season.standard, season.expected_kilograms) == ("vietgap", 12000)

    def test_the_refusal_says_why(self, client, binh, path):
        client.force_login(binh)
        page = said(client.post(path, FORM | {"last_day": "2019-01-01"}))
        assert "Vụ bắt đầu ngày 10/01/2020" in page
        assert not Season.objects.exists()

    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, path):
        client.force_login(chi)
        assert client.get(path).status_code == 404

    def test_nobody_gets_in_without_signing_in(self, client, path):
        assert client.post(path, FORM).headers["Location"].startswith("/dang-nhap/")

    def test_bad_shape_is_refused(self, client, binh, path):
        client.force_login(binh)
        assert "starts_on" in said(client.post(path, FORM | {"starts_on": "hôm qua"}))
        assert not Season.objects.exists()

    def test_who_only_looks_may_not(self, client, viewer, path):
        client.force_login(viewer)
        assert client.post(path, FORM).status_code == 403

    def test_it_begins_with_the_last_season_a_year_later(self, client, binh, path, season):
        client.force_login(binh)
        page = said(client.get(path))
        assert "Khang Dân" in page
        later = season.starts_on.replace(year=season.starts_on.year + 1)
        assert f'value="{later:%Y-%m-%d}"' in page


class TestOneSeason:
    def test_it_tells_plan_and_harvests(self, client, viewer, season):
        client.force_login(viewer)
        page = said(client.get(f"/vung-trong/vu/{season.pk}/"))
        for words in ("Khang Dân", "Số hộ trồng: 42", "800 kg", "125% dự kiến"):
            assert words in page

    def test_the_officer_sees_it(self, client, dung, season):
        client.force_login(dung)
        assert client.get(f"/vung-trong/vu/{season.pk}/").status_code == 200

    def test_a_stranger_does_not(self, client, chi, season):
        client.force_login(chi)
        for page in ("", "sua/", "chot/"):
            assert client.get(f"/vung-trong/vu/{season.pk}/{page}").status_code == 404

    def test_it_is_changed(self, client, binh, season):
        client.force_login(binh)
        client.post(f"/vung-trong/vu/{season.pk}/sua/", FORM | {"version": season.version})
        season.refresh_from_db()
        assert season.name == "Đông xuân"

    def test_who_was_slower_hears_of_it(self, client, binh, season):
        client.force_login(binh)
        page = said(client.post(f"/vung-trong/vu/{season.pk}/sua/", FORM | {"version": 99}))
        assert "sau khi bạn mở ra xem" in page

    def test_closing_asks_why_the_numbers_differ(self, client, binh, season):
        client.force_login(binh)
        path, form = (
            f"/vung-trong/vu/{season.pk}/chot/",
            {"real_kilograms": "1.200", "version": 1},
        )
        assert "Hãy ghi lý do" in said(client.post(path, form))
        client.post(path, form | {"note": "Quên ghi hai lần"})
        season.refresh_from_db()
        assert season.real_kilograms == 1200

    def test_the_closing_form_begins_with_what_was_harvested(self, client, binh, season):
        client.force_login(binh)
        assert "1000" in said(client.get(f"/vung-trong/vu/{season.pk}/chot/"))


class TestTheList:
    def test_an_office_finds_what_has_ended_and_is_not_closed(
        self, client, dung, area, season, today
    ):
        days = {"harvest_from": None, "harvest_last_day": None}
        old = {"starts_on": today - 300 * DAY, "last_day": today - 200 * DAY}
        season_of(area, today, name="Vụ cũ", **old, **days)
        client.force_login(dung)
        page = said(client.get("/vung-trong/vu/?tinh-trang=ended"))
        assert "Vụ cũ" in page
        assert "Hè thu" not in page

    def test_what_gave_more_than_expected_is_found(self, client, dung, season):
        client.force_login(dung)
        assert "Hè thu" in said(client.get("/vung-trong/vu/?tinh-trang=above"))

    def test_a_stranger_finds_nothing(self, client, chi, season):
        client.force_login(chi)
        assert "Hè thu" not in said(client.get("/vung-trong/vu/"))

    def test_it_can_be_taken_away_as_a_sheet(self, client, dung, season):
        client.force_login(dung)
        answer = client.get("/vung-trong/vu/?tep=xlsx")
        _head, row = sheet(b"".join(answer.streaming_content))
        assert "Hè thu" in [cell.value for cell in row]

    def test_it_asks_the_same_however_many_there_are(
        self, client, dung, area, season, today, django_assert_max_num_queries
    ):
        days = {"harvest_from": None, "harvest_last_day": None}
        for number in range(5):
            first = today - (number + 2) * 100 * DAY
            season_of(area, today, name=f"Vụ {number}", starts_on=first, last_day=first, **days)
        client.force_login(dung)
        with django_assert_max_num_queries(14):
            client.get("/vung-trong/vu/")
