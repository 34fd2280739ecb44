"""What the tests of seasons share: a season of today, a limit of yields."""

import datetime
from decimal import Decimal

from growing_areas.models import YieldLimit
from growing_areas.services import SeasonPlan, enter_season
from tests.growing_areas_cast import DAY

# A season of another year than today's, as the API takes it.
SEASON_BODY = {
    "name": "Đông xuân",
    "starts_on": "2020-01-10",
    "last_day": "2020-05-20",
    "expected_kilograms": "12000",
}


def plan(today, **changes):
    """A season of a hundred days around today."""
    return SeasonPlan(
        **{
            "name": "Hè thu",
            "starts_on": today - 60 * DAY,
            "last_day": today + 39 * DAY,
            "variety": "Khang Dân",
            "growers": 42,
            "standard": "organic",
            "expected_kilograms": Decimal(90000),
            "harvest_from": today - 20 * DAY,
            "harvest_last_day": today,
            "market": "VN",
        }
        | changes
    )


def season_of(area, today, **changes):
    """The season of today of an area, entered."""
    return enter_season(area=area, plan=plan(today, **changes), by="test")


def limit(crop, **changes):
    """At most ten tons of a hectare in a season, three times a year."""
    return YieldLimit.objects.create(
        **{
            "crop": crop,
            "kilograms_per_hectare": Decimal(10000),
            "seasons_a_year": 3,
            "basis": "ví dụ",
            "certainty": "assumed",
            "valid_from": datetime.date(2020, 1, 1),
        }
        | changes
    )
