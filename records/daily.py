"""Daily work: each piece once a day, by whichever worker looks first."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django_tasks.base import Task

from common.db import one_writer
from common.errors import RuleError
from records import jobs
from records.models import DailyWork, Job

KIND = "records.daily_work"


def ask_for_due(*, names: Iterable[str], task: Task, today: datetime.date) -> list[Job]:
    """Ask for every piece of daily work in `names` that nobody asked for today; its jobs.

    task: takes the job's id, the piece's name and the day as ISO text. Each piece looks at all
    that is due until that day, not only at what falls on it, so that days on which no worker
    ran are caught up with. A piece that failed is tried again on the next day.
    """
    wanted = list(names)
    asked: list[Job] = []
    if len(_done_on(today, wanted)) == len(wanted):
        return asked
    with transaction.atomic():
        one_writer("records.daily_work")
        done = _done_on(today, wanted)
        for name in wanted:
            if name in done:
                continue
            job = jobs.ask(
                kind=KIND,
                owner="system",
                by="system",
                total=0,
                task=task,
                arguments=[name, today.isoformat()],
            )
            DailyWork.objects.create(name=name, day=today, job=job)
            asked.append(job)
    return asked


def ask_again(*, job: Job, task: Task, by: str) -> Job:
    """Ask once more for the piece of daily work that `job` did not end well; the new job.

    Raises RuleError "jobs.replaced" when that was done before.
    """
    with transaction.atomic():
        one_writer("records.daily_work")
        piece = DailyWork.objects.filter(job=job).first()
        if piece is None:
            raise RuleError(
                "jobs.replaced",
                "Việc này đã được yêu cầu làm lại rồi. Hãy xem việc mới hơn trong danh sách.",
            )
        piece.job = jobs.ask(
            kind=KIND, owner=job.owner, by=by, total=0, task=task, arguments=job.arguments
        )
        piece.save(update_fields=["job"])
    return piece.job


def _done_on(day: datetime.date, names: list[str]) -> set[str]:
    rows = DailyWork.objects.filter(day=day, name__in=names)
    return set(rows.values_list("name", flat=True))
