"""Files of members, which the manager of an organisation brings in, and nobody else."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from common.errors import NotAllowed
from cooperatives.models import Member
from cooperatives.services import erase_member
from portal import imports
from records.imports import set_mapping
from records.models import Import, LogEntry
from records.verification import first_broken_link, stored_entries
from tests.kept_cast import recorded_member
from tests.test_imports_products import counts
from tests.test_spreadsheets import xlsx

pytestmark = pytest.mark.django_db
KIND = imports.KINDS["thanh-vien"]
HEADERS = ["STT", "Số thành viên", "Họ tên", "Giới", "Dân tộc", "Ngày sinh", "CCCD", "Vốn góp"]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def bring(an, coop, work_off):
    """Take a file in for An's cooperative and check it."""

    def brought(file, user=an, owner=""):
        source = imports.take_in(
            user=user, kind=KIND, owner=owner, name="tv.xlsx", content=file
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


@pytest.fixture
def undo(work_off):
    def undone(source):
        imports.ask_undo(source, source.by)
        work_off()
        source.refresh_from_db()
        return source

    return undone


def two():
    return xlsx(
        ["DANH SÁCH THÀNH VIÊN"],
        HEADERS,
        [1, "TV-01", "Hồ Thị Mẫu", "Nữ", "Bru - Vân Kiều", "05/06/1980", 44180001234, 1500000],
        [2, None, "Trần Văn Thử", "nam", "kinh", 1975, None, "2.000.000"],
    )


class TestBringingIn:
    def test_they_are_entered_and_who_has_no_number_gets_the_next(
        self, bring, write, coop, today, now
    ):
        recorded_member(coop, today, now, number="7")
        source = write(bring(two()))
        assert counts(source) == {"new": 2}
        first = Member.objects.get(number="TV-01")
        assert (first.sex, first.ethnicity, first.birth_year) == (
            *("female", "Bru - Vân Kiều", 1980),
        )
        assert (first.personal_number, first.capital_vnd) == ("044180001234", 1_500_000)
        second = Member.objects.get(number="8")
        assert (second.full_name, second.ethnicity, second.capital_vnd) == (
            *("Trần Văn Thử", "Kinh", Decimal(2_000_000)),
        )

    def test_the_log_says_it_with_one_id_and_names_nobody_in_clear(self, bring, write):
        source = write(bring(two()))
        entries = LogEntry.objects.filter(request=str(source.job_id))
        recorded = entries.filter(action="cooperatives.member_recorded")
        assert [entry.data["import"] for entry in recorded] == [source.key] * 2
        assert not any(
            said in str(entry.data)
            for entry in entries
            for said in ("Hồ Thị Mẫu", "044180001234", "Trần Văn Thử")
        )
        assert first_broken_link(stored_entries()) is None

    def test_the_same_file_twice_changes_nothing_not_even_without_a_number(self, bring, write):
        write(bring(two()))
        assert counts(bring(two())) == {"unchanged": 2}

    def test_whom_the_file_does_not_mention_stays(self, bring, write, coop, today, now):
        other = recorded_member(coop, today, now, number="70")
        write(bring(two()))
        other.refresh_from_db()
        assert (other.version, Member.objects.count()) == (1, 3)

    def test_an_empty_cell_leaves_the_field_and_a_mark_empties_it(
        self, bring, write, coop, today, now
    ):
        recorded_member(coop, today, now, number="1", sex="female", phone="0912345678")
        headers = ["Số thành viên", "Giới tính", "Điện thoại"]
        source = write(bring(xlsx(headers, ["1", None, "(xóa)"])))
        row = Member.objects.get()
        assert (counts(source), row.sex, row.phone) == ({"changed": 1}, "female", "")

    def test_a_member_with_the_personal_number_of_a_row_takes_its_new_number(
        self, bring, write, coop, today, now
    ):
        recorded_member(coop, today, now, number="1", personal_number="044180001234")
        headers = ["Số thành viên", "Họ tên", "CCCD"]
        write(bring(xlsx(headers, ["TV-09", "Hồ Thị Lan", "044180001234"])))
        assert Member.objects.get().number == "TV-09"

    def test_a_number_given_on_the_way_is_never_taken_for_somebody_of_the_file(
        self, bring, write, monkeypatch
    ):
        """Chunks of one row: the first gets number 1, which the second row names."""
        monkeypatch.setattr("records.imports.applying.AT_ONCE", 1)
        source = write(
            bring(xlsx(["Số thành viên", "Họ tên"], [None, "Người Một"], ["1", "Người Hai"]))
        )
        assert counts(source) == {"new": 1, "conflict": 1}
        assert Member.objects.get().full_name == "Người Một"


class TestWhatIsWrong:
    def test_all_errors_of_all_rows_are_told_at_once(self, bring, coop, today, now):
        lan = recorded_member(coop, today, now, number="9", personal_number="044180001234")
        recorded_member(coop, today, now, number="10", personal_number="044180005678")
        erase_member(member=recorded_member(coop, today, now, number="11"), by="test")
        source = bring(
            xlsx(
                [*HEADERS, "Vào ngày", "Thôi từ ngày"],
                [1, "A", None, "khác", "Sao", "năm 80", "12", "-5"],
                [2, "B", "Ngày Sai", None, None, 1899, None, None, "5/6/2020", "5/6/2019"],
                [3, "9", "Hai Người", None, None, None, "044180005678", None],
                [4, "11", "Người Đã Xóa", None, None, None, None, None],
                [5, "9", "(xóa)", None, None, None, None, None],
                [6, None, "Không Số", None, None, 1980, None, None],
                [7, None, "Không số", None, None, 1980, None, None],
            )
        )
        found = {
            row.number: {f["column"]: f["code"] for f in row.findings}
            for row in source.rows.filter(outcome="error")
        }
        assert found == {
            2: {
                "full_name": "imports.missing",
                "sex": "spreadsheets.unknown_choice",
                "ethnicity": "spreadsheets.unknown_choice",
                "birth_year": "spreadsheets.not_a_year",
                "personal_number": "cooperatives.bad_personal_number",
                "capital_vnd": "cooperatives.bad_capital",
            },
            3: {
                "birth_year": "spreadsheets.not_a_year",
                "left_on": "cooperatives.member_left_before_joining",
            },
            4: {"": "imports.several_meant"},
            5: {"": "cooperatives.member_erased"},
            6: {"full_name": "imports.cannot_be_empty"},
            8: {"": "imports.twice_in_the_file"},
        }
        assert lan.full_name in source.rows.get(number=4).findings[0]["message"]

    def test_two_members_that_a_row_could_mean_are_told_apart_by_their_number(
        self, bring, coop, today, now
    ):
        for born in (1980, 1981):
            recorded_member(coop, today, now, full_name="Hồ Văn A", birth_year=born)
        row = bring(xlsx(["Họ tên", "Dân tộc"], ["Hồ Văn A", "Kinh"])).rows.get()
        assert (row.findings[0]["column"], row.findings[0]["code"]) == (
            *("number", "imports.several_meant"),
        )


class TestRoundTrip:
    def exported(self, user, coop):
        file = io.BytesIO()
        imports.write_export(file, KIND, imports.scope_named(user, coop.key))
        return file

    def test_an_export_brought_in_again_changes_nothing(
        self, bring, write, an, coop, today, now
    ):
        write(bring(two()))
        recorded_member(
            coop, today, now, number="007", full_name="=Hồ", note="-ghi", phone="0912345678"
        )
        assert counts(bring(self.exported(an, coop))) == {"unchanged": 3}

    def test_who_was_erased_is_not_in_it(self, bring, write, an, coop, today, now):
        write(bring(two()))
        erase_member(member=Member.objects.get(number="TV-01"), by="test")
        sheet = load_workbook(self.exported(an, coop)).active
        assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["Trần Văn Thử"]

    def test_the_file_of_the_list_is_the_export(self, client, bring, write, an, coop):
        write(bring(two()))
        client.force_login(an)
        answer = client.get(f"/to-chuc/{coop.pk}/thanh-vien/?tep=xlsx")
        file = io.BytesIO(b"".join(answer.streaming_content))
        assert counts(bring(file)) == {"unchanged": 2}

    def test_the_template_offers_sexes_and_ethnic_groups(self, client, an, coop):
        client.force_login(an)
        answer = client.get(f"/nhap-du-lieu/mau/thanh-vien/?cho={coop.key}")
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        offered = {cell.value for row in book["Danh mục"].iter_rows() for cell in row}
        assert {"nữ", "nam", "Kinh", "Bru - Vân Kiều"} <= offered
        assert len(book.worksheets[0].data_validations.dataValidation) == 2


class TestUndoing:
    def test_who_was_entered_goes_and_what_was_changed_is_put_back(
        self, bring, write, undo, coop, today, now
    ):
        recorded_member(coop, today, now, number="TV-01", full_name="Hồ Thị Cũ")
        source = undo(write(bring(two())))
        assert (source.state, Member.objects.get().full_name) == (
            *(Import.State.UNDONE, "Hồ Thị Cũ"),
        )
        actions = LogEntry.objects.filter(request=str(source.job_id))
        assert sorted(actions.values_list("action", flat=True)) == [
            *("cooperatives.member_changed", "cooperatives.member_removed"),
            "records.import_undone",
        ]
        assert first_broken_link(stored_entries()) is None

    def test_who_was_erased_since_stays_erased(self, bring, write, undo):
        source = write(bring(two()))
        erase_member(member=Member.objects.get(number="TV-01"), by="test")
        undo(source)
        assert Member.objects.get().full_name == "(đã xóa)"
        assert source.rows.get(undone="left").left_because == "Đã có người sửa sau khi nhập."


class TestWhoMay:
    def test_an_officer_neither_brings_in_nor_takes_away(self, client, coop, dung, commune):
        client.force_login(dung)
        owner = f"unit:{commune.pk}"
        for word in ("mau", "xuat"):
            page = f"/nhap-du-lieu/{word}/thanh-vien/?cho={owner}"
            assert client.get(page).status_code == 403
        answer = client.get(f"/api/v1/imports/kinds/thanh-vien/export?owner={owner}")
        assert answer.status_code == 403
        assert "dữ liệu cá nhân" in answer.json()["message"]
        answer = client.post(
            "/api/v1/imports",
            {"kind": "thanh-vien", "file": SimpleUploadedFile("a.xlsx", two().getvalue())},
        )
        assert (answer.status_code, Import.objects.exists()) == (403, False)

    def test_it_is_not_offered_to_an_officer(self, client, coop, dung):
        client.force_login(dung)
        kinds = {kind["key"]: kind for kind in client.get("/api/v1/imports/kinds").json()}
        assert kinds["thanh-vien"]["owners"] == []
        assert 'value="thanh-vien"' not in client.get("/nhap-du-lieu/").content.decode()

    @pytest.mark.parametrize("who", ["binh", "viewer", "chi"])
    def test_only_a_manager_may(self, bring, coop, request, who):
        with pytest.raises(NotAllowed):
            bring(two(), user=request.getfixturevalue(who), owner=coop.key)

    def test_who_is_administrator_only_may_not_either(self, bring, django_user_model, coop):
        root = django_user_model.objects.create_superuser("root")
        with pytest.raises(NotAllowed, match="dữ liệu cá nhân"):
            bring(two(), user=root, owner="system")

    def test_the_manager_does_it_over_the_api(self, client, an, coop, work_off):
        client.force_login(an)
        file = SimpleUploadedFile("a.xlsx", two().getvalue())
        source = client.post("/api/v1/imports", {"kind": "thanh-vien", "file": file}).json()
        address = f"/api/v1/imports/{source['id']}"
        for method, word, payload in (
            (client.put, "mapping", {"mapping": source["mapping"]}),
            (client.post, "apply", {"all_or_nothing": True}),
        ):
            answer = method(f"{address}/{word}", payload, content_type="application/json")
            assert answer.status_code == 202
            work_off()
        assert Member.objects.filter(organisation=coop).count() == 2

    def test_the_empty_list_leads_to_the_file(self, client, an, coop):
        client.force_login(an)
        page = client.get(f"/to-chuc/{coop.pk}/thanh-vien/").content.decode()
        key = coop.key.replace(":", "%3A")
        assert page.count(f'href="/nhap-du-lieu/?nhap=thanh-vien&amp;cho={key}"') == 2

    def test_the_link_chooses_what_and_for_whom(self, client, an, coop, other_coop):
        client.force_login(an)
        page = client.get(f"/nhap-du-lieu/?nhap=thanh-vien&cho={coop.key}").content.decode()
        assert '<option value="thanh-vien" selected>' in page


def test_a_thousand_members_take_few_queries(
    bring, write, an, coop, django_assert_max_num_queries
):
    rows = [[f"TV{n}", f"Người thử {n}", "nữ", "Kinh"] for n in range(1000)]
    source = bring(xlsx(["Số thành viên", "Họ tên", "Giới", "Dân tộc"], *rows))
    with django_assert_max_num_queries(120):
        write(source)
    assert Member.objects.count() == 1000
