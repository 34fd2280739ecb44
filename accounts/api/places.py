"""What officers enter over the API: villages of their communes."""

import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from accounts.access import key_of, require_duty
from accounts.models import OfficerDuty
from places.api import UnitOut
from places.models import Unit
from places.services import add_village

router = Router(tags=["places"])


class VillageIn(Schema):
    """A village of a commune, in force from `on`; legal_basis: the resolution, if known."""

    name: str = Field(max_length=100)
    kind: str = "thôn"
    on: datetime.date
    legal_basis: str = ""


@router.post("/{code}/villages", response={201: UnitOut})
def enter_village(request: HttpRequest, code: str, payload: VillageIn) -> Status:
    """Enter a village of a commune; for its officers of the registry."""
    communes = Unit.objects.communes().on(payload.on)
    commune = get_object_or_404(communes, code=code)
    require_duty(request.user, OfficerDuty.Duty.REGISTRY, commune, timezone.localdate())
    village = add_village(commune=commune, by=key_of(request.user), **payload.dict())
    return Status(201, village)
