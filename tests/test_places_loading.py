"""Reading the files of units, and the command that loads them."""

import datetime
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from places.loading import load
from places.models import Succession, Unit
from places.reading import Book, clashes
from places.services import add_village
from records.models import LogEntry
from tests.conftest import OLD, REFORM
from tests.real_units import QUANG_TRI, book

UNITS_HEADER = (
    "code,level,kind,name,full_name,parent_code,parent_valid_from,valid_from,valid_to,"
    "legal_basis,date_basis,name_ascii,lat,lon"
)
UNITS = [
    "45,province,tỉnh,Quảng Trị,Tỉnh Quảng Trị,,,2021-01-01,2025-07-01,QĐ,act,,16.7,107.1",
    "470,district,huyện,Hải Lăng,Huyện Hải Lăng,45,2021-01-01,2021-01-01,2025-07-01,QĐ,act,,,",
    "19708,commune,xã,Hải Thượng,Xã Hải Thượng,470,2021-01-01,2021-01-01,2025-07-01,QĐ,act,,,",
    "44,province,tỉnh,Quảng Trị,Tỉnh Quảng Trị,,,2025-07-01,,NQ 202,act,,,",
    "19702,commune,xã,Hải Lăng,Xã Hải Lăng,44,2025-07-01,2025-07-01,,NQ 1680,act,,,",
]
SUCCESSIONS_HEADER = "old_code,old_valid_from,new_code,new_valid_from,whole_or_part,basis"
SUCCESSIONS = [
    "45,2021-01-01,44,2025-07-01,whole,NQ 202",
    "19708,2021-01-01,19702,2025-07-01,whole,NQ 1680",
]


