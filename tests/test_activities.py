"""What an organisation does: what may be entered, changed and ended, what the tables hold."""

import datetime
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import RuleError
from cooperatives.models import (
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    Organisation,
    YearFigures,
)
from cooperatives.services import add_record, change_record, end_contract, end_record
from portal.history_words import ACTIONS
from records.models import LogEntry
from tests import files
from tests.activities_cast import contract, digital, figures, mark
from tests.kept_cast import DAY

pytestmark = pytest.mark.django_db
EVERY_KIND = [
    pytest.param(make, id=make.__name__) for make in (digital, contract, figures, mark)
]
LONG_AGO = datetime.date(2000, 1, 1)


@pytest.fixture
def enter(coop):
    """Enter facts for the cooperative."""

    def enter(facts, **more):
        return add_record(organisation=coop, facts=facts, by="test", now=timezone.now(), **more)

    return enter


def refused(call):
    with pytest.raises(RuleError) as refusal:
        call()
    assert refusal.value.field
    return refusal.value.code


class TestEntering:
    @pytest.mark.parametrize("make", EVERY_KIND)
    def test_the_log_keeps_the_whole_record(self, enter, coop, today, make):
        row = enter(make(today))
        entry = LogEntry.objects.get(subject=row.key)
        assert entry.chain == coop.key
        assert entry.data["state"]["organisation"] == coop.pk

    @pytest.mark.parametrize("make", EVERY_KIND)
    def test_the_same_is_not_entered_twice(self, enter, today, make):
        enter(make(today))
        assert refused(lambda: enter(make(today))) == "cooperatives.record_known"

    @pytest.mark.parametrize("make", EVERY_KIND)
    def test_its_paper_belongs_to_the_organisation(self, enter, coop, today, make):
        row = enter(make(today), document=("giấy.pdf", io.BytesIO(files.PDF)))
        assert row.document.owner == coop.key

    @pytest.mark.parametrize("make", EVERY_KIND)
    def test_a_file_that_is_not_kept_leaves_no_record(self, enter, today, make):
        facts, file = make(today), ("x.pdf", io.BytesIO(b"GIF89a\0"))
        refused(lambda: enter(facts, document=file))
        assert not facts.model.objects.exists()

    def test_people_say_the_last_day_and_the_database_the_first_after(self, enter, today):
        row = enter(digital(today, last_day=today))
        assert (row.valid_to, row.last_day) == (today + DAY, today)

    @pytest.mark.parametrize(
        ("make", "changes", "code"),
        [
            (digital, {"kind": "fax"}, "record_kind_unknown"),
            (digital, {"last_day": LONG_AGO}, "record_ends_too_early"),
            (digital, {"product": "x" * 151}, "text_too_long"),
            (contract, {"buyer": " "}, "record_incomplete"),
            (contract, {"commodity": ""}, "record_incomplete"),
            (contract, {"share_percent": Decimal("100.01")}, "share_not_of_a_whole"),
            (contract, {"share_percent": Decimal("0.001")}, "share_not_of_a_whole"),
            (contract, {"value_vnd": Decimal(-1)}, "money_not_right"),
            (contract, {"value_vnd": Decimal(10) ** 18}, "money_not_right"),
            (contract, {"last_day": LONG_AGO}, "record_ends_too_early"),
            (contract, {"buyer_tax_code": "0000000000"}, "buyer_unknown"),
            (figures, {"year": 1989}, "year_not_ours"),
            (figures, {"labour": -1}, "labour_not_right"),
            (figures, {"labour": None}, "labour_unsaid"),
            (figures, {"labour_local": 13}, "labour_part_too_large"),
            (figures, {"labour_women": 13}, "labour_part_too_large"),
            (figures, {"revenue_vnd": Decimal("0.5")}, "money_not_right"),
            (mark, {"kind": "patent"}, "record_kind_unknown"),
            (mark, {"name": ""}, "record_incomplete"),
            (mark, {"last_day": LONG_AGO}, "record_ends_too_early"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, enter, today, make, changes, code):
        facts = make(today, **changes)
        assert refused(lambda: enter(facts)) == f"cooperatives.{code}"
        assert not facts.model.objects.exists()

    def test_figures_that_say_nothing_are_refused(self, enter, today):
        names = ("labour", "labour_local", "labour_women", "revenue_vnd")
        facts = figures(today, **dict.fromkeys(names))
        assert refused(lambda: enter(facts)) == "cooperatives.year_says_nothing"

    def test_a_buyer_of_the_registry_is_found_by_its_tax_code(self, enter, other_coop, today):
        Organisation.objects.filter(pk=other_coop.pk).update(tax_code="0100000001")
        row = enter(contract(today, buyer_tax_code="0100000001"))
        assert row.buyer_organisation == other_coop

    def test_nobody_is_its_own_buyer(self, enter, coop, today):
        Organisation.objects.filter(pk=coop.pk).update(tax_code="0100000001")
        facts = contract(today, buyer_tax_code="0100000001")
        assert refused(lambda: enter(facts)) == "cooperatives.contract_with_itself"


class TestChanging:
    def test_the_row_keeps_its_number_and_the_log_both_states(self, enter, today):
        row = enter(digital(today))
        change_record(
            record=row, facts=digital(today, product="Sổ mới"), version=row.version, by="test"
        )
        states = LogEntry.objects.filter(subject=row.key).order_by("number")
        told = [entry.data["state"]["product"] for entry in states]
        assert (told, DigitalUse.objects.get().pk) == (["Sổ ruộng", "Sổ mới"], row.pk)

    def test_the_paper_stays(self, enter, today):
        row = enter(mark(today), document=("a.pdf", io.BytesIO(files.PDF)))
        paper = row.document
        change_record(
            record=row, facts=mark(today, name="Gạo mới"), version=row.version, by="test"
        )
        row.refresh_from_db()
        assert row.document == paper

    def test_a_year_is_not_moved_onto_another(self, enter, today):
        enter(figures(today))
        row = enter(figures(today, year=today.year - 2))
        facts = figures(today)
        code = refused(
            lambda: change_record(record=row, facts=facts, version=row.version, by="test")
        )
        assert code == "cooperatives.record_known"

    def test_a_contract_holds_on_the_day_it_was_ended(self, enter, today):
        row = enter(contract(today))
        end_contract(contract=row, last_day=today, reason="Bên mua giải thể", by="test")
        facts = contract(today, last_day=today - DAY)
        code = refused(
            lambda: change_record(record=row, facts=facts, version=row.version, by="test")
        )
        assert code == "cooperatives.contract_ended_outside_its_days"


class TestEnding:
    @pytest.mark.parametrize("make", [digital, mark])
    def test_it_holds_until_the_end_of_that_day(self, enter, today, make):
        row = end_record(record=enter(make(today)), last_day=today, by="test")
        rows = type(row).objects
        assert rows.on(today).exists()
        assert not rows.on(today + DAY).exists()

    def test_it_does_not_end_before_it_began(self, enter, today):
        row = enter(digital(today))
        code = refused(lambda: end_record(record=row, last_day=LONG_AGO, by="test"))
        assert code == "cooperatives.record_ends_too_early"

    def test_a_contract_ends_early_with_a_reason(self, enter, today):
        row = enter(contract(today))
        end_contract(contract=row, last_day=today, reason="Bên mua giải thể", by="test")
        assert LinkageContract.objects.on(today).exists()
        assert not LinkageContract.objects.on(today + DAY).exists()

    @pytest.mark.parametrize(
        ("days", "reason", "code"),
        [
            pytest.param(0, " ", "contract_ended_without_reason", id="no-reason"),
            pytest.param(-31, "x", "contract_ended_outside_its_days", id="before-it-began"),
            pytest.param(335, "x", "contract_ended_outside_its_days", id="not-early"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, enter, today, days, reason, code):
        row, last_day = enter(contract(today)), today + days * DAY

        def end():
            end_contract(contract=row, last_day=last_day, reason=reason, by="test")

        assert refused(end) == f"cooperatives.{code}"


class TestConstraints:
    @pytest.mark.parametrize(
        ("make", "columns", "name"),
        [
            (digital, {"valid_to": LONG_AGO}, "digitaluse_ends_after_it_starts"),
            (digital, {"kind": "fax"}, "digital_use_kind_known"),
            (contract, {"valid_to": LONG_AGO}, "linkagecontract_ends_after_it_starts"),
            (contract, {"buyer": ""}, "linkage_contract_names_buyer_and_commodity"),
            (contract, {"share_percent": 101}, "linkage_contract_share_of_a_whole"),
            (contract, {"value_vnd": -1}, "linkage_contract_value_not_below_zero"),
            (contract, {"end_reason": "x"}, "linkage_contract_ended_with_a_reason"),
            (
                contract,
                {"ended_on": LONG_AGO, "end_reason": "x"},
                "linkage_contract_ended_within_its_days",
            ),
            (figures, {"year": 1989}, "year_figures_of_a_year_of_ours"),
            (figures, {"labour_local": 13}, "year_figures_local_labour_within_labour"),
            (figures, {"labour_women": 13}, "year_figures_women_within_labour"),
            (figures, {"revenue_vnd": -1}, "year_figures_revenue_not_below_zero"),
            (mark, {"valid_to": LONG_AGO}, "intellectualproperty_ends_after_it_starts"),
            (mark, {"kind": "patent"}, "intellectual_property_kind_known"),
            (mark, {"name": ""}, "intellectual_property_has_a_name"),
        ],
    )
    def test_the_database_holds_the_rules(self, enter, today, make, columns, name):
        row = enter(make(today))
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**columns)

    def test_nobody_is_its_own_buyer(self, enter, coop, today):
        enter(contract(today))
        name = "linkage_contract_not_with_itself"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            LinkageContract.objects.update(buyer_organisation=coop)

    def test_figures_say_something(self, enter, today):
        enter(figures(today))
        silent = dict.fromkeys(("labour", "labour_local", "labour_women", "revenue_vnd"))
        name = "year_figures_say_something"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            YearFigures.objects.update(**silent)

    def test_a_year_has_its_figures_once(self, enter, today, db):
        enter(figures(today))
        row = enter(figures(today, year=2020))
        # SQLite names the columns of a unique constraint, not the constraint.
        name = "year_figures_once_a_year|cooperatives_yearfigures.year"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            YearFigures.objects.filter(pk=row.pk).update(year=today.year - 1)


class TestSeeing:
    @pytest.mark.parametrize("make", EVERY_KIND)
    def test_its_people_and_its_officers_see_it_and_strangers_do_not(
        self, enter, today, viewer, dung, chi, make
    ):
        rows = type(enter(make(today))).objects

        def sees(user):
            return rows.visible_to(user).exists()

        assert (sees(viewer), sees(dung), sees(chi)) == (True, True, False)


def test_what_is_logged_of_them_has_words():
    done = {
        f"cooperatives.{kind.word}_{what}"
        for kind in (DigitalUse, LinkageContract, YearFigures, IntellectualProperty)
        for what in ("recorded", "changed", "ended")
        if what != "ended" or kind is not YearFigures
    }
    assert done - ACTIONS.keys() == set()
