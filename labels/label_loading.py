"""Bringing the rules about labels and the platform's own templates to what their files say."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import RuleError
from labels.models import LabelRule, LabelTemplate, LabelTemplateVersion
from labels.services import check_template, read_shape
from records.services import log

RULES, TEMPLATES = "label_rules.csv", "templates.json"
_COLUMNS = ["kind", "item", "if_any", "basis", "certainty", "valid_from", "valid_to"]


class BadLabelData(Exception):
    """A row of a file is wrong; the message names the file and the place."""


@dataclass(frozen=True)
class LoadedPart:
    """How many rows of one file were new, changed, or as before."""

    file: str
    new: int
    changed: int
    same: int


def load_rules(file: Path, *, by: str) -> LoadedPart:
    """Add rules that are missing, correct those that differ; a rule the file no longer has
    stays. Raises BadLabelData, OSError."""
    counts = {"new": 0, "changed": 0, "same": 0}
    with file.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
        reader = csv.DictReader(lines, strict=True)
        if reader.fieldnames != _COLUMNS:
            raise BadLabelData(f"{file}, line 1: the columns must be {','.join(_COLUMNS)}")
        for row in reader:
            counts[_load_rule(row, f"{file}, line {reader.line_num}")] += 1
        _log(RULES, counts, by)
    return LoadedPart(RULES, **counts)


def _load_rule(row: dict[str, str], where: str) -> str:
    values: dict[str, Any] = {**row, "if_any": bool(row["if_any"])}
    values["valid_to"] = row["valid_to"] or None
    names = {name: values.pop(name) for name in ("kind", "item", "valid_from")}
    known = LabelRule.objects.filter(**names).first()
    rule = known or LabelRule(**names)
    before = {name: str(getattr(rule, name)) for name in values}
    if known and before == {name: str(value) for name, value in values.items()}:
        return "same"
    for name, value in values.items():
        setattr(rule, name, value)
    try:
        rule.full_clean()
        rule.save()
    except (ValidationError, IntegrityError) as error:
        raise BadLabelData(f"{where}: {error}") from error
    return "changed" if known else "new"


def load_templates(file: Path, *, by: str) -> LoadedPart:
    """Add the platform's templates, or a new version of those whose design differs.

    Raises BadLabelData, OSError.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        for one in json.loads(file.read_text(encoding="utf-8")):
            counts[_load_template(one, by, f"{file}, “{one['name']}”")] += 1
        _log(TEMPLATES, counts, by)
    return LoadedPart(TEMPLATES, **counts)


def _load_template(one: dict[str, Any], by: str, where: str) -> str:
    try:
        design = read_shape(one["design"])
        check_template(design)
    except RuleError as error:
        raise BadLabelData(f"{where}: {error.message}") from error
    template, is_new = LabelTemplate.objects.get_or_create(organisation=None, name=one["name"])
    last = template.versions.order_by("-number").first()
    if last and last.drawn == design:
        return "same"
    LabelTemplateVersion.objects.create(
        template=template,
        number=last.number + 1 if last else 1,
        design=design.model_dump(mode="json"),
        made_at=timezone.now(),
        made_by=by,
    )
    return "new" if is_new else "changed"


def _log(file: str, counts: dict[str, int], by: str) -> None:
    if counts["new"] or counts["changed"]:
        log(
            chain="system",
            action="labels.data_loaded",
            subject=f"labels.data:{file}",
            by=by,
            data=counts,
        )
