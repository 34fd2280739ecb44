"""The dry run: what each row of a file would do, kept row by row."""

from typing import Any

from django.db import transaction

from common.errors import RuleError
from common.iterating import batched
from common.spreadsheets import stored
from records.importing import ImportKind
from records.imports.files import rows_of, write_marked_file
from records.imports.planning import Planned, Read, plan, tally
from records.jobs import Report
from records.models import Import, ImportRow

AT_ONCE = 500  # rows in one transaction


def check(*, source: Import, kind: ImportKind[Any], scope: Any, report: Report) -> None:
    """Say of every row what it would do, and all that is wrong with it; writes nothing else.

    Safe to run again: it begins anew. A file that cannot be read fails the import with its
    sentence.
    """
    if source.state not in (Import.State.MAPPED, Import.State.CHECKED, Import.State.FAILED):
        return
    try:
        rows = rows_of(source, kind)
    except RuleError as error:
        source.state, source.problem = Import.State.FAILED, error.message
        source.save(update_fields=["state", "problem"])
        raise
    ImportRow.objects.filter(source=source).delete()
    seen: dict[str, int] = {}
    counts = tally([])
    done = 0
    for several in batched(rows, AT_ONCE):
        planned = plan(kind, several, scope, seen)
        with transaction.atomic():
            ImportRow.objects.bulk_create(
                _row_of(source, one, row) for one, row in zip(planned, several, strict=True)
            )
        for outcome, count in tally(one.outcome for one in planned).items():
            counts[outcome] += count
        done += len(several)
        report(done, len(rows))
    for outcome, count in counts.items():
        setattr(source, outcome, count)
    source.state, source.problem, source.marked = Import.State.CHECKED, "", None
    source.save(update_fields=["state", "problem", "marked", *counts])
    if source.bad:
        write_marked_file(source, kind)


def _row_of(source: Import, planned: Planned, row: Read) -> ImportRow:
    existing = planned.row
    return ImportRow(
        source=source,
        number=planned.given.number,
        outcome=planned.outcome,
        values={key: stored(value) for key, value in planned.given.values.items()},
        findings=planned.findings,
        subject=getattr(existing, "key", ""),
        seen_version=getattr(existing, "version", 0),
    )
