"""Writing the log and the version counters."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from cryptography.fernet import Fernet
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from common.db import one_writer
from common.errors import RuleError
from common.iterating import batched
from records.hashing import GENESIS, Entry, digest
from records.models import LogEntry, PersonKey, VersionCounter
from records.personal import erase, keys_of, seal

AT_ONCE = 500  # chains or entries in one query
RESERVED = {"state", "personal"}  # where an entry keeps its snapshot and personal values
MOST_LOCKS = 50  # of single chains in one transaction


@dataclass(frozen=True)
class News:
    """What is to be written into the log, before it has its place in a chain.

    action: "<room>.<what was done>"; subject: the key of the thing it was done to.
    data: plain values; Decimals and days are written as text.
    state: every field of the subject after the change, as plain values: a whole snapshot, from
    which `records.history` tells what changed and how the thing stood on a day.
    personal: values that speak of a person, by that person's key:
    {"organisation:12:representative": {"name": …}}. They are stored encrypted, and
    `records.personal.erase` makes them unreadable.
    """

    chain: str
    action: str
    subject: str
    data: Mapping[str, Any] | None = None
    state: Mapping[str, Any] | None = None
    personal: Mapping[str, Mapping[str, str]] | None = None


def log(
    *,
    chain: str,
    action: str,
    subject: str,
    by: str,
    data: Mapping[str, Any] | None = None,
    state: Mapping[str, Any] | None = None,
    personal: Mapping[str, Mapping[str, str]] | None = None,
    request: str = "",
) -> LogEntry:
    """Append one entry to `chain`; part of the caller's transaction.

    by: the key of who did it; request: one id for all entries of a bulk change; the rest as
    `News` has it.
    Raises RuntimeError outside a transaction.
    """
    news = News(chain, action, subject, data, state, personal)
    return log_many([news], by=by, request=request)[0]


def log_many(news: Iterable[News], *, by: str, request: str) -> list[LogEntry]:
    """Append many entries, of any number of chains, in few queries; in the order given.

    request: one id for them all, by which a reader finds the whole of a bulk change.
    Call it once and last in its transaction: with many chains at once nobody else can write
    into the log from here to the commit.
    Raises RuntimeError outside a transaction.
    """
    wanted = list(news)
    chains = sorted({one.chain for one in wanted})
    _lock(chains)
    last = _last_entries(chains)
    keys = keys_of({person for one in wanted for person in one.personal or {}})
    now = timezone.now()
    entries = []
    for one in wanted:
        number, previous = last.get(one.chain, (0, GENESIS))
        entry = LogEntry(
            chain=one.chain,
            number=number + 1,
            at=now,
            by=by,
            action=one.action,
            subject=one.subject,
            request=request,
            data=_content(one, keys),
            previous=previous,
        )
        entry.hash = digest(hashed_part(entry))
        last[one.chain] = (entry.number, entry.hash)
        entries.append(entry)
    return LogEntry.objects.bulk_create(entries, batch_size=AT_ONCE)


def _lock(chains: list[str]) -> None:
    """Keep others from appending to `chains` until the transaction ends.

    A lock each for a few; a single one that shuts the whole log for many, because a server has
    room for some thousands of locks and a bulk change may touch twenty thousand chains.
    """
    if len(chains) > MOST_LOCKS:
        one_writer("records.log")
        return
    one_writer("records.log", shared=True)
    for chain in chains:  # in one order everywhere
        one_writer(f"records.log:{chain}")


def _last_entries(chains: list[str]) -> dict[str, tuple[int, str]]:
    """Number and hash of the last entry of each of `chains` that has any."""
    found: dict[str, tuple[int, str]] = {}
    if len(chains) == 1:  # nearly every time: one query, however long the chain
        row = LogEntry.objects.filter(chain=chains[0]).order_by("-number").first()
        return {row.chain: (row.number, row.hash)} if row else found
    for few in batched(chains, AT_ONCE):
        rows = LogEntry.objects.filter(chain__in=few)
        tops = rows.order_by().values("chain").annotate(top=Max("number"))
        ends = [Q(chain=row["chain"], number=row["top"]) for row in tops]
        if ends:
            last = LogEntry.objects.filter(reduce(or_, ends)).order_by()
            found |= {
                chain: (number, text)
                for chain, number, text in last.values_list("chain", "number", "hash")
            }
    return found


def _content(news: News, keys: Mapping[str, Fernet]) -> dict[str, Any]:
    data = news.data or {}
    if RESERVED & data.keys():
        raise ValueError(f"data of the log may not be called {sorted(RESERVED & data.keys())}")
    content = {name: _plain(value) for name, value in data.items()}
    if news.state is not None:
        content["state"] = _plain(news.state)
    if news.personal:
        content["personal"] = {
            person: {name: seal(keys[person], value) for name, value in values.items()}
            for person, values in news.personal.items()
        }
    return content


@dataclass(frozen=True)
class Erasable:
    """What of the log speaks of a person: how many entries, and which fields in them."""

    entries: int
    fields: frozenset[str]


def what_would_be_erased(person: str) -> Erasable:
    """What becomes unreadable when the key of `person` is erased.

    Raises RuleError "records.person_unknown" when the log never spoke of them,
    "records.person_erased" when it is done already.
    """
    _require_readable(person)
    fields: set[str] = set()
    entries = 0
    told = LogEntry.objects.filter(data__personal__has_key=person)
    for data in told.values_list("data", flat=True).iterator():
        entries += 1
        fields |= data["personal"][person].keys()
    return Erasable(entries, frozenset(fields))


def erase_person(*, person: str, by: str) -> None:
    """Make what the log says of `person` unreadable for ever; no chain breaks.

    Errors as for `what_would_be_erased`.
    """
    with transaction.atomic():
        _require_readable(person)
        erase(person)
        log(chain="system", action="records.person_erased", subject=person, by=by)


def _require_readable(person: str) -> None:
    row = PersonKey.objects.filter(person=person).first()
    if row is None:
        raise RuleError(
            "records.person_unknown",
            f"Nhật ký không có dữ liệu cá nhân nào của “{person}”. Hãy kiểm tra lại khóa, "
            "ví dụ user:7 hoặc organisation:12:representative.",
        )
    if row.key is None:
        raise RuleError(
            "records.person_erased", f"Dữ liệu cá nhân của {person} đã được xóa từ trước."
        )


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
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    raise TypeError(f"the log cannot keep {type(value).__name__} exactly")


def bump(*keys: str) -> None:
    """Raise the version counters of `keys`; part of the caller's transaction; few queries."""
    # One order everywhere, so that two writers never wait for each other.
    wanted = sorted(set(keys))
    if not wanted:
        return
    with transaction.atomic():
        VersionCounter.objects.bulk_create(
            [VersionCounter(key=key) for key in wanted], ignore_conflicts=True
        )
        counters = VersionCounter.objects.filter(key__in=wanted)
        list(counters.order_by("key").select_for_update().values_list("pk"))
        counters.update(value=F("value") + 1)


def versions(keys: Iterable[str]) -> dict[str, int]:
    """The counters of `keys`, 0 for one that was never raised; one query."""
    wanted = list(keys)
    known = dict(VersionCounter.objects.filter(key__in=wanted).values_list("key", "value"))
    return {key: known.get(key, 0) for key in wanted}
