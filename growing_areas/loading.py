"""Bringing the table of crops to what its file says."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from growing_areas.models import Crop
from records.services import log

COLUMNS = ["code", "name", "name_en", "scientific_name", "perennial"]
YES_NO = {"yes": True, "no": False}


class BadCrop(Exception):
    """A row of the file is wrong; the message names file and line."""


@dataclass(frozen=True)
class Loaded:
    """How many crops were new, changed, or as before."""

    new: int
    changed: int
    same: int


def read(file: Path) -> list[Crop]:
    """The crops of a CSV file, checked but not saved. Raises BadCrop, OSError."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if reader.fieldnames != COLUMNS:
            raise BadCrop(f"{file}, line 1: the columns must be {','.join(COLUMNS)}")
        crops: dict[str, Crop] = {}
        for row in reader:
            crop = _crop(row, f"{file}, line {reader.line_num}")
            if crop.code in crops:
                raise BadCrop(f"{file}, line {reader.line_num}: {crop.code} stands there twice")
            crops[crop.code] = crop
    return list(crops.values())


def load(*, crops: Iterable[Crop], by: str) -> Loaded:
    """Add crops that are missing, correct those that differ; one log entry when any did."""
    new, changed, same = [], [], 0
    with transaction.atomic():
        there = {crop.code: crop for crop in Crop.objects.all()}
        for crop in crops:
            known = there.get(crop.code)
            if known is None:
                crop.save()
                new.append(crop.code)
            elif _columns(known) != _columns(crop):
                Crop.objects.filter(pk=known.pk).update(**_columns(crop))
                changed.append(crop.code)
            else:
                same += 1
        if new or changed:
            log(
                chain="system",
                action="growing_areas.crops_loaded",
                subject="growing_areas.crops",
                by=by,
                data={"new": new, "changed": changed},
            )
    return Loaded(len(new), len(changed), same)


def _crop(row: dict[str, str], where: str) -> Crop:
    if None in row or None in row.values():
        raise BadCrop(f"{where}: {len(COLUMNS)} values are wanted")
    if row["perennial"] not in YES_NO:
        raise BadCrop(f"{where}: perennial is {row['perennial']!r}, neither yes nor no")
    crop = Crop(**row | {"perennial": YES_NO[row["perennial"]]})
    try:
        crop.clean_fields()
    except ValidationError as error:
        raise BadCrop(f"{where}: {error}") from error
    return crop


def _columns(crop: Crop) -> dict[str, object]:
    return {name: getattr(crop, name) for name in COLUMNS}
