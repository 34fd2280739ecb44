import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from portal.daily import ask_for_due
from records.working import reap

HOUSEKEEPINGS_WITHIN_STALL = 4
IDLE = 0.5  # seconds between two looks at an empty queue


class Worker(db_worker.Worker):
    """The worker of django-tasks-db, which also keeps house between its tasks.

    Keeping house: jobs of killed workers are taken up again, and today's daily work is asked
    for. Any number of workers may run beside each other.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=IDLE,
            batch=True,  # `run` comes back when the queue is empty
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self._kept_house_at = float("-inf")

    def work(self, *, until_empty: bool) -> None:
        """Do what waits, until told to stop, or until nothing waits."""
        while self.running:
            self._keep_house_in_time()
            before = self._run_tasks
            self.max_tasks = before + 1  # comes back after each task as well
            self.run()
            if self._run_tasks > before or not self.running:
                continue
            if until_empty:
                return
            time.sleep(self.interval)

    def _keep_house_in_time(self) -> None:
        now = time.monotonic()
        if now - self._kept_house_at < settings.JOB_STALLED_AFTER / HOUSEKEEPINGS_WITHIN_STALL:
            return
        self._kept_house_at = now
        close_old_connections()
        reap(timezone.now())
        ask_for_due()


class Command(BaseCommand):
    """Works off jobs until a signal comes: the first lets the present job end."""

    help = "Works off jobs, takes up those of killed workers, and does the daily work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="end when no job waits any more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        worker.configure_signals()
        worker.work(until_empty=options["until_empty"])
