"""Files of a run for roll printers and printing houses, made as jobs; pictures of one label."""

import tempfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.spreadsheets import CODE, CSV_TYPE, NUMBER, XLSX_TYPE, Column, write_csv, write_xlsx
from common.text import gettext_noop, number
from labels.label_pictures import label_png, label_svg
from labels.models import LabelFile, LabelRun
from labels.printer_languages import LANGUAGES, write_roll
from labels.services.guards import refuse_forbidden
from labels.services.printing import now_and_then, setup_of
from labels.services.runs import label_at, labels_of
from records import jobs
from records.documents import open_document, store

MOST_OF_A_PRINTER = 20_000  # labels: more than any roll has
ROLL_RESOLUTIONS = (203, 300)
PICTURE_DPI = 600
COLUMNS = (
    Column(key="number", header=gettext_noop("Số thứ tự"), kind=NUMBER),
    Column(key="serial", header=gettext_noop("Số nhãn"), kind=CODE),
    Column(key="shown", header=gettext_noop("Số in trên nhãn"), kind=CODE),
    Column(key="link", header=gettext_noop("Liên kết trong mã QR"), kind=CODE),
)
_TYPES = {
    "zpl": "application/octet-stream",
    "tspl": "application/octet-stream",
    "csv": CSV_TYPE,
    "xlsx": XLSX_TYPE,
}


def ask_file(
    *,
    run: LabelRun,
    kind: str,
    by: str,
    dpi: int = 0,
    first: int = 0,
    count: int | None = None,
) -> LabelFile:
    """Ask a worker for a file of labels [first, first + count) of `run`, all by default.

    kind: of LabelFile.Kind. dpi: of the roll printer, 203 or 300. Asked for again, the file
    that is there or is being made is given.
    Raises BadInput "labels.unknown_file", "labels.bad_range"; RuleError "labels.not_a_roll",
    "labels.too_many_for_a_printer", and what forbids labels of that printer.
    """
    count = run.count - first if count is None else count
    _check_range(run, first, count)
    dpi = _checked_dpi(run, kind, dpi, count)
    refuse_forbidden(run)
    with transaction.atomic():
        one_writer(f"labels.files:{run.pk}")
        file, _made = LabelFile.objects.get_or_create(
            run=run,
            kind=kind,
            dpi=dpi,
            first=first,
            count=count,
            defaults={"asked_at": timezone.now(), "asked_by": by},
        )
        if file.job is None or (file.job.is_finished and not file.document_id):
            file.job = jobs.ask(
                kind="labels.make_file",
                owner=file.key,
                by=by,
                total=count,
                task=make_file,
                arguments=[file.pk],
            )
            file.save(update_fields=["job"])
    return file


def ask_for_its_printer(*, run: LabelRun, by: str) -> LabelFile | None:
    """The file in the language of the run's printer; None when it prints from the computer, or
    the run is longer than one file for a printer."""
    printer = run.printer
    if printer is None or printer.language not in LANGUAGES:
        return None
    if printer.dpi not in ROLL_RESOLUTIONS or run.count > MOST_OF_A_PRINTER:
        return None
    return ask_file(run=run, kind=printer.language, dpi=printer.dpi, by=by)


def _check_range(run: LabelRun, first: int, count: int) -> None:
    if first < 0 or count < 1 or first + count > run.count:
        raise BadInput(
            "labels.bad_range",
            f"Đợt này có {number(run.count)} nhãn, không có nhãn từ {number(first + 1)} đến "
            f"{number(first + count)}. Hãy ghi số trong khoảng 1 đến {number(run.count)}.",
            field="first",
        )