@pytest.fixture
def files(tmp_path):
    """A small country in a folder; files(units=…, successions=…) rewrites it."""

    def write(units=UNITS, successions=SUCCESSIONS):
        for name, header, rows in (
            ("units.csv", UNITS_HEADER, units),
            ("successions.csv", SUCCESSIONS_HEADER, successions),
        ):
            (tmp_path / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return tmp_path

    write()
    return write


def load_places(folder, *options):
    """What the command says."""
    out = io.StringIO()
    call_command("load_places", "--data", str(folder), *options, stdout=out)
    return out.getvalue()


def changed(rows, number, old, new):
    """The rows with `old` replaced by `new` in the row of that number, from 0."""
    assert old in rows[number]
    return [row.replace(old, new) if place == number else row for place, row in enumerate(rows)]


@pytest.mark.django_db
class TestCommand:
    def test_it_saves_with_commit(self, files):
        said = load_places(files(), "--commit")
        assert said.splitlines() == [
            "Units: 5 new, 0 changed, 0 as before.",
            "Successions: 2 new, 0 changed, 0 as before.",
            "Saved.",
        ]
        assert (Unit.objects.count(), Succession.objects.count()) == (5, 2)

    def test_without_commit_it_only_says_what_it_would_do(self, files):
        said = load_places(files())
        assert "Units: 5 new" in said
        assert "nothing was saved" in said
        assert (Unit.objects.count(), LogEntry.objects.count()) == (0, 0)

    def test_a_second_load_changes_nothing(self, files):
        load_places(files(), "--commit")
        before = list(Unit.objects.values())
        assert load_places(files(), "--commit").splitlines() == [
            "Units: 0 new, 0 changed, 5 as before.",
            "Successions: 0 new, 0 changed, 2 as before.",
            "All of it was there already.",
        ]
        assert list(Unit.objects.values()) == before
        assert LogEntry.objects.count() == 1

    def test_rows_are_saved_as_they_stand(self, files):
        load_places(files(), "--commit")
        commune = Unit.objects.get(code="19708")
        assert (commune.parent.code, commune.kind, commune.folded, commune.valid_to) == (
            "470",
            "xã",
            "xa hai thuong",
            REFORM,
        )

    def test_a_later_reform_ends_rows_and_begins_others_with_the_same_code(self, files):
        load_places(files(), "--commit")
        units = changed(UNITS, 4, "2025-07-01,,", "2025-07-01,2026-09-20,")
        units += [
            "19702,commune,phường,Hải Lăng,Phường Hải Lăng,44,2025-07-01,2026-09-20,,NQ,act,,,"
        ]
        pairs = [*SUCCESSIONS, "19702,2025-07-01,19702,2026-09-20,whole,NQ"]
        said = load_places(files(units, pairs), "--commit")
        assert "Units: 1 new, 1 changed, 4 as before." in said
        assert Unit.objects.on(datetime.date(2026, 9, 20)).get(code="19702").kind == "phường"

    def test_corrections_are_taken_over(self, files):
        load_places(files(), "--commit")
        units = changed(UNITS, 2, "Hải Thượng,Xã Hải Thượng", "Thượng,Xã Thượng")
        pairs = changed(SUCCESSIONS, 1, "whole", "part")
        said = load_places(files(units, pairs), "--commit")
        assert "Units: 0 new, 1 changed" in said
        assert "Successions: 0 new, 1 changed" in said
        assert Unit.objects.get(code="19708").full_name == "Xã Thượng"
        assert not Succession.objects.get(old__code="19708").whole

    def test_what_the_files_do_not_mention_stays(self, files):
        load_places(files(), "--commit")
        load_places(files(UNITS[:3], []), "--commit")
        assert (Unit.objects.count(), Succession.objects.count()) == (5, 2)

    def test_villages_are_left_alone(self, files):
        load_places(files(), "--commit")
        village = add_village(
            commune=Unit.objects.get(code="19702"),
            name="Đông",
            kind="thôn",
            on=REFORM,
            legal_basis="",
            by="user:1",
        )
        assert "0 changed, 5 as before" in load_places(files(), "--commit")
        assert Unit.objects.get(pk=village.pk).full_name == "Thôn Đông"

    def test_what_it_did_is_logged(self, files):
        load_places(files(), "--commit")
        entry = LogEntry.objects.get()
        assert (entry.action, entry.by, entry.data["units_new"]) == (
            "places.units_loaded",
            "command:load_places",
            5,
        )

    def test_a_folder_without_files_is_said_to_be_one(self, tmp_path):
        with pytest.raises(CommandError, match=r"Cannot read .*units\.csv: No such file"):
            load_places(tmp_path)


@pytest.mark.django_db
class TestBadLines:
    """Each names file and line, and nothing is saved."""

    @pytest.mark.parametrize(
        ("number", "old", "new", "problem"),
        [
            pytest.param(2, "commune", "village", "none of province", id="level"),
            pytest.param(2, "2025-07-01", "2025-02-30", "not a day", id="no-such-day"),
            pytest.param(2, "2025-07-01", "2021-01-01", "not after it starts", id="ends-early"),
            pytest.param(2, "470", "471", "in no line", id="parent-unknown"),
            pytest.param(2, "470,2021-01-01", ",", "any other unit has one", id="no-parent"),
            pytest.param(2, "470", "19708", "not of a level above", id="own-parent"),
            pytest.param(2, "2025-07-01", "2025-07-02", "all its life long", id="outlives"),
            pytest.param(2, "Hải Thượng,Xã", ",Xã", "must not be empty", id="no-name"),
            pytest.param(2, "19708,", ",", "must not be empty", id="no-code"),
            pytest.param(2, ",act,,,", ",act,,16.7,", "go together", id="half-a-point"),
            pytest.param(2, ",act,,,", ",act,,x,107", "number of degrees", id="no-number"),
            pytest.param(2, ",act,,,", ",act,,91,107", "outside -90..90", id="off-the-earth"),
            pytest.param(2, ",act,,,", ",act,,", "as many columns", id="too-short"),
            pytest.param(2, ",act,,,", ",act,,,,", "as many columns", id="too-long"),
            pytest.param(2, ",act,", ",rumour,", "date_basis", id="date-basis"),
            pytest.param(2, "xã,Hải", f"{'x' * 41},Hải", "kind", id="kind-too-long"),
            pytest.param(2, "19708", "470", "stands in line 3 already", id="twice"),
        ],
    )
    def test_of_units(self, files, number, old, new, problem):
        folder = files(units=changed(UNITS, number, old, new))
        self.refused(folder, f"units.csv, line {number + 2}: ", problem)

    def test_of_units_whose_code_means_two_on_a_day(self, files):
        twin = UNITS[2].replace("2021-01-01,2025-07-01", "2024-01-01,2025-07-01")
        self.refused(files([*UNITS, twin]), "units.csv, line 7: ", "unit of line 4")

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            pytest.param("19708", "19709", "not in units.csv", id="unknown"),
            pytest.param("19708,2021-01-01", ",", "both units", id="unnamed"),
            pytest.param("whole", "all", "neither whole nor part", id="how"),
            pytest.param("19702,2025-07-01", "19708,2021-01-01", "to itself", id="itself"),
            pytest.param(
                "19708,2021-01-01", "44,2025-07-01", "still in force", id="whole-yet-alive"
            ),
            pytest.param("19702,2025-07-01", "470,2021-01-01", "ended before", id="late"),
            pytest.param("19708", "45", "passed whole by line 2", id="whole-twice"),
        ],
    )
    def test_of_successions(self, files, old, new, problem):
        folder = files(successions=changed(SUCCESSIONS, 1, old, new))
        self.refused(folder, "successions.csv, line 3: ", problem)

    def test_of_a_pair_named_twice(self, files):
        folder = files(successions=[*SUCCESSIONS, SUCCESSIONS[1]])
        self.refused(folder, "successions.csv, line 4: ", "stands in line 3 already")

    def test_of_a_missing_column(self, files):
        folder = files()
        text = (folder / "units.csv").read_text(encoding="utf-8")
        (folder / "units.csv").write_text(text.replace("kind", "sort", 1), encoding="utf-8")
        self.refused(folder, "units.csv, line 1: ", "no column 'kind'")

    def test_of_another_encoding(self, files):
        folder = files()
        (folder / "units.csv").write_bytes("\n".join([UNITS_HEADER, *UNITS]).encode("utf-16"))
        self.refused(folder, "units.csv, line ", "not UTF-8")

    def test_of_a_code_that_means_a_stored_unit_on_the_same_day(self, files):
        load_places(files(), "--commit")
        moved = [row.replace("2025-07-01,,NQ 1680", "2025-08-01,,NQ 1680") for row in UNITS]
        folder = files(units=moved, successions=SUCCESSIONS[:1])
        self.refused(folder, "units.csv, line 6: ", "a stored unit", left=5)

    def test_of_a_unit_stored_as_passed_whole_to_another(self, files):
        load_places(files(), "--commit")
        pairs = changed(SUCCESSIONS, 1, "19702,2025-07-01", "44,2025-07-01")
        folder = files(successions=pairs)
        self.refused(folder, "successions.csv, line 3: ", "passed whole to a unit", left=5)

    def refused(self, folder, where, problem, left=0):
        with pytest.raises(CommandError) as refusal:
            load_places(folder, "--commit")
        assert where in str(refusal.value)
        assert problem in str(refusal.value)
        assert str(refusal.value).endswith("Nothing was saved.")
        assert Unit.objects.count() == left


