"""Recording that packages of a batch were sold."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day, number
from records.services import log
from trace.models import Batch, Sale


@dataclass(frozen=True, kw_only=True)
class Sold:
    """How many packages were sold, when, and to whom where the seller says so."""

    packages: int
    sold_on: datetime.date
    buyer: str = ""


def record_sale(
    *, batch: Batch, sold: Sold, by: str, request: UUID, today: datetime.date
) -> Sale:
    """Record that packages of `batch` were sold.

    request: one id a request; asking again with the same id gives the same sale, never a
    second. Raises BadInput "trace.nothing_sold", "trace.sold_in_future",
    "trace.sold_before_it_was_made", "trace.sold_after_expiry"; RuleError
    "trace.more_sold_than_packages", "trace.sale_request_reused".
    """
    if sold.packages < 1:
        raise BadInput(
            "trace.nothing_sold",
            f"Số gói đã bán của lô {batch.lot} phải từ 1 trở lên. Hãy ghi số gói đã bán.",
            field="packages",
        )
    return _save(batch, sold, None, by, request, today)


def correct_sale(
    *, sale: Sale, sold: Sold, by: str, request: UUID, today: datetime.date
) -> Sale:
    """Say how a recorded sale really was; 0 packages when there was none. The old entry stays.

    Raises as `record_sale`, and RuleError "trace.sale_already_corrected" when a newer entry
    stands in its place.
    """
    if sold.packages < 0:
        raise BadInput(
            "trace.nothing_sold",
            f"Số gói đã bán của lô {sale.batch.lot} không thể nhỏ hơn 0. "
            "Hãy ghi 0 nếu thật ra không bán.",
            field="packages",
        )
    return _save(sale.batch, sold, sale, by, request, today)


def sold_packages(batch: Batch) -> int:
    """How many packages of `batch` were sold, corrections counted."""
    return batch.sales.in_force().aggregate(total=Sum("packages"))["total"] or 0


def _save(
    batch: Batch,
    sold: Sold,
    corrects: Sale | None,
    by: str,
    request: UUID,
    today: datetime.date,
) -> Sale:
    _check_day(batch, sold.sold_on, today)
    buyer = bounded(
        sold.buyer, 200, code="trace.text_too_long", word="Tên người mua", field="buyer"
    )
    with transaction.atomic():
        one_writer(f"trace.sales:{batch.pk}")
        earlier = Sale.objects.filter(request=request).first()
        if earlier:
            return _same(earlier, batch, corrects)
        _check_left(batch, sold.packages, corrects)
        sale = Sale.objects.create(
            batch=batch,
            packages=sold.packages,
            sold_on=sold.sold_on,
            buyer=buyer,
            corrects=corrects,
            request=request,
            recorded_at=timezone.now(),
            recorded_by=by,
        )
        _log(sale, by)
    return sale


def _same(earlier: Sale, batch: Batch, corrects: Sale | None) -> Sale:
    """The sale that the same request made before; RuleError when it was another's."""
    if (earlier.batch_id, earlier.corrects_id) != (batch.pk, corrects and corrects.pk):
        raise RuleError(
            "trace.sale_request_reused",
            "Mã yêu cầu này đã dùng cho một lần bán khác. Hãy mở lại trang rồi ghi lại.",
        )
    return earlier


def _check_day(batch: Batch, sold_on: datetime.date, today: datetime.date) -> None:
    if sold_on > today:
        raise BadInput(
            "trace.sold_in_future",
            f"Ngày bán {day(sold_on)} chưa đến. Hãy ghi ngày đã bán thật.",
            field="sold_on",
        )
    if sold_on < batch.produced_on:
        raise BadInput(
            "trace.sold_before_it_was_made",
            f"Ngày bán {day(sold_on)} trước ngày sản xuất {day(batch.produced_on)} của lô "
            f"{batch.lot}. Hãy kiểm tra lại ngày bán.",
            field="sold_on",
        )
    if batch.expires_on is not None and sold_on > batch.expires_on:
        raise BadInput(
            "trace.sold_after_expiry",
            f"Lô {batch.lot} hết hạn ngày {day(batch.expires_on)}, trước ngày bán "
            f"{day(sold_on)}. Hàng hết hạn không được bán. Hãy kiểm tra lại ngày bán.",
            field="sold_on",
        )


def _check_left(batch: Batch, packages: int, corrects: Sale | None) -> None:
    """Raise RuleError unless the batch has so many packages, under the lock of its sales."""
    if corrects is not None and corrects.corrections.exists():
        raise RuleError(
            "trace.sale_already_corrected",
            f"Lần bán ngày {day(corrects.sold_on)} của lô {batch.lot} đã được sửa rồi. "
            "Hãy mở lại trang của lô và sửa lần ghi mới nhất.",
        )
    left = batch.packages - sold_packages(batch) + (corrects.packages if corrects else 0)
    if packages > left:
        raise RuleError(
            "trace.more_sold_than_packages",
            f"Lô {batch.lot} có {number(batch.packages)} gói, chỉ còn {number(left)} gói chưa "
            f"bán, không đủ {number(packages)}. "
            "Hãy sửa số gói, hoặc xem lại các lần bán đã ghi.",
            field="packages",
        )


def _log(sale: Sale, by: str) -> None:
    log(
        chain=sale.batch.organisation.key,
        action="trace.sale_corrected" if sale.corrects else "trace.sale_recorded",
        subject=sale.key,
        by=by,
        data={
            "batch": sale.batch.key,
            "packages": sale.packages,
            "sold_on": sale.sold_on,
            "corrects": sale.corrects.key if sale.corrects else None,
        },
        personal={f"{sale.key}:buyer": {"name": sale.buyer}} if sale.buyer else None,
    )
