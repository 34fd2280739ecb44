"""What is pinned, what is installed, and how tests reach their database."""

import importlib.metadata
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from portal.management.commands.fetch_frontend import FILES
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
PINNED = ["requirements.txt", "requirements-dev.txt"]
NAMED_BY_THE_CLIENT = {
    "django",
    "django-ninja",
    "qrcode",
    "pillow",
    "psycopg2-binary",
    "reportlab",
    "pytest-django",
}
# Django takes psycopg 3 over psycopg2 without a word when it finds both.
POSTGRES_DRIVERS = {
    "asyncpg",
    "pg8000",
    "psycopg",
    "psycopg-binary",
    "psycopg-c",
    "psycopg-pool",
    "psycopg2",
    "psycopg2-binary",
    "psycopg2cffi",
    "py-postgresql",
}


def normal(name: str) -> str:
    """A package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wishes(name: str) -> list[str]:
    """The lines of a requirements*.in that name a package."""
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r"))]


def pins(name: str) -> dict[str, str]:
    """Package -> what is pinned of it (marker and hashes), of a requirements*.txt."""
    text = (ROOT / name).read_text()
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+(?:.*\\\n)(?: +--hash.*\n)*)", text, re.M)
    return {normal(package): rest for package, rest in found}


# --- what is pinned -------------------------------------------------------------------------


@pytest.mark.parametrize("name", PINNED)
def test_exactly_one_postgresql_driver_is_pinned(name):
    assert set(pins(name)) & POSTGRES_DRIVERS == {"psycopg2-binary"}


def test_exactly_one_postgresql_driver_is_installed():
    installed = {normal(d.metadata["Name"]) for d in importlib.metadata.distributions()}
    assert installed & POSTGRES_DRIVERS == {"psycopg2-binary"}


def test_the_packages_the_client_named_are_in_the_requirements():
    assert set(pins("requirements.txt")) >= NAMED_BY_THE_CLIENT


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_says_what_it_is_for(name):
    assert [line for line in wishes(name) if not re.search(r"\S\s+# \w+", line)] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_dependency_is_pinned(name):
    wished = {normal(re.split(r"[<>=!~;\s#\[]", line)[0]) for line in wishes(f"{name}.in")}
    assert wished - set(pins(f"{name}.txt")) == set()


@pytest.mark.parametrize("name", PINNED)
def test_every_pin_carries_hashes(name):
    assert [
        package for package, rest in pins(name).items() if "--hash=sha256:" not in rest
    ] == []


@pytest.mark.parametrize("name", PINNED)
def test_pins_name_packages_only_no_addresses_or_places(name):
    lines = (ROOT / name).read_text().splitlines()
    usual = re.compile(
        r"#|    #|    --hash=sha256:[0-9a-f]{64}( \\)?$|[\w.-]+==[\w.]+( ;.*)? \\$"
    )
    assert [line for line in lines if not usual.match(line)] == []


def test_runtime_and_development_pins_agree():
    development = pins("requirements-dev.txt")
    differing = {
        package
        for package, rest in pins("requirements.txt").items()
        if development[package].split()[0] != rest.split()[0]
    }
    assert differing == set()


def test_front_end_packages_are_pinned_exactly_and_by_hash():
    wished = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wished} == wished
    assert all(entry["integrity"] for path, entry in locked.items() if path)


def test_front_end_packages_come_from_no_other_registry():
    text = (ROOT / "package-lock.json").read_text()
    addresses = re.findall(r'"resolved": "([^"]*)"', text)
    strange = [a for a in addresses if not a.startswith("https://registry.npmjs.org/")]
    assert strange == []


def test_front_end_files_are_fetched():
    missing = [name for _, name in FILES if not (settings.FRONTEND_DIR / name).is_file()]
    assert missing == []


# --- the tests' own surroundings ------------------------------------------------------------


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_was_given():
    wanted = (
        "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    )
    assert connection.vendor == wanted


def test_a_call_to_the_outside_fails():
    with (
        pytest.warns(UserWarning, match="tried to use socket"),
        pytest.raises(SocketConnectBlockedError),
    ):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_without_any_postgresql_the_runner_fails_and_says_so(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "_local_binaries", lambda: None)
    monkeypatch.setattr(postgres, "_pip_binaries", lambda: None)
    with pytest.raises(SystemExit, match="do not pass without one"):
        postgres.main(["true"])


def test_a_given_server_that_does_not_answer_is_not_replaced_by_another(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    with pytest.raises(SystemExit, match="Nothing answers behind postgres://nobody"):
        postgres.main(["true"])


WAYS = ["pip", "local"] if postgres._local_binaries() else ["pip"]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_the_runner_passes_the_exit_code_on_and_leaves_nothing(way):
    environment = {**os.environ, "TEST_POSTGRES": way}
    environment.pop("DATABASE_URL", None)
    show = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", show],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    folder = Path(unquote(urlsplit(done.stdout.strip()).netloc.split("@")[1]))
    assert folder.name.startswith("test-pg-")
    assert not folder.exists()


# --- serving --------------------------------------------------------------------------------


def test_serving_on_a_taken_port_says_which_and_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"127.0.0.1:{port}.*PORT=8001"):
            call_command("serve", host="127.0.0.1", port=port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(tmp_path):
    """`manage.py serve` on an empty installation, answering."""
    port = free_port()
    (tmp_path / "frontend").symlink_to(settings.FRONTEND_DIR)
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "PORT": str(port)}
    environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "DEMO": "1"}
    environment.pop("DATABASE_URL", None)
    manage = [sys.executable, "manage.py"]
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [*manage, *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    with subprocess.Popen(
        [*manage, "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        process.address = f"http://127.0.0.1:{port}"
        try:
            assert process.stdout.readline().startswith(f"Serving {process.address}")
            yield process
        finally:
            process.terminate()


def children_of(process: subprocess.Popen) -> dict[int, str]:
    """Process id -> command line, of the processes that `process` started (Linux)."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == process.pid:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except FileNotFoundError:
            continue
    return found


@pytest.mark.slow
def test_serving_answers_and_a_signal_stops_both(served):
    with urllib.request.urlopen(f"{served.address}/", timeout=10) as answer:
        assert answer.status == 200
    children = children_of(served)
    assert len(children) == 2
    served.send_signal(signal.SIGTERM)
    assert served.wait(timeout=30) == 0
    assert [number for number in children if Path(f"/proc/{number}").exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "name"), [("manage.py worker", "job worker"), ("granian", "web server")]
)
def test_when_one_of_the_two_dies_the_other_is_stopped_and_the_dead_one_named(
    served, part, name
):
    children = children_of(served)
    os.kill(next(n for n, line in children.items() if part in line), signal.SIGKILL)
    assert served.wait(timeout=30) == 1
    assert f"The {name} ended by itself (SIGKILL)" in served.stdout.read()
    time.sleep(0.2)
    assert [number for number in children if Path(f"/proc/{number}").exists()] == []
