"""Checklists: loaded from their files, kept once somebody inspected by them."""

import csv
import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from growing_areas.management.commands.load_checklists import FOLDER
from growing_areas.models import Checklist, ChecklistItem, InspectionInterval
from records.models import LogEntry
from tests.inspections_cast import hoa, make_checklist, planned

__all__ = ["hoa"]
pytestmark = pytest.mark.django_db


def load(*arguments):
    out = StringIO()
    call_command("load_checklists", *arguments, stdout=out)
    return out.getvalue()


def load_rules():
    """The dated rules, which speak of crops."""
    for command in ("load_crops", "load_growing_rules"):
        call_command(command, "--commit", stdout=StringIO())


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to be changed."""
    for name in ("checklists.csv", "checklist_items.csv"):
        (tmp_path / name).write_bytes((Path(FOLDER) / name).read_bytes())
    return tmp_path


def change(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


class TestLoading:
    def test_a_dry_run_saves_nothing(self):
        assert "dry run" in load()
        assert not Checklist.objects.exists()

    def test_what_is_shipped_is_saved_with_its_questions(self):
        assert "Checklists: 3 new" in load("--commit")
        for checklist in Checklist.objects.all():
            places = list(checklist.items.values_list("place", flat=True))
            assert places == list(range(1, len(places) + 1))
            assert len(places) >= 14

    def test_a_second_run_changes_nothing(self):
        load("--commit")
        entries = LogEntry.objects.count()
        assert "All of it was there already." in load("--commit")
        assert LogEntry.objects.count() == entries

    def test_a_list_that_nobody_used_may_be_corrected(self, folder):
        load("--commit")
        change(folder / "checklist_items.csv", "Cây trồng có đúng", "Cây có đúng")
        assert "1 changed" in load("--commit", "--folder", str(folder))
        assert ChecklistItem.objects.filter(question__startswith="Cây có đúng").exists()

    def test_the_questions_of_a_used_list_stay(self, folder, area, hoa, today):
        load("--commit")
        checklist = Checklist.objects.get(name="Kiểm tra vùng trồng")
        planned(area, checklist, [hoa], today)
        change(folder / "checklist_items.csv", "Cây trồng có đúng", "Cây có đúng")
        with pytest.raises(CommandError, match="give the new ones another version"):
            load("--commit", "--folder", str(folder))
        assert not ChecklistItem.objects.filter(question__startswith="Cây có").exists()

    def test_a_used_list_may_end(self, folder, area, hoa, today):
        load("--commit")
        checklist = Checklist.objects.get(name="Kiểm tra vùng trồng")
        planned(area, checklist, [hoa], today)
        change(
            folder / "checklists.csv", "assumed,2026-11-01,", "assumed,2026-11-01,2027-01-01"
        )
        assert "1 changed" in load("--commit", "--folder", str(folder))
        checklist.refresh_from_db()
        assert checklist.valid_to == datetime.date(2027, 1, 1)
        assert checklist.items.count() > 14

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"kind": "guess"}, "kind"),
            ({"required": "maybe"}, "neither yes nor no"),
            ({"version": "7"}, "has no list"),
            ({"wrong": "no", "severity": "", "finding": ""}, "finding_has_severity"),
            ({"kind": "text", "wrong": "no"}, "wrong_answer_fits"),
            ({"place": "2"}, "place"),
            ({"at_most": "many", "kind": "measure"}, "line 2"),
        ],
    )
    def test_a_wrong_line_is_named_and_nothing_is_saved(self, folder, changes, problem):
        file = folder / "checklist_items.csv"
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        rows[0] |= changes
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        with pytest.raises(CommandError, match=problem):
            load("--commit", "--folder", str(folder))
        assert not Checklist.objects.exists()

    def test_a_list_that_asks_nothing_is_refused(self, folder):
        items = folder / "checklist_items.csv"
        items.write_text(items.read_text(encoding="utf-8").splitlines()[0] + "\n")
        with pytest.raises(CommandError, match="asks nothing"):
            load("--folder", str(folder))

    def test_other_columns_are_refused(self, folder):
        (folder / "checklists.csv").write_text("name,version\n")
        with pytest.raises(CommandError, match="the columns must be"):
            load("--folder", str(folder))

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"checklists\.csv"):
            load("--folder", str(tmp_path))


class TestWhatIsShipped:
    def test_nothing_of_it_is_called_law(self):
        load("--commit")
        load_rules()
        for model in (Checklist, InspectionInterval):
            assert set(model.objects.values_list("certainty", flat=True)) == {"assumed"}


class TestConstraints:
    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("checklist_ends_after_it_starts", {"valid_to": datetime.date(2020, 1, 1)}),
            ("checklist_scope_known", {"scope": "moon"}),
            ("checklist_kind_known", {"kind": "barn"}),
            ("checklist_certainty_known", {"certainty": "hoped"}),
            ("checklist_has_a_name_and_allows_days", {"name": ""}),
            ("checklist_has_a_name_and_allows_days", {"minor_days": 0}),
        ],
    )
    def test_no_list_breaks_it(self, rule, columns):
        make_checklist()
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Checklist.objects.update(**columns)

    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("checklist_item_kind_known", {"kind": "song"}),
            ("checklist_item_(severity_known|finding_has)", {"severity": "fatal"}),
            ("checklist_item_has_code_section_and_question", {"question": ""}),
            ("checklist_item_wrong_answer_fits_its_kind", {"kind": "text"}),
            ("checklist_item_finding_has_severity_and_sentence", {"finding": ""}),
            (
                "checklist_item_least_not_above_most",
                {"kind": "measure", "wrong": "", "at_least": 2, "at_most": 1},
            ),
        ],
    )
    def test_no_question_breaks_it(self, rule, columns):
        make_checklist()
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            ChecklistItem.objects.filter(code="diary").update(**columns)

    def test_two_versions_never_hold_on_one_day(self):
        make_checklist()
        with pytest.raises(IntegrityError, match="checklist_one_version_a_day"):
            make_checklist(version=2)

    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("inspection_interval_scope_known", {"scope": "moon"}),
            ("inspection_interval_certainty_known", {"certainty": "hoped"}),
            ("inspection_interval_of_a_month_or_more", {"months": 0}),
            ("inspection_interval_ends_after", {"valid_to": datetime.date(2020, 1, 1)}),
        ],
    )
    def test_no_interval_breaks_it(self, rule, columns):
        load_rules()
        one = InspectionInterval.objects.filter(scope="export")
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            one.update(**columns)
