"""Files of organisations, which an officer brings in for the commune."""

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from common.errors import NotAllowed
from common.spreadsheets import read_table
from cooperatives.models import Organisation
from cooperatives.services import change_organisation
from portal import imports
from records.imports import set_mapping
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries
from tests.conftest import particulars
from tests.test_imports_products import counts
from tests.test_spreadsheets import csv, xlsx

KIND = imports.KINDS["to-chuc"]
HEADERS = ["STT", "Tên HTX", "Loại hình", "Xã", "Địa chỉ", "MST", "Điện thoại", "Đại diện"]


@pytest.fixture
def bring(dung, commune, work_off):
    def brought(file, user=dung, owner=""):
        source = imports.take_in(
            user=user, kind=KIND, owner=owner, name="tc.xlsx", content=file
        )
        set_mapping(source=source, kind=KIND, mapping=source.mapping, by=user.key)
        imports.ask_check(source, user.key)
        work_off()
        source.refresh_from_db()
        return source

    return brought


@pytest.fixture
def write(work_off):
    def written(source):
        imports.ask_apply(source, source.by, all_or_nothing=False)
        work_off()
        source.refresh_from_db()
        return source

    return written


def two():
    return xlsx(
        ["UBND XÃ HẢI LĂNG"],
        HEADERS,
        [1, "HTX Đại An Khê", "HTX", "Hải Lăng", "Thôn 1", 100233488, 912345678, "Bà A"],
        [2, "Tổ Rau sạch", "THT", "xã Hải Lăng, Quảng Trị", "Thôn 2", None, None, None],
    )


@pytest.mark.django_db
class TestBringingIn:
    def test_they_are_written_confirmed_and_with_the_zeros_that_excel_dropped(
        self, bring, write
    ):
        source = write(bring(two()))
        assert counts(source) == {"new": 2}
        row = Organisation.objects.get(tax_code="0100233488")
        assert (row.name, row.phone, row.unit.code) == (
            *("HTX Đại An Khê", "0912345678", "19702"),
        )
        assert row.state == Organisation.State.CONFIRMED
        entry = LogEntry.objects.get(subject=row.key)
        assert (entry.request, entry.data["import"]) == (str(source.job_id), source.key)
        assert "Bà A" not in str(entry.data)  # what speaks of a person is sealed
        assert first_broken_link(stored_entries()) is None

    def test_the_same_file_twice_changes_nothing_not_even_where_there_is_no_number(
        self, bring, write
    ):
        write(bring(two()))
        assert counts(bring(two())) == {"unchanged": 2}

    def test_an_export_brought_in_again_changes_nothing(self, bring, write, dung, commune):
        write(bring(two()))
        file = io.BytesIO()
        imports.write_export(file, KIND, imports.scope_named(dung, ""))
        assert load_workbook(file).active["F2"].value == "0100233488"
        assert counts(bring(file)) == {"unchanged": 2}

    def test_a_number_found_later_is_added_to_the_organisation_of_that_name(self, bring, write):
        write(bring(two()))
        source = write(
            bring(xlsx(["Tên HTX", "Xã", "MST"], ["Tổ rau sạch", "19702", "0102030405"]))
        )
        assert counts(source) == {"changed": 1}

    def test_the_offices_own_code_finds_a_row_again(self, bring, write):
        headers = ["Mã riêng", "Tên HTX", "Loại hình", "Xã"]
        write(bring(xlsx(headers, ["007", "HTX Cũ", "HTX", "Hải Lăng"])))
        source = write(bring(xlsx(headers, ["007", "HTX Mới", None, None])))
        assert counts(source) == {"changed": 1}
        assert Organisation.objects.get(reference="007").name == "HTX Mới"

    def test_the_template_offers_the_communes(self, dung, commune):
        file = io.BytesIO()
        imports.write_import_template(file, KIND, imports.scope_named(dung, ""))
        words = [cell.value for cell in load_workbook(file)["Danh mục"]["B"][:2]]
        assert words == ["Xã, phường", "19702 – Xã Hải Lăng"]
        assert read_table(file, KIND.all_columns).headers[0] == "Mã riêng"


