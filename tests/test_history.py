"""What changed in a thing, read from the snapshots in the log."""

import datetime

import pytest
from django.utils import timezone

from records import personal
from records.history import Change, Unreadable, entries_of_request, history_of, state_on
from records.services import News, log, log_many

pytestmark = pytest.mark.django_db
SUBJECT = "test:1"


def write(action="test.changed", people=None, **state):
    return log(
        chain="test:1",
        action=action,
        subject=SUBJECT,
        by="user:1",
        state=state,
        personal=people,
    )


def changes(with_personal=True):
    """The changes of each entry, newest first."""
    return [list(one.changes) for one in history_of(SUBJECT, with_personal=with_personal)]


class TestChanges:
    def test_each_entry_says_from_which_value_to_which(self):
        write(name="Gạo", weight="5")
        write(name="Gạo hữu cơ", weight="5")
        assert changes() == [
            [Change("name", "Gạo", "Gạo hữu cơ")],
            [Change("name", None, "Gạo"), Change("weight", None, "5")],
        ]

    def test_a_field_that_is_no_more_ends_in_nothing(self):
        write(name="Gạo", old="x")
        write(name="Gạo")
        assert changes()[0] == [Change("old", "x", None)]

    def test_an_entry_without_a_snapshot_changes_nothing_and_says_its_data(self):
        write(name="Gạo")
        log(chain="test:1", action="test.seen", subject=SUBJECT, by="user:1", data={"n": 3})
        write(name="Ngô")
        happenings = history_of(SUBJECT, with_personal=True)
        assert (happenings[1].changes, happenings[1].data) == ((), {"n": 3})
        assert happenings[0].changes == (Change("name", "Gạo", "Ngô"),)

    def test_other_things_are_left_out(self):
        log(chain="test:1", action="test.x", subject="test:2", by="user:1", state={"a": 1})
        assert changes() == []

    def test_it_takes_two_queries_however_long_it_is(self, django_assert_num_queries):
        for number in range(10):
            write(people={"user:7": {"phone": str(number)}}, n=number)
        with django_assert_num_queries(2):
            history_of(SUBJECT, with_personal=True)


class TestPersonalValues:
    def write_phones(self):
        write(people={"user:7": {"phone": "0901"}}, name="Gạo")
        write(people={"user:7": {"phone": "0902"}}, name="Gạo")

    def test_who_may_see_them_sees_both(self):
        self.write_phones()
        assert changes()[0] == [Change("phone", "0901", "0902", "user:7")]

    def test_who_may_not_sees_that_they_changed(self):
        self.write_phones()
        hidden = Unreadable.HIDDEN
        assert changes(with_personal=False)[0] == [Change("phone", hidden, hidden, "user:7")]

    def test_a_value_that_stayed_is_no_change_although_its_cipher_differs(self):
        for name in ("Gạo", "Ngô"):
            write(people={"user:7": {"phone": "0901"}}, name=name)
        assert changes()[0] == [Change("name", "Gạo", "Ngô")]

    def test_erased_ones_are_shown_as_erased(self):
        self.write_phones()
        personal.erase("user:7")
        assert changes() == [
            [],
            [
                Change("name", None, "Gạo"),
                Change("phone", None, Unreadable.ERASED, "user:7"),
            ],
        ]


class TestStanding:
    def test_it_is_the_last_snapshot_until_that_moment(self):
        first = write(name="Gạo")
        write(name="Ngô")
        assert state_on(SUBJECT, first.at, with_personal=True).state == {"name": "Gạo"}

    def test_entries_without_a_snapshot_do_not_hide_it(self):
        write(name="Gạo")
        log(chain="test:1", action="test.seen", subject=SUBJECT, by="user:1")
        assert state_on(SUBJECT, timezone.now(), with_personal=True).state == {"name": "Gạo"}

    def test_before_the_first_snapshot_there_is_nothing(self):
        entry = write(name="Gạo")
        before = entry.at - datetime.timedelta(seconds=1)
        assert state_on(SUBJECT, before, with_personal=True) is None

    @pytest.mark.parametrize(
        ("may", "shown"), [(True, "0901"), (False, Unreadable.HIDDEN)], ids=["may", "may-not"]
    )
    def test_personal_values_are_for_who_may_see_them(self, may, shown):
        write(people={"user:7": {"phone": "0901"}}, name="Gạo")
        standing = state_on(SUBJECT, timezone.now(), with_personal=may)
        assert standing.personal == {"user:7": {"phone": shown}}


def test_a_bulk_change_is_found_whole_by_its_id():
    news = [News("test:1", "test.imported", f"test:{number}") for number in range(3)]
    written = log_many(news, by="user:1", request="import-1")
    write(name="Gạo")
    assert entries_of_request("import-1") == written


def test_no_id_is_no_bulk_change():
    write(name="Gạo")
    assert entries_of_request("") == []
