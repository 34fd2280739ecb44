"""The hash that chains log entries: SHA-256 over one canonical text of an entry."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64  # what the first entry of a chain carries as its predecessor's hash


@dataclass(frozen=True)
class Entry:
    """What of a log entry is hashed.

    chain: whose chain; number: place in it, from 1; at: ISO 8601 in UTC with microseconds;
    by, action, subject, request: text keys; data: JSON, personal values already encrypted;
    previous: the hash of the entry before, GENESIS for the first.
    """

    chain: str
    number: int
    at: str
    by: str
    action: str
    subject: str
    request: str
    data: Any
    previous: str


def digest(entry: Entry) -> str:
    """64 hexadecimal digits. Equal entries have equal digests on every machine and database.

    Canonical: JSON with sorted keys, no blanks, UTF-8 (the members of RFC 8785 that our data
    needs: text, whole numbers, true, false, null, lists, objects; exact decimals and days are
    text).
    """
    text = json.dumps(
        vars(entry),  # as it is: a copy of all data would take longer than the hash
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
