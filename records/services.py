"""Writing the log and the version counters."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common.db import one_writer
from records.hashing import GENESIS, Entry, digest
from records.models import LogEntry, VersionCounter
from records.personal import seal


def log(
    *,
    chain: str,
    action: str,
    subject: str,
    by: str,
    data: dict[str, Any] | None = None,
    personal: dict[str, dict[str, str]] | None = None,
    request: str = "",
) -> LogEntry:
    """Append one entry to `chain`; part of the caller's transaction.

    action: "<room>.<what was done>"; subject: the key of the thing it was done to; by: the key
    of who did it; request: one id for all entries of a bulk change.
    data: plain values; Decimals and days are written as text.
    personal: values that speak of a person, by that person's key:
    {"organisation:12:representative": {"name": …}}. They are stored encrypted, and
    `records.personal.erase` makes them unreadable.
    Raises RuntimeError outside a transaction.
    """
    one_writer(f"records.log:{chain}")
    last = LogEntry.objects.filter(chain=chain).order_by("-number").first()
    now = timezone.now()
    content = {name: _plain(value) for name, value in (data or {}).items()}
    if personal:
        content["personal"] = {
            person: {name: seal(person, value) for name, value in values.items()}
            for person, values in personal.items()
        }
    entry = LogEntry(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=now,
        by=by,
        action=action,
        subject=subject,
        request=request,
        data=content,
        previous=last.hash if last else GENESIS,
    )
    entry.hash = digest(hashed_part(entry))
    entry.save(force_insert=True)
    return entry


def hashed_part(entry: LogEntry) -> Entry:
    """What of a stored entry its hash covers: everything but the hash itself."""
    return Entry(
        chain=entry.chain,
        number=entry.number,
        at=entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        by=entry.by,
        action=entry.action,
        subject=entry.subject,
        request=entry.request,
        data=entry.data,
        previous=entry.previous,
    )


def _plain(value: Any) -> Any:
    """`value` as JSON holds it without loss; TypeError for what has no exact form there."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal() | datetime.date():
            return str(value)
        case dict():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    raise TypeError(f"the log cannot keep {type(value).__name__} exactly")


def bump(*keys: str) -> None:
    """Raise the version counters of `keys`; part of the caller's transaction."""
    with transaction.atomic():
        for key in sorted(
            set(keys)
        ):  # one order everywhere, so that two writers never deadlock
            VersionCounter.objects.get_or_create(key=key)
            VersionCounter.objects.filter(key=key).update(value=F("value") + 1)


def versions(keys: Iterable[str]) -> dict[str, int]:
    """The counters of `keys`, 0 for one that was never raised; one query."""
    wanted = list(keys)
    known = dict(VersionCounter.objects.filter(key__in=wanted).values_list("key", "value"))
    return {key: known.get(key, 0) for key in wanted}
