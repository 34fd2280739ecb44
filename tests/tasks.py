"""Tasks for tests of jobs: a worker finds them by this path, in other processes too."""

import time
from pathlib import Path
from uuid import UUID

from django_tasks import task

from common.errors import RuleError
from records import jobs


@task()
def count(job_id: str, goal: int = 3) -> None:
    """Count to `goal`."""

    def work(report):
        for number in range(1, goal + 1):
            report(number, goal)

    jobs.run(UUID(job_id), work)


@task()
def refuse(job_id: str) -> None:
    """Break a rule."""

    def work(report):
        raise RuleError("test.no", "Không được vì thế.")

    jobs.run(UUID(job_id), work)


@task()
def explode(job_id: str) -> None:
    """Fail through a fault of the program."""

    def work(report):
        raise ZeroDivisionError

    jobs.run(UUID(job_id), work)


@task()
def count_once(job_id: str, gate: str, result: str) -> None:
    """Count to half, wait until the file `gate` is there, count on, add a line to `result`."""

    def work(report):
        report(5, 10)
        while not Path(gate).exists():
            time.sleep(0.05)
        report(10, 10)
        with Path(result).open("a") as file:
            file.write(f"{job_id}\n")

    jobs.run(UUID(job_id), work)
