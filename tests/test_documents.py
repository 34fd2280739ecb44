"""Files that people bring: what kind they are by their content, and who gets them back."""

import io
import unicodedata
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.errors import BadInput
from records.documents import attached, open_document, store_upload
from records.file_kinds import CSV, DOCX, PDF, TEXT, XLSX, Limits, Unfit, clean_name, kind_of
from records.models import Document
from tests import files

LIMITS = Limits(size=1 << 20, entries=20, unpacked=1 << 20)


def kind(content, limits=LIMITS):
    return kind_of(io.BytesIO(content), limits)


def refused(content, limits=LIMITS):
    with pytest.raises(Unfit) as refusal:
        kind(content, limits)
    return refusal.value.code


class TestKinds:
    @pytest.mark.parametrize(
        ("content", "found"),
        [
            pytest.param(files.PDF, PDF, id="pdf"),
            pytest.param(files.workbook(), XLSX, id="xlsx"),
            pytest.param(files.letter(), DOCX, id="docx"),
            pytest.param("tên;số\nAn;1\n".encode(), CSV, id="csv"),
            pytest.param("\ufefftên,số\r\nAn,1\r\n".encode(), CSV, id="csv-of-excel"),
            pytest.param("Chỉ là một bức thư.\n".encode(), TEXT, id="text"),
        ],
    )
    def test_it_is_found_in_the_content(self, content, found):
        assert kind(content) == found

    @pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
    def test_pictures_are_known_as_such(self, name):
        assert kind(files.picture(name)).is_picture

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(b"", "records.file_empty", id="empty"),
            pytest.param(b"x" * (1 << 21), "records.file_too_large", id="too-large"),
            pytest.param(b"MZ" + b"\0" * 99, "records.file_unknown", id="program"),
            pytest.param(b"GIF89a" + b"\0" * 9, "records.file_unknown", id="gif"),
            pytest.param(b"<!doctype html><html>", "records.file_unknown", id="html"),
            pytest.param(b" \n<svg onload='x'/>", "records.file_unknown", id="svg"),
            pytest.param(b"#!/bin/sh\n", "records.file_unknown", id="script"),
            pytest.param(b"a\x1b[31mb", "records.file_unknown", id="control-characters"),
            pytest.param("tên".encode("utf-16"), "records.file_unknown", id="utf-16"),
            pytest.param(files.archive(a="x"), "records.file_unknown", id="mere-zip"),
            pytest.param(b"%PDF-1.4\nhalf", "records.file_damaged", id="half-a-pdf"),
            pytest.param(
                files.PDF.replace(b"<< >>", b"<< /S /JavaScript >>"),
                "records.file_runs",
                id="pdf-with-script",
            ),
            pytest.param(
                files.workbook(xl__vbaProject="x"),
                "records.file_runs",
                id="macros",
            ),
            pytest.param(
                files.workbook(
                    content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                ),
                "records.file_runs",
                id="macro-enabled",
            ),
            pytest.param(
                files.workbook(xl__macrosheets__sheet1="x"), "records.file_runs", id="excel-4"
            ),
            pytest.param(files.workbook()[:-30], "records.file_damaged", id="cut-off"),
            pytest.param(
                files.workbook(content_type="text/plain"), "records.file_unknown", id="untyped"
            ),
        ],
    )
    def test_what_is_none_of_them_is_refused(self, content, code):
        assert refused(content) == code

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(files.PDF + files.workbook(), id="pdf-then-workbook"),
            pytest.param(files.PDF + files.archive(a="x") + b"\n%%EOF", id="pdf-around-zip"),
            pytest.param(files.workbook() + files.PDF, id="workbook-then-pdf"),
            pytest.param(b"junk" + files.PDF, id="something-before"),
        ],
    )
    def test_a_file_of_two_kinds_is_refused(self, content):
        assert refused(content) in ("records.file_damaged", "records.file_unknown")

    def test_an_archive_that_unpacks_too_large_is_refused(self):
        bomb = files.workbook(xl__media="0" * (1 << 21))
        assert len(bomb) < 1 << 14
        assert refused(bomb) == "records.file_unpacks_too_large"

    def test_an_archive_of_too_many_files_is_refused(self):
        many = files.workbook(**{f"xl__{number}": "x" for number in range(20)})
        assert refused(many) == "records.file_unpacks_too_large"

    def test_an_archive_that_lies_about_its_sizes_is_refused(self):
        honest = files.workbook(xl__media="0" * 5000)
        size = (5000).to_bytes(4, "little")
        assert refused(honest.replace(size, (10).to_bytes(4, "little"))) == (
            "records.file_damaged"
        )

    def test_entities_of_a_part_are_not_read(self):
        types = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types>&a;</Types>'
        sheet = files.archive(**{"[Content_Types].xml": types, "xl/workbook.xml": "x"})
        assert refused(sheet) == "records.file_damaged"


class TestNames:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            pytest.param(
                unicodedata.normalize("NFD", "chứng nhận.pdf"), "chứng nhận.pdf", id="nfd"
            ),
            pytest.param("../../etc/passwd", "passwd.pdf", id="folders"),
            pytest.param("C:\\Users\\An\\giấy.pdf", "giấy.pdf", id="windows"),
            pytest.param("giấy.exe", "giấy.pdf", id="extension-of-another-kind"),
            pytest.param("gi\u202efdp.exe", "gifdp.pdf", id="turned-around"),
            pytest.param("", "tep.pdf", id="none"),
            pytest.param(
                "Số 12. Giấy chứng nhận", "Số 12. Giấy chứng nhận.pdf", id="no-extension"
            ),
        ],
    )
    def test_they_are_made_fit_to_show(self, given, kept):
        assert clean_name(given, PDF) == kept

    def test_a_long_name_keeps_its_extension(self):
        name = clean_name("ô" * 300 + ".pdf", PDF)
        assert (len(name), name[-4:]) == (200, ".pdf")


