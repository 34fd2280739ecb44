"""Members of a cooperative: what may be entered, who sees whom, and what is forgotten."""

from dataclasses import replace

import pytest
from django.utils import timezone

from common.errors import BrokenRules, RuleError
from cooperatives.models import Member, Organisation
from cooperatives.services import (
    change_member,
    erase_member,
    mark_left,
)
from records.history import history_of
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries
from tests.kept_cast import DAY, member_paper, recorded_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def lan(coop, today, now):
    """The first member of the cooperative, for a year."""
    return recorded_member(coop, today, now)


def refused(call):
    with pytest.raises(RuleError) as refusal:
        call()
    return refusal.value.code


class TestRecording:
    def test_who_has_no_number_gets_the_next_one(self, lan, coop, today, now):
        recorded_member(coop, today, now, number="41")
        recorded_member(coop, today, now, number="A-99")
        assert (lan.number, recorded_member(coop, today, now).number) == ("1", "42")

    def test_a_number_is_had_once_in_an_organisation(self, lan, coop, today, now):
        code = refused(lambda: recorded_member(coop, today, now, number="1"))
        assert code == "cooperatives.member_number_taken"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({"full_name": " "}, "cooperatives.member_without_name", id="name"),
            pytest.param({"sex": "x"}, "cooperatives.unknown_sex", id="sex"),
            pytest.param(
                {"ethnicity": "Sao"}, "cooperatives.unknown_ethnicity", id="ethnicity"
            ),
            pytest.param({"birth_year": 2999}, "cooperatives.bad_birth_year", id="birth"),
            pytest.param(
                {"personal_number": "12"}, "cooperatives.bad_personal_number", id="personal"
            ),
            pytest.param({"capital_vnd": -1}, "cooperatives.bad_capital", id="capital"),
            pytest.param({"phone": "0" * 31}, "cooperatives.text_too_long", id="too-long"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, coop, today, now, changes, code):
        assert refused(lambda: recorded_member(coop, today, now, **changes)) == code
        assert not Member.objects.exists()

    def test_the_last_day_comes_after_the_first(self, coop, today, now):
        code = refused(
            lambda: recorded_member(coop, today, now, joined_on=today, left_on=today)
        )
        assert code == "cooperatives.member_left_before_joining"

    def test_all_that_is_wrong_is_said_at_once(self, coop, today, now):
        with pytest.raises(BrokenRules) as refusal:
            recorded_member(coop, today, now, full_name="", capital_vnd=-1)
        assert [error.field for error in refusal.value.errors] == ["full_name", "capital_vnd"]

    def test_the_log_names_nobody_in_clear(self, lan, coop):
        entry = LogEntry.objects.get(subject=lan.key)
        assert (entry.chain, entry.action) == (coop.key, "cooperatives.member_recorded")
        assert entry.data["state"]["number"] == "1"
        assert lan.full_name not in str(entry.data)
        assert entry.data["personal"].keys() == {lan.person}


class TestChanging:
    def test_the_version_grows(self, lan, today):
        paper = member_paper(today, full_name="Hồ Thị Lan Anh")
        change_member(member=lan, paper=paper, version=lan.version, by="test", today=today)
        lan.refresh_from_db()
        assert (lan.number, lan.folded, lan.version) == ("1", "ho thi lan anh", 2)

    def test_the_number_of_another_is_refused(self, lan, coop, today, now):
        other = recorded_member(coop, today, now)
        paper = member_paper(today, number="1")
        code = refused(
            lambda: change_member(member=other, paper=paper, version=1, by="test", today=today)
        )
        assert code == "cooperatives.member_number_taken"

    def test_the_history_tells_what_changed(self, lan, today):
        paper = member_paper(today, capital_vnd=900_000)
        change_member(member=lan, paper=paper, version=lan.version, by="test", today=today)
        newest = history_of(lan.key, with_personal=True)[0]
        assert "capital_vnd" in [change.field for change in newest.changes]


class TestLeaving:
    def test_who_left_stays_in_the_list(self, lan, today):
        mark_left(member=lan, left_on=today, by="test", today=today)
        assert not Member.objects.on(today).exists()
        assert Member.objects.on(today - DAY).get() == lan

    @pytest.mark.parametrize(
        ("days", "code"),
        [
            pytest.param(1, "cooperatives.member_leaves_in_future", id="to-come"),
            pytest.param(-366, "cooperatives.member_left_before_joining", id="before-joining"),
        ],
    )
    def test_a_day_that_cannot_be_right_is_refused(self, lan, today, days, code):
        day = today + days * DAY
        assert refused(lambda: mark_left(member=lan, left_on=day, by="t", today=today)) == code

    def test_nobody_leaves_twice(self, lan, today):
        mark_left(member=lan, left_on=today, by="test", today=today)
        code = refused(lambda: mark_left(member=lan, left_on=today, by="test", today=today))
        assert code == "cooperatives.member_left_already"


class TestErasing:
    def test_the_row_no_longer_names_them_but_still_counts(self, lan):
        erase_member(member=lan, by="test")
        row = Member.objects.values().get()
        for said in ("Lan", "lan", "0900", "001199000001", "Thôn Ví Dụ", "Tổ trưởng", 1980):
            assert str(said) not in str(row)
        assert Member.objects.counts() == [
            {"sex": "female", "ethnicity": "Bru - Vân Kiều", "people": 1}
        ]

    def test_the_log_stays_whole(self, lan):
        erase_member(member=lan, by="test")
        assert first_broken_link(stored_entries()) is None

    def test_it_is_done_once(self, lan):
        erase_member(member=lan, by="test")
        assert refused(lambda: erase_member(member=lan, by="test")) == "records.person_erased"

    def test_nothing_is_written_about_them_again(self, lan, today):
        erase_member(member=lan, by="test")
        paper = replace(member_paper(today), full_name="Hồ Thị Lan")
        code = refused(
            lambda: change_member(
                member=lan, paper=paper, version=lan.version, by="test", today=today
            )
        )
        assert code == "cooperatives.member_erased"

    def test_who_is_erased_can_still_leave(self, lan, today):
        erase_member(member=lan, by="test")
        mark_left(member=lan, left_on=today, by="test", today=today)
        assert not Member.objects.on(today).exists()


def test_two_organisations_may_use_one_number(lan, other_coop, today, now):
    assert isinstance(lan.organisation, Organisation)
    assert recorded_member(other_coop, today, now).number == lan.number
