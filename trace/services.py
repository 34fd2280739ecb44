"""Receiving materials, making batches, putting labels on them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.quantities import UNITS, quantity, same_dimension
from common.text import day, nfc
from cooperatives.models import Organisation
from growing_areas.models import CodeState, GrowingAreaCode, Harvest
from labels import services as labels
from labels.links import check_lot
from labels.models import LabelRun
from products.models import Product
from records.documents import store
from records.services import bump, log
from trace.checking import CheckedLabel
from trace.label_text import label_text
from trace.models import Activation, Batch, BatchInput, ReceivedMaterial, Scan

# A batch that claims a code in one of these states today gets no labels.
BARRED_STATES = (CodeState.State.SUSPENDED, CodeState.State.REVOKED)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What was received, from whom, from where, with which paper."""

    name: str
    kind: str
    supplier: str
    origin: str
    received_on: datetime.date
    quantity: Decimal
    unit: str
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Input:
    """What is to go into a batch: `quantity` of a harvest (kg) or of a material (its unit)."""

    quantity: Decimal
    harvest: Harvest | None = None
    material: ReceivedMaterial | None = None
    claimed_code: GrowingAreaCode | None = None


def receive_material(
    *,
    organisation: Organisation,
    delivery: Delivery,
    by: str,
    today: datetime.date,
    document: tuple[str, str, IO[bytes]] | None = None,
) -> ReceivedMaterial:
    """Enter what an organisation took in; `document` is a file's name, type and content.

    Raises BadInput for a quantity of zero or less, an empty supplier, a day to come.
    """
    if delivery.received_on > today:
        raise BadInput(
            "trace.received_in_future",
            f"Ngày nhận {day(delivery.received_on)} chưa đến. Hãy ghi ngày đã nhận thật.",
            field="received_on",
        )
    if delivery.quantity <= 0:
        raise BadInput(
            "trace.bad_quantity",
            f"Số lượng {nfc(delivery.name)} phải lớn hơn 0. Hãy ghi số lượng đã nhận.",
            field="quantity",
        )
    for field, word in (
        ("name", "tên nguyên liệu"),
        ("supplier", "người cung cấp"),
        ("origin", "nơi xuất xứ"),
    ):
        if not nfc(getattr(delivery, field)):
            raise BadInput("trace.missing_field", f"Hãy ghi {word}.", field=field)
    with transaction.atomic():
        material = ReceivedMaterial.objects.create(
            organisation=organisation,
            name=nfc(delivery.name),
            kind=delivery.kind,
            supplier=nfc(delivery.supplier),
            origin=nfc(delivery.origin),
            received_on=delivery.received_on,
            quantity=delivery.quantity,
            unit=delivery.unit,
            paper=nfc(delivery.paper),
        )
        if document:
            name, content_type, content = document
            material.document = store(
                owner=material.key, name=name, content=content, content_type=content_type, by=by
            )
            material.save(update_fields=["document"])
        log(
            chain=organisation.key,
            action="trace.material_received",
            subject=material.key,
            by=by,
            data={
                "name": material.name,
                "kind": material.kind,
                "supplier": material.supplier,
                "origin": material.origin,
                "received_on": material.received_on,
                "quantity": material.quantity,
                "unit": material.unit,
                "paper": material.paper,
                "document": str(material.document_id) if material.document_id else None,
            },
        )
    return material


def make_batch(
    *,
    product: Product,
    lot: str,
    produced_on: datetime.date,
    quantity: Decimal,
    unit: str,
    inputs: Sequence[Input],
    by: str,
    today: datetime.date,
    expires_on: datetime.date | None = None,
) -> Batch:
    """Make a batch of `product` from harvests or received materials.

    Without `expires_on` the product's shelf life gives it, when it has one.
    One writer at a time, so that two packers cannot both take the last kilogram.
    Raises BadInput or RuleError, each saying which lot, harvest or material is at fault;
    nothing is saved then.
    """
    organisation = product.organisation
    lot = check_lot(nfc(lot))
    if expires_on is None and product.shelf_life_days:
        expires_on = produced_on + datetime.timedelta(days=product.shelf_life_days)
    if produced_on > today:
        raise BadInput(
            "trace.produced_in_future",
            f"Ngày sản xuất {day(produced_on)} của lô {lot} chưa đến. "
            "Hãy ghi ngày đã làm thật.",
            field="produced_on",
        )
    _check_batch(product, lot, produced_on, expires_on, quantity, unit, inputs)
    with transaction.atomic():
        one_writer("trace.graph")
        if Batch.objects.filter(organisation=organisation, lot=lot).exists():
            raise RuleError(
                "trace.lot_taken",
                f"Số lô {lot} đã dùng cho một lô khác của {organisation.name}. "
                "Hãy đặt số lô khác.",
                field="lot",
            )
        batch = Batch.objects.create(
            organisation=organisation,
            product=product,
            lot=lot,
            produced_on=produced_on,
            expires_on=expires_on,
            quantity=quantity,
            unit=unit,
        )
        for item in inputs:
            _take(batch, item)
        log(
            chain=organisation.key,
            action="trace.batch_made",
            subject=batch.key,
            by=by,
            data={
                "product": product.key,
                "lot": lot,
                "produced_on": produced_on,
                "expires_on": expires_on,
                "quantity": quantity,
                "unit": unit,
                "inputs": [_input_for_log(item) for item in inputs],
            },
        )
    return batch


