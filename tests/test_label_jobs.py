"""Printing as a job: how far it is, stopped, asked for again, killed and taken up again."""

import hashlib
import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection, transaction

from common.errors import RuleError
from labels.layout import LabelText
from labels.models import MOST_LABELS
from labels.services import (
    issue_run,
    label_at,
    labels_of,
    open_sheet,
    printing,
    start_printing,
    stop_printing,
)
from records import jobs
from records.heartbeat import GivenUp
from records.models import Document, Job
from records.working import do_now
from tests.label_installation import Installation, printed_serials
from tests.test_toolchain import children_of


def issued(product, count=30):
    """A run whose sheet nobody asked for yet."""
    with transaction.atomic():
        return issue_run(
            product=product,
            count=count,
            sheet="a4-24",
            text=LabelText(name="Gạo", organisation="HTX"),
            lot="L1",
            by="test",
            request=uuid4(),
        )


@pytest.fixture
def run(rice, settings):
    """A run of 30 labels whose printing waits for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run = issued(rice)
    start_printing(run=run, by="test")
    return run


def state(run):
    """What the run's job is in."""
    run.job.refresh_from_db()
    return run.job.state


class TestPrinting:
    def test_the_sheet_has_every_label_once_in_order(self, run):
        do_now(run.job)
        run.refresh_from_db()
        with open_sheet(run) as sheet:
            printed = list(printed_serials(sheet.read()))
        assert printed == [label.serial for label in labels_of(run)]

    def test_progress_is_told_now_and_then_and_at_the_end(self, monkeypatch):
        told = []
        moments = iter([0.0, 0.0, 0.1, 0.6, 0.6, 0.7])
        monkeypatch.setattr(printing.time, "monotonic", lambda: next(moments))
        progress = printing.now_and_then(lambda done, total: told.append((done, total)), 50)
        for done in (10, 20, 30, 50):
            progress(done)
        assert told == [(10, 50), (30, 50), (50, 50)]

    def test_a_run_may_have_a_million_labels_and_no_more(self, rice):
        assert issued(rice, MOST_LABELS).count == 1_000_000
        with pytest.raises(RuleError, match=r"1\.000\.000") as refused:
            issued(rice, MOST_LABELS + 1)
        assert refused.value.code == "labels.bad_count"

    def test_links_are_those_of_their_labels_one_by_one(self, run):
        assert [label_at(run, at) for at in range(30)] == list(labels_of(run))
        assert label_at(run, 7).link.endswith(label_at(run, 7).serial)


class TestStopping:
    def test_printing_that_waits_is_never_begun(self, run):
        stop_printing(run=run, by="user:1")
        do_now(run.job)
        run.refresh_from_db()
        assert (state(run), run.document) == (Job.State.CANCELLED, None)

    @pytest.mark.django_db(transaction=True)
    def test_printing_that_runs_ends_at_its_next_report_without_a_file(self, run, monkeypatch):
        write = printing.write_sheets

        def stopped_in_the_middle(file, *, progress, **more):
            def stop(done):
                if done == 24:
                    jobs.cancel(job=run.job, by="user:1")
                progress(done)

            write(file, progress=stop, **more)
            pytest.fail("went on")

        monkeypatch.setattr(printing, "REPORT_EVERY", 0)
        monkeypatch.setattr(printing, "write_sheets", stopped_in_the_middle)
        jobs.call(run.job)
        assert state(run) == Job.State.CANCELLED
        assert not Document.objects.exists()

    def test_printing_stopped_in_the_last_moment_leaves_no_file(self, run):
        class Stopped:
            def __call__(self, done, total):
                """Still ours."""

            def hold(self):
                raise GivenUp

        with pytest.raises(GivenUp):
            printing._print(run.pk, Stopped())
        assert not Document.objects.exists()

    def test_it_can_be_asked_for_again_with_the_same_serials(self, run):
        before = list(labels_of(run))
        stop_printing(run=run, by="user:1")
        do_now(start_printing(run=run, by="user:1"))
        run.refresh_from_db()
        assert (state(run), list(labels_of(run))) == (Job.State.DONE, before)

    def test_what_has_ended_cannot_be_stopped(self, run):
        do_now(run.job)
        with pytest.raises(RuleError) as refused:
            stop_printing(run=run, by="user:1")
        assert refused.value.code == "jobs.already_ended"

    def test_what_was_never_asked_for_cannot_be_stopped(self, rice):
        with pytest.raises(RuleError, match="chưa được in") as refused:
            stop_printing(run=issued(rice), by="user:1")
        assert refused.value.code == "jobs.already_ended"


