"""Where a batch comes from, as facts that a consumer may read.

Nothing here names a person, a plot or its corners.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from growing_areas.models import CodeState
from places.models import Unit
from trace.models import Batch


@dataclass(frozen=True)
class HarvestPart:
    """One harvest that went into the batch; the code is empty when none is claimed.

    state_then, state_now: a value of CodeState.State on the harvest day and on the reading
    day, empty without a code or where the code had no state yet.
    """

    area: str
    crop: str
    crop_en: str
    unit: Unit
    harvested_on: datetime.date
    kilograms: Decimal
    code: str
    state_then: str
    state_now: str


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
    """The provenance of `batch` as read on `on`. Two queries whatever went into it."""
    inputs = list(
        batch.inputs.select_related(
            "harvest__area__crop", "harvest__area__unit", "claimed_code", "material"
        )
    )
    states = _states([item.claimed_code_id for item in inputs if item.claimed_code_id])
    harvests = [
        HarvestPart(
            area=item.harvest.area.name,
            crop=item.harvest.area.crop.name,
            crop_en=item.harvest.area.crop.name_en,
            unit=item.harvest.area.unit,
            harvested_on=item.harvest.harvested_on,
            kilograms=item.quantity,
            code=item.claimed_code.code if item.claimed_code else "",
            state_then=_state_on(states, item.claimed_code_id, item.harvest.harvested_on),
            state_now=_state_on(states, item.claimed_code_id, on),
        )
        for item in inputs
        if item.harvest
    ]
    materials = [
        MaterialPart(
            name=item.material.name,
            kind=item.material.get_kind_display(),
            supplier=item.material.supplier,
            origin=item.material.origin,
            received_on=item.material.received_on,
        )
        for item in inputs
        if item.material
    ]
    return Provenance(
        harvests=tuple(sorted(harvests, key=lambda part: part.harvested_on)),
        materials=tuple(sorted(materials, key=lambda part: part.received_on)),
    )