def _check_batch(
    product: Product,
    lot: str,
    produced_on: datetime.date,
    expires_on: datetime.date | None,
    amount: Decimal,
    unit: str,
    inputs: Sequence[Input],
) -> None:
    if expires_on is not None and expires_on <= produced_on:
        raise BadInput(
            "trace.expires_too_early",
            f"Hạn sử dụng {day(expires_on)} của lô {lot} phải sau ngày sản xuất "
            f"{day(produced_on)}. Hãy sửa một trong hai ngày.",
            field="expires_on",
        )
    if amount <= 0:
        raise BadInput(
            "trace.bad_quantity",
            f"Số lượng của lô {lot} phải lớn hơn 0. Hãy ghi số lượng đã làm.",
            field="quantity",
        )
    if unit not in UNITS or not same_dimension(unit, product.content_unit):
        raise BadInput(
            "trace.wrong_unit",
            f"{product.name} tính theo {product.content_unit} nên lô {lot} không thể tính theo "
            f"{unit}. Hãy chọn đơn vị cùng loại.",
            field="unit",
        )
    if not inputs:
        raise BadInput(
            "trace.batch_from_nothing",
            f"Lô {lot} chưa có nguyên liệu. "
            "Hãy chọn lần thu hoạch hoặc nguyên liệu nhận vào đã làm nên lô này.",
            field="inputs",
        )


def _take(batch: Batch, item: Input) -> None:
    """Put one input into `batch`, under the lock that `make_batch` holds."""
    if item.quantity <= 0:
        raise BadInput(
            "trace.bad_quantity",
            f"Số lượng lấy vào lô {batch.lot} phải lớn hơn 0. Hãy ghi số đã dùng.",
            field="inputs",
        )
    if item.harvest is not None:
        _check_harvest(batch, item.harvest, item)
    elif item.material is not None:
        _check_material(batch, item.material, item)
    BatchInput.objects.create(
        batch=batch,
        harvest=item.harvest,
        material=item.material,
        claimed_code=item.claimed_code,
        quantity=item.quantity,
    )


def _check_harvest(batch: Batch, harvest: Harvest, item: Input) -> None:
    area = harvest.area
    name = f"Lần thu hoạch ngày {day(harvest.harvested_on)} ở {area.name}"
    if area.organisation_id != batch.organisation_id:
        raise RuleError(
            "trace.harvest_of_another",
            f"{name} là của {area.organisation.name}, không phải của "
            f"{batch.organisation.name}. Hãy ghi là nguyên liệu nhận vào.",
            field="inputs",
        )
    if harvest.harvested_on > batch.produced_on:
        raise RuleError(
            "trace.made_before_harvest",
            f"{name} sau ngày sản xuất {day(batch.produced_on)} của lô {batch.lot}. "
            "Hãy sửa ngày sản xuất, hoặc chọn lần thu hoạch khác.",
            field="inputs",
        )
    _check_left(name, left_of_harvest(harvest), item.quantity, "kg")
    code = item.claimed_code
    if code is None:
        return
    if code.area_id != area.pk:
        raise RuleError(
            "trace.code_of_another_area",
            f"Mã số {code.code} không phải của vùng {area.name}. "
            "Hãy chọn mã của đúng vùng trồng, hoặc để trống.",
            field="inputs",
        )
    if not code.is_valid_on(harvest.harvested_on):
        raise RuleError(
            "trace.code_not_valid_on_harvest",
            f"Mã số {code.code} không có hiệu lực vào ngày thu hoạch "
            f"{day(harvest.harvested_on)}. Hãy để trống mã số, hoặc hỏi cơ quan cấp mã.",
            field="inputs",
        )


