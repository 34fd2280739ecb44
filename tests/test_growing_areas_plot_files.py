"""Files of plots that people bring, format by format, and plots of one point."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from common.errors import BadInput
from growing_areas.countries import extent_of
from growing_areas.geojson import LARGEST_TEXT
from growing_areas.geometry import check, check_point, kilometres_between
from growing_areas.plot_files import read_plots

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
  <Placemark><name>Đồi Lim</name>
    <ExtendedData><Data name="area_ha"><value>1.5</value></Data></ExtendedData>
    <Polygon>
      <outerBoundaryIs><LinearRing><coordinates>
        107.20,16.69,0 107.21,16.69,0 107.21,16.70,0 107.20,16.70,0 107.20,16.69,0
      </coordinates></LinearRing></outerBoundaryIs>
      <innerBoundaryIs><LinearRing><coordinates>
        107.203,16.693 107.206,16.693 107.206,16.696 107.203,16.693
      </coordinates></LinearRing></innerBoundaryIs>
    </Polygon></Placemark>
  <Placemark><name>Nhà kho</name>
    <Point><coordinates>107.2,16.7</coordinates></Point></Placemark>
</Document></kml>"""


def refusal(content):
    with pytest.raises(BadInput) as refused:
        read_plots(content)
    return refused.value.code.removeprefix("growing_areas.plot_")


class TestKml:
    def test_a_polygon_keeps_its_name_its_hole_and_what_it_says_of_its_size(self):
        drawn = read_plots(KML.encode())[0]
        assert (drawn.name, drawn.hectares) == ("Đồi Lim", "1.5")
        assert drawn.geometry["type"] == "Polygon"
        assert [len(ring) for ring in drawn.geometry["coordinates"]] == [5, 4]
        assert check(drawn.geometry, name=drawn.name).hectares > 100

    def test_a_point_is_read_as_a_point(self):
        assert read_plots(KML.encode())[1].geometry == {
            "type": "Point",
            "coordinates": [107.2, 16.7],
        }

    def test_several_polygons_of_one_place_are_one_plot_in_parts(self):
        part = KML[KML.index("<Polygon>") : KML.index("</Polygon>") + len("</Polygon>")]
        two = KML.replace(part, f"<MultiGeometry>{part}{part}</MultiGeometry>")
        assert read_plots(two.encode())[0].geometry["type"] == "MultiPolygon"

    def test_a_file_cut_off_is_refused(self):
        assert refusal(KML[:400].encode()) == "not_kml"

    def test_entities_are_never_read(self):
        bomb = b'<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>'
        assert refusal(bomb) == "not_kml"

    def test_a_zipped_file_is_told_to_be_unpacked(self):
        assert refusal(b"PK\x03\x04 and more") == "file_unknown"

    def test_letters_for_numbers_are_found_by_the_check(self):
        drawn = read_plots(KML.replace("107.20,16.69,0", "a,b").encode())[0]
        with pytest.raises(BadInput) as refused:
            check(drawn.geometry, name="x")
        assert refused.value.code == "growing_areas.plot_bad_shape"

    def test_a_line_is_no_plot(self):
        line = KML.replace("<Point>", "<LineString>").replace("</Point>", "</LineString>")
        with pytest.raises(BadInput) as refused:
            check(read_plots(line.encode())[1].geometry, name="x")
        assert refused.value.code == "growing_areas.plot_not_polygon"


class TestTables:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("plot_id,latitude,longitude,area_ha\nA1,16.7,107.2,1.5", id="english"),
            pytest.param(
                "Tên thửa;Vĩ độ;Kinh độ;Diện tích\nA1;16.7;107.2;1.5", id="vietnamese"
            ),
            pytest.param(
                "\ufeffname\tlon\tlat\tha\nA1\t107.2\t16.7\t1.5\n\n", id="tabs-and-mark"
            ),
        ],
    )
    def test_points_are_read_by_the_heads_of_their_columns(self, text):
        (drawn,) = read_plots(text.encode())
        assert (drawn.name, drawn.hectares) == ("A1", "1.5")
        assert drawn.geometry == {"type": "Point", "coordinates": [107.2, 16.7]}

    def test_swapped_columns_are_found_by_the_check(self):
        (drawn,) = read_plots(b"plot_id,latitude,longitude\nA1,107.2,16.7")
        with pytest.raises(BadInput) as refused:
            check_point(drawn.geometry, Decimal(1), name="A1", most_hectares=None)
        assert refused.value.code == "growing_areas.plot_axes_swapped"

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"name,place\nA1,here", id="no-coordinates"),
            pytest.param(b"\xff\xfe\x00", id="no-text"),
        ],
    )
    def test_what_is_no_table_of_points_is_refused(self, content):
        assert refusal(content) == "file_unknown"


