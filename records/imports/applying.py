"""Writing what the check found good: chunk by chunk, each once whatever happens between."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from common.spreadsheets import restored
from records.importing import Given, ImportKind, Written
from records.imports.planning import Planned, Read, before, changes, plan, tally
from records.imports.undoing import put_all_back
from records.jobs import Report
from records.models import Import, ImportRow
from records.services import bump, log, log_many

AT_ONCE = 500  # rows in one transaction
Outcome, State = ImportRow.Outcome, Import.State
TO_WRITE = (Outcome.NEW, Outcome.CHANGED)
NOT_WHOLE = (
    "Trong lúc nhập có dòng vừa bị người khác sửa, nên không dòng nào được nhập. "
    "Hãy kiểm tra lại tệp."
)


def apply(*, source: Import, kind: ImportKind[Any], scope: Any, report: Report) -> None:
    """Write the rows that are new or change something.

    Each chunk is one transaction that also marks its rows, so that a run that was killed goes
    on where it stopped and nothing is written twice. Every row is planned again as things stand
    then: what became a conflict or an error since the check is not written, and says so.
    Where all rows had to be good and one no longer is, what was written is put back.
    """
    request = str(source.job_id)
    if source.state == State.APPLYING:
        whole = not source.all_or_nothing or _all_good(source, kind, scope)
        if not whole or not _write_all(source, kind, scope, report, request):
            source.state, source.problem = State.UNDOING, NOT_WHOLE
            source.save(update_fields=["state", "problem"])
    if source.state == State.UNDOING and source.problem:
        put_all_back(source, kind, report, request)
        _recount(source)
        source.state = State.FAILED
        source.save(update_fields=["state"])


def _write_all(
    source: Import, kind: ImportKind[Any], scope: Any, report: Report, request: str
) -> bool:
    """Write chunk after chunk; False where all had to be good and one was not."""
    total = source.rows.filter(outcome__in=TO_WRITE).count()
    while True:
        with transaction.atomic():
            kind.lock(scope)  # before reading: rows about a person who was erased are blank
            rows = list(_pending(source)[:AT_ONCE])
            if not rows:
                break
            good = _write_chunk(source, kind, scope, rows, request)
        if not good and source.all_or_nothing:
            return False
        report(max(total - _pending(source).count(), 0), total)
    _recount(source)
    with transaction.atomic():
        source.state, source.applied_at = State.APPLIED, timezone.now()
        source.save(update_fields=["state", "applied_at"])
        _log(source, "records.import_applied")
    return True


def _pending(source: Import) -> "models.QuerySet[ImportRow]":
    return source.rows.filter(outcome__in=TO_WRITE, applied=False).order_by("number")


def read_back(kind: ImportKind[Any], row: ImportRow) -> Read:
    """A row as the check read it."""
    columns = {column.key: column for column in kind.all_columns}
    values = {key: restored(columns[key], text) for key, text in row.values.items()}
    return Read(Given(row.number, values), [], row.seen_version)


def _all_good(source: Import, kind: ImportKind[Any], scope: Any) -> bool:
    """Whether every row that is still to be written could be, as things stand."""
    rows = _pending(source)
    for first in range(0, rows.count(), AT_ONCE):
        several = [read_back(kind, row) for row in rows[first : first + AT_ONCE]]
        planned = plan(kind, several, scope, {})
        if any(one.outcome in (Outcome.ERROR, Outcome.CONFLICT) for one in planned):
            return False
    return True


def _write_chunk(
    source: Import,
    kind: ImportKind[Any],
    scope: Any,
    rows: Sequence[ImportRow],
    request: str,
) -> bool:
    """Write one chunk and mark its rows; whether every row of it could be written.

    Where all had to be good, nothing is written when one is not.
    """
    planned = plan(kind, [read_back(kind, row) for row in rows], scope, {})
    bad = [one for one in planned if one.outcome in (Outcome.ERROR, Outcome.CONFLICT)]
    if bad and source.all_or_nothing:
        return False
    written = {one.number: one for one in _save(kind, planned, scope)}
    news = kind.write_more(list(written.values()), scope)
    for row, one in zip(rows, planned, strict=True):
        row.outcome, row.findings = one.outcome, one.findings
        done = written.get(row.number)
        if done:
            row.applied, row.subject = True, done.row.key
            row.before = None if done.made else done.before
            row.parts, row.version_after = done.parts, kind.version_of(done.row)
    _mark(rows)
    more = {"import": source.key}
    news += [
        kind.news(one.row, "made" if one.made else "changed", more)
        for one in written.values()
        if one.made or one.before
    ]
    # Nobody has read a new row yet: there is nothing to be read again.
    changed = [one for one in written.values() if not one.made]
    bump(*{key for one in changed for key in kind.bumped(one.row)})
    if news:
        log_many(news, by=source.by, request=request)
    return not bad


def _mark(rows: Sequence[ImportRow]) -> None:
    """Store what became of `rows`, which are all there already.

    As an insert that meets them: Django's bulk_update writes a CASE with a branch for each row
    and field, which took two thirds of the time of a whole import.
    """
    ImportRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            *("outcome", "findings", "applied", "subject", "before", "parts", "version_after")
        ],
    )


def _save(kind: ImportKind[Any], planned: Sequence[Planned], scope: Any) -> list[Written[Any]]:
    """Insert the new rows and update the changed ones, in a query or two each."""
    written = []
    for one in planned:
        if one.outcome == Outcome.NEW:
            row = kind.make(one.columns, scope)
            written.append(Written(one.given.number, row, True, {}, one.more))
        elif one.outcome == Outcome.CHANGED:
            assert one.row is not None
            stood = before(kind, one.row, changes(kind, one.row, one.columns))
            if stood:
                _set(kind, one.row, one.columns)
            written.append(Written(one.given.number, one.row, False, stood, one.more))
    made = [one.row for one in written if one.made]
    kind.model._default_manager.bulk_create(made)
    changed = [one.row for one in written if one.before]
    if changed:
        kind.model._default_manager.bulk_update(changed, _columns_of(kind, written))
    return written


def _columns_of(kind: ImportKind[Any], written: Sequence[Written[Any]]) -> list[str]:
    """The columns that change in any of the rows: each costs a branch for every row."""
    changed = {name for one in written for name in one.before}
    return [name for name in (*kind.fields, *kind.derived) if name in changed] + ["version"]


def _set(kind: ImportKind[Any], row: Any, columns: Mapping[str, Any]) -> None:
    for name in (*kind.fields, *kind.derived):
        setattr(row, name, columns[name])
    row.version += 1


def _recount(source: Import) -> None:
    counts = tally(source.rows.values_list("outcome", flat=True))
    for outcome, count in counts.items():
        setattr(source, outcome, count)
    source.save(update_fields=list(counts))


def _log(source: Import, action: str) -> None:
    log(
        chain=source.owner if source.owner.startswith("organisation:") else "system",
        action=action,
        subject=source.key,
        by=source.by,
        request=str(source.job_id),
        data={
            "kind": source.kind,
            "owner": source.owner,
            "new": source.new,
            "changed": source.changed,
            "unchanged": source.unchanged,
            "conflict": source.conflict,
            "error": source.error,
        },
    )
