"""Issuing label runs, finding a label by its serial, printing a run's sheet."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import number
from labels import keys, serials
from labels.layout import LabelText
from labels.links import check_public_url, label_link
from labels.models import MOST_LABELS, MOST_RUNS_OF_A_KEY, LabelRun
from labels.pdf import write_sheets
from labels.sheets import SHEETS
from products.models import Product
from records import jobs
from records.documents import open_document, store
from records.models import Job
from records.services import log

logger = logging.getLogger(__name__)
REPORT_EVERY = 0.5  # seconds between two notes of how far printing is


@dataclass(frozen=True)
class FoundLabel:
    """A label of ours: its run and its place in it, counted from 0."""

    run: LabelRun
    index: int
    serial: str


class PrintedLabel(NamedTuple):
    """One label as it is printed."""

    serial: str
    link: str

    @property
    def shown(self) -> str:
        """The serial in groups of four, as it stands on the label."""
        return serials.for_people(self.serial)


class CannotCheck(RuleError):
    """Codes cannot be checked for the moment: our fault, and nothing for strangers to read."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "labels.cannot_check",
            "Hệ thống đang bảo trì nên chưa kiểm tra được mã. Hãy thử lại sau ít phút.",
        )


def check_count(count: int) -> None:
    """Raise BadInput unless a run may have `count` labels."""
    if not 1 <= count <= MOST_LABELS:
        raise BadInput(
            "labels.bad_count",
            f"Số nhãn {number(count)} không được: mỗi đợt in từ 1 đến {number(MOST_LABELS)} "
            "nhãn. Hãy sửa số nhãn, hoặc chia thành nhiều đợt.",
            field="count",
        )


def issue_run(
    *,
    product: Product,
    count: int,
    sheet: str,
    text: LabelText,
    lot: str,
    by: str,
    request: UUID,
) -> LabelRun:
    """Issue a run of `count` labels of `product` with the words `text`.

    lot: the lot number to stand in the link, or empty for a shorter code (always empty in
    effect for a product without GTIN, whose link holds the serial alone).
    Raises BadInput for a count or sheet that cannot be, RuleError when PUBLIC_URL is not fit to
    print or no label key exists. Needs to be in the caller's transaction.
    """
    check_count(count)
    if sheet not in SHEETS:
        known = ", ".join(SHEETS)
        raise BadInput(
            "labels.unknown_sheet",
            f"Không có khổ giấy “{sheet}”. Hãy chọn một trong: {known}.",
            field="sheet",
        )
    check_public_url(settings.PUBLIC_URL, demo=settings.DEMO)
    key = keys.load(settings.LABEL_KEYS_FILE).current
    one_writer(f"labels.run_of_key:{key.id}")
    last = LabelRun.objects.filter(key_id=key.id).aggregate(last=Max("number"))["last"]
    next_number = 0 if last is None else last + 1
    if next_number >= MOST_RUNS_OF_A_KEY:
        raise RuleError(
            "labels.key_used_up",
            "Khóa in nhãn đã dùng hết số đợt. "
            "Hãy nhờ người quản trị tạo khóa mới bằng lệnh manage.py label_keys rotate.",
        )
    run = LabelRun.objects.create(
        organisation=product.organisation,
        product=product,
        key_id=key.id,
        key_fingerprint=key.fingerprint,
        number=next_number,
        count=count,
        sheet=sheet,
        text=asdict(text),
        public_url=settings.PUBLIC_URL,
        gtin=product.gtin or "",
        lot=lot if product.gtin else "",
        request=request,
        created_at=timezone.now(),
        created_by=by,
    )
    _log_issue(run, by)
    return run


def _log_issue(run: LabelRun, by: str) -> None:
    log(
        chain=run.organisation.key,
        action="labels.run_issued",
        subject=run.key,
        by=by,
        data={
            "product": run.product.key,
            "key": [run.key_id, run.key_fingerprint],
            "number": run.number,
            "count": run.count,
            "sheet": run.sheet,
            "text": run.text,
            "public_url": run.public_url,
            "gtin": run.gtin,
            "lot": run.lot,
        },
    )


def find(text: str) -> FoundLabel | None:
    """The label whose serial `text` is, or None; any text at all may come.

    One query for a serial that one of our keys made, none for any other text.
    """
    try:
        ring = keys.load(settings.LABEL_KEYS_FILE)
    except RuleError as error:
        logger.critical("Labels cannot be checked: %s", error.message)
        raise CannotCheck from error
    place = serials.read(text, ring.all())
    if place is None:
        return None
    run = (
        LabelRun.objects.filter(key_id=place.key_id, number=place.run, count__gt=place.index)
        .select_related("product__picture", "organisation__unit")
        .first()
    )
    return FoundLabel(run, place.index, serials.normalise(text)) if run else None


def labels_of(
    run: LabelRun, first: int = 0, count: int | None = None
) -> Iterator[PrintedLabel]:
    """The labels of `run` from place `first` on (all by default), in order."""
    key = keys.load(settings.LABEL_KEYS_FILE).get(run.key_id, run.key_fingerprint)
    wanted = run.count - first if count is None else count
    # The serial stands last in every link: what is before it is put together once.
    start = label_link(
        public_url=run.public_url, gtin=run.gtin or None, lot=run.lot or None, serial=""
    )
    for serial in serials.serials(key, run.number, first, wanted):
        yield PrintedLabel(serial, start + serial)


def label_at(run: LabelRun, index: int) -> PrintedLabel:
    """The label at one place of `run`, counted from 0."""
    return next(labels_of(run, index, 1))


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
    run = LabelRun.objects.select_related("job").get(pk=run_id)
    if run.document_id:
        return
    with tempfile.TemporaryFile() as file:
        write_sheets(
            file,
            sheet=SHEETS[run.sheet],
            text=LabelText(**run.text),
            labels=labels_of(run),
            count=run.count,
            fonts=settings.LABEL_FONT_DIR,
            progress=_now_and_then(report, run.count),
        )
        with transaction.atomic():
            # A worker that was given the same job may have been quicker: one sheet is kept.
            one_writer(f"labels.printing:{run.pk}")
            run.refresh_from_db(fields=["document"])
            if run.document_id:
                return
            report.hold()  # stopped in the last moment, it leaves no file
            run.document = store(
                owner=run.key,
                name=f"nhan-{run.pk}.pdf",
                content=file,
                content_type="application/pdf",
                by=run.created_by,
            )
            run.save(update_fields=["document"])


def _now_and_then(report: jobs.Report, total: int) -> Callable[[int], None]:
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

    Raises RuleError "labels.not_printed_yet" until printing has ended.
    """
    if run.document is None:
        raise RuleError(
            "labels.not_printed_yet",
            f"Đợt nhãn {run.product.name} ({number(run.count)} nhãn) chưa in xong. "
            "Hãy chờ một lát rồi thử lại.",
        )
    return open_document(run.document)
