"""Label runs over the API."""

import datetime

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from cooperatives.access import WORKERS, require
from growing_areas.access import refuse_to_be_both
from labels.lists import RUNS
from labels.models import LabelRun
from labels.services import open_sheet, start_printing, stop_printing

router = Router(tags=["label runs"])


class LabelRunOut(Schema):
    """A run of labels; `state` and `done` are those of its printing."""

    id: int
    organisation_id: int
    product_id: int
    count: int
    sheet: str
    created_at: datetime.datetime
    state: str
    done: int
    has_sheet: bool

    @staticmethod
    def resolve_state(run: LabelRun) -> str:
        return run.job.state if run.job else "waiting"

    @staticmethod
    def resolve_done(run: LabelRun) -> int:
        return run.job.done if run.job else 0

    @staticmethod
    def resolve_has_sheet(run: LabelRun) -> bool:
        return run.document_id is not None


@router.get("", response=list[LabelRunOut])
@paginate
@listed(RUNS)
def list_runs(request: HttpRequest) -> QuerySet[LabelRun]:
    """Label runs of the organisations that the caller may see, newest first."""
    return LabelRun.objects.visible_to(request.user).select_related("job")


@router.get("/{run_id}", response=LabelRunOut)
def read_run(request: HttpRequest, run_id: int) -> LabelRun:
    """One run, with the progress of its printing."""
    visible = LabelRun.objects.visible_to(request.user).select_related(
        "job", "product", "organisation"
    )
    return get_object_or_404(visible, pk=run_id)


@router.post("/{run_id}/print", response=LabelRunOut)
def print_again(request: HttpRequest, run_id: int) -> LabelRun:
    """Ask for the sheet again when its printing was stopped or failed: the same serials.

    Printing that waits or runs, and a sheet that is there, are left alone.
    """
    run = read_run(request, run_id)
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())
    start_printing(run=run, by=key_of(request.user))
    return run


@router.post("/{run_id}/stop", response=LabelRunOut)
def stop(request: HttpRequest, run_id: int) -> LabelRun:
    """Stop printing that waits or runs; 409 when it has ended."""
    run = read_run(request, run_id)
    require(request.user, run.organisation, *WORKERS)
    stop_printing(run=run, by=key_of(request.user))
    return run


@router.get("/{run_id}/sheet.pdf")
def download_sheet(request: HttpRequest, run_id: int) -> FileResponse:
    """The printed sheet, for those who may print; 409 with a sentence until it is there."""
    run = read_run(request, run_id)
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())
    return FileResponse(
        open_sheet(run),
        as_attachment=True,
        filename=f"nhan-{run.pk}.pdf",
        content_type="application/pdf",
    )
