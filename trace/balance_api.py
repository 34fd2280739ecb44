"""The balance of a growing area over the API."""

from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from growing_areas.models import GrowingArea
from trace.balance import SeasonBalance, balance_of

router = Router(tags=["growing areas"])


class GapOut(Schema):
    """Something that does not add up. code: stable; message: a sentence."""

    code: str
    message: str


class OtherOut(Schema):
    """What stands on labels in a unit that is no mass."""

    unit: str
    amount: Decimal


class BalanceOut(Schema):
    """Kilograms of one season: harvested, of them in batches, on activated labels, left.

    season_id null: harvests outside every season. A batch of several origins counts by the
    share that came from this season. other: what labels say in other units than mass.
    """

    season_id: int | None
    season: str
    harvested: Decimal
    batched: Decimal
    labelled: Decimal
    left: Decimal
    other: list[OtherOut]
    gaps: list[GapOut]

    @staticmethod
    def resolve_season_id(balance: SeasonBalance) -> int | None:
        return balance.season.pk if balance.season else None

    @staticmethod
    def resolve_season(balance: SeasonBalance) -> str:
        return balance.season.name if balance.season else ""

    @staticmethod
    def resolve_other(balance: SeasonBalance) -> list[OtherOut]:
        return [OtherOut(unit=unit, amount=amount) for unit, amount in balance.other.items()]


@router.get("/{area_id}/balance", response=list[BalanceOut])
def read_balance(request: HttpRequest, area_id: int) -> list[SeasonBalance]:
    """What became of an area's harvests, season by season, the newest first."""
    areas = GrowingArea.objects.visible_to(request.user)
    return balance_of(get_object_or_404(areas, pk=area_id))
