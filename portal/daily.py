"""What the platform does by itself each day, whoever's room it belongs to."""

import datetime
from collections.abc import Callable
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from accounts.services import ask_for_mail
from growing_areas.services import (
    expire_codes,
    forget_old_bundles,
    tell_codes_due,
    tell_overdue,
)
from portal.reminders import remind
from records import daily, jobs
from records.idempotency import forget_old_answers
from records.imports import forget_old_files
from records.models import Job

Work = Callable[[datetime.date], None]


def forget_old_sessions(today: datetime.date) -> None:
    """Sign-ins that have run out leave no rows behind."""
    SessionStore.clear_expired()


def tell_of_overdue_findings(today: datetime.date) -> None:
    """Holders and officers hear of findings whose deadline passed."""
    tell_overdue(today=today, now=timezone.now())


def prune_the_queue(today: datetime.date) -> None:
    """Rows of the queue that ended two weeks ago; what a person sees of a job stays."""
    call_command("prune_db_task_results", queue_name="*", verbosity=0)


def let_codes_run_out(today: datetime.date) -> None:
    """Codes past their last day are written down as expired, from that day on; people hear of
    those that soon will be, and of what is overdue."""
    now = timezone.now()
    expire_codes(today)
    tell_codes_due(today=today, now=now)
    ask_for_mail(now=now)


# Each piece by its name, which the log of daily work keeps. A piece is given the day, looks at
# all that is due until then (so that a pause is caught up with), and may be done twice.
WORK: dict[str, Work] = {
    "findings": tell_of_overdue_findings,
    "reminders": remind,
    "codes": let_codes_run_out,
    "sessions": forget_old_sessions,
    "queue": prune_the_queue,
    "answers": forget_old_answers,
    "imports": forget_old_files,
    "audit_bundles": forget_old_bundles,
}


def ask_for_due() -> list[Job]:
    """Ask for today's daily work that nobody has asked for yet; its jobs."""
    return daily.ask_for_due(names=WORK, task=do_daily_work, today=timezone.localdate())


@task()
def do_daily_work(job_id: str, name: str, day: str) -> None:
    """The worker's part: one piece of daily work."""
    jobs.run(UUID(job_id), lambda report: WORK[name](datetime.date.fromisoformat(day)))
