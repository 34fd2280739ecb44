"""The made-up land of the benchmark: as many plots as asked for, some over their neighbours."""

import pytest

from growing_areas.models import Plot, Season
from portal.bench.land import fill_land, time_overlaps

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_it_has_so_many_plots_and_every_hundredth_overlaps():
    land = fill_land(400)
    assert Plot.objects.count() == 400
    assert Season.objects.filter(area=land.area).exists()
    assert time_overlaps().found == 4
