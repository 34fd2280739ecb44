"""The sign of life of running work: a thread of its own, on a connection of its own."""

import datetime
import threading
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, models, transaction
from django.utils import timezone

from common.db import wait_for_locks
from records.models import Job

BEATS_WITHIN_STALL = 8  # so that several beats may be lost before anybody takes the job over
WAITS_FOR_A_LOCK = 2.0  # seconds; a beat that cannot be written is left out


class GivenUp(Exception):
    """The job is no longer this worker's: it was cancelled, or another worker has it."""


def beat_every() -> float:
    """Seconds between two beats."""
    return settings.JOB_STALLED_AFTER / BEATS_WITHIN_STALL


def held_by(job_id: UUID, attempt: int) -> models.QuerySet[Job]:
    """The job while this attempt has it: empty as soon as it was cancelled or taken over.

    The number of the attempt is a fencing token: a worker that was thought dead and wakes up
    finds nothing under its own number any more, and so changes nothing.
    """
    return Job.objects.filter(pk=job_id, attempts=attempt, state=Job.State.RUNNING)


class Report:
    """What running work tells: `report(done, total)`, as often as it likes.

    Outside a transaction it is written at once. Inside one, where nobody could read it before
    the end, the heartbeat writes it over its own connection (SQLite has one writer: there it
    is seen when the transaction has ended).
    Raises GivenUp when the job was cancelled or another worker has taken it over; work lets it
    pass, so that its transaction is undone.
    """

    def __init__(self, job_id: UUID, attempt: int):
        self._mine = held_by(job_id, attempt)
        self._progress: dict[str, int] = {}
        self._lost = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        self._progress = {"done": done, "total": total}
        if not transaction.get_connection().in_atomic_block:
            self.write()
        if self._lost.is_set():
            raise GivenUp

    def hold(self) -> None:
        """Keep the job until the caller's transaction ends; called last in it.

        For work whose effect is not by its nature the same when done twice: nobody can take
        the job over or cancel it between this line and the commit.
        """
        if self._mine.select_for_update().first() is None:
            raise GivenUp

    def write(self) -> None:
        """One beat: alive, and this far."""
        beat = {"heartbeat_at": timezone.now(), "missed_since": None}
        if not self._mine.update(**beat, **self._progress):
            self._lost.set()


class Heartbeat:
    """Beats for as long as the block under `with` runs, whatever that block waits for.

    A beat that fails is left out and never harms the work: the database may be busy (SQLite
    while a long transaction writes), restarting, or gone.
    """

    def __init__(self, report: Report):
        self._report = report
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended.wait(beat_every()):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            with wait_for_locks(WAITS_FOR_A_LOCK):
                self._report.write()
        except Error:
            connection.close()  # the next beat starts with a fresh one


def stalled_since(now: datetime.datetime) -> datetime.datetime:
    """A worker whose last beat is older than this is taken for dead."""
    return now - datetime.timedelta(seconds=settings.JOB_STALLED_AFTER)
