"""Bringing the checklists of inspections to what their files say."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from growing_areas.models import Checklist, ChecklistItem
from records.services import log

HEADS, ITEMS = "checklists.csv", "checklist_items.csv"
YES_NO = {"yes": True, "no": False}
OF_A_LIST = ["checklist", "version"]


class BadChecklist(Exception):
    """A row of a file is wrong, or a list in use would change; the message says where."""


@dataclass(frozen=True)
class Listed:
    """A checklist as the files have it: neither it nor its items are saved."""

    head: Checklist
    items: Sequence[ChecklistItem]

    @property
    def name(self) -> str:
        """As messages and the log name it: "Kiểm tra vùng trồng 1"."""
        return f"{self.head.name} {self.head.version}"


@dataclass(frozen=True)
class LoadedChecklists:
    """How many checklists were new, changed, or as before."""

    new: int
    changed: int
    same: int


def read_checklists(folder: Path) -> list[Listed]:
    """The checklists of two CSV files, checked but not saved. Raises BadChecklist, OSError."""
    heads: dict[tuple[str, int], Checklist] = {}
    items: dict[tuple[str, int], list[ChecklistItem]] = {}
    for row, where in _rows(folder / HEADS, _columns(Checklist)):
        head = Checklist()
        _fill(head, row, where)
        if (head.name, head.version) in heads:
            raise BadChecklist(f"{where}: {head.name} {head.version} stands there twice")
        heads[head.name, head.version] = head
        items[head.name, head.version] = []
    for row, where in _rows(folder / ITEMS, [*OF_A_LIST, *_columns(ChecklistItem)]):
        name, version = row.pop("checklist"), row.pop("version")
        key = (name, int(version)) if version.isdecimal() else (name, 0)
        if key not in heads:
            raise BadChecklist(f"{where}: {HEADS} has no list {name} {version}")
        item = ChecklistItem(checklist=heads[key])
        if row["required"] not in YES_NO:
            raise BadChecklist(f"{where}: required is {row['required']!r}, neither yes nor no")
        _fill(item, row | {"required": YES_NO[row["required"]]}, where)
        items[key].append(item)
    for key, listed in items.items():
        if not listed:
            raise BadChecklist(f"{folder / ITEMS}: {key[0]} {key[1]} asks nothing")
    return [Listed(head, items[key]) for key, head in heads.items()]


def load_checklists(*, lists: Iterable[Listed], by: str) -> LoadedChecklists:
    """Add lists that are missing, correct those that differ; one log entry when any did.

    Of a list by which somebody inspected only its days and its basis may be corrected.
    Raises BadChecklist for one that would change, and for two versions on one day.
    """
    new: list[str] = []
    changed: list[str] = []
    same = 0
    with transaction.atomic():
        used = set(Checklist.objects.used().values_list("pk", flat=True))
        for listed in lists:
            known = Checklist.objects.filter(
                name=listed.head.name, version=listed.head.version
            ).first()
            if known and _says(known) == _says(listed.head) and _same_items(known, listed):
                same += 1
                continue
            if known and known.pk in used:
                _refuse_other_questions(known, listed)
            try:
                with transaction.atomic():
                    _save(known, listed, keep_items=bool(known and known.pk in used))
            except IntegrityError as error:
                raise BadChecklist(f"{listed.name}: {error}") from error
            (changed if known else new).append(listed.name)
        if new or changed:
            log(
                chain="system",
                action="growing_areas.checklists_loaded",
                subject="growing_areas.checklists",
                by=by,
                data={"new": new, "changed": changed},
            )
    return LoadedChecklists(len(new), len(changed), same)


# What may be corrected of a list that was used: since when it holds, and by which document.
OPEN_TO_CHANGE = {"basis", "certainty", "valid_from", "valid_to"}


def _refuse_other_questions(known: Checklist, listed: Listed) -> None:
    before, after = _says(known), _says(listed.head)
    kept = before.keys() - OPEN_TO_CHANGE
    if any(before[name] != after[name] for name in kept) or not _same_items(known, listed):
        raise BadChecklist(
            f"{listed.name}: inspections were made by it, so its questions stay as they are; "
            "give the new ones another version"
        )


def _save(known: Checklist | None, listed: Listed, *, keep_items: bool) -> None:
    listed.head.pk = known.pk if known else None
    listed.head.save()
    if keep_items:
        return
    listed.head.items.all().delete()
    for item in listed.items:
        item.checklist = listed.head
    ChecklistItem.objects.bulk_create(listed.items)


def _same_items(known: Checklist, listed: Listed) -> bool:
    ours = [_says(item) for item in known.items.order_by("place")]
    return ours == [_says(item) for item in sorted(listed.items, key=lambda item: item.place)]


def _rows(file: Path, columns: list[str]) -> list[tuple[dict[str, str], str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if reader.fieldnames is None or set(reader.fieldnames) != set(columns):
            raise BadChecklist(f"{file}, line 1: the columns must be {','.join(columns)}")
        rows = [(row, f"{file}, line {reader.line_num}") for row in reader]
    for row, where in rows:
        if None in row or None in row.values():
            raise BadChecklist(f"{where}: {len(columns)} values are wanted")
    return rows


def _fill(row: models.Model, values: Mapping[str, object], where: str) -> None:
    for name, value in values.items():
        field = row._meta.get_field(name)
        assert isinstance(field, models.Field)
        setattr(row, name, None if field.null and value == "" else value)
    try:
        # Which also turns the texts into days and numbers. The list is not saved yet.
        row.clean_fields(exclude=["checklist"])
    except ValidationError as error:
        raise BadChecklist(f"{where}: {error}") from error


def _columns(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name != "checklist"
    ]


def _says(row: models.Model) -> dict[str, object]:
    return {name: getattr(row, name) for name in _columns(type(row))}