@pytest.mark.django_db
class TestWhatIsWrong:
    def found(self, bring, *row):
        source = bring(xlsx(HEADERS, [1, *row]))
        return {f["column"]: f["code"] for f in source.rows.get().findings}

    def test_all_that_is_wrong_with_a_row_at_once(self, bring):
        assert self.found(bring, None, "bar", "Xã Khác", "x" * 301, "123", "1E+9", None) == {
            "name": "imports.missing",
            "kind": "spreadsheets.unknown_choice",
            "unit": "imports.unknown_commune",
            "address": "cooperatives.text_too_long",
            "tax_code": "cooperatives.bad_tax_code",
            "phone": "spreadsheets.code_became_number",
        }

    def test_a_commune_outside_the_territory_is_an_error_with_a_sentence(
        self, bring, other_commune
    ):
        source = bring(
            xlsx(HEADERS, [1, "HTX X", "HTX", "Xã Hướng Phùng", "a", None, None, None])
        )
        message = source.rows.get().findings[0]["message"]
        assert "không phải xã, phường thuộc Xã Hải Lăng" in message
        assert Organisation.objects.count() == 0

    def test_an_old_commune_is_told_by_what_it_became(self, bring, old_commune):
        source = bring(
            xlsx(HEADERS, [1, "HTX X", "HTX", "Xã Hải Thượng", "a", None, None, None])
        )
        message = source.rows.get().findings[0]["message"]
        assert "nay thuộc 19702 – Xã Hải Lăng" in message

    def test_a_number_of_an_organisation_elsewhere_is_taken_and_shows_nothing_of_it(
        self, bring, other_coop
    ):
        Organisation.objects.filter(pk=other_coop.pk).update(tax_code="0100233488")
        source = bring(two())
        finding = source.rows.get(outcome="error").findings[0]
        assert finding["code"] == "cooperatives.number_taken"
        assert other_coop.name not in finding["message"]

    def test_two_rows_of_one_number(self, bring):
        row = ["HTX A", "HTX", "Hải Lăng", "a", "0100233488", None, None]
        source = bring(xlsx(HEADERS, [1, *row], [2, "HTX B", *row[1:]]))
        assert counts(source) == {"new": 1, "error": 1}

    def test_what_somebody_changed_since_is_a_conflict(self, bring, coop, commune, dung):
        file = io.BytesIO()
        imports.write_export(file, KIND, imports.scope_named(dung, ""))
        book = load_workbook(file)
        book.active["E2"].value = "Địa chỉ trong tệp"
        changed = io.BytesIO()
        book.save(changed)
        change_organisation(
            organisation=coop,
            particulars=particulars(commune, address="Địa chỉ trên trang"),
            version=coop.version,
            by="test",
            now=timezone.now(),
        )
        assert counts(bring(changed)) == {"conflict": 1}


@pytest.mark.django_db
class TestWhoMay:
    def test_a_manager_may_not_bring_organisations_in(self, an, coop):
        with pytest.raises(NotAllowed, match="do cán bộ quản lý danh bạ"):
            imports.take_in(user=an, kind=KIND, owner="", name="a.csv", content=csv("Tên\nA"))

    def test_an_officer_whose_duty_ended_in_the_meantime_writes_nothing(
        self, bring, dung, write
    ):
        source = bring(two())
        dung.duties.update(valid_to=timezone.localdate())
        write(source)
        assert Organisation.objects.count() == 0
        assert "không nhập dữ liệu cho nơi này" in source.job.error


@pytest.mark.django_db
def test_undoing_removes_what_was_made(bring, write, work_off):
    source = write(bring(two()))
    imports.ask_undo(source, source.by)
    work_off()
    assert Organisation.objects.count() == 0
    assert first_broken_link(stored_entries()) is None
