"""Workers killed half-way: real processes, on a real database of their own.

What is waited for is a state in that database, never a span of time.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
WITHIN = 300  # seconds: a machine may be slow, a lost job waits for ever
LABELS = 60_000  # enough for a worker to be caught in the middle
ENTRIES = 6_000  # of a diary, likewise
ROWS = 6_000  # likewise

pytestmark = pytest.mark.slow


class Installation:
    """Commands and workers on one database and one folder."""

    def __init__(self, environment, connect):
        self.environment = environment
        self.connect = connect
        self.workers = []

    def run(self, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, what, *arguments):
        """What a command of tests.killing answers."""
        return json.loads(self.run("-m", "tests.killing", what, *map(str, arguments)))

    def worker(self):
        """Start a worker; it runs until it is killed or the test ends."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        self.workers.append(process)
        return process

    def wait_for(self, job, wanted):
        """The job as soon as `wanted(job)` holds."""
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            found = self.look(job)
            if wanted(found):
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited in vain: {found}")

    def look(self, job):
        """How the job stands, asked of the database itself: faster than by a command."""
        columns = ("state", "done", "attempts", "error")
        [row] = self.rows(
            f"SELECT {', '.join(columns)} FROM records_job"
            f" WHERE REPLACE(CAST(id AS text), '-', '') = '{UUID(job).hex}'"
        )
        return dict(zip(columns, row, strict=True))

    def rows(self, query):
        with closing(self.connect()) as connected, closing(connected.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def queue_of(self, job):
        """The states of the rows of the queue that are places of the job."""
        rows = self.rows("SELECT status, args_kwargs FROM django_tasks_database_dbtaskresult")
        return sorted(status for status, told in rows if job in str(told))

    def end(self):
        for process in self.workers:
            for number in (signal.SIGCONT, signal.SIGKILL):
                try:
                    os.killpg(process.pid, number)
                except ProcessLookupError:
                    break
            process.wait()


@pytest.fixture
def installation(tmp_path):
    """Tables without rows, on a database of the kind that the tests run on."""
    (tmp_path / "frontend").symlink_to(settings.FRONTEND_DIR)
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "PUBLIC_URL": "https://truyxuat.example.vn",
        "JOB_STALLED_AFTER": "4",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with database(tmp_path, environment) as connect:
        made = Installation(environment, connect)
        made.run("manage.py", "migrate", "--verbosity", "0")
        made.run("manage.py", "label_keys", "ensure")
        yield made
        made.end()


@contextmanager
def database(folder, environment):
    """A database of its own; how to connect to it."""
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
        yield lambda: sqlite3.connect(folder / "db.sqlite3", timeout=60)
        return
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"killed_{uuid4().hex}"
    address = urlunsplit(server._replace(path=f"/{name}"))
    environment["DATABASE_URL"] = address
    with closing(psycopg2.connect(urlunsplit(server))) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield lambda: psycopg2.connect(address)
        finally:
            with admin.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def counting(installation, tmp_path):
    """A job that counts to half and then waits for the gate; its files."""
    gate, result = tmp_path / "gate", tmp_path / "result"
    job = installation.ask("ask_count", gate, result)["job"]
    return job, gate, result


def is_done(job):
    return job["state"] == "done"


def is_half_way(job):
    return job["state"] == "running" and job["done"] == 5


def test_a_job_killed_half_way_is_taken_up_again_and_ends_once(installation, counting):
    job, gate, result = counting
    worker = installation.worker()
    installation.wait_for(job, is_half_way)
    worker.kill()
    worker.wait()
    gate.touch()
    installation.worker()
    assert installation.wait_for(job, is_done) == {
        "state": "done",
        "done": 10,
        "attempts": 2,
        "error": "",
    }
    assert result.read_text().splitlines() == [job]


def test_a_worker_that_wakes_up_late_changes_nothing(installation, counting):
    """Frozen instead of killed: its job is another's when it goes on."""
    job, gate, result = counting
    frozen = installation.worker()
    installation.wait_for(job, is_half_way)
    os.kill(frozen.pid, signal.SIGSTOP)
    gate.touch()
    other = installation.worker()
    ended = installation.wait_for(job, is_done)
    os.kill(frozen.pid, signal.SIGCONT)
    # Told to stop it ends its present task first, and so says when it is through with it.
    for process in (frozen, other):
        process.terminate()
        process.wait(timeout=WITHIN)
    assert installation.look(job) == ended
    assert result.read_text().splitlines() == [job]


def test_a_worker_told_to_stop_ends_its_job_first(installation, counting):
    job, gate, result = counting
    worker = installation.worker()
    installation.wait_for(job, is_half_way)
    worker.terminate()
    gate.touch()
    assert worker.wait(timeout=WITHIN) == 0
    assert (installation.look(job)["state"], installation.look(job)["attempts"]) == ("done", 1)
    assert result.read_text().splitlines() == [job]


def test_a_sheet_of_labels_killed_half_way_is_the_same_sheet_once(installation):
    asked = installation.ask("ask_sheet", LABELS)
    job = asked["job"]
    worker = installation.worker()
    installation.wait_for(job, lambda found: 0 < found["done"] < LABELS)
    worker.kill()
    worker.wait()
    assert installation.look(job)["state"] == "running"  # as it was left
    installation.worker()
    assert installation.wait_for(job, is_done)["attempts"] == 2
    found = installation.ask("sheets", asked["run"])
    assert found["kept"] == [found["drawn"]]
    assert "RUNNING" not in installation.queue_of(job)


def test_an_import_killed_half_way_is_ended_by_another_worker_each_row_once(installation):
    asked = installation.ask("ask_import", ROWS)
    job = asked["job"]
    worker = installation.worker()
    installation.wait_for(job, lambda found: 0 < found["done"] < ROWS)
    worker.kill()
    worker.wait()
    left = installation.ask("imported", asked["import"])
    assert (left["state"], left["ended"], left["broken"]) == ("applying", 0, "None")
    # What there is was written whole: the products, their entries, the marks of their rows.
    assert 0 < left["products"] == left["applied"] == left["told"] < ROWS
    installation.worker()
    assert installation.wait_for(job, is_done)["attempts"] == 2
    assert installation.ask("imported", asked["import"]) == {
        "state": "applied",
        "products": ROWS,
        "applied": ROWS,
        "told": ROWS,
        "told_once": ROWS,
        "ended": 1,
        "broken": "None",
    }
    assert "RUNNING" not in installation.queue_of(job)


def test_an_audit_file_killed_half_way_is_the_same_file_once(installation):
    asked = installation.ask("ask_bundle", ENTRIES)
    job = asked["job"]
    worker = installation.worker()
    installation.wait_for(job, lambda found: found["state"] == "running" and found["done"] > 0)
    worker.kill()
    worker.wait()
    assert installation.look(job)["state"] == "running"  # as it was left
    installation.worker()
    assert installation.wait_for(job, is_done)["attempts"] == 2
    found = installation.ask("bundles_of", asked["code"])
    assert found["kept"] == [found["made"]]
