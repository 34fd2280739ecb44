"""Putting back what an import wrote, as far as nothing has come to rest on it since."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from records.importing import ImportKind
from records.imports.planning import put_back
from records.jobs import Report
from records.models import Document, Import, ImportRow
from records.services import News, bump, log, log_many

AT_ONCE = 500  # rows in one transaction
Undone = ImportRow.Undone


def undo(*, source: Import, kind: ImportKind[Any], report: Report) -> None:
    """Remove what the import made, and put back what it changed.

    What somebody changed since, or what other things rest on, stays as it is; its row says why.
    Safe to run again: a row that was put back is not taken up twice.
    """
    if source.state != Import.State.UNDOING:
        return
    put_all_back(source, kind, report, str(source.job_id))
    with transaction.atomic():
        source.state, source.undone_at = Import.State.UNDONE, timezone.now()
        source.save(update_fields=["state", "undone_at"])
        log(
            chain=source.owner if source.owner.startswith("organisation:") else "system",
            action="records.import_undone",
            subject=source.key,
            by=source.by,
            request=str(source.job_id),
            data={"kind": source.kind, "left": source.rows.filter(undone=Undone.LEFT).count()},
        )


def put_all_back(source: Import, kind: ImportKind[Any], report: Report, request: str) -> None:
    """Every row that was applied and is not put back yet, the last one first."""
    applied = source.rows.filter(applied=True)
    total = applied.count()
    # The last first, so that a row is put back before the one that it came after.
    pending = applied.filter(undone=Undone.NO).order_by("-number")
    while rows := list(pending[:AT_ONCE]):
        with transaction.atomic():
            _put_chunk_back(source, kind, rows, request)
        report(total - pending.count(), total)


def _put_chunk_back(
    source: Import, kind: ImportKind[Any], rows: Sequence[ImportRow], request: str
) -> None:
    keys = [int(row.subject.rpartition(":")[2]) for row in rows]
    objects = kind.for_undo(keys)
    parts_made = [part for row in rows for part in row.parts]
    resting = _resting(kind, [objects[key] for key in keys if key in objects], parts_made)
    parts_resting = kind.parts_resting(parts_made)
    removed: list[Any] = []
    changed: list[Any] = []
    parts: list[str] = []
    for row, key in zip(rows, keys, strict=True):
        found = objects.get(key)
        because = _why_left(kind, row, found, resting.get(key), parts_resting)
        row.undone = Undone.LEFT if because else Undone.DONE
        row.left_because = because
        if because or found is None:
            continue
        parts += row.parts
        if row.before is None:
            removed.append(found)
        elif row.before:
            put_back(found, row.before)
            found.version += 1
            changed.append(found)
    ImportRow.objects.bulk_update(rows, ["undone", "left_because"])
    more = {"import": source.key, "undone": True}
    news: list[News] = [kind.news(row, "changed", more) for row in changed]
    news += [kind.news(row, "removed", more) for row in removed]
    bump(*{key for row in (*changed, *removed) for key in kind.bumped(row)})
    if changed:
        kind.model._default_manager.bulk_update(
            changed, [*kind.fields, *kind.derived, "version"]
        )
    news += kind.remove_parts(parts)
    if removed:
        kind.model._default_manager.filter(pk__in=[row.pk for row in removed]).delete()
    if news:
        log_many(news, by=source.by, request=request)


def _why_left(
    kind: ImportKind[Any],
    row: ImportRow,
    found: Any,
    rests: str | None,
    parts_resting: Mapping[str, str],
) -> str:
    """The sentence why a row stays as it is, or nothing."""
    if found is None:
        return "" if row.before is None else "Không còn trong hệ thống."
    if kind.version_of(found) != row.version_after and (row.before is None or row.before):
        return "Đã có người sửa sau khi nhập."
    if row.before is None and rests:
        return f"Đã có {rests} gắn với nó."
    part = next((parts_resting[part] for part in row.parts if part in parts_resting), "")
    return f"Đã có {part} gắn với nó." if part else ""


def _resting(
    kind: ImportKind[Any], rows: Sequence[Any], parts: Sequence[str]
) -> dict[int, str]:
    """Which of `rows`, by their numbers, something points at, and what that is."""
    found = resting_on(kind.model, [row.pk for row in rows], kind.part_relations)
    by_key = {row.key: row.pk for row in rows}
    owners = Document.objects.filter(owner__in=by_key).values_list("owner", flat=True)
    with_papers = {by_key[owner]: "tài liệu" for owner in owners}
    return with_papers | kind.also_resting(rows, parts) | found


def resting_on(
    model: type[models.Model], keys: Sequence[int], without: frozenset[str] = frozenset()
) -> dict[int, str]:
    """Which rows of `model` other rows point at, each with the name of what points there.

    without: relations that do not count. A query for each relation, whatever the count of keys.
    """
    found: dict[int, str] = {}
    for relation in model._meta.related_objects:
        if relation.name in without or relation.remote_field is None:
            continue
        name = relation.field.name
        pointing = relation.related_model._default_manager.filter(**{f"{name}__in": keys})
        word = str(relation.related_model._meta.verbose_name)
        found |= dict.fromkeys(pointing.order_by().values_list(name, flat=True), word)
    return found
