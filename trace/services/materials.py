"""Receiving materials from suppliers."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from common.errors import BadInput
from common.text import day, fold, nfc
from cooperatives.models import Organisation
from records.documents import Upload, store_upload
from records.services import log
from trace.models import ReceivedMaterial


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


def receive_material(
    *,
    organisation: Organisation,
    delivery: Delivery,
    by: str,
    today: datetime.date,
    document: Upload | None = None,
) -> ReceivedMaterial:
    """Enter what an organisation took in; `document` is a file's name and content.

    Raises BadInput for a quantity of zero or less, an empty supplier, a day to come, or a file
    that is not kept (`records.documents.store_upload`).
    """
    _check_delivery(delivery, today)
    with transaction.atomic():
        material = ReceivedMaterial.objects.create(
            organisation=organisation,
            name=nfc(delivery.name),
            kind=delivery.kind,
            supplier=nfc(delivery.supplier),
            origin=nfc(delivery.origin),
            folded=fold(f"{delivery.name} {delivery.supplier} {delivery.origin}"),
            received_on=delivery.received_on,
            quantity=delivery.quantity,
            unit=delivery.unit,
            paper=nfc(delivery.paper),
        )
        if document:
            name, content = document
            material.document = store_upload(
                owner=material.key, name=name, content=content, by=by, field="document"
            )
            material.save(update_fields=["document"])
        log(
            chain=organisation.key,
            action="trace.material_received",
            subject=material.key,
            by=by,
            state={
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


def _check_delivery(delivery: Delivery, today: datetime.date) -> None:
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
