"""A made-up province of plots: a grid of fields, some of them drawn over their neighbours."""

import datetime
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from accounts.models import OfficerDuty, User
from common.text import fold
from cooperatives.models import Membership, Organisation
from growing_areas.models import (
    CodeState,
    Crop,
    Finding,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    Plot,
    Season,
)
from growing_areas.overlaps import as_shape, overlaps_among
from growing_areas.services.plots import TREMBLING
from places.models import Unit
from portal.bench.filling import AT_ONCE, Persons
from portal.bench.land_work import fill_work

PLOTS_OF_AN_AREA, AREAS_OF_AN_ORGANISATION = 20, 2
SEASONS_OF_AN_AREA, HARVESTS_OF_AN_AREA = 3, 6
# Degrees: fields of about a hectare, a metre or two between them, a few ten metres across.
SIDE, STEP, ACROSS = 0.001, 0.00102, 0.0003
A_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Land:
    """What was filled: who opens the lists, and an area whose own lists are opened."""

    persons: Persons
    area: GrowingArea


@dataclass(frozen=True)
class Overlaps:
    """How long it took to find all overlaps: of shapes in memory, and with reading them from
    the database; and how many there are."""

    seconds: float
    seconds_with_reading: float
    found: int


def fill_land(plots: int, *, seed: int = 2026) -> Land:
    """Fill an empty, migrated database with so many plots and what belongs to them."""
    for command in ("load_places", "load_crops", "load_growing_rules", "load_checklists"):
        call_command(command, "--commit", verbosity=0, stdout=_Silent())
    chance = random.Random(seed)  # made-up data, the same each time
    now = timezone.now()
    today = timezone.localdate(now)
    communes = list(
        Unit.objects.communes().on(today).filter(parent__code="44").order_by("code")
    )
    persons = _persons(communes[0].parent, today)
    many = max(1, plots // PLOTS_OF_AN_AREA)
    organisations = _organisations(
        many // AREAS_OF_AN_ORGANISATION + 1, communes, persons, chance, now
    )
    areas = _areas(many, organisations, communes, chance, now)
    _plots(plots, areas, chance)
    _codes(areas, chance, today)
    _seasons(areas, chance, now)
    fill_work(areas, chance, now)
    return Land(persons, areas[0])


def time_overlaps() -> Overlaps:
    """Find every overlap among all plots, as the checks of new plots do."""
    started = time.perf_counter()
    geometries = list(Plot.objects.order_by("pk").values_list("geometry", flat=True))
    read = time.perf_counter()
    found = overlaps_among([as_shape(one) for one in geometries], above=TREMBLING)
    ended = time.perf_counter()
    return Overlaps(ended - read, ended - started, len(found))


class _Silent:
    """A place for what commands say."""

    def write(self, text: str) -> int:
        return len(text)


def _persons(province: Unit | None, today: datetime.date) -> Persons:
    assert province is not None
    admin = User.objects.create_superuser("quan-tri", is_demo=True)
    officer = User.objects.create_user("can-bo", is_demo=True)
    for duty in OfficerDuty.Duty:
        OfficerDuty.objects.create(
            user=officer, unit=province, duty=duty, valid_from=province.valid_from
        )
    manager = User.objects.create_user("quan-ly", is_demo=True)
    return Persons(admin, officer, manager, province)


def _organisations(
    many: int,
    communes: Sequence[Unit],
    persons: Persons,
    chance: random.Random,
    now: datetime.datetime,
) -> list[Organisation]:
    rows = []
    for which in range(many):
        unit = chance.choice(communes)
        name = f"HTX {unit.name} {which}"
        rows.append(
            Organisation(
                name=name,
                folded=fold(name),
                kind=Organisation.Kind.COOPERATIVE,
                unit=unit,
                address=unit.full_name,
                registered_at=now - datetime.timedelta(minutes=which),
                state=Organisation.State.CONFIRMED,
                state_at=now,
                state_by="command:bench_growing_areas",
            )
        )
    Organisation.objects.bulk_create(rows, batch_size=AT_ONCE)
    Membership.objects.create(
        user=persons.manager, organisation=rows[0], role=Membership.Role.MANAGER, began_at=now
    )
    return rows


def _areas(
    many: int,
    organisations: Sequence[Organisation],
    communes: Sequence[Unit],
    chance: random.Random,
    now: datetime.datetime,
) -> list[GrowingArea]:
    crops = list(Crop.objects.all())
    rows = []
    for which in range(many):
        name = f"Vùng {which}"
        rows.append(
            GrowingArea(
                organisation=organisations[which // AREAS_OF_AN_ORGANISATION],
                name=name,
                folded=fold(name),
                crop=chance.choice(crops),
                unit=chance.choice(communes),
                registered_at=now - datetime.timedelta(minutes=which),
            )
        )
    GrowingArea.objects.bulk_create(rows, batch_size=AT_ONCE)
    return rows


def _plots(many: int, areas: Sequence[GrowingArea], chance: random.Random) -> None:
    """A grid of fields; every hundredth lies over its neighbour to the east."""
    wide = max(1, int(many**0.5))
    rows = []
    for which in range(many):
        west = 106.6 + which % wide * STEP + (ACROSS if which % 100 == 0 else 0)
        south = 16.4 + which // wide * STEP
        east, north = west + SIDE, south + SIDE
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        corners = [[round(lon, 6), round(lat, 6)] for lon, lat in ring]
        rows.append(
            Plot(
                area=areas[which % len(areas)],
                name=f"Thửa {which // len(areas) + 1}",
                geometry={"type": "Polygon", "coordinates": [corners]},
                hectares=Decimal("1.1803"),
                lon=_degrees(west + SIDE / 2),
                lat=_degrees(south + SIDE / 2),
                west=_degrees(west),
                south=_degrees(south),
                east=_degrees(east),
                north=_degrees(north),
                declared_hectares=Decimal("1.2") if chance.random() < 0.5 else None,
            )
        )
    Plot.objects.bulk_create(rows, batch_size=AT_ONCE)


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")


def _codes(areas: Sequence[GrowingArea], chance: random.Random, today: datetime.date) -> None:
    codes = [
        GrowingAreaCode(
            area=area,
            crop=area.crop,
            code=f"VN-44-{which:06}",
            market=("VN", "CN", "JP")[which % 3],
            issuer="Chi cục Trồng trọt và Bảo vệ thực vật",
            granted_on=today - A_YEAR,
        )
        for which, area in enumerate(areas)
    ]
    GrowingAreaCode.objects.bulk_create(codes, batch_size=AT_ONCE)
    kinds = (CodeState.State.GRANTED, CodeState.State.MONITORING, CodeState.State.SUSPENDED)
    states = [
        CodeState(code=code, state=chance.choice(kinds), valid_from=today - A_YEAR)
        for code in codes
    ]
    CodeState.objects.bulk_create(states, batch_size=AT_ONCE)


def _seasons(
    areas: Sequence[GrowingArea], chance: random.Random, now: datetime.datetime
) -> None:
    """Seasons of the last years, harvests in them, and a finding about every tenth area."""
    today = timezone.localdate(now)
    seasons: list[Season] = []
    harvests: list[Harvest] = []
    for area in areas:
        for back in range(SEASONS_OF_AN_AREA):
            starts_on = today - A_YEAR * (back + 1)
            seasons.append(
                Season(
                    area=area,
                    name=f"Vụ {starts_on.year}",
                    starts_on=starts_on,
                    ends_on=starts_on + datetime.timedelta(days=200),
                    expected_kilograms=Decimal(chance.randrange(5_000, 90_000)),
                    recorded_at=now,
                )
            )
    Season.objects.bulk_create(seasons, batch_size=AT_ONCE)
    for season in seasons:
        for _again in range(HARVESTS_OF_AN_AREA // SEASONS_OF_AN_AREA):
            days = datetime.timedelta(days=chance.randrange(200))
            harvests.append(
                Harvest(
                    area=season.area,
                    season=season,
                    harvested_on=season.starts_on + days,
                    kilograms=Decimal(chance.randrange(50, 40_000)),
                    recorded_at=now,
                )
            )
    Harvest.objects.bulk_create(harvests, batch_size=AT_ONCE)
    Finding.objects.bulk_create(
        [_finding(area, now) for area in areas[::10]], batch_size=AT_ONCE
    )


def _finding(area: GrowingArea, now: datetime.datetime) -> Finding:
    known: dict[str, Any] = {
        "source": Finding.Source.OVER_LIMIT,
        "severity": Finding.Severity.MINOR,
    }
    return Finding(
        area=area,
        text="Thu hoạch nhiều hơn mức đất cho được.",
        raised_at=now,
        raised_by="command:bench_growing_areas",
        **known,
    )
