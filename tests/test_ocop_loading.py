"""Loading criteria sets."""

import copy
import datetime
import io

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from ocop.criteria import BadScheme
from ocop.loading import AlreadyLoaded, load_scheme
from ocop.models import CriteriaScheme
from records.models import LogEntry
from tests.ocop_sheets import best, data

pytestmark = pytest.mark.django_db


def load(content=None, version="1"):
    return load_scheme(data=content or data(), version=version, by="user:1", now=timezone.now())


def command(*arguments):
    out = io.StringIO()
    call_command("load_ocop_criteria", *arguments, stdout=out)
    return out.getvalue()


def test_a_loaded_scheme_scores_as_its_file():
    scheme, new = load()
    stored = CriteriaScheme.objects.get().read()
    assert new
    assert best(stored.sets[1]) == best(scheme.read().sets[1])
    assert len(stored.sets) == 26


def test_loading_the_same_again_changes_nothing():
    first, _new = load()
    assert load() == (first, False)
    assert CriteriaScheme.objects.count() == 1


def test_loading_is_an_entry_of_the_log():
    scheme, _new = load()
    entry = LogEntry.objects.get(action="ocop.scheme_loaded")
    assert (entry.subject, entry.by) == (scheme.key, "user:1")


def test_a_version_is_never_given_other_data():
    load()
    other = copy.deepcopy(data())
    other["decision"]["title_vi"] = "Tên khác"
    with pytest.raises(AlreadyLoaded, match="version of its own"):
        load(other)


def test_a_correction_is_another_version_beside_the_first():
    load()
    other = copy.deepcopy(data())
    other["decision"]["title_vi"] = "Tên khác"
    load(other, version="2")
    assert CriteriaScheme.objects.count() == 2


def test_data_without_the_day_they_are_in_force_from_are_refused():
    other = copy.deepcopy(data())
    del other["decision"]["in_force_from"]
    with pytest.raises(BadScheme, match="in_force_from"):
        load(other)


def test_two_rows_of_one_version_are_refused_by_the_database():
    scheme, _new = load()
    scheme.pk = None
    # SQLite names the columns of a unique constraint, PostgreSQL the constraint.
    named = r"criteria_scheme_version_once|decision, ocop_criteriascheme\.version"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        scheme.save()


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("criteria_scheme_ends_after_it_starts", {"valid_to": datetime.date(2020, 1, 1)}),
        ("criteria_scheme_has_number_and_version", {"version": ""}),
    ],
)
def test_the_database_refuses(rule, values):
    load()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        CriteriaScheme.objects.update(**values)


class TestCommand:
    def test_without_commit_it_only_checks(self):
        assert "26 sets, 787 criteria" in command()
        assert not CriteriaScheme.objects.exists()

    def test_with_commit_it_saves(self):
        assert "Saved." in command("--commit")
        assert "already" in command("--commit")

    def test_a_file_with_errors_is_refused_with_all_of_them(self, tmp_path):
        other = copy.deepcopy(data())
        other["bands"][1]["max"] = 89
        file = tmp_path / "own.yaml"
        file.write_text(yaml.safe_dump(other, allow_unicode=True), encoding="utf-8")
        with pytest.raises(CommandError, match="bands 4 and 5 do not meet"):
            command("--commit", "--file", str(file))
        assert not CriteriaScheme.objects.exists()

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: [", b"- 1", b""])
    def test_a_file_that_is_no_scheme_is_refused(self, tmp_path, content):
        file = tmp_path / "own.yaml"
        file.write_bytes(content)
        with pytest.raises(CommandError):
            command("--file", str(file))

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CommandError, match="Cannot read"):
            command("--file", str(tmp_path / "none.yaml"))
