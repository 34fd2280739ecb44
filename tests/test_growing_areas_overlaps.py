"""Land that lies in two plots, and plots as the Commission's file."""

import json
import re
from decimal import Decimal

import pytest
from shapely.geometry import box, shape

from growing_areas.eudr import EudrPlot, geojson_text
from growing_areas.overlaps import overlaps_among, overlaps_between

TREMBLING = Decimal("0.01")


def field(east, north=0, size=0.01):
    """A square of about a hundred hectares, some hundredths of a degree east and north."""
    west, south = 107.2 + east, 16.7 + north
    return box(west, south, west + size, south + size)


class TestOverlaps:
    def test_a_field_in_two_plots_is_found_once_with_its_hectares(self):
        (found,) = overlaps_among([field(0), field(0.005), field(1)], above=TREMBLING)
        assert (found.left, found.right) == (0, 1)
        assert 58 < found.hectares < 60

    def test_neighbours_that_touch_share_nothing(self):
        assert overlaps_among([field(0), field(0.01)], above=Decimal(0)) == []

    def test_less_than_two_surveys_differ_is_let_pass(self):
        pair = [field(0), field(0.0099999)]
        assert overlaps_among(pair, above=TREMBLING) == []
        assert len(overlaps_among(pair, above=Decimal(0))) == 1

    def test_new_plots_are_held_against_standing_ones_only(self):
        new, standing = [field(0), field(0.001)], [field(1), field(0.009)]
        found = overlaps_between(new, standing, above=TREMBLING)
        assert [(one.left, one.right) for one in found] == [(0, 1), (1, 1)]

    @pytest.mark.parametrize(
        ("new", "standing"), [pytest.param([], [field(0)]), pytest.param([field(0)], [])]
    )
    def test_nothing_overlaps_nothing(self, new, standing):
        assert overlaps_between(new, standing, above=TREMBLING) == []


def exported(*plots):
    return geojson_text(
        EudrPlot("HTX “Cà phê”", "VN", "xã Hướng Phùng", Decimal("1.25"), geometry)
        for geometry in plots
    )


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[107.2, 16.69], [107.21, 16.69], [107.21, 16.7], [107.2, 16.69]]],
}


class TestEudr:
    def test_it_is_geojson_that_others_read(self):
        (feature,) = json.loads(exported(SQUARE))["features"]
        assert shape(feature["geometry"]).equals(shape(SQUARE))
        assert feature["properties"] == {
            "ProducerName": "HTX “Cà phê”",
            "ProducerCountry": "VN",
            "ProductionPlace": "xã Hướng Phùng",
        }

    def test_every_coordinate_has_six_decimals_at_least_and_none_is_cut(self):
        text = exported(SQUARE, {"type": "Point", "coordinates": [107, 16.123456789]})
        numbers = re.findall(r"-?\d+\.(\d+)(?=[],])", text)
        assert min(map(len, numbers)) == 6
        assert "16.123456789" in text

    def test_a_point_says_its_hectares(self):
        text = exported({"type": "Point", "coordinates": [107.2, 16.7]})
        (feature,) = json.loads(text)["features"]
        assert feature["properties"]["Area"] == 1.25

    def test_heights_are_left_out(self):
        text = exported({"type": "Point", "coordinates": [107.2, 16.7, 12.5]})
        assert json.loads(text)["features"][0]["geometry"]["coordinates"] == [107.2, 16.7]
