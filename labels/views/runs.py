from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import key_of
from accounts.list_pages import list_page
from common.errors import RuleError
from cooperatives.access import WORKERS, has_role, require
from growing_areas.access import refuse_to_be_both
from labels import services
from labels.lists import RUNS
from labels.models import LabelRun, LabelRunQuerySet


@login_required
def run_list(request: HttpRequest) -> HttpResponseBase:
    """Label runs of the organisations the person may see, newest first."""
    visible = LabelRun.objects.visible_to(request.user)
    return list_page(request, RUNS, visible, "labels/run_list.html")


@login_required
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its printing, its sheet, its first and last serial."""
    run = get_object_or_404(_runs(request), pk=pk)
    return render(
        request,
        "labels/run_detail.html",
        {
            "run": run,
            "sheet": run.paper,
            "first": services.label_at(run, 0),
            "last": services.label_at(run, run.count - 1),
            "may_work": has_role(request.user, run.organisation, *WORKERS),
        },
    )


@login_required
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that shows how far printing is; asked for again while it runs."""
    run = get_object_or_404(_runs(request), pk=pk)
    may_work = has_role(request.user, run.organisation, *WORKERS)
    return render(request, "labels/run_progress.html", {"run": run, "may_work": may_work})


@login_required
@require_POST
def print_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again for a sheet whose printing failed: the same serials, the same sheet."""
    run = get_object_or_404(_runs(request), pk=pk)
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())
    services.start_printing(run=run, by=key_of(request.user))
    return redirect("labels:run_detail", pk=pk)


@login_required
@require_POST
def stop_printing(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel printing that waits or runs."""
    run = get_object_or_404(_runs(request), pk=pk)
    require(request.user, run.organisation, *WORKERS)
    try:
        services.stop_printing(run=run, by=key_of(request.user))
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("labels:run_detail", pk=pk)


@login_required
def sheet(request: HttpRequest, pk: int) -> FileResponse:
    """The printed sheet as a download, for those who may print: a copy of it is labels."""
    run = get_object_or_404(_runs(request), pk=pk)
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())
    return FileResponse(
        services.open_sheet(run),
        as_attachment=True,
        filename=f"nhan-{run.pk}.pdf",
        content_type="application/pdf",
    )


def _runs(request: HttpRequest) -> LabelRunQuerySet:
    return LabelRun.objects.visible_to(request.user).select_related(
        "product", "organisation", "job", "document", "printer", "template_version__template"
    )
