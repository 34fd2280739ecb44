"""Proving that no entry of the log was changed, removed or slipped in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from records.hashing import GENESIS, digest
from records.models import LogEntry
from records.services import hashed_part


@dataclass(frozen=True)
class BrokenLink:
    """The first entry of the log that does not follow from the one before it."""

    chain: str
    number: int
    reason: str


def stored_entries() -> Iterator[LogEntry]:
    """All entries, chain by chain in order, in constant memory."""
    return LogEntry.objects.order_by("chain", "number").iterator(chunk_size=2000)


def first_broken_link(entries: Iterable[LogEntry]) -> BrokenLink | None:
    """The first entry that breaks its chain, or None when all chains are whole.

    entries: chain by chain, each in the order of its numbers.
    """
    chain, number, previous = "", 0, GENESIS
    for entry in entries:
        if entry.chain != chain:
            chain, number, previous = entry.chain, 0, GENESIS
        number += 1
        if entry.number != number:
            return BrokenLink(chain, number, f"entry {number} is missing")
        if entry.previous != previous:
            return BrokenLink(chain, number, "it does not name the entry before it")
        if digest(hashed_part(entry)) != entry.hash:
            return BrokenLink(chain, number, "its content does not match its hash")
        previous = entry.hash
    return None
