from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.list_pages import list_page
from common.errors import NotAllowed, RuleError
from portal import jobs
from portal.history import name_of, people_named
from portal.lists import JOBS, job_state
from records.models import Job


@login_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponseBase:
    """What runs, waits, failed and ended, newest first."""
    return list_page(request, JOBS, jobs.visible_jobs(request.user), "portal/jobs.html")


@login_required
@require_safe
def job_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One job: how far it is, who asked for it, what can be done about it."""
    job = jobs.visible_job(request.user, pk)
    names = people_named([job.created_by])
    about = {
        "name": jobs.names_of_jobs([job])[job.pk],
        "page": jobs.page_of_owner(job),
        "asked_by": name_of(job.created_by, names),
    }
    return render(request, "portal/job.html", _shown(request, job) | about)


@login_required
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The changing part of the page of a job (htmx asks for it again and again)."""
    job = jobs.visible_job(request.user, pk)
    return render(request, "portal/job_state.html", _shown(request, job))


def _shown(request: HttpRequest, job: Job) -> dict[str, Any]:
    may_act = jobs.may_act(request.user, job)
    return {
        "job": job,
        "kind": jobs.kind_in_words(job),
        "state": job_state(job),
        "may_cancel": may_act and not job.is_finished,
        "may_ask_again": may_act and job.state in jobs.STOPPED,
    }


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a job that waits or runs."""
    job = jobs.visible_job(request.user, pk)

    def cancelled() -> Job:
        jobs.cancel(job=job, user=request.user)
        return job

    return _told(request, job, cancelled, _("Đã hủy việc này."))


@login_required
@require_POST
def ask_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have it done again from the start; leads to the new job."""
    job = jobs.visible_job(request.user, pk)
    return _told(
        request,
        job,
        lambda: jobs.ask_again(job=job, user=request.user),
        _("Đã xếp việc này vào hàng chờ làm lại."),
    )


def _told(
    request: HttpRequest, job: Job, service: Callable[[], Job], done: str
) -> HttpResponse:
    """Call the service and say on the page of the job how it went."""
    try:
        job = service()
    except NotAllowed:
        raise  # which has a page of its own
    except RuleError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("portal:job", pk=job.pk)
