"""Background jobs over the API: how far they are, cancelled, asked for again."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from common.list_api import listed
from portal import jobs
from portal.lists import JOBS
from records.models import Job

router = Router(tags=["jobs"])


class BackgroundJobOut(Schema):
    """A job. owner: the key of what it works for, "labels.run:5" or "records.import:2", or
    "system"; done of total: in the units of its kind (labels, rows); error: a sentence, when
    it failed; asked_by: the key of who asked for it."""

    id: UUID
    kind: str
    owner: str
    state: Job.State
    done: int
    total: int
    percent: int
    attempts: int
    error: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_asked_by(job: Job) -> str:
        return job.created_by

    @staticmethod
    def resolve_asked_at(job: Job) -> datetime:
        return job.created_at

    @staticmethod
    def resolve_ended_at(job: Job) -> datetime | None:
        return job.finished_at


@router.get("", response=list[BackgroundJobOut])
@paginate
@listed(JOBS)
def list_jobs(request: HttpRequest) -> QuerySet[Job]:
    """The present job of everything the caller may see, newest first."""
    return jobs.visible_jobs(request.user)


@router.get("/{job_id}", response=BackgroundJobOut)
def read_job(request: HttpRequest, job_id: UUID) -> Job:
    """How far one job is."""
    return jobs.visible_job(request.user, job_id)


@router.post("/{job_id}/cancel", response=BackgroundJobOut)
def cancel(request: HttpRequest, job_id: UUID) -> Job:
    """End a job that waits or runs; what it has done stays. 409 when it has ended."""
    job = read_job(request, job_id)
    jobs.cancel(job=job, user=request.user)
    return job


@router.post("/{job_id}/again", response={202: BackgroundJobOut})
def ask_again(request: HttpRequest, job_id: UUID) -> Status:
    """Have what failed or was cancelled done again from its start; answers with the new job.

    409 for a job that waits, runs or is done.
    """
    return Status(202, jobs.ask_again(job=read_job(request, job_id), user=request.user))
