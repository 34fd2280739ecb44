"""The log, its proof, personal values in it, documents, version counters."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from PIL import Image

from common.errors import BadInput, RuleError
from records import documents, personal
from records.models import Document, LogEntry, PersonKey
from records.services import News, bump, log, log_many, versions
from records.verification import first_broken_link, stored_entries

pytestmark = pytest.mark.django_db


def write(chain="organisation:1", **data):
    return log(chain=chain, action="test.done", subject="test:1", by="user:1", data=data)


class TestLog:
    def test_entries_of_a_chain_are_numbered_from_one(self):
        assert [write().number, write().number] == [1, 2]

    def test_each_entry_carries_the_hash_of_the_one_before(self):
        first, second = write(), write()
        assert second.previous == first.hash

    def test_chains_do_not_touch_each_other(self):
        write()
        assert write(chain="organisation:2").number == 1

    def test_decimals_and_days_are_kept_as_exact_text(self):
        entry = write(kilograms=Decimal("1.500"), on=datetime.date(2026, 11, 23))
        assert entry.data == {"kilograms": "1.500", "on": "2026-11-23"}

    def test_a_value_without_an_exact_form_is_refused(self):
        with pytest.raises(TypeError, match="float"):
            write(kilograms=1.5)

    @pytest.mark.parametrize(
        "statement",
        [
            pytest.param("UPDATE records_logentry SET action = 'other'", id="update"),
            pytest.param("DELETE FROM records_logentry", id="delete"),
            pytest.param(
                "TRUNCATE records_logentry", id="truncate", marks=pytest.mark.postgres
            ),
        ],
    )
    def test_the_database_itself_refuses_to_change_an_entry(self, statement):
        write()
        with (
            pytest.raises(IntegrityError, match="log_entry_append_only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_many_entries_of_many_chains_are_written_in_few_queries(
        self, django_assert_max_num_queries
    ):
        first = write(chain="organisation:1")
        news = [
            News(
                f"organisation:{number}", "test.imported", f"test:{number}", data={"n": number}
            )
            for number in range(1, 1201)
        ]
        with django_assert_max_num_queries(20):
            entries = log_many([*news, news[0]], by="user:1", request="import-1")
        assert len(entries) == 1201
        assert (entries[0].number, entries[0].previous) == (2, first.hash)
        assert (entries[-1].number, entries[-1].previous) == (3, entries[0].hash)
        assert first_broken_link(stored_entries()) is None

    def test_an_entry_outlives_what_it_speaks_of(self, chi):
        log(chain="system", action="test.done", subject=chi.key, by=chi.key)
        subject = chi.key
        chi.delete()
        assert LogEntry.objects.get().subject == subject
        assert first_broken_link(stored_entries()) is None

    def test_a_whole_log_is_proved(self, capsys):
        write(), write(), write(chain="system")
        call_command("verify_log")
        assert "3 entries in 2 chains" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("spoil", "number", "reason"),
        [
            pytest.param(lambda rows: rows.pop(1), 2, "missing", id="removed"),
            pytest.param(
                lambda rows: setattr(rows[1], "action", "x"), 2, "content", id="changed"
            ),
            pytest.param(
                lambda rows: setattr(rows[2], "previous", "0" * 64),
                3,
                "before it",
                id="unlinked",
            ),
        ],
    )
    def test_the_first_broken_link_is_named(self, spoil, number, reason):
        for _ in range(3):
            write()
        rows = list(stored_entries())
        spoil(rows)
        broken = first_broken_link(rows)
        assert broken is not None
        assert (broken.chain, broken.number) == ("organisation:1", number)
        assert reason in broken.reason

    def test_a_forged_entry_fails_the_command(self):
        entry = write()
        entry.pk, entry.number, entry.previous = None, 2, entry.hash
        entry.save(force_insert=True)
        with pytest.raises(CommandError, match="organisation:1, entry 2"):
            call_command("verify_log")


class TestPersonalValues:
    def log_a_phone(self):
        return log(
            chain="organisation:1",
            action="test.done",
            subject="organisation:1",
            by="user:1",
            personal={"user:7": {"phone": "0900 000 000"}},
        )

    def test_they_are_not_readable_in_the_log(self):
        assert "0900" not in str(self.log_a_phone().data)

    def test_the_key_opens_them(self):
        sealed = self.log_a_phone().data["personal"]["user:7"]["phone"]
        assert personal.unseal("user:7", sealed) == "0900 000 000"

    def test_erasing_the_key_erases_them_and_breaks_no_chain(self):
        sealed = self.log_a_phone().data["personal"]["user:7"]["phone"]
        personal.erase("user:7")
        assert personal.unseal("user:7", sealed) is None
        assert PersonKey.objects.get().key is None
        assert first_broken_link(stored_entries()) is None

    def test_many_persons_have_their_keys_read_and_made_in_few_queries(
        self, django_assert_max_num_queries
    ):
        self.log_a_phone()
        news = [
            News("system", "test.done", "test:1", personal={f"user:{number}": {"phone": "09"}})
            for number in range(7, 607)
        ]
        with django_assert_max_num_queries(15):
            entries = log_many(news, by="user:1", request="import-1")
        sealed = entries[-1].data["personal"]["user:606"]["phone"]
        assert personal.unseal("user:606", sealed) == "09"

    def test_nothing_new_is_written_under_an_erased_key(self):
        self.log_a_phone()
        personal.erase("user:7")
        with pytest.raises(RuleError) as refusal:
            self.log_a_phone()
        assert refusal.value.code == "records.person_erased"


class TestErasingAPerson:
    PERSON = "organisation:1:representative"

    @pytest.fixture(autouse=True)
    def _entries(self):
        for phone in ("0901", "0902"):
            log(
                chain="organisation:1",
                action="test.done",
                subject="organisation:1",
                by="user:1",
                personal={self.PERSON: {"phone": phone}, "user:9": {"name": "Vân"}},
            )

    def phones(self):
        return [
            personal.unseal(self.PERSON, entry.data["personal"][self.PERSON]["phone"])
            for entry in LogEntry.objects.filter(action="test.done").order_by("number")
        ]

    def test_without_commit_it_only_tells(self, capsys):
        call_command("erase_person", self.PERSON)
        assert "2 mục nhật ký, các trường: phone" in capsys.readouterr().out
        assert self.phones() == ["0901", "0902"]

    def test_with_commit_the_values_are_gone_and_every_chain_is_whole(self, capsys):
        call_command("erase_person", self.PERSON, commit=True)
        assert self.phones() == [None, None]
        call_command("verify_log")
        assert "The log is whole: 3 entries in 2 chains" in capsys.readouterr().out

    def test_other_persons_in_the_same_entries_stay(self):
        call_command("erase_person", self.PERSON, commit=True)
        sealed = LogEntry.objects.filter(action="test.done").first().data["personal"]["user:9"]
        assert personal.unseal("user:9", sealed["name"]) == "Vân"

    def test_it_is_logged(self):
        call_command("erase_person", self.PERSON, commit=True)
        entry = LogEntry.objects.get(action="records.person_erased")
        assert (entry.subject, entry.by) == (self.PERSON, "command:erase_person")

    @pytest.mark.parametrize("commit", [False, True])
    def test_somebody_unknown_is_refused(self, commit):
        with pytest.raises(CommandError, match="không có dữ liệu cá nhân nào của “user:8”"):
            call_command("erase_person", "user:8", commit=commit)

    def test_twice_is_refused(self):
        call_command("erase_person", self.PERSON, commit=True)
        with pytest.raises(CommandError, match="đã được xóa từ trước"):
            call_command("erase_person", self.PERSON, commit=True)


class TestVersionCounters:
    def test_a_counter_starts_at_zero_and_grows(self):
        bump("a", "b")
        bump("a")
        assert versions(["a", "b", "c"]) == {"a": 2, "b": 1, "c": 0}

    def test_many_counters_are_read_in_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            versions([f"key:{number}" for number in range(50)])


def picture(size=(40, 20), form="PNG", **options):
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, form, **options)
    return file


class TestDocuments:
    def keep(self, name="hóa đơn.pdf", content=b"%PDF-1.4"):
        return documents.store(
            owner="test:1",
            name=name,
            content=io.BytesIO(content),
            content_type="application/pdf",
            by="user:1",
        )

    def test_what_was_stored_is_what_is_read(self):
        with documents.open_document(self.keep(content=b"abc" * 1000)) as file:
            assert file.read() == b"abc" * 1000

    def test_the_file_is_named_by_id_and_not_by_what_a_person_called_it(self):
        document = self.keep(name="../../hóa đơn.pdf")
        assert document.name == "hóa đơn.pdf"
        assert document.stored_as == f"{document.pk.hex[:2]}/{document.pk}"

    def test_accents_written_apart_are_joined(self):
        assert self.keep(name="hóa đơn.pdf").name == "hóa đơn.pdf"

    def test_a_picture_is_drawn_anew_without_position_data(self):
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (16.0, 40.0, 0.0)}  # the GPS block
        document = documents.store_picture(
            owner="test:1",
            name="vườn.jpg",
            content=picture(form="JPEG", exif=exif),
            by="user:1",
            field="picture",
        )
        with documents.open_document(document) as file, Image.open(file) as drawn:
            assert (drawn.format, drawn.size) == ("JPEG", (40, 20))
            assert not drawn.getexif()

    def test_a_large_picture_is_made_small_enough_for_a_weak_link(self):
        document = documents.store_picture(
            owner="test:1", name="a.png", content=picture((3200, 400)), by="user:1", field="p"
        )
        with documents.open_document(document) as file, Image.open(file) as drawn:
            assert drawn.size == (1600, 200)

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"<svg onload='alert(1)'/>", id="svg"),
            pytest.param(b"\x89PNG\r\n\x1a\n broken", id="broken-png"),
        ],
    )
    def test_what_is_no_picture_is_refused_and_nothing_is_kept(self, content):
        with pytest.raises(BadInput) as refusal:
            documents.store_picture(
                owner="test:1",
                name="x.png",
                content=io.BytesIO(content),
                by="u",
                field="picture",
            )
        assert (refusal.value.code, refusal.value.field) == ("records.not_a_picture", "picture")
        assert not Document.objects.exists()
