"""A declared list in the API: the same filters, search and orders as its page."""

import functools
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema
from ninja.utils import contribute_operation_args
from pydantic import create_model

from common.errors import BadInput
from common.list_filters import NO, YES
from common.lists import LONGEST_SEARCH, DeclaredList
from common.shown import vietnamese

Endpoint = Callable[..., QuerySet[Any]]


def listed(declared: DeclaredList[Any]) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint that gives all visible rows be asked as the page of `declared` is.

    Its parameters `q`, `sort` and those of the filters are added to its documentation. Stands
    under `@paginate`. Raises BadInput "lists.bad_query" with the sentence of the page.
    """

    def decorated(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        def narrowed(request: HttpRequest, **kwargs: Any) -> QuerySet[Any]:
            query = kwargs.pop("asked").model_dump(exclude_none=True)
            rows = endpoint(request, **kwargs)
            search, sort = query.pop("q"), query.pop("sort")
            values = {key: _as_typed(value) for key, value in query.items()}
            asked = declared.asked(search, values, sort)
            if asked.complaints:
                raise BadInput(
                    "lists.bad_query", " ".join(vietnamese(said) for said in asked.complaints)
                )
            return declared.ordered(declared.narrowed(rows, asked), asked)

        contribute_operation_args(narrowed, "asked", _asked_of(declared), Query(...))
        return narrowed

    return decorated


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def _asked_of(declared: DeclaredList[Any]) -> type[Schema]:
    """The parameters of one list as a schema."""
    orders = [column.key for column in declared.columns if column.sort]
    fields: dict[str, Any] = {
        "q": (
            str,
            Field(
                "",
                max_length=LONGEST_SEARCH,
                description="Words of the name, with or without marks, or a whole code",
            ),
        ),
        "sort": (
            str,
            Field(
                "",
                max_length=40,
                description=f"One of: {', '.join(orders)}; with a minus before it to go down",
            ),
        ),
    }
    for one in declared.all_filters:
        for part in one.parts:
            fields[part.key] = (
                part.kind | None,
                Field(None, description=part.description or vietnamese(part.label)),
            )
    name = "".join(word.title() for word in declared.name.replace(".", "_").split("_"))
    return create_model(f"{name}Asked", __base__=Schema, **fields)
