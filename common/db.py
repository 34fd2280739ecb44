"""Where SQLite and PostgreSQL differ at run time."""

from hashlib import blake2b

from django.db import connection


def one_writer(name: str) -> None:
    """Wait until no other transaction holds `name`; hold it until this one ends.

    For rules that span rows, which a constraint cannot express. On SQLite the whole database
    already has one writer (settings: transaction_mode IMMEDIATE).
    Raises RuntimeError outside a transaction, where the lock would be let go at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("one_writer() needs a transaction")
    if connection.vendor == "postgresql":
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