def test_a_file_too_large_is_refused_before_it_is_read():
    assert refusal(b"<" * (LARGEST_TEXT + 1)) == "text_too_large"


class TestPoints:
    def at(self, hectares, most="4", **changes):
        geometry = {"type": "Point", "coordinates": [107.2, 16.7]} | changes
        size = None if hectares is None else Decimal(hectares)
        return check_point(geometry, size, name="Đồi", most_hectares=Decimal(most))

    def test_a_small_plot_may_be_a_point(self):
        plot = self.at("4")
        assert (plot.hectares, plot.lon, plot.lat) == (
            Decimal("4.0000"),
            Decimal("107.200000"),
            Decimal("16.700000"),
        )

    @pytest.mark.parametrize(
        ("hectares", "code"),
        [
            pytest.param("4.0001", "point_too_large", id="just-too-large"),
            pytest.param(None, "point_without_area", id="no-area"),
            pytest.param("0", "point_without_area", id="zero"),
        ],
    )
    def test_a_point_needs_an_area_within_the_limit(self, hectares, code):
        with pytest.raises(BadInput) as refused:
            self.at(hectares)
        assert refused.value.code == f"growing_areas.plot_{code}"

    def test_a_point_out_at_sea_is_outside(self):
        with pytest.raises(BadInput) as refused:
            self.at("1", coordinates=[115.0, 3.0])
        assert refused.value.code == "growing_areas.plot_outside_vietnam"


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    south, north = (Decimal("107.2"), Decimal(16)), (Decimal("107.2"), Decimal(17))
    assert 110 < kilometres_between(south, north) < 112


def test_a_plot_of_another_country_is_looked_for_there():
    accra = {"type": "Point", "coordinates": [-0.2, 5.7]}
    found = check_point(accra, Decimal(1), name="x", most_hectares=None, extent=extent_of("GH"))
    assert found.lat == Decimal("5.700000")


# --- other people's files -------------------------------------------------------------------

# The findings that the README of the vectors names, as our codes for them.
FINDINGS = {
    "Passes point-plot checks": set(),
    "Passes polygon checks": set(),
    "Passes with MultiPolygon support": set(),
    "Coordinate order conflict / country mismatch": {"axes_swapped", "outside_country"},
    "Coordinate out of range": {"out_of_range"},
    "Self-intersection": {"crosses_itself"},
    "Ring not closed": {"not_closed"},
    "Invalid ring / zero area": {"duplicate_ring", "no_area"},
    "Missing stable plot identifier": {"without_name"},
    "Feature without geometry": {"no_geometry"},
    "Unreadable KML": {"not_kml"},
    "Axis order ambiguity / out-of-range latitude": {"axes_swapped", "out_of_range"},
}


def found_in(file):
    """The code of what is wrong with the first plot of a file, or None."""
    try:
        drawn = read_plots(file.read_bytes())[0]
    except BadInput as fault:
        return fault.code.removeprefix("growing_areas.plot_")
    text = file.read_text(errors="replace")
    country = next((c for c in ("VN", "GH", "CI") if f'"{c}-' in text or f"{c}-" in text), "VN")
    try:
        if not drawn.name:
            return "without_name"
        if (drawn.geometry or {}).get("type") == "Point":
            check_point(
                drawn.geometry,
                Decimal(drawn.hectares or 1),
                name=drawn.name,
                most_hectares=Decimal(4),
                extent=extent_of(country),
            )
        else:
            check(drawn.geometry, name=drawn.name, extent=extent_of(country))
    except BadInput as fault:
        return fault.code.removeprefix("growing_areas.plot_")
    return None


@pytest.mark.skipif("CONFORMANCE_DIR" not in os.environ, reason="no vectors beside the project")
def test_every_file_gives_the_finding_that_its_readme_names():
    folder = Path(os.environ.get("CONFORMANCE_DIR", "")) / "eudr"
    rows = [
        [cell.strip() for cell in line.split("|")]
        for line in (folder / "README.md").read_text().splitlines()
        if line.startswith("| `fixtures/")
    ]
    wanted = {row[1].strip("`").removeprefix("fixtures/"): FINDINGS[row[3]] for row in rows}
    there = [name for name in wanted if (folder / name).exists()]
    assert len(there) >= 7
    wrong = {
        name: found
        for name in there
        if (found := found_in(folder / name)) not in (wanted[name] or {None})
    }
    assert wrong == {}
