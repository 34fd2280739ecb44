"""Where SQLite and PostgreSQL differ at run time."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import connection

LOCK = {
    False: "SELECT pg_advisory_xact_lock(%s)",
    True: "SELECT pg_advisory_xact_lock_shared(%s)",
}


def one_writer(name: str, *, shared: bool = False) -> None:
    """Wait until no other transaction holds `name`; hold it until this one ends.

    For rules that span rows, which a constraint cannot express. On SQLite the whole database
    already has one writer (settings: transaction_mode IMMEDIATE).
    shared: hold it beside others who hold it shared, and keep out who wants it alone. Ask for
    it alone first if you will need it alone: two who both hold it shared and then want it
    alone wait for each other, and the database ends one of them.
    Raises RuntimeError outside a transaction, where the lock would be let go at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("one_writer() needs a transaction")
    if connection.vendor == "postgresql":
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute(LOCK[shared], [key])


@contextmanager
def wait_for_locks(seconds: float) -> Iterator[None]:
    """Inside, a statement that waits longer than `seconds` for a lock fails.

    It fails with OperationalError; for a connection of one's own, outside transactions.
    """
    milliseconds = int(seconds * 1000)
    is_postgresql = connection.vendor == "postgresql"
    limit = "SET lock_timeout = {}" if is_postgresql else "PRAGMA busy_timeout = {}"
    usual = 0 if is_postgresql else int(_sqlite_timeout() * 1000)
    with connection.cursor() as cursor:
        cursor.execute(limit.format(milliseconds))
    yield
    with connection.cursor() as cursor:
        cursor.execute(limit.format(usual))


def _sqlite_timeout() -> float:
    return float(connection.settings_dict["OPTIONS"].get("timeout", 5))
