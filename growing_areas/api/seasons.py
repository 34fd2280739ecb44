"""Seasons of growing areas over the API."""

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from common.versions_api import VersionIn
from cooperatives.access import WORKERS, require
from growing_areas import services
from growing_areas.models import GrowingArea, Season
from growing_areas.season_lists import SEASONS
from growing_areas.services import SeasonPlan
from growing_areas.services.seasons import GRAM

# Seasons of one area stand below it; all of them under an address of their own.
of_areas = Router(tags=["growing areas"])
router = Router(tags=["growing areas"])


class SeasonIn(Schema):
    """What is planned for a season. Days count from the first to the last, both included.

    growers: how many, never who. market: VN or an importing country's two letters.
    """

    name: str = Field(max_length=80)
    starts_on: datetime.date
    last_day: datetime.date
    variety: str = ""
    growers: int | None = None
    standard: Season.Standard | None = None
    other_standard: str = ""
    expected_kilograms: Decimal | None = Field(None, gt=0, max_digits=14, decimal_places=3)
    harvest_from: datetime.date | None = None
    harvest_last_day: datetime.date | None = None
    market: str = ""

    def plan(self) -> SeasonPlan:
        """The same as the services take it."""
        return SeasonPlan(**self.dict(exclude={"standard"}), standard=self.standard or "")


class SeasonChangeIn(SeasonIn, VersionIn):
    """What a season, as read at `version`, says of itself from now on."""

    def plan(self) -> SeasonPlan:
        """The same as the services take it."""
        return SeasonPlan(
            **self.dict(exclude={"standard", "version"}), standard=self.standard or ""
        )


class ClosingIn(VersionIn):
    """What a season really gave; `note` says why that is not the sum of its harvests."""

    real_kilograms: Decimal = Field(ge=0, max_digits=14, decimal_places=3)
    note: str = ""


class SeasonOut(Schema):
    """A season. harvested: kilograms of its recorded harvests.

    state: coming, running, ended (and not closed), closed.
    """

    id: int
    area_id: int
    name: str
    starts_on: datetime.date
    last_day: datetime.date
    variety: str
    growers: int | None
    standard: str
    other_standard: str
    expected_kilograms: Decimal | None
    harvest_from: datetime.date | None
    harvest_last_day: datetime.date | None
    market: str
    harvested: Decimal
    real_kilograms: Decimal | None
    closing_note: str
    closed_at: datetime.datetime | None
    state: str
    version: int

    @staticmethod
    def resolve_harvested(season: Any) -> Decimal:
        # Three decimals on both databases: SQLite gives a sum fewer.
        return Decimal(season.harvested).quantize(GRAM)

    @staticmethod
    def resolve_state(season: Season) -> str:
        return season.state_on(timezone.localdate())


def _seasons(request: HttpRequest) -> QuerySet[Season]:
    visible = Season.objects.visible_to(request.user).with_harvested()
    return visible.select_related("area__organisation")


def _season(request: HttpRequest, season_id: int, *roles: str) -> Season:
    """The season if the caller may see it; with roles, only for those who have one of them."""
    season = get_object_or_404(_seasons(request), pk=season_id)
    if roles:
        require(request.user, season.area.organisation, *roles)
    return season


def _area(request: HttpRequest, area_id: int) -> GrowingArea:
    visible = GrowingArea.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, pk=area_id)


@router.get("", response=list[SeasonOut])
@paginate
@listed(SEASONS)
def list_seasons(request: HttpRequest) -> QuerySet[Season]:
    """The seasons of all areas that the caller may see, those that began last first."""
    return _seasons(request)


@of_areas.get("/{area_id}/seasons", response=list[SeasonOut])
@paginate
def list_seasons_of_area(request: HttpRequest, area_id: int) -> QuerySet[Season]:
    """The seasons of an area, those that began last first."""
    return _seasons(request).filter(area=_area(request, area_id))


@of_areas.post("/{area_id}/seasons", response={201: SeasonOut})
def enter_season(request: HttpRequest, area_id: int, payload: SeasonIn) -> Status:
    """Enter a season of an area; harvests of its days become its own."""
    area = _area(request, area_id)
    require(request.user, area.organisation, *WORKERS)
    season = services.enter_season(area=area, plan=payload.plan(), by=key_of(request.user))
    return Status(201, _season(request, season.pk))


@router.get("/{season_id}", response=SeasonOut)
def read_season(request: HttpRequest, season_id: int) -> Season:
    """One season."""
    return _season(request, season_id)


@router.put("/{season_id}", response=SeasonOut)
def change_season(request: HttpRequest, season_id: int, payload: SeasonChangeIn) -> Season:
    """Replace what is said of a season; harvests follow its days."""
    services.change_season(
        season=_season(request, season_id, *WORKERS),
        plan=payload.plan(),
        by=key_of(request.user),
        version=payload.version,
    )
    return _season(request, season_id)


@router.post("/{season_id}/closing", response={201: SeasonOut})
def close_season(request: HttpRequest, season_id: int, payload: ClosingIn) -> Status:
    """Write down what a season really gave; said again, the newer word counts."""
    services.close_season(
        season=_season(request, season_id, *WORKERS),
        real_kilograms=payload.real_kilograms,
        note=payload.note,
        by=key_of(request.user),
        today=timezone.localdate(),
        version=payload.version,
    )
    return Status(201, _season(request, season_id))
