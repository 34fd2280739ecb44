"""Plots as geometry: which are possible, how large they are, what is said of the others."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from pyproj import Transformer
from shapely.geometry import Polygon

from common.errors import BadInput
from growing_areas.geojson import (
    LARGEST_TEXT,
    features,
    plot_name,
    read_text,
    single,
)
from growing_areas.geometry import MOST_POSITIONS, VIETNAM, check, overlap_hectares
from growing_areas.plot_sentences import called

WEST, SOUTH = 107.20, 16.70
# About 107 x 111 metres at Hải Lăng: a little more than a hectare.
SQUARE = [[107.2, 16.7], [107.201, 16.7], [107.201, 16.701], [107.2, 16.701], [107.2, 16.7]]
INNER = [
    [107.2002, 16.7002],
    [107.2002, 16.7004],
    [107.2004, 16.7004],
    [107.2004, 16.7002],
    [107.2002, 16.7002],
]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def moved(ring, east=0.0, north=0.0):
    return [[round(lon + east, 6), round(lat + north, 6)] for lon, lat in ring]


def refusal(geometry, **options):
    with pytest.raises(BadInput) as caught:
        check(geometry, name="Đồi Lim", **options)
    assert caught.value.field == "geometry"
    return caught.value


# --- what is wrong ----------------------------------------------------------------------------

BOW_TIE = [[107.2, 16.7], [107.201, 16.701], [107.201, 16.7], [107.2, 16.701], [107.2, 16.7]]
WRONG = {
    "no-geometry": (None, "no_geometry"),
    "a-list": ([SQUARE], "no_geometry"),
    "no-type": ({"coordinates": [SQUARE]}, "not_polygon"),
    "a-point": ({"type": "Point", "coordinates": [107.2, 16.7]}, "not_polygon"),
    "a-line": ({"type": "LineString", "coordinates": SQUARE}, "not_polygon"),
    "a-list-as-type": ({"type": ["Polygon"], "coordinates": [SQUARE]}, "not_polygon"),
    "no-coordinates": ({"type": "Polygon"}, "bad_shape"),
    "no-rings": (polygon(), "bad_shape"),
    "an-empty-ring": (polygon([]), "bad_shape"),
    "an-empty-multipolygon": ({"type": "MultiPolygon", "coordinates": []}, "bad_shape"),
    "a-polygon-called-multipolygon": (
        {"type": "MultiPolygon", "coordinates": [SQUARE]},
        "bad_shape",
    ),
    "text-for-numbers": (polygon([["107.2", "16.7"], *SQUARE[1:]]), "bad_shape"),
    "true-for-a-number": (polygon([[True, 16.7], *SQUARE[1:]]), "bad_shape"),
    "null-for-a-number": (polygon([[107.2, None], *SQUARE[1:]]), "bad_shape"),
    "one-number": (polygon([[107.2], *SQUARE[1:]]), "bad_shape"),
    "four-numbers": (polygon([[107.2, 16.7, 0, 0], *SQUARE[1:]]), "bad_shape"),
    "not-a-number": (polygon([[float("nan"), 16.7], *SQUARE[1:]]), "bad_shape"),
    "endless": (polygon([[float("inf"), 16.7], *SQUARE[1:]]), "bad_shape"),
    "a-number-beyond-floats": (polygon([[10**400, 16.7], *SQUARE[1:]]), "bad_shape"),
    "metres-of-vn-2000": (
        polygon([[521340.2, 1847500.1], [521440.2, 1847500.1], [521440.2, 1847600.1]]),
        "not_in_degrees",
    ),
    "latitude-first": (
        polygon([[lat, lon] for lon, lat in SQUARE]),
        "axes_swapped",
    ),
    "latitude-beyond-the-pole": (polygon([[107.2, 200.123456], *SQUARE[1:]]), "out_of_range"),
    "longitude-beyond-the-date-line": (polygon([[187.2, 16.7], *SQUARE[1:]]), "out_of_range"),
    "unclosed": (polygon(SQUARE[:-1]), "not_closed"),
    "two-corners": (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "too_few_corners"),
    "one-corner-many-times": (polygon([SQUARE[0]] * 5), "too_few_corners"),
    "one-position": (polygon([SQUARE[0]]), "too_few_corners"),
    "the-outer-ring-again-as-a-hole": (polygon(SQUARE, SQUARE), "duplicate_ring"),
    "the-outer-ring-again-the-other-way-round": (
        polygon(SQUARE, SQUARE[::-1]),
        "duplicate_ring",
    ),
    "the-outer-ring-again-from-another-corner": (
        polygon(SQUARE, [*SQUARE[2:], *SQUARE[1:3]]),
        "duplicate_ring",
    ),
    "the-same-hole-twice": (polygon(SQUARE, INNER, INNER), "duplicate_ring"),
    "the-same-part-twice": (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
        "duplicate_ring",
    ),
    "corners-on-one-line": (
        polygon([[107.2, 16.7], [107.201, 16.7], [107.202, 16.7], [107.2, 16.7]]),
        "no_area",
    ),
    "smaller-than-a-square-metre": (
        polygon([[107.2, 16.7], [107.200001, 16.7], [107.200001, 16.700001], [107.2, 16.7]]),
        "no_area",
    ),
    "a-bow-tie": (polygon(BOW_TIE), "crosses_itself"),
    "a-spike": (
        polygon([*SQUARE[:3], [107.2005, 16.705], [107.201, 16.701], *SQUARE[3:]]),
        "crosses_itself",
    ),
    "a-hole-outside": (polygon(SQUARE, moved(INNER, east=0.01)), "hole_outside"),
    "a-hole-in-a-hole": (
        polygon(
            SQUARE,
            INNER,
            [
                [107.20025, 16.70025],
                [107.20025, 16.70035],
                [107.20035, 16.70035],
                [107.20025, 16.70025],
            ],
        ),
        "holes_nested",
    ),
    "a-hole-that-cuts-it-in-two": (
        polygon(
            SQUARE,
            [
                [107.2, 16.7005],
                [107.2005, 16.7003],
                [107.201, 16.7005],
                [107.2005, 16.7007],
                [107.2, 16.7005],
            ],
        ),
        "split_by_holes",
    ),
    "parts-that-overlap": (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [moved(SQUARE, east=0.0005)]]},
        "crosses_itself",
    ),
    "a-part-inside-another": (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [INNER]]},
        "parts_overlap",
    ),
    "in-ghana": (polygon(moved(SQUARE, east=-109)), "outside_vietnam"),
    "one-corner-abroad": (
        polygon([*SQUARE[:2], [114.5, 16.701], *SQUARE[3:]]),
        "outside_vietnam",
    ),
}


@pytest.mark.parametrize(("geometry", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_plot_is_told_by_its_code(geometry, code):
    assert refusal(geometry).code == f"growing_areas.plot_{code}"


@pytest.mark.parametrize(("geometry", "code"), WRONG.values(), ids=WRONG)
def test_each_refusal_names_the_plot_and_says_what_to_do(geometry, code):
    name, what_to_do = "“Đồi Lim”", ("Hãy", "hãy")
    message = refusal(geometry).message
    assert name in message
    assert any(word in message for word in what_to_do)
    assert message.endswith(".")


def test_it_is_said_where_a_plot_crosses_itself():
    assert "kinh độ 107.200500, vĩ độ 16.700500" in refusal(polygon(BOW_TIE)).message


def test_an_unclosed_plot_is_shown_its_two_ends():
    message = refusal(polygon(SQUARE[:-1])).message
    assert "107.200000, vĩ độ 16.700000" in message
    assert "107.200000, vĩ độ 16.701000" in message


def test_swapped_axes_are_said_in_these_words():
    message = refusal(polygon([[lat, lon] for lon, lat in SQUARE])).message
    assert "kinh độ và vĩ độ bị đảo" in message


@pytest.mark.parametrize(
    ("positions", "code"),
    [
        pytest.param(MOST_POSITIONS, None, id="as-many-as-allowed"),
        pytest.param(
            MOST_POSITIONS + 1, "growing_areas.plot_too_many_positions", id="one-more"
        ),
    ],
)
def test_a_plot_has_at_most_ten_thousand_positions(positions, code):
    along = [[107.2 + n * 1e-6, 16.7] for n in range(positions - 3)]
    ring = [*along, [107.2, 16.8], [107.199, 16.75], [107.2, 16.7]]
    if code:
        assert refusal(polygon(ring)).code == code
    else:
        assert check(polygon(ring), name="x").hectares > 0


# --- what is right ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "geometry",
    [
        pytest.param(polygon(SQUARE), id="a-square"),
        pytest.param(polygon(SQUARE[::-1]), id="clockwise"),
        pytest.param(polygon([[*at, 12.5] for at in SQUARE]), id="with-heights"),
        pytest.param(polygon([SQUARE[0], *SQUARE]), id="a-position-twice-in-a-row"),
        pytest.param(polygon(SQUARE, INNER), id="with-a-hole"),
        pytest.param(
            {"type": "MultiPolygon", "coordinates": [[SQUARE], [moved(SQUARE, east=0.01)]]},
            id="two-parts",
        ),
        pytest.param(polygon(moved(SQUARE, east=4.9, north=-0.1)), id="on-hoang-sa"),
        pytest.param(polygon(moved(SQUARE, east=4.7, north=-8)), id="on-truong-sa"),
        pytest.param(polygon(moved(SQUARE, east=-3.25, north=-6.4)), id="on-phu-quoc"),
    ],
)
def test_a_possible_plot_is_kept_as_given(geometry):
    assert check(geometry, name="x").geometry == geometry


def test_members_beside_type_and_coordinates_are_not_kept():
    assert check(polygon(SQUARE) | {"bbox": [1, 2, 3, 4]}, name="x").geometry == polygon(SQUARE)


def test_a_plot_anywhere_is_possible_when_no_country_is_asked_for():
    assert check(polygon(moved(SQUARE, east=-109)), name="x", extent=()).hectares > 1


def test_swapped_axes_cannot_be_known_when_no_country_is_asked_for():
    turned = polygon([[lat, lon] for lon, lat in SQUARE])
    assert refusal(turned, extent=()).code == "growing_areas.plot_out_of_range"


def test_the_boxes_of_vietnam_hold_its_ends():
    ends = {
        "Lũng Cú": (105.32, 23.39),
        "A Pa Chải": (102.145, 22.40),
        "Mũi Cà Mau": (104.72, 8.62),
        "Mũi Đôi": (109.46, 12.65),
        "Hoàng Sa": (111.60, 16.53),
        "Trường Sa Lớn": (111.92, 8.64),
        "Song Tử Tây": (114.33, 11.43),
        "An Bang": (112.91, 7.89),
        "Phú Quý": (108.94, 10.52),
        "Bạch Long Vĩ": (107.73, 20.13),
    }
    assert [
        name for name, at in ends.items() if not any(box.holds(at) for box in VIETNAM)
    ] == []


# --- areas ------------------------------------------------------------------------------------

TO_DEGREES = Transformer.from_crs("EPSG:32648", "EPSG:4326", always_xy=True)


def metres(*corners):
    """A GeoJSON ring from metres on the map of UTM zone 48 north, near the zone's middle."""
    east, north = 560_000, 1_850_000
    return [list(TO_DEGREES.transform(east + x, north + y)) for x, y in corners]


