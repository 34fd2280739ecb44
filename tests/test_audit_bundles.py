"""All that an audit needs in one file: what is in it, whose it is, how it is made and goes."""

import csv
import hashlib
import io
import json
import zipfile

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from shapely.geometry import shape

from growing_areas import services
from growing_areas.models import AuditBundle
from growing_areas.services import forget_old_bundles
from portal import daily
from portal.audit.bundle import ask, ask_again
from records import jobs
from records.documents import open_document
from records.models import Document, Job, LogEntry
from tests.audit_cast import labelled, nam, season, whole
from tests.diary_cast import DAY
from tests.growing_area_codes_cast import draft
from tests.growing_areas_cast import bare_area_beside
from tests.inspections_cast import hoa

__all__ = ["hoa", "labelled", "nam", "season", "whole"]
pytestmark = pytest.mark.django_db


def made(code, user, work_off):
    """The bundle of `code` for `user`, done."""
    bundle = ask(code=code, user=user)
    work_off()
    bundle.refresh_from_db()
    return bundle


def opened(bundle):
    """The files of a bundle by their names."""
    with open_document(bundle.document) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content):
    return list(load_workbook(io.BytesIO(content)).active.values)


def text_of(pdf):
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)
    )


class TestWhatIsInIt:
    @pytest.fixture
    def files(self, whole, dung, work_off):
        return opened(made(whole, dung, work_off))

    def test_every_file_is_listed_with_a_sum_that_holds(self, files):
        listed = csv.reader(io.StringIO(files.pop("muc-luc.csv").decode("utf-8-sig")))
        next(listed)
        sums = {name: (int(size), digest) for name, _about, size, digest in listed}
        assert sums == {
            name: (len(content), hashlib.sha256(content).hexdigest())
            for name, content in files.items()
        }

    def test_the_summary_says_what_the_page_says(self, files):
        text = text_of(files["tom-tat.pdf"])
        for words in (
            "Hồ sơ kiểm tra mã số",
            "VN-45-470-19708-00-24",
            "đã cấp",
            "Ruộng chưa được vệ sinh.",
            "Vụ thu đông",
            "L1",
            "Công ty Gạo Việt",
        ):
            assert words in text

    def test_the_diary_is_a_spreadsheet_in_which_nothing_runs(self, files):
        rows = rows_of(files["nhat-ky.xlsx"])
        assert [row[1] for row in rows[1:]] == ["phun thuốc", "tưới nước"]
        book = load_workbook(io.BytesIO(files["nhat-ky.xlsx"]))
        assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)

    def test_the_plots_are_geojson(self, files):
        collection = json.loads(files["thua.geojson"])
        [feature] = collection["features"]
        assert shape(feature["geometry"]).is_valid
        assert feature["properties"]["code"] == "VN-45-470-19708-00-24"

    def test_inspections_findings_and_changes(self, files):
        [report] = [name for name in files if name.startswith("kiem-tra/")]
        assert "Biên bản kiểm tra" in text_of(files[report])
        assert rows_of(files["diem-chua-dat.xlsx"])[1][0] == "Ruộng chưa được vệ sinh."
        assert "Thêm thửa" in {row[1] for row in rows_of(files["lich-su.xlsx"])}

    def test_batches_and_labels(self, files):
        assert rows_of(files["lo-hang.xlsx"])[1][0] == "L1"
        assert rows_of(files["nhan.xlsx"])[1][3:] == (12, 12)

    def test_of_an_application_for_an_area_without_plots(self, area, dung, today, work_off):
        asked = draft(bare_area_beside(area), today)
        files = opened(made(asked, dung, work_off))
        assert json.loads(files["thua.geojson"])["features"] == []
        assert "0 thửa" in text_of(files["tom-tat.pdf"])

    def test_the_same_data_give_the_same_bytes(self, whole, dung, work_off):
        first, second = (made(whole, dung, work_off) for _time in range(2))
        assert first.pk != second.pk
        assert first.document.sha256 == second.document.sha256


class TestAsking:
    def test_what_waits_is_given_back(self, code, dung):
        assert ask(code=code, user=dung) == ask(code=code, user=dung)
        assert Job.objects.count() == 1

    def test_it_is_told_in_the_log_of_the_organisation(self, code, dung):
        ask(code=code, user=dung)
        entry = LogEntry.objects.get(action="growing_areas.audit_bundle_asked")
        assert (entry.subject, entry.by) == (code.key, dung.key)
        assert entry.chain == code.area.organisation.key

    def test_work_that_is_done_twice_leaves_one_file(self, code, dung, work_off):
        bundle = made(code, dung, work_off)
        Job.objects.update(state=Job.State.WAITING, finished_at=None)
        jobs.call(bundle.job)
        assert Document.objects.filter(owner=bundle.key).count() == 1

    def test_a_worker_stopped_in_the_middle_leaves_nothing_half_made(
        self, code, dung, work_off, monkeypatch
    ):
        bundle = ask(code=code, user=dung)

        def killed(*_given):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("portal.audit.bundle_files._history", killed)
            with pytest.raises(KeyboardInterrupt):
                jobs.call(bundle.job)
        assert not Document.objects.exists()
        work_off()
        bundle.refresh_from_db()
        assert bundle.document.size > 0

    def test_what_was_cancelled_can_be_asked_for_again(self, code, dung, work_off):
        bundle = ask(code=code, user=dung)
        jobs.cancel(job=bundle.job, by=dung.key)
        ask_again(bundle=bundle, by=dung.key)
        work_off()
        bundle.refresh_from_db()
        assert bundle.document

    def test_a_cleared_one_has_no_file(self, code, dung, work_off):
        bundle = made(code, dung, work_off)
        with (
            pytest.raises(IntegrityError, match="audit_bundle_cleared_has_no_file"),
            transaction.atomic(),
        ):
            AuditBundle.objects.filter(pk=bundle.pk).update(cleared_at=timezone.now())


