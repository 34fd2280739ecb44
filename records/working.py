"""Seeing that jobs end: those of killed workers are taken up again."""

import datetime
import logging
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from common.db import one_writer
from records import jobs
from records.heartbeat import beat_every, stalled_since
from records.models import Job

logger = logging.getLogger(__name__)
# A job that ends its worker each time (out of memory) must not go on for ever.
MOST_ATTEMPTS = 5
BEATS_OF_GRACE = 2
LOOK_EVERY = 0.2  # seconds between two looks at a job that another process does
INTERRUPTED_TOO_OFTEN = (
    f"Công việc bị ngắt giữa chừng {MOST_ATTEMPTS} lần (máy chủ tắt hoặc hết bộ nhớ) nên đã "
    "dừng. Hãy thử lại với ít dữ liệu hơn, hoặc báo quản trị."
)
UNKNOWN_TASK = (
    "Phiên bản hiện nay của hệ thống không còn loại công việc này nên đã dừng. "
    "Hãy làm lại từ đầu trên trang của nó."
)


@dataclass(frozen=True)
class Reaped:
    """What one look found: jobs queued again, jobs given up, dead rows of the queue ended."""

    queued_again: int
    given_up: int
    ended: int


def reap(now: datetime.datetime) -> Reaped:
    """Find what a killed worker left at `now`, and put it right; safe at any time, by anybody.

    A running job whose heartbeat is too old is first only noted, and queued again when it has
    not beaten for two beats after that: on SQLite a worker cannot beat while it writes a long
    transaction, and gets its chance here. After five attempts the job fails with a sentence.
    A waiting job without a place in the queue is given one, and rows of the queue that a
    killed worker left running for ever are ended.
    """
    with transaction.atomic():
        one_writer("records.reaper")
        gone = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=stalled_since(now))
        grace = datetime.timedelta(seconds=beat_every() * BEATS_OF_GRACE)
        dead = gone.filter(missed_since__lte=now - grace)
        given_up = dead.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=Job.State.FAILED,
            error=INTERRUPTED_TOO_OFTEN,
            finished_at=now,
            missed_since=None,
        )
        dead.update(state=Job.State.WAITING, missed_since=None, queued_as="")
        gone.filter(missed_since=None).update(missed_since=now)
        ended = _end_dead_rows(now)
        queued_again = _queue_the_placeless(now)
    reaped = Reaped(queued_again, given_up, ended)
    if queued_again or given_up:
        logger.warning("Jobs of killed workers: %s", reaped)
    return reaped


def _end_dead_rows(now: datetime.datetime) -> int:
    """End rows of the queue that run no more: long taken, and of no job that runs."""
    running = Job.objects.filter(state=Job.State.RUNNING).values_list("queued_as", flat=True)
    alive = set(running)
    taken = DBTaskResult.objects.running().filter(started_at__lt=stalled_since(now))
    dead = [pk for pk in taken.values_list("pk", flat=True) if str(pk) not in alive]
    return DBTaskResult.objects.filter(pk__in=dead, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path="WorkerKilled",
        traceback="The worker that ran this task was killed.",
    )


def _queue_the_placeless(now: datetime.datetime) -> int:
    """Queue every waiting job that stands nowhere in the queue; how many."""
    waiting = list(Job.objects.filter(state=Job.State.WAITING).order_by("created_at"))
    if not waiting:
        return 0
    places = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING)
    )
    placed = {str(pk) for pk in places.values_list("pk", flat=True)}
    placeless = [job for job in waiting if job.queued_as not in placed]
    for job in placeless:
        try:
            jobs.queue(job)
        except ImportError:
            Job.objects.filter(pk=job.pk).update(
                state=Job.State.FAILED, error=UNKNOWN_TASK, finished_at=now
            )
    return len(placeless)


def do_now(job: Job) -> None:
    """Do the job in this process, or wait for the worker that was quicker, until it has ended.

    For commands, which give their result before they end. `job` is read anew.
    """
    job.refresh_from_db()
    while not job.is_finished:
        jobs.call(job)
        job.refresh_from_db()
        if not job.is_finished:
            time.sleep(LOOK_EVERY)
            reap(timezone.now())
