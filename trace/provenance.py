"""Where a batch comes from, as facts that a consumer may read.

Nothing here names a person, a plot or its corners.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from growing_areas.models import Harvest
from places.models import Unit
from trace.models import Batch, BatchInput, ReceivedMaterial


@dataclass(frozen=True)
class HarvestPart:
    """One harvest that went into the batch; the code is empty when none is claimed.

    crop: its name in the language of the page.
    state_then, state_now: a value of CodeState.State on the harvest day and on the reading
    day, empty without a code or where the code had no state yet. confirmation: a value of
    GrowingAreaCode.Confirmation, empty without a code.
    """

    area_id: int
    area: str
    crop: str
    unit: Unit
    harvested_on: datetime.date
    kilograms: Decimal
    code: str
    state_then: str
    state_now: str
    confirmation: str


@dataclass(frozen=True)
class MaterialPart:
    """One received material that went into the batch."""

    name: str
    kind: str
    supplier: str
    origin: str
    received_on: datetime.date


@dataclass(frozen=True)
class Provenance:
    """All that went into a batch, oldest first."""

    harvests: tuple[HarvestPart, ...]
    materials: tuple[MaterialPart, ...]


def provenance(batch: Batch, on: datetime.date) -> Provenance:
    """The provenance of `batch` as read on `on`. Two queries, however much went into it."""
    inputs = batch.inputs.select_related(
        "harvest__area__crop", "harvest__area__unit", "claimed_code", "material"
    ).prefetch_related("claimed_code__states")
    harvests = [_harvest_part(item, item.harvest, on) for item in inputs if item.harvest]
    materials = [_material_part(item.material) for item in inputs if item.material]
    return Provenance(
        harvests=tuple(sorted(harvests, key=lambda part: part.harvested_on)),
        materials=tuple(sorted(materials, key=lambda part: part.received_on)),
    )


def _harvest_part(item: BatchInput, harvest: Harvest, on: datetime.date) -> HarvestPart:
    code = item.claimed_code
    return HarvestPart(
        area_id=harvest.area_id,
        area=harvest.area.name,
        crop=harvest.area.crop.shown_name,
        unit=harvest.area.unit,
        harvested_on=harvest.harvested_on,
        kilograms=item.quantity,
        code=code.code if code else "",
        state_then=code.state_on(harvest.harvested_on) if code else "",
        state_now=code.state_on(on) if code else "",
        confirmation=code.confirmation if code else "",
    )


def _material_part(material: ReceivedMaterial) -> MaterialPart:
    return MaterialPart(
        name=material.name,
        kind=material.get_kind_display(),
        supplier=material.supplier,
        origin=material.origin,
        received_on=material.received_on,
    )
