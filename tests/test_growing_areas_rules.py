"""Dated rules about codes: loaded from their files, again and again."""

import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from growing_areas.management.commands.load_growing_rules import FOLDER
from growing_areas.models import AreaCondition, ProcedureRule, YieldLimit
from records.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _crops(db):
    """Some rules are about crops."""
    call_command("load_crops", "--commit", stdout=StringIO())


def load_rules(*arguments):
    out = StringIO()
    call_command("load_growing_rules", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to be spoiled."""
    for file in Path(FOLDER).glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


class TestLoading:
    def test_a_dry_run_saves_nothing(self):
        assert "dry run" in load_rules()
        assert not ProcedureRule.objects.exists()

    def test_a_second_run_changes_nothing(self):
        load_rules("--commit")
        entries = LogEntry.objects.count()
        assert "All of it was there already." in load_rules("--commit")
        assert LogEntry.objects.count() == entries

    def test_a_rule_that_ended_in_the_file_ends_here(self, folder):
        load_rules("--commit")
        file = folder / "procedures.csv"
        file.write_text(
            file.read_text().replace(
                "2026-08-01,,grant,domestic", "2026-08-01,2027-01-01,grant,domestic"
            )
        )
        assert "1 changed" in load_rules("--commit", "--folder", str(folder))
        ended = ProcedureRule.objects.get(
            act="grant", scope="domestic", valid_from=datetime.date(2026, 8, 1)
        )
        assert ended.valid_to == datetime.date(2027, 1, 1)

    def test_a_rule_that_left_the_file_stays(self, folder):
        load_rules("--commit")
        before = AreaCondition.objects.count()
        file = folder / "conditions.csv"
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:2]))
        load_rules("--commit", "--folder", str(folder))
        assert AreaCondition.objects.count() == before

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            pytest.param(
                "x,read,2020-01-01,,any,any,0", "least_hectares|above_zero", id="zero"
            ),
            pytest.param("x,heard,2020-01-01,,any,any,1", "certainty", id="unknown-certainty"),
            pytest.param("x,read,1/2/2020,,any,any,1", "line 2", id="not-a-day"),
            pytest.param("x,read,2020-01-01,,any,any", "7 values", id="too-few-values"),
            pytest.param(
                "x,read,2020-01-01,,any,any,1\nx,read,2021-01-01,,any,any,2",
                "area_condition_one_a_day",
                id="two-on-one-day",
            ),
        ],
    )
    def test_a_wrong_line_is_named_and_nothing_is_saved(self, folder, line, problem):
        heading = "basis,certainty,valid_from,valid_to,scope,crop_group,least_hectares"
        (folder / "conditions.csv").write_text(f"{heading}\n{line}\n")
        with pytest.raises(CommandError, match=problem):
            load_rules("--commit", "--folder", str(folder))
        assert not AreaCondition.objects.exists()
        assert not ProcedureRule.objects.exists()

    def test_a_crop_that_nobody_knows_is_named(self, folder):
        heading = (
            "basis,certainty,valid_from,valid_to,crop,kilograms_per_hectare,seasons_a_year"
        )
        line = "x,assumed,2020-01-01,,khong-co,1000,1"
        (folder / "yield_limits.csv").write_text(f"{heading}\n{line}\n")
        with pytest.raises(CommandError, match=r"line 2: no crop 'khong-co'"):
            load_rules("--commit", "--folder", str(folder))

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"procedures\.csv"):
            load_rules("--folder", str(tmp_path))


class TestWhatIsShipped:
    def test_law_that_nobody_read_is_marked(self):
        load_rules("--commit")
        read = ProcedureRule.objects.filter(certainty="read").values_list("basis", flat=True)
        assert set(read) == {"Quyết định 3156/QĐ-BNN-TT ngày 19/8/2022"}

    def test_domestic_minimum_areas_are_those_of_decision_3156(self):
        load_rules("--commit")
        read = AreaCondition.objects.filter(certainty="read")
        assert {(row.crop_group, str(row.least_hectares)) for row in read} == {
            ("perennial", "1.0000"),
            ("annual", "0.1000"),
        }

    def test_no_limit_of_yields_is_said_to_be_law(self):
        load_rules("--commit")
        known = set(YieldLimit.objects.values_list("certainty", flat=True))
        assert known == {"assumed"}


def test_one_procedure_a_day_for_an_act_and_a_market():
    rule = {
        "act": "grant",
        "scope": "domestic",
        "office": "province",
        "basis": "ví dụ",
        "certainty": "read",
        "valid_from": datetime.date(2022, 1, 1),
    }
    ProcedureRule.objects.create(**rule)
    with pytest.raises(IntegrityError, match="procedure_rule_one_a_day"), transaction.atomic():
        ProcedureRule.objects.create(**rule | {"valid_from": datetime.date(2023, 1, 1)})
