"""A database of the benchmark's own, beside the configured one, and gone afterwards."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.db import connection


@contextlib.contextmanager
def throw_away_database() -> Iterator[str]:
    """Work on an empty, migrated database of the configured kind; its kind and version.

    SQLite: a file in a temporary folder. PostgreSQL: a database of its own on the configured
    server, which needs the right to create one. The configured database is not touched. It is
    dropped however the work ends; a `kill -9` leaves it behind, named bench_registry_….
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    configured = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="bench-registry-") as folder:
        name = f"bench_registry_{os.getpid()}"
        if connection.vendor == "sqlite":
            name = str(Path(folder) / f"{name}.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield _kind()
        finally:
            connection.creation.destroy_test_db(str(configured), verbosity=0)


def know_the_rows() -> None:
    """Let the database count what it holds, as it does by itself after a day of work."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _kind() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
