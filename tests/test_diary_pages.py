"""The pages of the diary without script: short forms, the list, one entry, letting through."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from growing_areas.models import DiaryEntry, DiaryPhoto, Harvest
from tests.diary_cast import DAY, do, spray
from tests.files import PDF, picture

pytestmark = pytest.mark.django_db

MOST_QUERIES_OF_A_LIST = 16


def text(answer):
    return answer.content.decode()


@pytest.fixture
def fields(area, today):
    return {
        "client_id": str(uuid4()),
        "plots": [plot.pk for plot in area.plots.all()],
        "done_on": str(today),
    }


class TestForms:
    @pytest.fixture(autouse=True)
    def setup(self, client, area, recorder):
        self.client, self.path = client, f"/dong-ruong/{area.pk}/"
        client.force_login(recorder)

    def post(self, slug, fields, **more):
        return self.client.post(f"{self.path}{slug}/", fields | more, follow=True)

    def test_a_spraying_is_entered_with_its_photos(self, fields, pesticide, recorder):
        photos = [SimpleUploadedFile("a.png", picture()), SimpleUploadedFile("b.pdf", PDF)]
        page = self.post(
            "phun-thuoc",
            fields,
            input=pesticide.pk,
            dose="1,5",
            dose_unit="l/ha",
            photos=photos,
        )
        entry = DiaryEntry.objects.get()
        assert (str(entry.dose), entry.by) == ("1.500", recorder.key)
        assert "Đã ghi vào nhật ký" in text(page)
        assert "không phải ảnh" in text(page)  # the other one, which is kept
        assert DiaryPhoto.objects.count() == 1

    def test_pressing_save_twice_enters_it_once(self, fields):
        for _each in range(2):
            self.post("tia-canh", fields)
        assert DiaryEntry.objects.count() == 1

    def test_what_is_wrong_stands_at_its_field(self, fields):
        page = self.post("phun-thuoc", fields, input_name="Thuốc lạ", dose="1", dose_unit="l")
        assert "cần ghi thời gian cách ly" in text(page)
        assert page.context["form"].has_error("pre_harvest_days")

    def test_the_reason_is_asked_of_managers_alone(self, an):
        assert "override_reason" not in text(self.client.get(f"{self.path}thu-hoach/"))
        self.client.force_login(an)
        assert "override_reason" in text(self.client.get(f"{self.path}thu-hoach/"))

    def test_a_reason_that_others_send_is_not_taken(self, fields, area, pesticide, today):
        spray(area, today, pesticide)
        page = self.post("thu-hoach", fields, kilograms="5", override_reason="vội")
        assert "mới được thu hoạch" in text(page)
        assert not Harvest.objects.exists()

    def test_an_unknown_kind_of_work_is_not_found(self):
        assert self.client.get(f"{self.path}khong-co/").status_code == 404

    def test_the_phone_keeps_only_pages_that_say_whose_they_are(self, recorder, area):
        kept = self.client.get(self.path).headers
        assert kept["X-Field-Page"] == recorder.key
        assert "X-Field-Page" not in self.client.get(f"/vung-trong/{area.pk}/").headers
        self.client.logout()
        assert "X-Field-Page" not in self.client.get(self.path).headers

    def test_the_worker_is_asked_for_anew_and_the_manifest_opens_the_fields(self):
        worker = self.client.get("/sw.js")
        assert worker.headers["Cache-Control"] == "no-cache"
        assert worker.headers["Content-Type"].startswith("text/javascript")
        assert self.client.get("/manifest.webmanifest").json()["start_url"] == "/dong-ruong/"

    def test_one_starts_with_the_areas_whose_diary_one_writes(self, viewer, area):
        assert area.name in text(self.client.get("/dong-ruong/"))
        self.client.force_login(viewer)
        assert "Bạn chưa ghi nhật ký" in text(self.client.get("/dong-ruong/"))


class TestReading:
    def test_the_list_marks_what_was_corrected(self, client, viewer, area, today):
        old = do(area, "pruning", today)
        do(area, "pruning", today, corrects=old)
        client.force_login(viewer)
        page = text(client.get(f"/vung-trong/{area.pk}/nhat-ky/"))
        assert page.count("đã sửa</span>") == 1
        assert "Ghi nhật ký" not in page

    def test_a_long_one_is_shown_in_few_queries(
        self, client, viewer, area, pesticide, today, django_assert_max_num_queries
    ):
        for _each in range(20):
            spray(area, today, pesticide)
        client.force_login(viewer)
        with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
            client.get(f"/vung-trong/{area.pk}/nhat-ky/")

    def test_it_is_taken_away_as_a_file(self, client, viewer, area, pesticide, today):
        spray(area, today, pesticide)
        client.force_login(viewer)
        answer = client.get(f"/vung-trong/{area.pk}/nhat-ky/", {"tep": "csv"})
        assert "Thuốc A 5EC" in b"".join(answer.streaming_content).decode("utf-8-sig")

    def test_an_entry_is_corrected_on_its_page(
        self, client, recorder, area, pesticide, fields, today
    ):
        old = spray(area, today, pesticide)
        client.force_login(recorder)
        page = client.get(f"/nhat-ky/{old.pk}/sua/")
        assert page.context["form"]["dose"].value() == 1
        changed = fields | {"input": pesticide.pk, "dose": "2", "dose_unit": "l/ha"}
        answer = client.post(f"/nhat-ky/{old.pk}/sua/", changed)
        new = DiaryEntry.objects.get(corrects=old)
        assert answer.url == f"/nhat-ky/{new.pk}/"
        assert f'<a href="/nhat-ky/{new.pk}/">' in text(client.get(f"/nhat-ky/{old.pk}/"))
        assert client.get(f"/nhat-ky/{old.pk}/sua/").status_code == 403


class TestLettingThrough:
    @pytest.fixture(autouse=True)
    def setup(self, area, harvest, pesticide):
        spray(area, harvest.harvested_on - DAY, pesticide)
        self.path = f"/thu-hoach/{harvest.pk}/cho-qua/"

    def test_the_area_marks_the_harvest_and_leads_its_manager_there(self, client, an, area):
        client.force_login(an)
        page = text(client.get(f"/vung-trong/{area.pk}/"))
        assert "chưa hết thời gian cách ly" in page
        assert self.path in page

    def test_the_reason_is_kept_and_shown(self, client, an, area):
        client.force_login(an)
        answer = client.post(self.path, {"override_reason": "Mẫu đạt"}, follow=True)
        assert "được cho qua cách ly" in text(answer)
        assert "Mẫu đạt" in text(answer)
        assert Harvest.objects.get().override_by == an.key

    def test_without_a_reason_it_stays(self, client, an):
        client.force_login(an)
        client.post(self.path, {"override_reason": " "})
        assert Harvest.objects.get().override_by == ""
