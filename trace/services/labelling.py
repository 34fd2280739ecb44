"""Putting labels on batches."""

import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from common.db import one_writer
from common.errors import RuleError
from common.text import day, number
from growing_areas.models import GrowingAreaCode
from labels import services as labels
from labels.models import LabelRun, LabelTemplate, Printer
from records.services import bump, log
from trace.label_text import label_text
from trace.models import Activation, Batch
from trace.services.intervals import refuse_inside_interval


def print_labels(
    *,
    batch: Batch,
    count: int,
    sheet: str,
    by: str,
    request: UUID,
    today: datetime.date,
    lot_in_link: bool = True,
    printer: Printer | None = None,
    start: int = 1,
    template: LabelTemplate | None = None,
) -> LabelRun:
    """Issue `count` labels for a finished batch, activate them, and ask for their sheet.

    sheet, printer, start, template: as `labels.services.issue_run` has them.
    request: one id a request; asking again with the same id gives the same run, never a second.
    Raises RuleError when something forbids the batch's labels, or when there would be more
    labels than packages; nothing is issued then.
    """
    with transaction.atomic():
        one_writer(f"trace.labels:{batch.pk}")
        earlier = LabelRun.objects.filter(request=request).first()
        if earlier and batch.activations.filter(run=earlier).exists():
            return earlier
        if earlier:
            raise RuleError(
                "labels.request_reused",
                "Mã yêu cầu này đã dùng cho một lần in khác. Hãy mở lại trang in rồi thử lại.",
            )
        hold_codes(batch)
        refuse_labels(batch, today)
        labels.check_count(count)
        _refuse_more_than_packages(batch, count)
        run = labels.issue_run(
            product=batch.product,
            count=count,
            sheet=sheet,
            text=label_text(batch, today),
            lot=batch.lot if lot_in_link else "",
            by=by,
            request=request,
            printer=printer,
            start=start,
            template=template,
        )
        _activate(run=run, batch=batch, first=0, count=count, by=by)
        labels.start_printing(run=run, by=by)
        labels.ask_for_its_printer(run=run, by=by)
    return run


def refuse_run(run: LabelRun) -> None:
    """Raise RuleError when labels of `run` may not be printed now: as `refuse_labels` for each
    batch they are on. Inside a transaction nothing comes in between until it ends."""
    with transaction.atomic():
        batches = Batch.objects.filter(activations__run=run).distinct()
        for batch in batches.select_related("organisation", "product"):
            hold_codes(batch)
            refuse_labels(batch, timezone.localdate())


def hold_codes(batch: Batch) -> None:
    """Keep offices from acting on the codes that `batch` claims until the transaction ends:
    what is asked of them afterwards still holds when it commits."""
    codes = GrowingAreaCode.objects.filter(batch_inputs__batch=batch).distinct()
    for code in codes.order_by("pk"):
        one_writer(code.key, shared=True)


def refuse_labels(batch: Batch, on: datetime.date) -> None:
    """Raise RuleError when labels of `batch` may be neither printed nor activated on `on`."""
    if not batch.organisation.is_confirmed:
        raise RuleError(
            "trace.organisation_not_confirmed",
            f"{batch.organisation.name} chưa được {batch.organisation.place.full_name} xác "
            f"nhận nên chưa in và chưa kích hoạt nhãn của lô {batch.lot} được. Hãy xem trang "
            "của tổ chức để biết cần làm gì.",
        )
    if batch.expires_on is not None and batch.expires_on < on:
        raise RuleError(
            "trace.batch_expired",
            f"Lô {batch.lot} đã hết hạn ngày {day(batch.expires_on)} nên không in nhãn được. "
            "Hãy kiểm tra lại hạn sử dụng, hoặc in cho lô khác.",
        )
    refuse_inside_interval(batch)
    codes = GrowingAreaCode.objects.filter(batch_inputs__batch=batch).distinct()
    for code in codes.prefetch_related("states"):
        if code.bars_labels_on(on):
            raise RuleError(
                "trace.code_barred",
                f"Mã số {code.code} của lô {batch.lot} đang bị đình chỉ hoặc thu hồi nên không "
                "in và không kích hoạt nhãn được. Hãy liên hệ cơ quan quản lý mã số.",
            )


def _refuse_more_than_packages(batch: Batch, count: int) -> None:
    labelled = labelled_packages(batch)
    left = max(0, batch.packages - labelled)
    if count > left:
        raise RuleError(
            "trace.more_labels_than_packages",
            f"Lô {batch.lot} có {number(batch.packages)} gói {batch.content}, đã có "
            f"{number(labelled)} nhãn, chỉ in thêm được {number(left)} nhãn, "
            f"không đủ cho {number(count)}. Hãy giảm số nhãn, hoặc xem lại số lượng của lô.",
            field="count",
        )


def labelled_packages(batch: Batch) -> int:
    """How many labels are activated for `batch`."""
    spans = batch.activations.values_list("first", "end")
    return sum(end - first for first, end in spans)


def _activate(*, run: LabelRun, batch: Batch, first: int, count: int, by: str) -> Activation:
    activation = Activation.objects.create(
        run=run,
        batch=batch,
        first=first,
        end=first + count,
        activated_at=timezone.now(),
        activated_by=by,
    )
    log(
        chain=batch.organisation.key,
        action="trace.labels_activated",
        subject=run.key,
        by=by,
        data={"batch": batch.key, "lot": batch.lot, "first": first, "count": count},
    )
    bump(batch.key)
    return activation
