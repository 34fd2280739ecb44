"""What files said is forgotten: days after an import ended, and when a person is erased."""

import datetime
import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.errors import RuleError
from cooperatives.models import Member
from cooperatives.services import erase_member
from portal import imports
from portal.daily import WORK
from products.models import Product
from records.documents import discard, store
from records.imports import forget_old_files, set_mapping
from records.models import Document, LogEntry
from records.personal import unseal
from records.verification import first_broken_link, stored_entries
from tests.kept_cast import recorded_member
from tests.test_imports_products import HEADERS, counts, three
from tests.test_spreadsheets import xlsx

pytestmark = pytest.mark.django_db
MEMBER_HEADERS = ["Số thành viên", "Họ tên", "CCCD"]
DAYS = datetime.timedelta(days=90)


@pytest.fixture
def bring(an, coop, work_off):
    """Take a file in for An's cooperative and check it."""

    def brought(file, kind="thanh-vien"):
        kind = imports.KINDS[kind]
        source = imports.take_in(user=an, kind=kind, owner="", name="a.xlsx", content=file)
        set_mapping(source=source, kind=kind, mapping=source.mapping, by=an.key)
        imports.ask_check(source, an.key)
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


def aged(source, days=91):
    """As if the import had been `days` ago."""
    ago = timezone.now() - datetime.timedelta(days=days)
    source.created_at = ago
    source.applied_at = source.applied_at and ago
    source.save()
    return source


def said(source):
    """Everything that the rows of an import say."""
    told = source.rows.order_by("number").values_list("values", "findings", "before")
    return [value for row in told for value in row if value]


class TestTheDaysAfter:
    def test_it_is_daily_work(self):
        assert WORK["imports"] is forget_old_files

    def test_on_the_last_day_all_is_there_and_the_day_after_only_the_counts(
        self, bring, write, today, django_capture_on_commit_callbacks
    ):
        source = write(bring(three(["X", None, 1, "kg", None, None]), "san-pham"))
        assert source.kept_until == today + DAYS
        kept = Document.objects.filter(owner=source.key).values_list("stored_as", flat=True)
        files = list(kept)
        forget_old_files(source.kept_until)
        assert len(said(source)) == 5
        aged(source)
        with django_capture_on_commit_callbacks(execute=True):
            forget_old_files(today)
        source.refresh_from_db()
        assert (source.state, counts(source)) == ("applied", {"new": 3, "error": 1})
        assert (said(source), source.sample, source.document, source.marked) == (
            *([], [], None, None),
        )
        assert len(files) == 2
        assert not any(default_storage.exists(file) for file in files)
        assert source.rows.filter(applied=True).exclude(subject="").count() == 3
        assert Product.objects.count() == 3

    def test_it_may_be_done_twice(self, bring, write, today):
        source = aged(write(bring(three(), "san-pham")))
        for _again in range(2):
            forget_old_files(today)
        assert said(source) == []

    def test_the_days_are_a_setting(self, bring, write, today, settings):
        settings.IMPORT_KEPT_DAYS = 5
        source = aged(write(bring(three(), "san-pham")), days=6)
        forget_old_files(today)
        assert said(source) == []

    def test_a_file_that_was_never_brought_in_has_failed_and_says_why(self, bring, today):
        source = aged(bring(three(), "san-pham"))
        forget_old_files(today)
        source.refresh_from_db()
        assert (source.state, said(source), source.document) == ("failed", [], None)
        assert "Để quá 90 ngày" in source.problem

    def test_one_that_a_worker_is_at_is_left_alone(self, bring, today, an):
        source = aged(bring(three(), "san-pham"))
        imports.ask_apply(source, an.key, all_or_nothing=False)
        forget_old_files(today)
        assert len(said(source)) == 3

    def test_until_the_last_day_it_can_be_undone(self, bring, write, work_off):
        source = aged(write(bring(three(), "san-pham")), days=90)
        imports.ask_undo(source, source.by)
        work_off()
        assert Product.objects.count() == 0

    def test_later_undoing_is_refused_even_if_the_daily_work_did_not_come_to_it(
        self, bring, write
    ):
        source = aged(write(bring(three(), "san-pham")))
        with pytest.raises(RuleError, match="Chỉ hoàn tác được đến hết ngày") as refusal:
            imports.ask_undo(source, source.by)
        assert refusal.value.code == "imports.undo_over"

    def test_the_page_names_the_last_day_and_later_says_what_went(
        self, client, bring, write, an, today
    ):
        source = write(bring(three(), "san-pham"))
        client.force_login(an)
        address = f"/nhap-du-lieu/{source.pk}/"
        last = (today + DAYS).strftime("%d/%m/%Y")
        page = client.get(address).content.decode()
        assert f"Hoàn tác được đến hết ngày {last}" in page
        aged(source)
        forget_old_files(today)
        page = client.get(address).content.decode()
        assert "Nội dung của tệp đã được xóa" in page
        assert "hoan-tac" not in page

    def test_the_api_tells_both(self, client, bring, write, an, today):
        source = write(bring(three(), "san-pham"))
        client.force_login(an)
        told = client.get(f"/api/v1/imports/{source.pk}").json()
        assert (told["kept_until"], told["cleared_at"]) == (str(today + DAYS), None)


