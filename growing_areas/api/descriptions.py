"""Changing what a growing area says of itself, over the API."""

from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field

from accounts.access import key_of
from common.versions_api import VersionIn
from cooperatives.access import WORKERS, require
from growing_areas import services
from growing_areas.api.areas import AreaOut, router
from growing_areas.models import GrowingArea
from places.models import Unit


class AreaChangeIn(VersionIn):
    """What a growing area says of itself from now on. `crop`: a crop's code; `unit`: a
    commune's or village's today, or the area's own, which may have ended since."""

    name: str = Field(max_length=150)
    crop: str
    unit: str
    note: str = Field("", max_length=5000)
    reference: str = Field("", max_length=60)
    declared_hectares: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=4)


@router.put("/{area_id}", response=AreaOut)
def change_area(request: HttpRequest, area_id: int, payload: AreaChangeIn) -> GrowingArea:
    """Replace what a growing area says of itself; for managers and operators."""
    visible = GrowingArea.objects.visible_to(request.user).with_hectares()
    area = get_object_or_404(visible.select_related("organisation", "crop", "unit"), pk=area_id)
    require(request.user, area.organisation, *WORKERS)
    fields = payload.dict(exclude={"version", "crop", "unit"})
    return services.change_area(
        area=area,
        description=services.AreaDescription(
            **fields, crop=services.crop_of(payload.crop), unit=_place(payload.unit, area)
        ),
        version=payload.version,
        by=key_of(request.user),
        today=timezone.localdate(),
    )


def _place(code: str, area: GrowingArea) -> Unit:
    """The area's own place, whatever became of it, or the one of today with this code."""
    if code.strip() == area.unit.code:
        return area.unit
    return services.place_in_force(code, timezone.localdate())
