"""The life of a job: asked for, run with progress, ended once."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from common.errors import RuleError
from records.models import Job

Report = Callable[[int, int], None]
APOLOGY = "Có lỗi trong hệ thống nên công việc dừng lại. Hãy thử lại, hoặc báo quản trị."


def ask(*, kind: str, owner: str, by: str, total: int) -> Job:
    """A new job in state waiting; the caller enqueues its task when the transaction commits."""
    return Job.objects.create(
        kind=kind, owner=owner, total=total, created_at=timezone.now(), created_by=by
    )


def run(job_id: UUID, work: Callable[[Report], None]) -> None:
    """Run `work` as the job; called by a worker, possibly more than once for one job.

    `work` is given `report(done, total)` to say how far it is; it must be safe to run again
    from its start. A finished job is left alone, so a task delivered twice does its work once.
    A RuleError becomes the job's error sentence. Any other error ends the job with an apology
    and goes on to the worker, which logs it whole.
    """
    claimed = Job.objects.filter(
        pk=job_id, state__in=[Job.State.WAITING, Job.State.RUNNING]
    ).update(state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=timezone.now())
    if not claimed:
        return

    def report(done: int, total: int) -> None:
        Job.objects.filter(pk=job_id).update(
            done=done, total=total, heartbeat_at=timezone.now()
        )

    state, error = Job.State.FAILED, APOLOGY
    try:
        work(report)
        state, error = Job.State.DONE, ""
    except RuleError as broken:
        error = broken.message
    finally:
        Job.objects.filter(pk=job_id).update(
            state=state, error=error, finished_at=timezone.now()
        )