KILOMETRE = metres((0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0))
# A length on the map is 0.9996 of the ground at the zone's middle and a little more beside it.
UTM_SCALE = 0.99964


def ground_hectares(map_square_metres):
    """Hectares on the ground of an area on the UTM map, without the code under test."""
    return map_square_metres / UTM_SCALE**2 / 10_000


def test_a_square_kilometre_measures_a_hundred_hectares():
    measured = float(check(polygon(KILOMETRE), name="x").hectares)
    assert measured == pytest.approx(ground_hectares(1_000_000), rel=1e-4)
    assert measured == pytest.approx(100, rel=1e-3)


def test_holes_are_subtracted():
    hole = metres((200, 200), (200, 700), (700, 700), (700, 200), (200, 200))
    measured = float(check(polygon(KILOMETRE, hole), name="x").hectares)
    assert measured == pytest.approx(ground_hectares(750_000), rel=1e-4)


def test_the_parts_of_a_multipolygon_are_added():
    other = metres((2000, 0), (2500, 0), (2500, 1000), (2000, 1000), (2000, 0))
    both = {"type": "MultiPolygon", "coordinates": [[KILOMETRE], [other]]}
    measured = float(check(both, name="x").hectares)
    assert measured == pytest.approx(ground_hectares(1_500_000), rel=1e-4)


