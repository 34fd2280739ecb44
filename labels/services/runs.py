"""Issuing label runs, finding a label by its serial."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import number
from labels import keys, serials
from labels.dots import FINE, RESOLUTIONS
from labels.layout import LabelText
from labels.links import check_public_url, label_link
from labels.models import (
    MOST_LABELS,
    MOST_RUNS_OF_A_KEY,
    LabelRun,
    LabelTemplate,
    LabelTemplateVersion,
    Printer,
)
from labels.planning import Setup
from labels.services.papers import refuse_wrong_paper, sheet_of
from labels.services.templates import refuse_wrong_size
from labels.sheets import TRUE, Sheet
from products.models import Product
from records.services import log

logger = logging.getLogger(__name__)


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
    printer: Printer | None = None,
    start: int = 1,
    template: LabelTemplate | None = None,
) -> LabelRun:
    """Issue a run of `count` labels of `product` with the words `text`.

    sheet: the code of a sheet or roll, the platform's or the organisation's own. lot: the lot
    number to stand in the link, or empty for a shorter code (always empty in effect for a
    product without GTIN, whose link holds the serial alone). printer: which the labels are
    made to measure for. start: the place of the first label on a used sheet, from 1.
    template: whose newest version the labels have; without one the platform arranges them.
    Raises BadInput for a count, sheet or start that cannot be, RuleError when PUBLIC_URL is
    not fit to print, no label key exists, the sheet is not for the printer or the template,
    or a label could not be read by phones. Needs to be in the caller's transaction.
    """
    check_count(count)
    paper = sheet_of(product.organisation, sheet)
    version = template.newest if template else None
    setup = _setup(paper, printer, start, version)
    check_public_url(settings.PUBLIC_URL, demo=settings.DEMO)
    lot = lot if product.gtin else ""
    _refuse_unreadable(paper, text, version, setup["dpi"], product.gtin, lot)
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
        setup=setup,
        printer=printer,
        template_version=version,
        text=asdict(text),
        public_url=settings.PUBLIC_URL,
        gtin=product.gtin or "",
        lot=lot,
        request=request,
        created_at=timezone.now(),
        created_by=by,
    )
    _log_issue(run, by)
    return run


def _refuse_unreadable(
    paper: Sheet,
    text: LabelText,
    version: LabelTemplateVersion | None,
    dpi: int | None,
    gtin: str | None,
    lot: str,
) -> None:
    """Raise RuleError when these labels would not print whole, or not scan."""
    design = version.drawn if version else None
    if design:
        refuse_wrong_size(design, paper)
    setup = Setup(paper, text, dots=RESOLUTIONS[dpi] if dpi else FINE, design=design)
    serial = "0" * serials.LENGTH
    link = label_link(public_url=settings.PUBLIC_URL, gtin=gtin, lot=lot, serial=serial)
    setup.check_link(serial, link, settings.LABEL_FONT_DIR)


def _setup(
    paper: Sheet, printer: Printer | None, start: int, version: LabelTemplateVersion | None
) -> dict[str, Any]:
    """What a run keeps of how it is printed: whatever changes later, it is printed alike.

    dpi: of the printer; without one, of the coarsest that the design is made for.
    Raises BadInput "labels.bad_start", RuleError "labels.sheet_of_another_printer".
    """
    if not 1 <= start <= paper.per_page:
        raise BadInput(
            "labels.bad_start",
            f"Khổ giấy {paper.title} có {number(paper.per_page)} chỗ nên không bắt đầu in từ "
            f"chỗ {number(start)} được. Hãy ghi số từ 1 đến {number(paper.per_page)}.",
            field="start",
        )
    if printer:
        refuse_wrong_paper(printer, paper)
    return {
        "sheet": asdict(paper),
        "start": start,
        "calibration": asdict(printer.calibration if printer else TRUE),
        "dpi": printer.dpi if printer else (version.drawn.dpi if version else None),
    }


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
            "start": run.start,
            "template": run.template_version_id,
            "printer": run.printer.key if run.printer else None,
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