def _checked_dpi(run: LabelRun, kind: str, dpi: int, count: int) -> int:
    if kind not in LabelFile.Kind:
        raise BadInput(
            "labels.unknown_file",
            f"Không có loại tệp “{kind}”. Hãy chọn trong danh sách.",
            field="kind",
        )
    if kind not in LANGUAGES:
        return 0
    if not run.paper.is_roll:
        raise RuleError(
            "labels.not_a_roll",
            f"Đợt này in trên {run.paper.title}. Tệp cho máy in nhãn chỉ làm được khi đợt in "
            "trên cuộn. Hãy in đợt mới và chọn khổ giấy là cuộn.",
            field="kind",
        )
    if count > MOST_OF_A_PRINTER:
        raise RuleError(
            "labels.too_many_for_a_printer",
            f"Tệp cho máy in nhãn có nhiều nhất {number(MOST_OF_A_PRINTER)} nhãn, đang yêu cầu "
            f"{number(count)}. Hãy chia thành nhiều tệp, ví dụ từ nhãn 1 đến "
            f"{number(MOST_OF_A_PRINTER)}.",
            field="count",
        )
    if dpi not in ROLL_RESOLUTIONS:
        raise BadInput(
            "labels.bad_printer",
            f"Độ phân giải {dpi} dpi chưa dùng được cho máy in nhãn. Hãy chọn 203 hoặc 300.",
            field="dpi",
        )
    label = label_at(run, 0)
    setup_of(run, dpi).check_link(label.serial, label.link, settings.LABEL_FONT_DIR)
    return dpi


@task()
def make_file(job_id: str, file_id: int) -> None:
    """The worker's part: make a file once, however often it is asked."""
    jobs.run(UUID(job_id), partial(_make, file_id))


def _make(file_id: int, report: jobs.Report) -> None:
    row = LabelFile.objects.select_related("run__template_version__logo").get(pk=file_id)
    if row.document_id:
        return
    refuse_forbidden(row.run)
    with tempfile.TemporaryFile() as file:
        _write(cast(BinaryIO, file), row, report)
        with transaction.atomic():
            one_writer(f"labels.files:{row.run_id}")
            row.refresh_from_db(fields=["document"])
            if row.document_id:
                return
            refuse_forbidden(row.run)  # it may have come while the file was made
            report.hold()
            row.document = store(
                owner=row.key,
                name=row.name,
                content=file,
                content_type=_TYPES[row.kind],
                by=row.asked_by,
            )
            row.save(update_fields=["document"])


def _write(file: BinaryIO, row: LabelFile, report: jobs.Report) -> None:
    progress = now_and_then(report, row.count)
    labels = labels_of(row.run, row.first, row.count)
    if row.kind in LANGUAGES:
        write_roll(
            file,
            language=row.kind,
            setup=setup_of(row.run, row.dpi),
            labels=labels,
            count=row.count,
            fonts=settings.LABEL_FONT_DIR,
            progress=progress,
        )
        return

    def rows() -> Iterator[tuple[object, ...]]:
        for at, label in enumerate(labels, start=1):
            yield row.first + at, label.serial, label.shown, label.link
            progress(at)

    write = write_csv if row.kind == LabelFile.Kind.CSV else write_xlsx
    write(file, COLUMNS, rows())


def stop_file(*, row: LabelFile, by: str) -> None:
    """Cancel the making of a file that waits or runs; it can be asked for again.

    Raises RuleError "jobs.already_ended".
    """
    assert row.job is not None, "a file is made by a job"
    jobs.cancel(job=row.job, by=by)


def open_file(row: LabelFile) -> File:
    """A file of a run, to be closed by the caller.

    Raises RuleError "labels.not_printed_yet" until it is made, and what forbids its labels.
    """
    if row.document is None:
        raise RuleError(
            "labels.not_printed_yet",
            f"Tệp {row.name} chưa làm xong. Hãy chờ một lát rồi thử lại.",
        )
    refuse_forbidden(row.run)
    return open_document(row.document)


def picture_of(*, run: LabelRun, index: int, kind: str) -> bytes:
    """One label, counted from 0, as "png" or "svg".

    A PNG has the dots of the run's printer, or 600 an inch.
    Raises BadInput "labels.bad_range"; RuleError for what forbids the run's labels.
    """
    _check_range(run, index, 1)
    refuse_forbidden(run)
    label, fonts = label_at(run, index), settings.LABEL_FONT_DIR
    if kind == "svg":
        return label_svg(setup_of(run), label, fonts, title=label.shown).encode()
    dpi = run.setup.get("dpi") or PICTURE_DPI
    return label_png(setup_of(run, dpi), label, fonts, dpi)
