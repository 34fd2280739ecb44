"""Telling people things: in their list of notices, and by mail where they have an address."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import Notice, User
from records import jobs
from records.models import Job

MAIL = "accounts.mail_notices"
# What could not be sent for so long is old news; it stays in the list of notices.
TRY_FOR = datetime.timedelta(days=14)
SUBJECT = "Thông báo từ hệ thống truy xuất nông sản"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is to be said to one person; the fields are those of `Notice`."""

    person: User
    about: str
    page: str
    kind: str
    milestone: str
    text: str
    text_en: str


def tell(tellings: Iterable[Telling], *, now: datetime.datetime) -> int:
    """Write notices that their people do not have yet; how many were tried.

    The same person is told the same milestone of the same thing once, however often this runs.
    """
    notices = [Notice(**vars(one), created_at=now) for one in tellings]
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    return len(notices)


def mark_read(*, person: User, notices: Iterable[int] | None, now: datetime.datetime) -> int:
    """Mark these of a person's notices as read, or all of them; how many were unread."""
    unread = Notice.objects.visible_to(person).unread()
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=now)


def ask_for_mail(*, now: datetime.datetime) -> list[Job]:
    """Ask a worker to mail everybody the notices that were not mailed yet; the jobs.

    What failed yesterday is tried again, for a fortnight: a mail server out of order loses
    nothing.
    """
    unsent = Notice.objects.filter(mailed_at__isnull=True, created_at__gt=now - TRY_FOR)
    people = User.objects.filter(
        pk__in=unsent.order_by().values("person_id"), is_active=True
    ).exclude(email="")
    with transaction.atomic():
        owners = Job.objects.filter(kind=MAIL, finished_at__isnull=True)
        asked = set(owners.values_list("owner", flat=True))
        return [
            jobs.ask(
                kind=MAIL,
                owner=person.key,
                by="system",
                total=1,
                task=mail_notices,
                arguments=[person.pk],
            )
            for person in people.order_by("pk")
            if person.key not in asked
        ]


@task()
def mail_notices(job_id: str, person_id: int) -> None:
    """The worker's part: one letter with everything a person was not yet told by mail."""
    jobs.run(UUID(job_id), lambda report: _mail(person_id))


def _mail(person_id: int) -> None:
    person = User.objects.get(pk=person_id)
    now = timezone.now()
    unsent = Notice.objects.visible_to(person).filter(
        mailed_at__isnull=True, created_at__gt=now - TRY_FOR
    )
    notices = list(unsent.order_by("created_at", "pk"))
    if not notices or not person.email:
        return
    send_mail(SUBJECT, _letter(person, notices), None, [person.email])
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=now)


def _letter(person: User, notices: list[Notice]) -> str:
    lines = "\n".join(f"- {one.text}" for one in notices)
    return (
        f"Kính gửi {person.get_full_name()},\n\n{lines}\n\n"
        f"Xem tại {settings.PUBLIC_URL}/thong-bao/\n"
    )
