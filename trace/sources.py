"""What an organisation can still make batches from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.shown import day
from cooperatives.models import Organisation
from growing_areas.models import GrowingAreaCode, Harvest
from trace.models import ReceivedMaterial

MOST = 50  # the newest ones: a form with more lines helps nobody
TAKEN = Coalesce(
    Sum("batch_inputs__quantity"),
    Value(Decimal(0)),
    output_field=DecimalField(max_digits=14, decimal_places=3),
)


@dataclass(frozen=True)
class Source:
    """A harvest or a received material with something left; `codes` it may still claim."""

    title: str
    left: Decimal
    unit: str
    harvest: Harvest | None = None
    material: ReceivedMaterial | None = None
    codes: tuple[GrowingAreaCode, ...] = ()

    @property
    def name(self) -> str:
        """How a form names this source's quantity."""
        if self.harvest:
            return f"harvest_{self.harvest.pk}"
        assert self.material is not None
        return f"material_{self.material.pk}"

    @property
    def code_name(self) -> str:
        """How a form names the code claimed for this source."""
        return f"code_{self.name}"


def _harvest_title(harvest: Harvest) -> str:
    said = {
        "area": harvest.area.name,
        "crop": harvest.area.crop.shown_name,
        "day": day(harvest.harvested_on),
    }
    if harvest.code is None:
        return _("%(area)s, %(crop)s, thu hoạch %(day)s") % said
    said["code"] = harvest.code.code
    return _("%(area)s, %(crop)s, thu hoạch %(day)s, mã số %(code)s") % said


def _choices(harvest: Harvest) -> Iterator[GrowingAreaCode]:
    """The codes that a part of `harvest` may still claim: none where it claimed one."""
    if harvest.code_id is None:
        for code in harvest.area.codes.all():
            if (
                code.kind == GrowingAreaCode.Kind.GROWING_AREA
                and code.crop_id == harvest.area.crop_id
                and code.is_valid_on(harvest.harvested_on)
            ):
                yield code


def open_sources(organisation: Organisation) -> list[Source]:
    """Harvests and materials of `organisation` that are not used up, newest first.

    At most 50 of each; three queries. Only codes valid on the harvest day are offered.
    """
    harvests = (
        Harvest.objects.filter(area__organisation=organisation)
        .select_related("area__crop", "area__organisation", "code")
        .prefetch_related("area__codes__states")
        .annotate(taken=TAKEN)
        .filter(kilograms__gt=F("taken"))
        .order_by("-harvested_on", "-pk")[:MOST]
    )
    materials = (
        ReceivedMaterial.objects.filter(organisation=organisation)
        .select_related("organisation")
        .annotate(taken=TAKEN)
        .filter(quantity__gt=F("taken"))
        .order_by("-received_on", "-pk")[:MOST]
    )
    return [
        Source(
            title=_harvest_title(harvest),
            left=harvest.kilograms - harvest.taken,
            unit="kg",
            harvest=harvest,
            codes=tuple(_choices(harvest)),
        )
        for harvest in harvests
    ] + [
        Source(
            title=_("%(material)s, %(supplier)s, nhận %(day)s")
            % {
                "material": material.name,
                "supplier": material.supplier,
                "day": day(material.received_on),
            },
            left=material.quantity - material.taken,
            unit=material.unit,
            material=material,
        )
        for material in materials
    ]
