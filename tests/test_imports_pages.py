"""Bringing files in: the pages and the API."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from products.models import Product
from records.models import Import
from tests.test_imports_products import three
from tests.test_spreadsheets import xlsx

HEADERS = ["Mã riêng", "Tên sản phẩm", "Khối lượng tịnh", "Đơn vị", "Mã vạch GTIN", "Hạn dùng"]


def upload(file=None, name="sp.xlsx"):
    return SimpleUploadedFile(name, (file or three()).getvalue())


def five_errors():
    return xlsx(
        HEADERS, ["A", None, 0, "bao", "123", "1E+12"], ["B", "Bột", 1, "kg", None, None]
    )


@pytest.fixture
def sent(client, an, coop):
    """An import of An's, uploaded on the page."""
    client.force_login(an)

    def sent(file=None):
        client.post(
            "/nhap-du-lieu/", {"kind": "san-pham", "owner": coop.key, "file": upload(file)}
        )
        return Import.objects.latest("pk")

    return sent


@pytest.fixture
def checked(client, sent, work_off):
    def checked(file=None):
        source = sent(file)
        mapping = {key: str(place) for key, place in source.mapping.items()}
        client.post(f"/nhap-du-lieu/{source.pk}/ghep-cot/", mapping)
        work_off()
        return source

    return checked


@pytest.mark.django_db
class TestThePages:
    def test_a_file_is_sent_matched_checked_written_and_undone(self, client, checked, work_off):
        source = checked()
        page = client.get(f"/nhap-du-lieu/{source.pk}/").content.decode()
        assert "Chưa có gì được ghi" in page
        assert "Nhập 3 dòng" in page
        client.post(f"/nhap-du-lieu/{source.pk}/nhap/", {"cach": "tat-ca"})
        work_off()
        assert Product.objects.count() == 3
        assert "Đã nhập 3 dòng." in client.get(f"/nhap-du-lieu/{source.pk}/").content.decode()
        client.post(f"/nhap-du-lieu/{source.pk}/hoan-tac/")
        work_off()
        assert Product.objects.count() == 0

    def test_five_kinds_of_error_stand_in_the_table_with_their_remedy(self, client, checked):
        page = client.get(f"/nhap-du-lieu/{checked(five_errors()).pk}/").content.decode()
        for said in (
            "Dòng mới phải có “Tên sản phẩm”",
            "phải lớn hơn 0",
            "không có trong danh sách của cột “Đơn vị”",
            "khớp số kiểm tra cuối",
            "ở cột “Hạn dùng (số ngày)” lớn quá",
            "Hãy điền ô này.",
            "Nhập 1 dòng đúng, bỏ qua dòng lỗi",
            "Tải tệp đã đánh dấu lỗi để sửa",
        ):
            assert said in page

    def test_the_file_to_mend_is_downloaded(self, client, checked):
        source = checked(five_errors())
        source.refresh_from_db()
        answer = client.get(f"/tai-lieu/{source.marked_id}/")
        content = b"".join(answer.streaming_content)
        assert load_workbook(io.BytesIO(content)).active["A3"].value == "B"

    @pytest.mark.parametrize("query", ["", "?nhap=san-pham", "?cho=organisation:0"])
    def test_who_has_one_organisation_is_not_asked_for_which(self, client, an, coop, query):
        client.force_login(an)
        page = client.get(f"/nhap-du-lieu/{query}").content.decode()
        assert f'<input type="hidden" name="owner" value="{coop.key}"' in page

    def test_a_file_that_is_no_table_is_refused_on_the_form(self, client, an, coop):
        client.force_login(an)
        form = {"kind": "san-pham", "owner": coop.key, "file": upload(io.BytesIO(b"\0\1\2"))}
        assert "không phải bảng Excel" in client.post("/nhap-du-lieu/", form).content.decode()

    def test_one_column_of_the_file_for_two_contents_is_refused(self, client, sent):
        source = sent()
        page = client.post(
            f"/nhap-du-lieu/{source.pk}/ghep-cot/", {"name": "1", "reference": "1"}
        )
        assert "được chọn hai lần" in page.content.decode()

    def test_the_template_and_the_export_are_workbooks(self, client, an, coop, rice):
        client.force_login(an)
        for word, cell in (("mau", "Gạo ví dụ"), ("xuat", rice.name)):
            answer = client.get(f"/nhap-du-lieu/{word}/san-pham/?cho={coop.key}")
            book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
            assert book.worksheets[0]["B2"].value == cell

    def test_who_may_bring_nothing_in_is_told_so(self, client, viewer):
        client.force_login(viewer)
        assert "Bạn chưa nhập dữ liệu" in client.get("/nhap-du-lieu/").content.decode()

    def test_a_stranger_does_not_find_it(self, client, checked, chi):
        source = checked()
        client.force_login(chi)
        for word in ("", "ghep-cot/", "tien-do/"):
            assert client.get(f"/nhap-du-lieu/{source.pk}/{word}").status_code == 404
        for word in ("nhap/", "hoan-tac/"):
            assert client.post(f"/nhap-du-lieu/{source.pk}/{word}").status_code == 404

    def test_a_stranger_takes_nothing_of_another_organisation(self, client, chi, coop):
        client.force_login(chi)
        assert client.get(f"/nhap-du-lieu/xuat/san-pham/?cho={coop.key}").status_code == 403

    def test_without_sign_in_it_leads_there(self, client, db):
        assert client.get("/nhap-du-lieu/").status_code == 302