class TestTheCountry:
    """The project's own files, without a database; figures of their README."""

    @pytest.mark.parametrize(
        ("day", "provinces", "districts", "communes"),
        [
            (OLD, 63, 705, {"xã": 8272, "phường": 1723, "thị trấn": 608}),
            (
                datetime.date(2025, 1, 1),
                63,
                696,
                {"xã": 7692, "phường": 1726, "thị trấn": 617},
            ),
            (REFORM, 34, 0, {"xã": 2621, "phường": 687, "đặc khu": 13}),
            (
                datetime.date(2026, 9, 20),
                34,
                0,
                {"xã": 2599, "phường": 709, "đặc khu": 13},
            ),
        ],
    )
    def test_it_has_as_many_units_as_the_lists(self, day, provinces, districts, communes):
        there = [
            row
            for row in book().units.values()
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
        ]
        levels = Counter(row.level for row in there)
        kinds = Counter(row.kind for row in there if row.level == 3)
        assert (levels[1], levels[2], kinds) == (provinces, districts, communes)

    def test_every_commune_that_ended_has_an_heir_but_one(self):
        with_heirs = {row.old for row in book().successions}
        lost = [
            row.full_name
            for key, row in book().units.items()
            if row.level == 3 and row.valid_to and key not in with_heirs
        ]
        assert lost == ["Xã Phúc Thành A"]

    def test_a_part_of_the_book_stands_on_its_own(self):
        part = book().only(QUANG_TRI)
        assert {row.parent for row in part.units.values() if row.parent} <= set(part.units)
        assert {row.new for row in part.successions} <= set(part.units)

    @pytest.mark.slow
    @pytest.mark.django_db
    def test_all_of_it_loads_and_loads_again(self):
        first = load(book=book(), by="test")
        again = load(book=book(), by="test")
        assert (first.units_new, first.successions_new) == (15_835, 12_335)
        assert again.nothing_new


def test_touching_spans_do_not_clash():
    spans = [(REFORM, None, "new"), (OLD, REFORM, "old")]
    assert list(clashes(spans)) == []


def test_an_empty_book_changes_nothing(db):
    assert load(book=Book({}, []), by="test").nothing_new