class TestForgetting:
    def test_the_file_goes_after_its_last_day(
        self, code, dung, work_off, today, settings, django_capture_on_commit_callbacks
    ):
        settings.AUDIT_BUNDLE_KEPT_DAYS = 5
        bundle = made(code, dung, work_off)
        stored = bundle.document.stored_as
        forget_old_bundles(today + 5 * DAY)
        assert AuditBundle.objects.get().document
        with django_capture_on_commit_callbacks(execute=True):
            forget_old_bundles(today + 6 * DAY)
        bundle.refresh_from_db()
        assert (bundle.document, bool(bundle.cleared_at)) == (None, True)
        assert not default_storage.exists(stored)

    def test_it_is_part_of_the_daily_work(self):
        assert daily.WORK["audit_bundles"] is services.forget_old_bundles


class TestPages:
    @pytest.fixture
    def post(self, client):
        def post(person, code):
            client.force_login(person)
            return client.post(reverse("portal:ask_bundle", args=[code.pk]))

        return post

    def test_asking_leads_to_the_page_and_the_file(self, client, post, whole, dung, work_off):
        response = post(dung, whole)
        bundle = AuditBundle.objects.get()
        assert response.headers["Location"] == f"/ho-so-tron-goi/{bundle.pk}/"
        assert "Đang chờ" in client.get(response.headers["Location"]).content.decode()
        work_off()
        text = client.get(response.headers["Location"]).content.decode()
        bundle.refresh_from_db()
        assert bundle.document.sha256 in text
        file = client.get(reverse("portal:document", args=[bundle.document_id]))
        assert file.headers["Content-Type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))).testzip() is None

    def test_who_may_ask(self, post, code, an, binh, viewer, dung, hoa, nam, chi):
        people = (an, dung, hoa, binh, viewer, nam, chi)
        answers = [post(person, code).status_code for person in people]
        assert answers == [302, 302, 302, 403, 403, 403, 404]

    def test_only_who_asked_sees_it(self, client, code, an, dung, hoa, chi, work_off):
        bundle = made(code, dung, work_off)
        for person, status in ((dung, 200), (an, 404), (hoa, 404), (chi, 404)):
            client.force_login(person)
            for address in (
                reverse("portal:bundle", args=[bundle.pk]),
                reverse("portal:bundle_progress", args=[bundle.pk]),
                reverse("portal:document", args=[bundle.document_id]),
            ):
                answer = client.get(address)
                assert not answer.streaming or b"".join(answer.streaming_content)
                assert answer.status_code == status

    def test_nobody_without_a_sign_in(self, client, code):
        response = client.post(reverse("portal:ask_bundle", args=[code.pk]))
        assert response.headers["Location"].startswith("/dang-nhap/")


class TestTheApi:
    @pytest.fixture
    def address(self, code):
        return f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/audit-bundles"

    @pytest.fixture
    def call(self, client, address):
        def call(person, method, rest=""):
            client.force_login(person)
            return getattr(client, method)(address + rest)

        return call

    def test_asked_for_made_and_fetched(self, call, whole, dung, work_off):
        asked = call(dung, "post")
        assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
        one = f"/{asked.json()['id']}"
        assert call(dung, "get", f"{one}/file").status_code == 409
        work_off()
        told = call(dung, "get", one).json()
        assert (told["state"], told["done"]) == ("done", told["total"])
        content = b"".join(call(dung, "get", f"{one}/file").streaming_content)
        assert hashlib.sha256(content).hexdigest() == told["sha256"]
        assert [item["id"] for item in call(dung, "get").json()["items"]] == [told["id"]]

    def test_who_may(self, call, an, binh, dung, nam, chi):
        answers = [call(person, "post").status_code for person in (an, dung, binh, nam, chi)]
        assert answers == [202, 202, 403, 403, 404]
        assert "Hãy nhờ người quản lý" in call(binh, "post").json()["message"]

    def test_anothers_is_not_found(self, call, code, an, dung):
        bundle = ask(code=code, user=dung)
        for rest in (f"/{bundle.pk}", f"/{bundle.pk}/file"):
            assert call(an, "get", rest).status_code == 404
        assert call(an, "get").json()["items"] == []

    def test_nobody_without_a_sign_in(self, client, address):
        for method, rest in (("post", ""), ("get", ""), ("get", "/1"), ("get", "/1/file")):
            assert getattr(client, method)(address + rest).status_code == 401

    def test_an_id_that_is_none_is_refused(self, call, dung):
        assert call(dung, "get", "/x").status_code == 422
        assert call(dung, "get", "/x/file").status_code == 422

    def test_a_cleared_one_says_so(self, call, code, dung, work_off, today):
        bundle = made(code, dung, work_off)
        forget_old_bundles(today + 99 * DAY)
        answer = call(dung, "get", f"/{bundle.pk}/file")
        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "growing_areas.bundle_cleared",
        )