@pytest.mark.parametrize("ring", [KILOMETRE, KILOMETRE[::-1]], ids=["there", "and-back"])
def test_the_way_round_does_not_change_the_area(ring):
    assert (
        check(polygon(ring), name="x").hectares == check(polygon(KILOMETRE), name="x").hectares
    )


def test_a_crooked_field_agrees_with_the_map():
    corners = [(0, 0), (310, 40), (420, 260), (250, 190), (180, 410), (-60, 300), (0, 0)]
    measured = float(check(polygon(metres(*corners)), name="x").hectares)
    assert measured == pytest.approx(ground_hectares(Polygon(corners).area), rel=1e-3)


def test_hectares_have_four_decimals():
    assert check(polygon(SQUARE), name="x").hectares.as_tuple().exponent == -4


def test_the_centroid_is_the_middle():
    checked = check(polygon(SQUARE), name="x")
    assert (checked.lon, checked.lat) == (Decimal("107.200500"), Decimal("16.700500"))


class TestOverlap:
    def test_half_a_square(self):
        beside = metres((500, 0), (1500, 0), (1500, 1000), (500, 1000), (500, 0))
        shared = float(overlap_hectares(polygon(KILOMETRE), polygon(beside)))
        assert shared == pytest.approx(50, rel=1e-3)

    def test_neighbours_share_nothing(self):
        neighbour = polygon(moved(SQUARE, east=0.001))
        assert overlap_hectares(polygon(SQUARE), neighbour) == 0

    def test_plots_apart_share_nothing(self):
        assert overlap_hectares(polygon(SQUARE), polygon(moved(SQUARE, east=1))) == 0

    def test_it_is_the_same_from_both_sides(self):
        left, right = polygon(SQUARE), polygon(moved(SQUARE, east=0.0003, north=0.0004))
        assert overlap_hectares(left, right) == overlap_hectares(right, left) > 0

    def test_what_lies_in_a_hole_does_not_count(self):
        assert overlap_hectares(polygon(SQUARE, INNER), polygon(INNER)) == 0


