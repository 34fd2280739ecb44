"""The history of things over the API."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from portal import history
from records.history import Unreadable

router = Router(tags=["history"])


class ChangeOut(Schema):
    """One field before and after. person: the key of whose value it is, where it is personal.

    There "hidden" stands for what the caller may not see, "erased" for what is gone for all.
    """

    field: str
    before: Any
    after: Any
    person: str


class HappeningOut(Schema):
    """One entry of the log: who did what when, and what changed by it. request: one id for
    all entries of a bulk change; data: what the entry says besides."""

    at: datetime.datetime
    by: str
    action: str
    request: str
    changes: list[ChangeOut]
    data: dict[str, Any]


class StandingOut(Schema):
    """How a thing stood: its fields, and personal values by the key of whose they are."""

    at: datetime.datetime
    state: dict[str, Any]
    personal: dict[str, dict[str, Any]]


@router.get("/{key}", response=list[HappeningOut])
@paginate
def read_history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    """What changed in the thing that `key` names ("products.product:3"), newest first."""
    subject = history.visible_history(request.user, key)
    return [
        {
            "at": one.entry.at,
            "by": one.entry.by,
            "action": one.entry.action,
            "request": one.entry.request,
            "changes": [
                {
                    "field": change.field,
                    "before": _told(change.before),
                    "after": _told(change.after),
                    "person": change.person,
                }
                for change in one.changes
            ],
            "data": one.data,
        }
        for one in history.happenings(subject)
    ]


@router.get("/{key}/{day}", response=StandingOut)
def read_standing(request: HttpRequest, key: str, day: datetime.date) -> dict[str, Any]:
    """How it stood at the end of a day in Việt Nam; 404 when the log knows nothing so old."""
    stood = history.standing(history.visible_history(request.user, key), day)
    if stood is None:
        raise Http404
    return {
        "at": stood.entry.at,
        "state": stood.state,
        "personal": {
            person: {name: _told(value) for name, value in values.items()}
            for person, values in stood.personal.items()
        },
    }


def _told(value: Any) -> Any:
    return value.value if isinstance(value, Unreadable) else value
