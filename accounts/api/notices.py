"""A person's notices over the API."""

import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate

from accounts.access import person_of
from accounts.models import Notice
from accounts.services import mark_read

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """A notice. about: the key of what it speaks of; page: of what to open; read_at: null
    until it is marked as read."""

    id: int
    kind: str
    about: str
    page: str
    milestone: str
    text: str
    text_en: str
    created_at: datetime.datetime
    read_at: datetime.datetime | None


class ReadIn(Schema):
    """The notices to mark as read; null for all."""

    notices: list[int] | None = None


class ReadOut(Schema):
    """How many of them had not been read."""

    marked: int


@router.get("", response=list[NoticeOut])
@paginate
def list_notices(request: HttpRequest, unread: bool = False) -> QuerySet[Notice]:
    """The caller's notices, newest first; with `unread` only those not read yet."""
    mine = Notice.objects.visible_to(request.user)
    return mine.unread() if unread else mine


@router.post("/read", response=ReadOut)
def mark_notices_read(request: HttpRequest, payload: ReadIn) -> dict[str, int]:
    """Mark some of the caller's notices as read, or all. Others' are left alone."""
    marked = mark_read(
        person=person_of(request.user), notices=payload.notices, now=timezone.now()
    )
    return {"marked": marked}
