"""Bringing the dated rules about codes to what their files say."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from common.text import fold
from growing_areas.models import (
    AreaCondition,
    Crop,
    InspectionInterval,
    MarketPermission,
    PointLimit,
    ProcedureRule,
    YieldLimit,
)
from growing_areas.models.rules import Rule
from records.services import log


class BadRule(Exception):
    """A row of a file is wrong; the message names file and line."""


@dataclass(frozen=True)
class RuleTable:
    """One kind of rule: its file, its model, and what with `valid_from` names a row.

    folded: its column that is folded into `folded`, when it has one.
    """

    file: str
    model: type[Rule]
    key: tuple[str, ...]
    folded: str = ""


TABLES = (
    RuleTable("procedures.csv", ProcedureRule, ("act", "scope")),
    RuleTable("conditions.csv", AreaCondition, ("scope", "crop_group", "basis")),
    RuleTable("point_limits.csv", PointLimit, ("basis",)),
    RuleTable("yield_limits.csv", YieldLimit, ("crop",)),
    RuleTable("inspection_intervals.csv", InspectionInterval, ("scope",)),
    RuleTable("market_permissions.csv", MarketPermission, ("about", "name", "market"), "name"),
)


@dataclass(frozen=True)
class LoadedRules:
    """How many rows of one file were new, changed, or as before."""

    table: RuleTable
    new: int
    changed: int
    same: int


def read_rules(file: Path, table: RuleTable) -> list[Rule]:
    """The rows of a CSV file, checked but not saved. Raises BadRule, OSError."""
    wanted = _columns(table.model)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if reader.fieldnames != wanted:
            raise BadRule(f"{file}, line 1: the columns must be {','.join(wanted)}")
        return [_rule(row, table, f"{file}, line {reader.line_num}") for row in reader]


def load_rules(*, table: RuleTable, rules: Iterable[Rule], by: str) -> LoadedRules:
    """Add rows that are missing, correct those that differ; one log entry when any did.

    A row that the file no longer has stays: what was decided by it keeps its reason.
    Raises BadRule when two rows would hold on the same day.
    """
    new: list[list[str]] = []
    changed: list[list[str]] = []
    same = 0
    with transaction.atomic():
        for rule in rules:
            names = {name: getattr(rule, name) for name in (*table.key, "valid_from")}
            known = table.model._default_manager.filter(**names).first()
            if known and _values(known) == _values(rule):
                same += 1
                continue
            rule.pk = known.pk if known else None
            try:
                with transaction.atomic():
                    rule.save()
            except IntegrityError as error:
                raise BadRule(
                    f"{table.file}: {rule}, from {rule.valid_from}: {error}"
                ) from error
            (changed if known else new).append([str(value) for value in names.values()])
        if new or changed:
            log(
                chain="system",
                action="growing_areas.rules_loaded",
                subject=f"growing_areas.rules:{table.file}",
                by=by,
                data={"new": new, "changed": changed},
            )
    return LoadedRules(table, len(new), len(changed), same)


def _columns(model: type[Rule]) -> list[str]:
    columns = model._meta.concrete_fields
    return [field.name for field in columns if field.editable and not field.primary_key]


def _values(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in _columns(type(rule))}


def _rule(row: dict[str, str], table: RuleTable, where: str) -> Rule:
    if None in row or None in row.values():
        raise BadRule(f"{where}: {len(_columns(table.model))} values are wanted")
    rule = table.model()
    for name, text in row.items():
        field = table.model._meta.get_field(name)
        assert isinstance(field, models.Field)
        if field.related_model is Crop:
            setattr(rule, name, _crop(text, where))
        else:
            setattr(rule, name, None if field.null and not text else text)
    if table.folded:
        setattr(rule, "folded", fold(row[table.folded]))  # noqa: B010 - not every rule has it
    try:
        rule.clean_fields()  # which also turns the texts into days and numbers
    except ValidationError as error:
        raise BadRule(f"{where}: {error}") from error
    return rule


def _crop(code: str, where: str) -> Crop:
    crop = Crop.objects.filter(code=code).first()
    if crop is None:
        raise BadRule(f"{where}: no crop {code!r}; run load_crops --commit first")
    return crop