def _check_material(batch: Batch, material: ReceivedMaterial, item: Input) -> None:
    name = f"{material.name} nhận ngày {day(material.received_on)} từ {material.supplier}"
    if material.organisation_id != batch.organisation_id:
        raise RuleError(
            "trace.material_of_another",
            f"{name} là của {material.organisation.name}, không phải của "
            f"{batch.organisation.name}. Hãy ghi nhận nguyên liệu của chính tổ chức.",
            field="inputs",
        )
    if material.received_on > batch.produced_on:
        raise RuleError(
            "trace.made_before_receipt",
            f"{name}: ngày nhận sau ngày sản xuất {day(batch.produced_on)} của lô {batch.lot}. "
            "Hãy sửa ngày sản xuất, hoặc chọn nguyên liệu khác.",
            field="inputs",
        )
    _check_left(name, left_of_material(material), item.quantity, material.unit)


def _check_left(name: str, left: Decimal, wanted: Decimal, unit: str) -> None:
    if wanted > left:
        raise RuleError(
            "trace.too_much",
            f"{name} chỉ còn {quantity(left, unit)}, không đủ {quantity(wanted, unit)}. "
            "Hãy giảm số lượng hoặc chọn thêm nguồn khác.",
            field="inputs",
        )


def left_of_harvest(harvest: Harvest) -> Decimal:
    """Kilograms of `harvest` that no batch has taken yet."""
    taken = harvest.batch_inputs.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    return harvest.kilograms - taken


def left_of_material(material: ReceivedMaterial) -> Decimal:
    """How much of `material` no batch has taken yet, in its own unit."""
    taken = material.batch_inputs.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    return material.quantity - taken


def _input_for_log(item: Input) -> dict[str, object]:
    return {
        "harvest": item.harvest.key if item.harvest else None,
        "material": item.material.key if item.material else None,
        "claimed_code": item.claimed_code.code if item.claimed_code else None,
        "quantity": item.quantity,
    }


def print_labels(
    *,
    batch: Batch,
    count: int,
    sheet: str,
    by: str,
    request: UUID,
    today: datetime.date,
    lot_in_link: bool = True,
) -> LabelRun:
    """Issue `count` labels for a finished batch, activate them, and ask for their sheet.

    request: one id a request; asking again with the same id gives the same run, never a second.
    Raises RuleError when something forbids the batch's labels, or when there would be more
    labels than packages; nothing is issued then.
    """
    with transaction.atomic():
        one_writer(f"trace.labels:{batch.pk}")
        earlier = LabelRun.objects.filter(request=request).first()
        if earlier:
            return earlier
        refuse_labels(batch, today)
        labels.check_count(count)
        _refuse_more_than_packages(batch, count)
        run = labels.issue_run(
            product=batch.product,
            count=count,
            sheet=sheet,
            text=label_text(batch),
            lot=batch.lot if lot_in_link else "",
            by=by,
            request=request,
        )
        _activate(run=run, batch=batch, first=0, count=count, by=by)
        labels.start_printing(run=run, by=by)
    return run


def refuse_labels(batch: Batch, on: datetime.date) -> None:
    """Raise RuleError when labels of `batch` may be neither printed nor activated on `on`."""
    if batch.expires_on is not None and batch.expires_on <= on:
        raise RuleError(
            "trace.batch_expired",
            f"Lô {batch.lot} đã hết hạn ngày {day(batch.expires_on)} nên không in nhãn được. "
            "Hãy kiểm tra lại hạn sử dụng, hoặc in cho lô khác.",
        )
    codes = GrowingAreaCode.objects.filter(batch_inputs__batch=batch).distinct()
    for code in codes.prefetch_related("states"):
        if code.state_on(on) in BARRED_STATES:
            raise RuleError(
                "trace.code_barred",
                f"Mã số {code.code} của lô {batch.lot} đang bị đình chỉ hoặc thu hồi nên không "
                "in và không kích hoạt nhãn được. Hãy liên hệ cơ quan quản lý mã số.",
            )


def _refuse_more_than_packages(batch: Batch, count: int) -> None:
    labelled = labelled_packages(batch)
    if labelled + count > batch.packages:
        raise RuleError(
            "trace.more_labels_than_packages",
            f"Lô {batch.lot} có {batch.packages} gói {batch.product.content}, đã có "
            f"{labelled} nhãn, chỉ in thêm được {max(0, batch.packages - labelled)} nhãn, "
            f"không đủ cho {count}. Hãy giảm số nhãn, hoặc xem lại số lượng của lô.",
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


def record_scan(*, checked: CheckedLabel, now: datetime.datetime) -> Scan:
    """Note that the page of a code was opened: one insert."""
    run = checked.run
    return Scan.objects.create(
        at=now,
        verdict=checked.verdict.kind,
        organisation_id=run.organisation_id if run else None,
        run=run,
        number=checked.number if run else None,
        code=checked.serial or checked.typed[:40],
    )
