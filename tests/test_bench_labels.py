"""`manage.py bench_labels`: what it measures, what it leaves, what it does without a net."""

import json
import subprocess
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from labels.management.commands import bench_labels
from labels.management.commands.bench_labels import Command

FIGURES = {
    "qr_vs_qrcode",
    "labels_per_s",
    "labels_vs_rects",
    "paths_vs_rects",
    "labels_vs_weasyprint",
    "labels_vs_pylabels",
    "serials_vs_rows",
    "peak_rss_mb",
    "bytes_per_label",
}


@pytest.mark.slow
@pytest.mark.django_db
def test_it_prints_each_figure_and_all_of_them_as_json():
    out = StringIO()
    call_command("bench_labels", quick=True, alone=True, stdout=out)
    *lines, last = out.getvalue().splitlines()
    figures = json.loads(last)
    assert set(figures) == FIGURES
    assert figures["labels_vs_weasyprint"] is figures["labels_vs_pylabels"] is None
    assert not [name for name, figure in figures.items() if figure is not None and figure <= 0]
    assert len(lines) == 14


@pytest.mark.django_db
def test_rows_are_written_into_a_table_that_is_gone_afterwards():
    assert bench_labels._seconds_for_rows([f"{number:016d}" for number in range(6000)]) > 0
    assert bench_labels.Row._meta.db_table not in connection.introspection.table_names()


def rivals(monkeypatch, *outcomes):
    """What is said and measured when its commands end so, one after the other."""
    waiting = iter(outcomes)
    monkeypatch.setattr(bench_labels.venv, "create", lambda *args, **options: None)
    monkeypatch.setattr(bench_labels, "_run", lambda command, within: next(waiting))
    out = StringIO()
    command = Command(stdout=out)
    command.size = bench_labels.QUICK
    return command._rivals(1000, alone=False), out.getvalue()


def ended(code, out="", err=""):
    return subprocess.CompletedProcess([], code, out, err)


def test_without_a_net_the_others_are_left_out_with_a_sentence(monkeypatch):
    figures, said = rivals(monkeypatch, ended(1, err="trying\nno network"))
    assert set(figures.values()) == {None}
    assert "could not be installed, so they are left out: no network" in said


def test_what_takes_too_long_is_left_out_with_a_sentence(monkeypatch):
    figures, said = rivals(monkeypatch, None)
    assert set(figures.values()) == {None}
    assert "left out: it took too long" in said


def test_one_that_fails_leaves_the_other(monkeypatch):
    figures, said = rivals(monkeypatch, ended(0), ended(1, err="no pango"), ended(0, "6.5"))
    assert figures == {"labels_vs_weasyprint": None, "labels_vs_pylabels": 100}
    assert "weasyprint could not be measured here: no pango" in said


def test_alone_it_installs_nothing(monkeypatch):
    monkeypatch.setattr(bench_labels.venv, "create", lambda *a, **o: pytest.fail("made one"))
    assert set(Command()._rivals(1000, alone=True).values()) == {None}