# --- files ------------------------------------------------------------------------------------


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*members, **more):
    return {"type": "FeatureCollection", "features": list(members), **more}


def refused_text(text):
    with pytest.raises(BadInput) as caught:
        read_text(text)
    return caught.value.code


class TestReadingText:
    def test_geojson_is_read_with_a_byte_order_mark(self):
        assert read_text(b"\xef\xbb\xbf" + json.dumps(polygon(SQUARE)).encode()) == polygon(
            SQUARE
        )

    @pytest.mark.parametrize(
        "text",
        ["", "hello", "[1]", "3", '{"a":', "<kml/>", b"\xff\xfe{}", "[" * 100_000, "\ud800"],
        ids=[
            *("empty", "words", "a-list", "a-number", "cut-off", "kml"),
            *("another-encoding", "very-deep", "a-lone-surrogate"),
        ],
    )
    def test_what_is_not_geojson_is_refused(self, text):
        assert refused_text(text) == "growing_areas.plot_not_geojson"

    def test_a_number_of_many_digits_is_refused(self):
        assert refused_text('{"a":' + "9" * 5000 + "}") == "growing_areas.plot_not_geojson"

    def test_more_than_a_megabyte_is_refused(self):
        fits = json.dumps({"a": "x" * (LARGEST_TEXT - 10)})[:LARGEST_TEXT]
        assert refused_text(fits + " " * LARGEST_TEXT) == "growing_areas.plot_text_too_large"

    def test_a_megabyte_is_counted_in_bytes(self):
        text = json.dumps({"a": "ệ" * (LARGEST_TEXT // 2)}, ensure_ascii=False)
        assert refused_text(text) == "growing_areas.plot_text_too_large"


class TestFeatures:
    def test_a_bare_geometry_is_one_plot_without_a_name(self):
        (drawn,) = features(polygon(SQUARE))
        assert (drawn.name, drawn.geometry) == ("", polygon(SQUARE))

    @pytest.mark.parametrize(
        ("properties", "name"),
        [
            pytest.param({"name": "Đồi Lim"}, "Đồi Lim", id="name"),
            pytest.param({"ten": "Ruộng  trên"}, "Ruộng trên", id="ten-with-two-blanks"),
            pytest.param({"plot_id": "VN-1"}, "VN-1", id="plot_id"),
            pytest.param({"id": 12}, "12", id="a-number"),
            pytest.param({"name": "  ", "id": "7"}, "7", id="an-empty-name"),
            pytest.param({"name": "a\x00b"}, "", id="a-control-character"),
            pytest.param({"name": {"a": 1}}, "", id="an-object"),
            pytest.param({"name": True}, "", id="true"),
            pytest.param({}, "", id="nothing"),
            pytest.param({"name": "x" * 500}, "x" * 100, id="very-long"),
        ],
    )
    def test_a_name_is_looked_for_in_the_properties(self, properties, name):
        (drawn,) = features(feature(polygon(SQUARE), **properties))
        assert drawn.name == name

    def test_a_collection_keeps_its_order(self):
        names = [
            one.name
            for one in features(collection(feature(None, name="B"), feature(None, name="A")))
        ]
        assert names == ["B", "A"]

    @pytest.mark.parametrize("members", [[], None, {}, "x"])
    def test_a_collection_of_nothing_is_refused(self, members):
        with pytest.raises(BadInput) as caught:
            features({"type": "FeatureCollection", "features": members})
        assert caught.value.code == "growing_areas.plot_no_geometry"

    @pytest.mark.parametrize("member", [None, 3, "x", [], {"type": "Feature"}])
    def test_a_member_without_geometry_is_found_out_when_checked(self, member):
        (drawn,) = features(collection(member))
        assert refusal(drawn.geometry).code == "growing_areas.plot_no_geometry"

    def test_another_coordinate_system_is_refused(self):
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
        with pytest.raises(BadInput) as caught:
            features(collection(feature(polygon(SQUARE)), crs=crs))
        assert caught.value.code == "growing_areas.plot_not_in_degrees"

    @pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
    def test_wgs84_may_be_declared(self, name):
        crs = {"type": "name", "properties": {"name": name}}
        assert len(features(collection(feature(polygon(SQUARE)), crs=crs))) == 1

    def test_one_plot_is_wanted_where_one_is_added(self):
        with pytest.raises(BadInput) as caught:
            single(collection(feature(polygon(SQUARE)), feature(polygon(SQUARE))))
        assert caught.value.code == "growing_areas.plot_several"

    def test_a_collection_of_one_will_do(self):
        assert single(collection(feature(polygon(SQUARE), name="A"))).name == "A"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\ud800"])
def test_an_impossible_name_is_refused(name):
    with pytest.raises(BadInput) as caught:
        plot_name(name)
    assert caught.value.code == "growing_areas.plot_name"


def test_a_name_is_stored_composed_and_trimmed():
    assert plot_name(" Đô\u0300i  Lim ") == "Đồi Lim"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Đồi Lim", "Thửa “Đồi Lim”"), ("Thửa 3", "“Thửa 3”"), ("thửa a", "“thửa a”")],
)
def test_a_plot_is_not_called_a_plot_twice(name, said):
    assert called(name) == said


# --- other people's files ---------------------------------------------------------------------

# Farms of Ghana and Côte d'Ivoire: the country of a file is asked for apart.
WITH_AREAS = {"valid/polygon-over-4ha.geojson": 25, "valid/multipolygon-farm.geojson": 24.6}


def vectors():
    directory = os.environ.get("CONFORMANCE_DIR")
    if not directory:
        pytest.skip("CONFORMANCE_DIR is not set")
    return Path(directory) / "eudr"


class TestConformance:
    def test_valid_plots_of_another_country_are_only_outside(self):
        folder = vectors()
        for name in WITH_AREAS:
            drawn = single(read_text((folder / name).read_bytes()))
            assert refusal(drawn.geometry).code == "growing_areas.plot_outside_vietnam"

    def test_areas_agree_with_what_the_files_declare(self):
        folder = vectors()
        for name, hectares in WITH_AREAS.items():
            drawn = single(read_text((folder / name).read_bytes()))
            measured = check(drawn.geometry, name=drawn.name, extent=()).hectares
            assert float(measured) == pytest.approx(hectares, rel=0.03)
