"""Received materials, batches and their labels, and checking a code, over the API."""

import datetime
from decimal import Decimal
from typing import Literal, TypeVar
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from accounts.throttling import CallsAMinute
from common.list_api import listed
from cooperatives.access import WORKERS, require
from cooperatives.models import Organisation
from growing_areas.access import refuse_to_be_both
from growing_areas.models import GrowingAreaCode, Harvest
from labels.api import LabelRunOut
from labels.models import LabelTemplate, Printer
from labels.services import label_check
from products.models import Product
from trace import services
from trace.checking import CheckedLabel, check_label
from trace.label_text import label_text
from trace.lists import BATCHES, MATERIALS
from trace.models import Batch, ReceivedMaterial, Sale

sales = Router(tags=["sales"])
materials = Router(tags=["received materials"])
batches = Router(tags=["batches"])
checked_labels = Router(tags=["labels"])

Row = TypeVar("Row", Harvest, GrowingAreaCode, ReceivedMaterial, Printer)
UnitCode = Literal["g", "kg", "t", "ml", "l", "cái"]


class MaterialIn(Schema):
    """What an organisation took in."""

    organisation_id: int
    name: str = Field(max_length=150)
    kind: ReceivedMaterial.Kind
    supplier: str = Field(max_length=200)
    origin: str = Field(max_length=200)
    received_on: datetime.date
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    unit: UnitCode
    paper: str = Field("", max_length=100)


class MaterialOut(Schema):
    """A received material."""

    id: int
    organisation_id: int
    name: str
    kind: str
    supplier: str
    origin: str
    received_on: datetime.date
    quantity: Decimal
    unit: str
    paper: str


class InputIn(Schema):
    """Part of a harvest (kg), with the code it claims, or of a received material."""

    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    harvest_id: int | None = None
    claimed_code_id: int | None = None
    material_id: int | None = None


class BatchIn(Schema):
    """A new batch of a product."""

    product_id: int
    lot: str = Field(max_length=100)
    produced_on: datetime.date
    expires_on: datetime.date | None = None
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    unit: UnitCode
    inputs: list[InputIn] = Field(max_length=500)


class BatchOut(Schema):
    """A batch; `packages` is how many whole packages it holds."""

    id: int
    organisation_id: int
    product_id: int
    lot: str
    produced_on: datetime.date
    expires_on: datetime.date | None
    quantity: Decimal
    unit: str
    packages: int


class LabelsIn(Schema):
    """How many labels to print for a batch, on what sheet, from which place of a used one.

    sheet: the code of a sheet or roll, see /label-sheets. printer_id: whose measures to keep.
    template_id: see /label-templates; null for the platform's own arrangement.
    """

    count: int
    sheet: str = Field("a4-24", max_length=20)
    lot_in_link: bool = True
    start: int = 1
    printer_id: int | None = None
    template_id: int | None = None


class HeldOut(Schema):
    """One thing that the law wants on a label. state: shown; empty (the label has a place for
    it, nobody entered it); missing; if_any (not shown, wanted only where it applies)."""

    item: str
    basis: str
    state: str


class SaleIn(Schema):
    """Packages of a batch that were sold. 0 only in a correction: nothing was sold."""

    packages: int = Field(ge=0, le=10**12)
    sold_on: datetime.date
    buyer: str = Field("", max_length=200)


class SaleOut(Schema):
    """A sale; `corrects_id` names the earlier entry in whose place it stands."""

    id: int
    batch_id: int
    packages: int
    sold_on: datetime.date
    buyer: str
    corrects_id: int | None


class CheckedOut(Schema):
    """What the code is; the facts are null for a code that is not one of ours."""

    verdict: str
    sentence: str
    serial: str | None = None
    product: str | None = None
    organisation: str | None = None
    lot: str | None = None
    produced_on: datetime.date | None = None
    expires_on: datetime.date | None = None


@materials.get("", response=list[MaterialOut])
@paginate
@listed(MATERIALS)
def list_materials(request: HttpRequest) -> QuerySet[ReceivedMaterial]:
    """Materials received by the organisations that the caller may see."""
    return ReceivedMaterial.objects.visible_to(request.user)


@materials.post("", response={201: MaterialOut})
def receive_material(request: HttpRequest, payload: MaterialIn) -> Status:
    """Enter what an organisation took in from a supplier."""
    fields = payload.dict()
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=fields.pop("organisation_id"))
    require(request.user, organisation, *WORKERS)
    material = services.receive_material(
        organisation=organisation,
        delivery=services.Delivery(**fields),
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, material)


@batches.get("", response=list[BatchOut])
@paginate
@listed(BATCHES)
def list_batches(request: HttpRequest) -> QuerySet[Batch]:
    """Batches of the organisations that the caller may see."""
    return Batch.objects.visible_to(request.user).select_related("product")


@batches.post("", response={201: BatchOut})
def make_batch(request: HttpRequest, payload: BatchIn) -> Status:
    """Make a batch from harvests or received materials."""
    fields = payload.dict(exclude={"inputs", "product_id"})
    products = Product.objects.visible_to(request.user).select_related("organisation")
    product = get_object_or_404(products, pk=payload.product_id)
    require(request.user, product.organisation, *WORKERS)
    batch = services.make_batch(
        product=product,
        inputs=[_input(request, item) for item in payload.inputs],
        by=key_of(request.user),
        today=timezone.localdate(),
        **fields,
    )
    return Status(201, batch)


