"""What files say does not stay for ever: it goes some days after an import ended, and at once
when a person is erased."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.db import one_writer
from records.documents import discard
from records.imports.planning import tally
from records.models import Document, Import, ImportRow

Outcome, State = ImportRow.Outcome, Import.State
ENDED = (State.APPLIED, State.UNDONE, State.FAILED)
NEVER_ENDED = (
    "Để quá {days} ngày mà chưa nhập xong, nên tệp đã được xóa. Dòng nào đã nhập thì vẫn còn. "
    "Hãy gửi tệp lại nếu vẫn cần."
)
ABOUT_ERASED = {
    "column": "",
    "value": "",
    "code": "imports.person_erased",
    "message": "Dòng này nói về một người đã được xóa dữ liệu cá nhân, nên không nhập nữa. "
    "Hãy bỏ dòng này khỏi tệp.",
}


def forget_old_files(today: datetime.date) -> None:
    """Imports whose last day is over keep their counts only: what the rows said, how things
    stood before, the file and its first rows go. One that never ended has failed by that."""
    old = today - datetime.timedelta(days=settings.IMPORT_KEPT_DAYS)
    before = datetime.datetime.combine(
        old, datetime.time(), tzinfo=timezone.get_current_timezone()
    )
    maybe = Import.objects.filter(cleared_at=None, created_at__lt=before)
    for source in maybe.select_related("job").order_by("pk"):
        working = source.job is not None and not source.job.is_finished
        if source.kept_until < today and not working:
            _clear(source)


def _clear(source: Import) -> None:
    with transaction.atomic():
        one_writer(source.key)
        source.refresh_from_db()
        source.rows.update(values={}, findings=[], before=None)
        if source.state not in ENDED:
            source.state = State.FAILED
            source.problem = NEVER_ENDED.format(days=settings.IMPORT_KEPT_DAYS)
        source.sample, source.document, source.marked = [], None, None
        source.cleared_at = timezone.now()
        source.save(
            update_fields=["state", "problem", "sample", "document", "marked", "cleared_at"]
        )
        discard(Document.objects.filter(owner=source.key))


def forget_person(*, owner: str, kind: str, subject: str, says: Mapping[str, str]) -> None:
    """Blank what the imports of `kind` for `owner` still say of a person; the caller's
    transaction.

    subject: the key of the row that the person has or had; says: what in it tells who it is,
    by column, such as the name. The files go whole: nobody can take one line out of them. A row
    about the person that was still to be written is an error from then on.
    """
    sources = Import.objects.filter(owner=owner, kind=kind, cleared_at=None).order_by("pk")
    said = set(says.values())
    for row in ImportRow.objects.filter(source__in=sources, subject=subject):
        # The name that they had before, or that a file gave them, tells it as well.
        told = (row.values, row.before or {})
        said |= {str(each.get(column) or "") for each in told for column in says}
    said.discard("")
    for source in sources:
        rows = [row for row in source.rows.all() if _speaks_of(row, subject, said)]
        for row in rows:
            pending = row.outcome in (Outcome.NEW, Outcome.CHANGED) and not row.applied
            if pending:
                row.outcome = Outcome.ERROR
            row.findings = [ABOUT_ERASED] if row.outcome == Outcome.ERROR else []
            row.values, row.before = {}, None if row.before is None else {}
        ImportRow.objects.bulk_update(
            rows, ["outcome", "findings", "values", "before"], batch_size=500
        )
        for outcome, count in tally(source.rows.values_list("outcome", flat=True)).items():
            setattr(source, outcome, count)
        source.sample, source.document, source.marked = [], None, None
        source.save(update_fields=["sample", "document", "marked", *map(str, Outcome)])
        discard(Document.objects.filter(owner=source.key))


def _speaks_of(row: ImportRow, subject: str, said: set[str]) -> bool:
    if row.subject == subject or said & set(row.values.values()):
        return True
    if said & {str(value) for value in (row.before or {}).values()}:
        return True
    return any(text in finding["message"] for finding in row.findings for text in said)
