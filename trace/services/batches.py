"""Making batches from harvests and received materials."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.quantities import UNITS, quantity, same_dimension, whole_packages
from common.text import day, nfc
from growing_areas.models import GrowingAreaCode, Harvest
from growing_areas.services.claims import check_claim
from labels.links import check_lot
from products.models import Product
from records.services import log
from trace.models import Batch, BatchInput, ReceivedMaterial


@dataclass(frozen=True, kw_only=True)
class Input:
    """What is to go into a batch: `quantity` of a harvest (kg) or of a material (its unit)."""

    quantity: Decimal
    harvest: Harvest | None = None
    material: ReceivedMaterial | None = None
    claimed_code: GrowingAreaCode | None = None


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
    if produced_on > today:
        raise BadInput(
            "trace.produced_in_future",
            f"Ngày sản xuất {day(produced_on)} của lô {lot} chưa đến. "
            "Hãy ghi ngày đã làm thật.",
            field="produced_on",
        )
    if expires_on is None and product.shelf_life_days:
        expires_on = produced_on + datetime.timedelta(days=product.shelf_life_days)
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
            net_content=product.net_content,
            content_unit=product.content_unit,
            packages=_packages(product, quantity, unit),
        )
        for item in inputs:
            _take(batch, item)
        _log_batch(batch, inputs, by)
    return batch


def _packages(product: Product, amount: Decimal, unit: str) -> int:
    return whole_packages(amount, unit, product.net_content, product.content_unit)


def _log_batch(batch: Batch, inputs: Sequence[Input], by: str) -> None:
    log(
        chain=batch.organisation.key,
        action="trace.batch_made",
        subject=batch.key,
        by=by,
        data={
            "product": batch.product.key,
            "inputs": [_input_for_log(item) for item in inputs],
        },
        state={
            "lot": batch.lot,
            "produced_on": batch.produced_on,
            "expires_on": batch.expires_on,
            "quantity": batch.quantity,
            "unit": batch.unit,
            "net_content": batch.net_content,
            "content_unit": batch.content_unit,
            "packages": batch.packages,
        },
    )


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
    sources = [(item.harvest, item.material) for item in inputs]
    if any((harvest is None) == (material is None) for harvest, material in sources):
        raise BadInput(
            "trace.input_needs_one_source",
            f"Mỗi phần nguyên liệu của lô {lot} phải là một lần thu hoạch hoặc một nguyên liệu "
            "nhận vào. Hãy chọn đúng một.",
            field="inputs",
        )
    if len(set(sources)) < len(sources):
        raise BadInput(
            "trace.input_twice",
            f"Lô {lot} có một nguồn ghi hai lần. Hãy gộp thành một dòng.",
            field="inputs",
        )
    if any(item.claimed_code and item.material for item in inputs):
        raise BadInput(
            "trace.code_without_harvest",
            "Chỉ lần thu hoạch mới khai mã số vùng trồng. Hãy bỏ mã số ở nguyên liệu nhận vào.",
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
        claimed_code=claim_of(item),
        quantity=item.quantity,
    )


def claim_of(item: Input) -> GrowingAreaCode | None:
    """The code that a part of a batch stands under: what its harvest claimed goes with it."""
    if item.harvest is not None and item.harvest.code is not None:
        return item.harvest.code
    return item.claimed_code


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
    if harvest.code_id is not None and code is not None and code.pk != harvest.code_id:
        raise RuleError(
            "trace.harvest_claims_another_code",
            f"{name} đã khai mã số {harvest.code}, nên lô {batch.lot} không khai mã "
            f"{code} cho phần này được. Hãy bỏ mã {code}.",
            field="inputs",
        )
    if code is not None:
        check_claim(code=code, area=area, on=harvest.harvested_on, field="inputs")


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
    claim = claim_of(item)
    return {
        "harvest": item.harvest.key if item.harvest else None,
        "material": item.material.key if item.material else None,
        "claimed_code": claim.code if claim else None,
        "quantity": item.quantity,
    }