@pytest.mark.django_db
class TestTheApi:
    @pytest.fixture
    def source(self, client, an, coop):
        client.force_login(an)
        answer = client.post(
            "/api/v1/imports", {"kind": "san-pham", "file": upload(five_errors())}
        )
        assert answer.status_code == 201
        return answer.json()

    def put(self, client, source, mapping):
        return client.put(
            f"/api/v1/imports/{source['id']}/mapping",
            {"mapping": mapping},
            content_type="application/json",
        )

    def post(self, client, source, word, **payload):
        address = f"/api/v1/imports/{source['id']}/{word}"
        return client.post(address, payload, content_type="application/json")

    def test_from_the_upload_to_undoing(self, client, source, work_off):
        assert self.put(client, source, source["mapping"]).status_code == 202
        work_off()
        found = client.get(f"/api/v1/imports/{source['id']}").json()
        assert (found["state"], found["new"], found["error"]) == ("checked", 1, 1)
        rows = client.get(f"/api/v1/imports/{source['id']}/rows?outcome=error").json()
        codes = {one["code"] for one in rows["items"][0]["findings"]}
        assert "products.bad_gtin" in codes
        assert self.post(client, source, "apply", all_or_nothing=True).status_code == 409
        assert self.post(client, source, "apply").status_code == 202
        work_off()
        assert Product.objects.count() == 1
        assert self.post(client, source, "apply").status_code == 409
        assert self.post(client, source, "undo").status_code == 202
        work_off()
        assert Product.objects.count() == 0

    def test_a_wrong_mapping_is_refused(self, client, source):
        answer = self.put(client, source, {"name": 99})
        assert (answer.status_code, answer.json()["code"]) == (422, "imports.bad_mapping")

    def test_a_bad_shape(self, client, source):
        assert self.put(client, source, "x").status_code == 422
        assert client.post("/api/v1/imports", {"kind": "san-pham"}).status_code == 422

    def test_an_unknown_kind(self, client, an, coop):
        client.force_login(an)
        answer = client.post("/api/v1/imports", {"kind": "x", "file": upload()})
        assert answer.status_code == 404

    def test_a_stranger_does_not_find_it(self, client, source, chi):
        client.force_login(chi)
        assert client.get(f"/api/v1/imports/{source['id']}").status_code == 404
        assert self.put(client, source, {}).status_code == 404
        assert self.post(client, source, "apply").status_code == 404
        assert self.post(client, source, "undo").status_code == 404
        assert client.get(f"/api/v1/imports/{source['id']}/rows").status_code == 404

    def test_for_another_organisation_it_is_refused(self, client, chi, coop):
        client.force_login(chi)
        form = {"kind": "san-pham", "owner": coop.key, "file": upload()}
        assert client.post("/api/v1/imports", form).status_code == 403

    def test_without_sign_in(self, client, db):
        assert client.get("/api/v1/imports").status_code == 401

    def test_what_can_be_brought_in_and_for_whom(self, client, source, coop):
        kinds = {kind["key"]: kind for kind in client.get("/api/v1/imports/kinds").json()}
        assert kinds["san-pham"]["owners"] == [coop.key]
        assert kinds["to-chuc"]["owners"] == []
