"""A row as the log keeps it: every column as a plain value."""

import datetime
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models


def snapshot(row: models.Model, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The columns of `row` by their fields' names, but for its id and `leave_out`.

    leave_out: what is derived from another column, and what speaks of a person. A foreign key
    is the id it holds; ids of documents are text.
    """
    values = {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in leave_out
    }
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value
