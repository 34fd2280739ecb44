"""House rules that a reader would otherwise have to remember."""

import re
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import models

ROOT = Path(settings.BASE_DIR)
ROOMS = [config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()]
OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
# What has no life of its own goes with what it is part of.
CASCADES = {
    "trace.BatchInput.batch",
    "growing_areas.HarvestPlot.harvest",
    "growing_areas.DiaryPlot.entry",
    "accounts.InvitedDuty.invitation",
}

# Open to all who sign in: the lists of the land, of crops and of rules.
PUBLIC = {
    "places.Unit",
    "places.Succession",
    "places.UnitOutline",
    "growing_areas.Crop",
    "growing_areas.ProcedureRule",
    "growing_areas.AreaCondition",
    "growing_areas.PointLimit",
    "growing_areas.InputList",
    "growing_areas.InputProduct",
    "growing_areas.MarketPermission",
    "growing_areas.YieldLimit",
    "ocop.CriteriaScheme",
    "growing_areas.Checklist",
    "growing_areas.ChecklistItem",
    "growing_areas.InspectionInterval",
    "labels.LabelRule",
}
# Seen by who sees the row that their key names: portal/subjects.py asks that row's room.
OF_ANOTHER_ROW = {"records.Document", "records.Job", "records.LogEntry"}
# Never listed for anybody by itself: people, parts of an invitation or import, machinery.
NEVER_LISTED = {
    "accounts.User",
    "accounts.InvitedDuty",
    "records.DailyWork",
    "records.ImportMapping",
    "records.ImportRow",
    "records.KeptAnswer",
    "records.PersonKey",
    "records.VersionCounter",
}

each_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)


@each_model
def test_a_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")  # Django's own stand-in
    assert model.__str__ is not models.Model.__str__


@each_model
def test_a_model_has_a_vietnamese_name_that_the_glossary_explains(model):
    name = str(model._meta.verbose_name)
    assert name[0].islower()
    assert f"| {name} |" in (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


@each_model
def test_who_sees_a_model_is_said_on_its_queryset(model):
    elsewhere = model._meta.label in PUBLIC | OF_ANOTHER_ROW | NEVER_LISTED
    assert hasattr(model._default_manager, "visible_to") != elsewhere


@each_model
def test_what_is_pointed_at_is_protected(model):
    unprotected = {
        f"{model._meta.label}.{field.name}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
    }
    assert unprotected <= CASCADES


@each_model
def test_mass_and_money_are_never_floats(model):
    assert not [f for f in model._meta.get_fields() if isinstance(f, models.FloatField)]


def test_names_of_rules_are_used_once():
    names = [rule.name for model in OURS for rule in model._meta.constraints]
    assert len(names) == len(set(names))


def test_every_setting_from_the_environment_is_documented():
    source = "".join(
        (ROOT / f"config/{name}.py").read_text(encoding="utf-8")
        for name in ("settings", "environment")
    )
    readers = r"(?:flag|mail_server|seconds|whole_number|words|web_address(?:es)?|secret|get)"
    read = set(re.findall(readers + r'\(\s*"([A-Z_]+)"', source))
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M)
    )
    assert read | {"DATABASE_URL", "CONFORMANCE_DIR"} == documented


def test_every_command_of_ours_is_documented():
    ours = {name for name, room in get_commands().items() if room in ROOMS}
    told = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert {name for name in ours if f"`manage.py {name}" not in told} == set()


def test_every_picture_that_the_docs_show_is_there_and_small():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    shown = {
        page.parent / name
        for page in pages
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", page.read_text("utf-8"))
    }
    assert len(shown) > 2
    assert {str(file) for file in shown if not file.is_file()} == set()
    kept = {file.resolve() for file in (ROOT / "docs/images").glob("*.png")}
    assert kept == {file.resolve() for file in shown}
    assert [file.name for file in kept if file.stat().st_size > 150_000] == []


def test_every_template_is_used():
    sources = [*ROOT.glob("*/**/*.py"), *ROOT.glob("templates/**/*.html")]
    told = "".join(
        file.read_text(encoding="utf-8")
        for file in sources
        if ".venv" not in file.parts and "node_modules" not in file.parts
    )
    by_name = {"403.html", "404.html", "429.html", "500.html", "403_csrf.html"}  # Django asks
    # ... and django-allauth for those that stand in place of its own.
    theirs = Path(allauth.__file__).parent / "templates"
    by_name |= {str(file.relative_to(theirs)) for file in theirs.rglob("*.html")}
    names = {
        str(file.relative_to(ROOT / "templates"))
        for file in (ROOT / "templates").rglob("*.*")
        if file.suffix in (".html", ".css")
    }
    assert {name for name in names - by_name if name not in told} == set()


def test_every_decision_says_why_and_what_follows():
    records = sorted((ROOT / "docs/decisions").glob("0*.md"))
    assert records
    for number, record in enumerate(records, start=1):
        text = record.read_text(encoding="utf-8")
        assert record.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert "**Decision.**" in text
        assert "**Consequences.**" in text


def test_pages_carry_no_styles_and_no_scripts_of_their_own():
    """But the page behind a label, one file, and the last resort, which needs no other file."""
    alone = {ROOT / "templates/portal/label.html", ROOT / "templates/500.html"}
    pages = set((ROOT / "templates").rglob("*.html")) - alone
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)")
    assert [str(page) for page in sorted(pages) if inline.search(page.read_text("utf-8"))] == []
