"""Printing a run: its sheet as a job, made once and kept."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django_tasks import task

from common.db import one_writer
from common.errors import RuleError
from common.text import number
from labels.dots import RESOLUTIONS
from labels.layout import LabelText
from labels.models import LabelRun
from labels.pdf import Setup, write_sheets
from labels.services.guards import refuse_forbidden
from labels.services.runs import labels_of
from labels.services.templates import logo_of
from records import jobs
from records.documents import open_document, store
from records.models import Job

REPORT_EVERY = 0.5  # seconds between two notes of how far printing is


def setup_of(run: LabelRun, dpi: int | None = None) -> Setup:
    """How the labels of `run` look, as they were set up on its day.

    dpi: of a roll printer, for a file in its language; without it the run's own printer.
    """
    version = run.template_version
    return Setup(
        run.paper,
        LabelText(**run.text),
        start=run.start,
        calibration=run.calibration,
        dots=RESOLUTIONS[dpi] if dpi else run.dots,
        design=version.drawn if version else None,
        logo=logo_of(version),
    )


def start_printing(*, run: LabelRun, by: str) -> Job:
    """Ask a worker for the sheet of `run`; printing that waits or runs is left alone."""
    with transaction.atomic():
        one_writer(f"labels.printing:{run.pk}")
        run.refresh_from_db(fields=["job", "document"])
        if run.job is not None and (run.document_id or not run.job.is_finished):
            return run.job
        run.job = jobs.ask(
            kind="labels.print_sheet",
            owner=run.key,
            by=by,
            total=run.count,
            task=print_sheet,
            arguments=[run.pk],
        )
        run.save(update_fields=["job"])
    return run.job


def stop_printing(*, run: LabelRun, by: str) -> None:
    """Cancel the printing of `run` that waits or runs; it can be asked for again.

    Raises RuleError "jobs.already_ended" when there is none.
    """
    if run.job is None:
        raise RuleError(
            "jobs.already_ended",
            f"Đợt nhãn {run.product.name} chưa được in nên không có gì để dừng.",
        )
    jobs.cancel(job=run.job, by=by)


@task()
def print_sheet(job_id: str, run_id: int) -> None:
    """The worker's part: make the sheet of a run once, however often it is asked."""
    jobs.run(UUID(job_id), partial(_print, run_id))


def _print(run_id: int, report: jobs.Report) -> None:
    run = LabelRun.objects.select_related("job", "template_version__logo").get(pk=run_id)
    if run.document_id:
        return
    refuse_forbidden(run)
    with tempfile.TemporaryFile() as file:
        write_sheets(
            file,
            setup=setup_of(run),
            labels=labels_of(run),
            count=run.count,
            fonts=settings.LABEL_FONT_DIR,
            progress=now_and_then(report, run.count),
        )
        with transaction.atomic():
            # A worker that was given the same job may have been quicker: one sheet is kept.
            one_writer(f"labels.printing:{run.pk}")
            run.refresh_from_db(fields=["document"])
            if run.document_id:
                return
            refuse_forbidden(run)  # it may have come while the sheet was made
            report.hold()  # stopped in the last moment, it leaves no file
            run.document = store(
                owner=run.key,
                name=f"nhan-{run.pk}.pdf",
                content=file,
                content_type="application/pdf",
                by=run.created_by,
            )
            run.save(update_fields=["document"])


def now_and_then(report: jobs.Report, total: int) -> Callable[[int], None]:
    """`report`, but at most twice a second: pages are made faster than rows are written."""
    due = 0.0

    def progress(done: int) -> None:
        nonlocal due
        if done == total or time.monotonic() >= due:
            report(done, total)
            due = time.monotonic() + REPORT_EVERY

    return progress


def open_sheet(run: LabelRun) -> File:
    """The printed sheet of `run`, to be closed by the caller.

    Raises RuleError "labels.not_printed_yet" until printing has ended, and what forbids its
    labels today: a sheet that lies ready is printed as easily as a new one.
    """
    if run.document is None:
        raise RuleError(
            "labels.not_printed_yet",
            f"Đợt nhãn {run.product.name} ({number(run.count)} nhãn) chưa in xong. "
            "Hãy chờ một lát rồi thử lại.",
        )
    refuse_forbidden(run)
    return open_document(run.document)