def _input(request: HttpRequest, item: InputIn) -> services.Input:
    """The harvest, code and material that an input names, as far as the caller may see them."""
    harvests = Harvest.objects.visible_to(request.user).select_related("area__organisation")
    codes = GrowingAreaCode.objects.visible_to(request.user)
    materials = ReceivedMaterial.objects.visible_to(request.user)
    return services.Input(
        quantity=item.quantity,
        harvest=_named(harvests, item.harvest_id),
        claimed_code=_named(codes, item.claimed_code_id),
        material=_named(materials.select_related("organisation"), item.material_id),
    )


def _named(rows: QuerySet[Row], pk: int | None) -> Row | None:
    return None if pk is None else get_object_or_404(rows, pk=pk)


@batches.get("/{batch_id}", response=BatchOut)
def read_batch(request: HttpRequest, batch_id: int) -> Batch:
    """One batch."""
    visible = Batch.objects.visible_to(request.user).select_related("product", "organisation")
    return get_object_or_404(visible, pk=batch_id)


@batches.post("/{batch_id}/labels", response={201: LabelRunOut})
def print_labels(
    request: HttpRequest,
    batch_id: int,
    payload: LabelsIn,
) -> Status:
    """Issue labels for a batch, activate them and ask for their sheet."""
    batch = read_batch(request, batch_id)
    require(request.user, batch.organisation, *WORKERS)
    refuse_to_be_both(request.user, batch.organisation, timezone.localdate())
    printers = batch.organisation.printers.in_use()
    run = services.print_labels(
        batch=batch,
        by=key_of(request.user),
        request=uuid4(),
        today=timezone.localdate(),
        printer=_named(printers, payload.printer_id),
        template=_template(batch, payload.template_id),
        **payload.dict(exclude={"printer_id", "template_id"}),
    )
    return Status(201, run)


def _template(batch: Batch, pk: int | None) -> LabelTemplate | None:
    offered = LabelTemplate.objects.offered_to(batch.organisation)
    return None if pk is None else get_object_or_404(offered, pk=pk)


@batches.get("/{batch_id}/label-check", response=list[HeldOut])
def check_of_label(
    request: HttpRequest, batch_id: int, template_id: int | None = None
) -> list[HeldOut]:
    """What the law wants on this batch's labels today, and how a template stands to it."""
    batch, today = read_batch(request, batch_id), timezone.localdate()
    held = label_check(
        product=batch.product,
        template=_template(batch, template_id),
        text=label_text(batch, today),
        on=today,
    )
    return [
        HeldOut(item=one.wanted.item, basis=one.wanted.basis, state=one.state) for one in held
    ]


@batches.get("/{batch_id}/sales", response=list[SaleOut])
@paginate
def list_sales(request: HttpRequest, batch_id: int) -> QuerySet[Sale]:
    """What was sold of a batch, newest first; entries that were corrected are left out."""
    return read_batch(request, batch_id).sales.in_force()


@batches.post("/{batch_id}/sales", response={201: SaleOut})
def record_sale(
    request: HttpRequest,
    batch_id: int,
    payload: SaleIn,
) -> Status:
    """Record that packages of a batch were sold."""
    batch = read_batch(request, batch_id)
    require(request.user, batch.organisation, *WORKERS)
    sale = services.record_sale(
        batch=batch,
        sold=services.Sold(**payload.dict()),
        by=key_of(request.user),
        request=uuid4(),
        today=timezone.localdate(),
    )
    return Status(201, sale)


@sales.post("/{sale_id}/correction", response={201: SaleOut})
def correct_sale(
    request: HttpRequest,
    sale_id: int,
    payload: SaleIn,
) -> Status:
    """Say how a recorded sale really was; the new entry stands in its place."""
    visible = Sale.objects.visible_to(request.user).select_related("batch__organisation")
    sale = get_object_or_404(visible, pk=sale_id)
    require(request.user, sale.batch.organisation, *WORKERS)
    newer = services.correct_sale(
        sale=sale,
        sold=services.Sold(**payload.dict()),
        by=key_of(request.user),
        request=uuid4(),
        today=timezone.localdate(),
    )
    return Status(201, newer)


@checked_labels.get(
    "/{serial}", response=CheckedOut, auth=None, throttle=CallsAMinute("label_check")
)
def check(request: HttpRequest, serial: str) -> dict[str, object]:
    """What a code is, for anyone: the verdict and the public facts of its label."""
    return _answer(check_label(serial))


def _answer(checked: CheckedLabel) -> dict[str, object]:
    said: dict[str, object] = {
        "verdict": checked.verdict.kind,
        "sentence": checked.verdict.sentence,
    }
    if checked.run:
        said |= {
            "serial": checked.serial,
            "product": checked.run.product.name,
            "organisation": checked.run.organisation.name,
        }
    if checked.batch:
        said |= {
            "lot": checked.batch.lot,
            "produced_on": checked.batch.produced_on,
            "expires_on": checked.batch.expires_on,
        }
    return said
