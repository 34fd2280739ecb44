"""The life of a job: asked for, run with progress, ended once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task

from common.errors import RuleError
from records.heartbeat import GivenUp, Heartbeat, Report, held_by
from records.models import Job
from records.services import log

__all__ = ["GivenUp", "Report", "ask", "call", "cancel", "queue", "run"]

APOLOGY = "Có lỗi trong hệ thống nên công việc dừng lại. Hãy thử lại, hoặc báo quản trị."


def ask(
    *,
    kind: str,
    owner: str,
    by: str,
    total: int,
    task: Task,
    arguments: Sequence[Any] = (),
) -> Job:
    """A new job that waits for a worker; part of the caller's transaction.

    task: a task of django-tasks whose parameters are the job's id as text and then
    `arguments` (what JSON holds); it calls `run`. The job and its place in the queue are
    written together: after a commit both are there, after anything else neither.
    """
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            owner=owner,
            total=total,
            task=task.module_path,
            arguments=list(arguments),
            created_at=timezone.now(),
            created_by=by,
        )
        queue(job)
    return job


def queue(job: Job) -> None:
    """Give a waiting job a place in the queue; needs to be in the caller's transaction."""
    placed = _task_of(job).enqueue(str(job.pk), *job.arguments)
    Job.objects.filter(pk=job.pk).update(queued_as=placed.id)
    job.refresh_from_db()


def call(job: Job) -> None:
    """Do the job's task in this process; leaves alone a job that does not wait."""
    _task_of(job).call(str(job.pk), *job.arguments)


def _task_of(job: Job) -> Task:
    task = import_string(job.task)
    assert isinstance(task, Task)
    return task


def run(job_id: UUID, work: Callable[[Report], None]) -> None:
    """Run `work` as the job; called by a worker, possibly more than once for one job.

    `work` is given a `Report` to say how far it is; it must be safe to run again from its
    start. Only a waiting job is taken, so a task delivered twice does its work once. While it
    runs a thread says that this worker lives; a worker that was thought dead, and whose job
    another took over, neither reports nor ends it.
    A RuleError becomes the job's error sentence. A worker told to stop in the middle puts the
    job back. Any other error ends the job with an apology and goes on to the worker, which
    logs it whole.
    """
    attempt = _take(job_id)
    if attempt is None:
        return
    mine = held_by(job_id, attempt)
    state, error = Job.State.FAILED, APOLOGY
    report = Report(job_id, attempt)
    try:
        with Heartbeat(report):
            work(report)
        state, error = Job.State.DONE, ""
    except RuleError as broken:
        error = broken.message
    except GivenUp:
        return
    except (KeyboardInterrupt, SystemExit):
        state, error = Job.State.WAITING, ""
        raise
    finally:
        ended = None if state == Job.State.WAITING else timezone.now()
        mine.update(state=state, error=error, finished_at=ended)


def _take(job_id: UUID) -> int | None:
    """Make the waiting job ours: the number of this attempt, or None when it waits no more."""
    with transaction.atomic():
        taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            heartbeat_at=timezone.now(),
            missed_since=None,
        )
        return Job.objects.values_list("attempts", flat=True).get(pk=job_id) if taken else None


def cancel(*, job: Job, by: str) -> None:
    """End a job that waits or runs; what it has already done stays.

    Running work hears of it with its next report and stops there.
    Raises RuleError "jobs.already_ended" when nothing is left to cancel.
    """
    with transaction.atomic():
        ended = Job.objects.filter(
            pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]
        ).update(state=Job.State.CANCELLED, finished_at=timezone.now())
        if not ended:
            raise RuleError(
                "jobs.already_ended",
                "Công việc này đã kết thúc nên không hủy được nữa. Hãy tải lại trang để xem "
                "kết quả.",
            )
        log(
            chain="system",
            action="records.job_cancelled",
            subject=job.key,
            by=by,
            data={"kind": job.kind, "owner": job.owner},
        )
    job.refresh_from_db()