@pytest.mark.django_db
class TestKeeping:
    def store(self, content, name="giấy.pdf", owner="organisation:1"):
        return store_upload(
            owner=owner, name=name, content=io.BytesIO(content), by="user:1", field="document"
        )

    def test_the_same_content_of_one_owner_is_kept_once(self):
        assert self.store(files.PDF) == self.store(files.PDF, name="bản sao.pdf")
        self.store(files.PDF, owner="organisation:2")
        assert Document.objects.count() == 2

    def test_a_picture_is_drawn_anew_without_position_data(self):
        exif = Image.Exif()
        exif.get_ifd(0x8825)[1] = "N"
        document = self.store(files.picture("JPEG", exif), name="ảnh.png")
        assert (document.name, document.content_type) == ("ảnh.jpg", "image/jpeg")
        with open_document(document) as file, Image.open(file) as kept:
            assert not kept.getexif()

    def test_an_archive_behind_a_picture_is_gone(self):
        document = self.store(files.picture() + files.archive(a="x"), name="a.png")
        with open_document(document) as file:
            assert b"PK\x03\x04" not in file.read()

    def test_a_refusal_names_the_file_and_keeps_nothing(self):
        with pytest.raises(BadInput, match=r"Tệp “lạ.pdf” không thuộc loại") as refusal:
            self.store(b"GIF89a" + b"\0" * 9, name="lạ.pdf")
        assert refusal.value.field == "document"
        assert not Document.objects.exists()

    def test_a_document_of_another_owner_is_not_attached(self):
        document = self.store(files.PDF)
        with pytest.raises(BadInput) as refusal:
            attached(owner="organisation:2", file=document, by="user:1")
        assert refusal.value.code == "records.document_of_another"


@pytest.mark.django_db
class TestServing:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop):
        self.client = client
        self.document = store_upload(
            owner=coop.key,
            name="giấy.pdf",
            content=io.BytesIO(files.PDF),
            by="test",
            field="document",
        )
        self.address = f"/tai-lieu/{self.document.pk}/"

    def content(self, response):
        return b"".join(response.streaming_content)

    def test_its_people_get_it(self, viewer):
        self.client.force_login(viewer)
        assert self.content(self.client.get(self.address)) == files.PDF

    def test_the_officer_of_the_place_gets_it(self, dung):
        self.client.force_login(dung)
        assert self.content(self.client.get(self.address)) == files.PDF

    def test_a_stranger_cannot_tell_that_it_exists(self, chi):
        self.client.force_login(chi)
        assert self.client.get(self.address).status_code == 404

    def test_without_a_sign_in_the_page_leads_to_it(self):
        assert self.client.get(self.address).status_code == 302

    def test_a_document_of_nothing_is_nobodys(self, an):
        Document.objects.update(owner="organisation:999999")
        self.client.force_login(an)
        assert self.client.get(self.address).status_code == 404

    def test_it_cannot_act_on_the_site(self, an):
        self.client.force_login(an)
        response = self.client.get(self.address)
        self.content(response)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert response["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize(
        ("content_type", "way"),
        [
            ("application/pdf", "inline"),
            ("image/jpeg", "inline"),
            ("text/csv; charset=utf-8", "attachment"),
            ("text/html", "attachment"),
        ],
    )
    def test_only_papers_and_pictures_open_in_the_browser(self, an, content_type, way):
        Document.objects.update(content_type=content_type)
        self.client.force_login(an)
        response = self.client.get(self.address)
        self.content(response)
        assert response["Content-Disposition"].startswith(f"{way}; filename*=utf-8''gi")

    def test_what_the_browser_has_is_not_sent_again(self, an):
        self.client.force_login(an)
        etag = f'"{self.document.sha256}"'
        response = self.client.get(self.address, headers={"if-none-match": etag})
        assert response.status_code == 304

    def test_what_the_browser_has_is_still_hidden_from_a_stranger(self, chi):
        self.client.force_login(chi)
        etag = f'"{self.document.sha256}"'
        response = self.client.get(self.address, headers={"if-none-match": etag})
        assert response.status_code == 404


@pytest.mark.django_db
class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop):
        self.client, self.coop = client, coop

    def post(self, content=files.PDF, owner=None):
        file = SimpleUploadedFile("giấy.pdf", content, "application/pdf")
        body = {"owner": owner or self.coop.key, "document": file}
        return self.client.post("/api/v1/documents", body)

    def test_it_works(self, binh):
        self.client.force_login(binh)
        created = self.post()
        assert created.status_code == 201
        address = f"/api/v1/documents/{created.json()['id']}"
        assert self.client.get(address).json()["content_type"] == "application/pdf"
        assert b"".join(self.client.get(f"{address}/content").streaming_content) == files.PDF

    def test_the_office_may_bring_papers_for_an_organisation(self, dung):
        self.client.force_login(dung)
        assert self.post().status_code == 201

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        response = self.post(b"GIF89a" + b"\0" * 9)
        assert (response.status_code, response.json()["code"]) == (422, "records.file_unknown")

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403

    def test_a_stranger_sees_nothing(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404
        assert self.client.get(f"/api/v1/documents/{uuid4()}").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    @pytest.mark.parametrize("owner", ["organisation", "organisation:x", "nothing:1"])
    def test_a_key_that_names_nothing_is_not_found(self, an, owner):
        self.client.force_login(an)
        assert self.post(owner=owner).status_code == 404

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.client.post("/api/v1/documents", {}).status_code == 422
