"""Files of a run for roll printers and printing houses, and pictures of one label."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import key_of
from common.errors import RuleError
from cooperatives.access import WORKERS, has_role, require
from growing_areas.access import refuse_to_be_both
from labels import services
from labels.forms import FileForm
from labels.models import LabelFile, LabelFileQuerySet, LabelRun

PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


@login_required
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a run, and the form that asks for another."""
    run = _run(request, pk)
    form = FileForm(request.POST or None, run=run)
    may_work = has_role(request.user, run.organisation, *WORKERS)
    if request.method == "POST":
        _require(request, run)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_file(run=run, by=key_of(request.user), **form.wanted())
            return redirect("labels:files", pk)
        except RuleError as error:
            form.add_error(None, error.message)
    values = {"run": run, "form": form, "may_work": may_work, "files": _files(request, run)}
    return render(request, "labels/files.html", values)


@login_required
def files_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of that page that shows how far the files are."""
    run = _run(request, pk)
    values = {
        "run": run,
        "files": _files(request, run),
        "may_work": has_role(request.user, run.organisation, *WORKERS),
    }
    return render(request, "labels/files_progress.html", values)


@login_required
def file(request: HttpRequest, pk: int) -> FileResponse:
    """One file as a download, for those who may print: a copy of it is labels."""
    rows = LabelFile.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("run__organisation", "document"), pk=pk)
    _require(request, row.run)
    return FileResponse(services.open_file(row), as_attachment=True, filename=row.name)


@login_required
def picture(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """One label, counted from 1, as PNG or SVG."""
    run = _run(request, pk)
    _require(request, run)
    drawn = services.picture_of(run=run, index=number - 1, kind=kind)
    answer = HttpResponse(drawn, content_type=PICTURES[kind])
    answer["Content-Disposition"] = f'attachment; filename="nhan-{pk}-{number}.{kind}"'
    return answer


@login_required
@require_POST
def stop_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a file that waits or is being made."""
    rows = LabelFile.objects.visible_to(request.user).select_related("run__organisation", "job")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, row.run.organisation, *WORKERS)
    try:
        services.stop_file(row=row, by=key_of(request.user))
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("labels:files", row.run_id)


def _require(request: HttpRequest, run: LabelRun) -> None:
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())


def _run(request: HttpRequest, pk: int) -> LabelRun:
    runs = LabelRun.objects.visible_to(request.user)
    return get_object_or_404(
        runs.select_related("product", "organisation", "template_version__logo"), pk=pk
    )


def _files(request: HttpRequest, run: LabelRun) -> LabelFileQuerySet:
    rows = LabelFile.objects.visible_to(request.user).filter(run=run)
    return rows.select_related("job", "document", "run")