@pytest.fixture
def lan(coop, today):
    """A member with a name of her own."""
    return recorded_member(
        coop,
        today,
        timezone.now(),
        number="1",
        full_name="Hồ Thị Lan",
        personal_number="044180001234",
    )


class TestErasingAMember:
    def file(self):
        return xlsx(
            MEMBER_HEADERS,
            ["1", "Hồ Thị Lan Anh", "044180001234"],
            ["2", "Trần Văn Thử", None],
            [None, "Hồ Thị Lan", "12"],
        )

    def test_rows_that_were_written_say_nothing_of_her_and_the_others_stay(
        self, bring, write, lan
    ):
        source = write(bring(self.file()))
        lan.refresh_from_db()
        erase_member(member=lan, by="test")
        assert "Lan" not in str(said(source))
        assert "044180001234" not in str(said(source))
        assert source.rows.get(number=3).values["full_name"] == "Trần Văn Thử"

    def test_the_file_and_its_first_rows_go_whole(self, bring, write, lan):
        source = write(bring(self.file()))
        lan.refresh_from_db()
        erase_member(member=lan, by="test")
        source.refresh_from_db()
        assert (source.document, source.marked, source.sample) == (None, None, [])
        assert not Document.objects.filter(owner=source.key).exists()

    def test_a_row_still_to_be_written_is_an_error_and_the_others_are_written(
        self, bring, write, lan
    ):
        source = bring(self.file())
        erase_member(member=lan, by="test")
        source.refresh_from_db()
        assert counts(source) == {"new": 1, "error": 2}
        assert source.rows.get(number=2).findings[0]["code"] == "imports.person_erased"
        write(source)
        names = set(Member.objects.values_list("full_name", flat=True))
        assert names == {"(đã xóa)", "Trần Văn Thử"}

    def test_what_another_row_said_of_her_goes_too(self, bring, coop, today, lan):
        recorded_member(coop, today, timezone.now(), number="5")
        source = bring(xlsx(MEMBER_HEADERS, ["5", "Người Khác", "044180001234"]))
        assert "Hồ Thị Lan" in source.rows.get().findings[0]["message"]
        erase_member(member=lan, by="test")
        assert "Lan" not in str(said(source))

    def test_files_of_other_organisations_and_other_kinds_stay(self, bring, lan):
        source = bring(xlsx(HEADERS, ["G", "Gạo", 1, "kg", None, None]), "san-pham")
        erase_member(member=lan, by="test")
        assert len(said(source)) == 1

    def test_undoing_afterwards_leaves_her_row_blank(self, bring, write, lan, work_off):
        source = write(bring(self.file()))
        lan.refresh_from_db()
        erase_member(member=lan, by="test")
        imports.ask_undo(source, source.by)
        work_off()
        assert list(Member.objects.values_list("full_name", flat=True)) == ["(đã xóa)"]


class TestTheCommand:
    def test_without_commit_it_says_what_would_go_and_nothing_goes(self, lan, coop, capsys):
        call_command("erase_person", lan.person)
        told = capsys.readouterr().out
        assert "1 mục nhật ký, các trường: " in told
        assert f"điện thoại, số định danh, thôn và ghi chú của thành viên số 1 của {coop}" in (
            told
        )
        lan.refresh_from_db()
        assert lan.full_name == "Hồ Thị Lan"

    def test_with_commit_row_key_and_files_are_blank_and_the_chain_is_whole(
        self, bring, lan, capsys
    ):
        source = bring(xlsx(MEMBER_HEADERS, ["1", "Hồ Thị Lan Anh", "044180001234"]))
        call_command("erase_person", lan.person, commit=True)
        lan.refresh_from_db()
        assert (lan.full_name, lan.personal_number, lan.number) == ("(đã xóa)", "", "1")
        sealed = LogEntry.objects.get(action="cooperatives.member_recorded").data["personal"]
        assert unseal(lan.person, sealed[lan.person]["full_name"]) is None
        assert "Lan" not in str(said(source))
        assert first_broken_link(stored_entries()) is None
        erased = LogEntry.objects.get(action="cooperatives.member_erased")
        assert erased.by == "command:erase_person"

    def test_twice_is_refused(self, lan):
        call_command("erase_person", lan.person, commit=True)
        with pytest.raises(CommandError, match="đã được xóa từ trước"):
            call_command("erase_person", lan.person, commit=True)

    def test_of_a_member_whose_row_was_taken_back_the_key_goes(self, bring, write, work_off):
        source = write(bring(xlsx(MEMBER_HEADERS, ["9", "Hồ Văn Tạm", None])))
        person = Member.objects.get().person
        imports.ask_undo(source, source.by)
        work_off()
        call_command("erase_person", person, commit=True)
        sealed = LogEntry.objects.get(action="cooperatives.member_recorded").data["personal"]
        assert unseal(person, sealed[person]["full_name"]) is None


def test_a_document_that_is_discarded_takes_its_file_with_it(
    coop, django_capture_on_commit_callbacks
):
    kept = store(
        owner=coop.key,
        name="a.txt",
        content=io.BytesIO(b"a"),
        content_type="text/plain",
        by="t",
    )
    with django_capture_on_commit_callbacks(execute=True):
        discard(Document.objects.filter(owner=coop.key))
    assert not default_storage.exists(kept.stored_as)
    assert not Document.objects.exists()
