"""Emptying tables between tests that really commit: only here is append-only lifted."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models

from common.constraints import AppendOnly


@contextmanager
def append_only_lifted() -> Iterator[None]:
    """Lift the triggers of every append-only table, and put them back after."""
    ruled = [
        (model, rule)
        for model in apps.get_models()
        for rule in model._meta.constraints
        if isinstance(rule, AppendOnly)
    ]
    with connection.cursor() as cursor:
        for model, rule in ruled:
            for statement in _lifting(model, rule):
                cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for model, rule in ruled:
                for statement in rule.trigger_sql(model, connection.vendor):
                    cursor.execute(statement % {"table": f'"{model._meta.db_table}"'})


def _lifting(model: type[models.Model], rule: AppendOnly) -> list[str]:
    if connection.vendor == "postgresql":
        return [f'DROP TRIGGER "{rule.name}" ON "{model._meta.db_table}"']
    # Django's own removal would build the table anew and its triggers with it.
    return [f'DROP TRIGGER "{rule.name}_{act}"' for act in ("update", "delete")]
