"""Emptying tables between tests that really commit: the one place where append-only is lifted."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from common.constraints import AppendOnly


@contextmanager
def append_only_lifted() -> Iterator[None]:
    """Lift the triggers of every append-only table of PostgreSQL, and put them back after."""
    ruled = [
        (model, rule)
        for model in apps.get_models()
        for rule in model._meta.constraints
        if isinstance(rule, AppendOnly)
    ]
    for model, rule in ruled:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, rule)
    try:
        yield
    finally:
        for model, rule in ruled:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, rule)
