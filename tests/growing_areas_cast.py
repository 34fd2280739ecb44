"""What the tests of growing areas share: squares of land, files of them, Chi's hill."""

import datetime

import pytest

from common.errors import RuleError
from growing_areas import services
from growing_areas.geojson import single
from growing_areas.models import Crop, GrowingArea
from tests.conftest import REFORM

DAY = datetime.timedelta(days=1)


def square(east=0.0, *, closed=True):
    """About a hectare at Hải Lăng, moved `east` degrees."""
    ring = [[107.2, 16.7], [107.201, 16.7], [107.201, 16.701], [107.2, 16.701], [107.2, 16.7]]
    ring = [[round(lon + east, 6), lat] for lon, lat in ring]
    return {"type": "Polygon", "coordinates": [ring if closed else ring[:-1]]}


def collection(*plots):
    """A FeatureCollection of (name, geometry)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
            for name, geometry in plots
        ],
    }


def hill_of(organisation, unit, today):
    """Another organisation's hill with one plot, where the crop of the cast grows."""
    hill = services.register_area(
        organisation=organisation,
        name="Đồi cà phê",
        crop=Crop.objects.get(),
        unit=unit,
        by="test",
        today=today,
    )
    services.add_plot(area=hill, drawn=single(square(-0.5)), by="test", today=REFORM)
    return hill


def bare_area_beside(area):
    """Fields of the same organisation without plots yet."""
    return GrowingArea.objects.create(
        organisation=area.organisation,
        name="Đồng trống",
        crop=area.crop,
        unit=area.unit,
        registered_at=area.registered_at,
    )


def refusal(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value
