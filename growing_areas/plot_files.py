"""Reading files of plots that people bring: GeoJSON, KML, and tables of points.

Only the frame is read here, format by format, into `Drawn` plots: what the coordinates are
worth is asked in `geometry`.
"""

import csv
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from common.errors import BadInput
from common.text import fold, nfc
from growing_areas import geojson
from growing_areas.geojson import Drawn

LATITUDE = ("latitude", "lat", "vi do", "y")
LONGITUDE = ("longitude", "lon", "lng", "long", "kinh do", "x")
NAMES = ("plot id", "name", "ten", "ten thua", "thua", "id", "ma thua")
COUNTRIES = (
    "producercountry",
    "producer country",
    "country",
    "country code",
    "quoc gia",
    "nuoc",
)
HECTARES = ("area ha", "area", "hectares", "dien tich", "dien tich ha", "ha")


def read_plots(content: bytes) -> list[Drawn]:
    """All plots of a file, in their order; its format is told by how it begins.

    Raises BadInput "growing_areas.plot_text_too_large", "growing_areas.plot_file_unknown",
    "growing_areas.plot_not_geojson", "growing_areas.plot_not_kml",
    "growing_areas.plot_no_geometry", "growing_areas.plot_not_in_degrees".
    """
    if len(content) > geojson.LARGEST_TEXT:
        raise geojson.too_large(len(content))
    beginning = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if beginning == b"{":
        return geojson.features(geojson.read_text(content))
    if beginning == b"<":
        return _kml(content)
    if content[:2] == b"PK":
        raise _unknown(
            "là tệp nén (có thể là KMZ)", "Hãy giải nén rồi chọn tệp .kml bên trong."
        )
    return _table(content)


def _unknown(what: str, todo: str) -> BadInput:
    return BadInput(
        "growing_areas.plot_file_unknown", f"Tệp này {what}. {todo}", field="geometry"
    )


# --- KML -----------------------------------------------------------------------------------


def _kml(content: bytes) -> list[Drawn]:
    try:
        root = ElementTree.fromstring(content)
    except (ParseError, ValueError) as error:  # ValueError: entities and the like, refused
        raise BadInput(
            "growing_areas.plot_not_kml",
            "Không đọc được tệp KML này: tệp bị cắt ngang hoặc hỏng. "
            "Hãy xuất lại tệp từ chương trình bản đồ.",
            field="geometry",
        ) from error
    marks = [one for one in root.iter() if _tag(one) == "Placemark"]
    if not marks:
        raise geojson.no_plots("KML")
    return [_placemark(mark) for mark in marks]


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, tag: str) -> Iterator[Element]:
    return (child for child in element.iter() if child is not element and _tag(child) == tag)


def _placemark(mark: Element) -> Drawn:
    texts = {_tag(child): (child.text or "") for child in mark}
    data = {
        fold(child.get("name") or "").replace("_", " "): "".join(child.itertext())
        for tag in ("Data", "SimpleData")
        for child in _children(mark, tag)
    }
    name = texts.get("name") or _first(data, NAMES)
    return Drawn(
        nfc(name)[: geojson.LONGEST_NAME],
        _kml_geometry(mark),
        _first(data, HECTARES),
        _first(data, COUNTRIES).upper(),
    )


def _kml_geometry(mark: Element) -> dict[str, Any] | None:
    polygons = [
        [
            _positions(ring)
            for side in ("outerBoundaryIs", "innerBoundaryIs")
            for boundary in _children(polygon, side)
            for ring in _children(boundary, "coordinates")
        ]
        for polygon in _children(mark, "Polygon")
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    if polygons:
        return {"type": "MultiPolygon", "coordinates": polygons}
    for point in _children(mark, "Point"):
        for coordinates in _children(point, "coordinates"):
            found = _positions(coordinates)
            return {"type": "Point", "coordinates": found[0] if found else None}
    for line in _children(mark, "LineString"):
        return {"type": "LineString", "coordinates": [_positions(one) for one in line]}
    return None


def _positions(element: Element) -> list[list[float | None]]:
    """What KML writes as `lon,lat[,height] lon,lat …`; what is no number is left as None."""
    return [
        [_number(part) for part in position.split(",")[:3]]
        for position in (element.text or "").split()
    ]


# --- tables --------------------------------------------------------------------------------


def _table(content: bytes) -> list[Drawn]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unknown(
            "không phải GeoJSON, KML hay bảng CSV đọc được", "Hãy chọn tệp khác."
        ) from error
    lines = [line for line in text.splitlines() if line.strip()]
    separator = max(",;\t", key=lines[0].count) if lines else ","
    rows = list(csv.DictReader(lines, delimiter=separator))
    heads = [fold(head).replace("_", " ") for head in (rows[0] if rows else {}) if head]
    if not set(heads) & set(LATITUDE) or not set(heads) & set(LONGITUDE):
        raise _unknown(
            "không phải GeoJSON, KML hay bảng có cột vĩ độ (latitude) và kinh độ (longitude)",
            "Hãy chọn tệp khác.",
        )
    return [_row(row) for row in rows]


def _row(row: dict[str, str]) -> Drawn:
    cells = {
        fold(head or "").replace("_", " "): text or "" for head, text in row.items() if head
    }
    position = [_number(_first(cells, LONGITUDE)), _number(_first(cells, LATITUDE))]
    name = nfc(_first(cells, NAMES))[: geojson.LONGEST_NAME]
    return Drawn(
        name,
        {"type": "Point", "coordinates": position},
        _first(cells, HECTARES),
        _first(cells, COUNTRIES).upper(),
    )


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name].strip() for name in names if values.get(name, "").strip()), "")


def _number(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None
