"""Label runs over the API."""

import datetime
from typing import Literal

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from cooperatives.access import WORKERS, require
from growing_areas.access import refuse_to_be_both
from labels import services
from labels.lists import RUNS
from labels.models import LabelFile, LabelRun
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
        "job", "product", "organisation", "template_version__logo"
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


# --- files ----------------------------------------------------------------------------------


class FileIn(Schema):
    """Which file of a run, of labels `first` to `last`, counted from 1; all by default.

    dpi: 203 or 300, for zpl and tspl.
    """

    kind: LabelFile.Kind
    dpi: int = 0
    first: int = Field(1, ge=1)
    last: int | None = Field(None, ge=1)


class FileOut(Schema):
    """A file of a run; `state` and `done` are those of its making."""

    id: int
    run_id: int
    kind: str
    dpi: int
    name: str
    count: int
    state: str
    done: int
    is_made: bool

    @staticmethod
    def resolve_state(file: LabelFile) -> str:
        return file.job.state if file.job else "waiting"

    @staticmethod
    def resolve_done(file: LabelFile) -> int:
        return file.job.done if file.job else 0

    @staticmethod
    def resolve_is_made(file: LabelFile) -> bool:
        return file.document_id is not None


@router.get("/{run_id}/files", response=list[FileOut])
@paginate
def list_files(request: HttpRequest, run_id: int) -> QuerySet[LabelFile]:
    """Files that were made of a run, or are being made."""
    return read_run(request, run_id).files.select_related("job", "run")


@router.post("/{run_id}/files", response={201: FileOut})
def ask_file(request: HttpRequest, run_id: int, payload: FileIn) -> Status:
    """Ask for a file for a roll printer (zpl, tspl) or a printing house (csv, xlsx).

    Asked for again, the file that is there or is being made is given.
    """
    run = _printable(request, run_id)
    last = run.count if payload.last is None else payload.last
    file = services.ask_file(
        run=run,
        kind=payload.kind,
        dpi=payload.dpi,
        first=payload.first - 1,
        count=last - payload.first + 1,
        by=key_of(request.user),
    )
    return Status(201, file)


@router.get("/{run_id}/files/{file_id}", response=FileOut)
def read_file(request: HttpRequest, run_id: int, file_id: int) -> LabelFile:
    """One file, with the progress of its making."""
    rows = LabelFile.objects.visible_to(request.user).filter(run=run_id)
    return get_object_or_404(rows.select_related("job", "run", "document"), pk=file_id)


@router.get("/{run_id}/files/{file_id}/content")
def download_file(request: HttpRequest, run_id: int, file_id: int) -> FileResponse:
    """The file itself, for those who may print; 409 with a sentence until it is there."""
    _printable(request, run_id)
    row = read_file(request, run_id, file_id)
    return FileResponse(services.open_file(row), as_attachment=True, filename=row.name)


@router.get("/{run_id}/labels/{number}.{kind}")
def picture(
    request: HttpRequest, run_id: int, number: int, kind: Literal["png", "svg"]
) -> HttpResponse:
    """One label, counted from 1, as a picture."""
    run = _printable(request, run_id)
    drawn = services.picture_of(run=run, index=number - 1, kind=kind)
    types = {"png": "image/png", "svg": "image/svg+xml"}
    return HttpResponse(drawn, content_type=types[kind])


def _printable(request: HttpRequest, run_id: int) -> LabelRun:
    """A run whose labels the caller may print."""
    run = read_run(request, run_id)
    require(request.user, run.organisation, *WORKERS)
    refuse_to_be_both(request.user, run.organisation, timezone.localdate())
    return run