class TestPages:
    def address(self, run):
        return f"/nhan/{run.pk}/dung-in/"

    def test_a_button_stops_it(self, client, run, binh):
        client.force_login(binh)
        assert self.address(run) in client.get(f"/nhan/{run.pk}/").content.decode()
        page = client.post(self.address(run), follow=True).content.decode()
        assert "Đã hủy theo yêu cầu" in page
        assert f"/nhan/{run.pk}/in-lai/" in page
        assert self.address(run) not in page

    def test_what_has_ended_is_said_on_the_page(self, client, run, binh):
        do_now(run.job)
        client.force_login(binh)
        page = client.post(self.address(run), follow=True).content.decode()
        assert "đã kết thúc nên không hủy được" in page

    def test_a_viewer_may_not(self, client, run, viewer):
        client.force_login(viewer)
        assert client.post(self.address(run)).status_code == 403
        assert self.address(run) not in client.get(f"/nhan/{run.pk}/").content.decode()
        assert state(run) == Job.State.WAITING

    def test_a_stranger_sees_nothing(self, client, run, chi):
        client.force_login(chi)
        assert client.post(self.address(run)).status_code == 404

    def test_nobody_without_sign_in(self, client, run):
        assert client.post(self.address(run)).status_code == 302

    def test_looking_at_the_address_changes_nothing(self, client, run, binh):
        client.force_login(binh)
        assert client.get(self.address(run)).status_code == 405


class TestApi:
    def post(self, client, run, action):
        return client.post(f"/api/v1/label-runs/{run.pk}/{action}")

    def test_it_stops_and_prints_again(self, client, run, binh):
        client.force_login(binh)
        assert self.post(client, run, "stop").json()["state"] == "cancelled"
        assert self.post(client, run, "print").json()["state"] == "waiting"
        assert self.post(client, run, "print").json()["state"] == "waiting"
        assert Job.objects.filter(kind="labels.print_sheet").count() == 2

    def test_what_has_ended_is_refused_with_its_reason(self, client, run, binh):
        do_now(run.job)
        client.force_login(binh)
        answer = self.post(client, run, "stop")
        assert (answer.status_code, answer.json()["code"]) == (409, "jobs.already_ended")

    @pytest.mark.parametrize("action", ["stop", "print"])
    def test_a_viewer_may_not(self, client, run, viewer, action):
        client.force_login(viewer)
        assert self.post(client, run, action).status_code == 403

    @pytest.mark.parametrize("action", ["stop", "print"])
    def test_a_stranger_sees_nothing(self, client, run, chi, action):
        client.force_login(chi)
        assert self.post(client, run, action).status_code == 404

    @pytest.mark.parametrize("action", ["stop", "print"])
    def test_nobody_without_sign_in(self, client, run, action):
        assert self.post(client, run, action).status_code == 401


# --- killed in the middle -------------------------------------------------------------------


@contextmanager
def another_database():
    """The address of an empty database on the server of the tests; None on SQLite."""
    if connection.vendor != "postgresql":
        yield None
        return
    name = f"killed_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        parts = urlsplit(os.environ["DATABASE_URL"])
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_for(condition, seconds=120):
    """Look again and again until it holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_worker_killed_in_the_middle_of_200_000_labels_leaves_nothing_undone(tmp_path):
    count = 200_000
    with another_database() as database:
        installation = Installation(tmp_path, site.FRONTEND_DIR, database)
        installation.prepare(count)
        with installation.worker() as worker:
            wait_for(lambda: count // 10 < installation.job()[1])
            helpers = children_of(worker)
            worker.send_signal(signal.SIGKILL)
        assert worker.returncode == -signal.SIGKILL
        killed_at = installation.job()
        assert killed_at[0] == "running"
        assert killed_at[1] < count
        assert installation.documents() == []
        wait_for(lambda: not [one for one in helpers if Path(f"/proc/{one}").exists()], 20)

        with installation.worker() as worker:
            wait_for(lambda: installation.job()[0] == "done")
            worker.send_signal(signal.SIGTERM)
        assert installation.job() == ("done", count, 2)
        (sheet,) = installation.documents()
        data = sheet.read_bytes()
        assert hashlib.sha256(data).hexdigest() == installation.never_killed()
        printed = list(printed_serials(data))
        assert len(printed) == len(set(printed)) == count
