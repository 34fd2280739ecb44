"""Outlines of communes as files have them: read with care, mended, made small. No Django.

Files come from strangers' programs: what is no outline is refused with its reason, and a
file's size, features and points are bounded before they are looked at.
"""

import json
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shapely import make_valid
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from common.errors import BadInput
from common.text import number

LARGEST_FILE = 30_000_000  # bytes; the communes of a province in full detail fit
MOST_FEATURES = 5_000
MOST_POSITIONS = 500_000  # of the whole file
KEPT_POINTS = 2_000  # of one outline, for telling inside from outside
DRAWN_POINTS = 300  # of one outline, for maps
# About a hundred metres: outlines are simplified, and surveys along rivers differ.
TREMBLING_DEGREES = 0.001
# A unit's known point lies in it; what is farther away is another place or has its axes turned.
FAR_DEGREES = 0.6
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Read:
    """One feature of a file. place: counted from 1; properties: short values as text."""

    place: int
    properties: dict[str, str] = field(hash=False)
    geometry: Any = field(hash=False)


class NotAnOutline(Exception):
    """The geometry of one feature is none; the message says why, as a part of a sentence."""


def read_file(content: bytes) -> list[Read]:
    """The features of a GeoJSON FeatureCollection, not judged yet.

    Raises BadInput "places.outlines_too_large", "places.outlines_not_geojson",
    "places.outlines_not_in_degrees".
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(f"{number(len(content))} byte", f"{number(LARGEST_FILE)} byte")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _not_geojson() from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise _not_geojson()
    if len(features) > MOST_FEATURES:
        raise _too_large(f"{number(len(features))} vùng", f"{number(MOST_FEATURES)} vùng")
    crs = document.get("crs")
    if crs is not None and not any(name in str(crs)[:500] for name in WGS84_NAMES):
        raise BadInput(
            "places.outlines_not_in_degrees",
            "Tệp khai một hệ tọa độ khác WGS-84. Hãy xuất lại tệp theo WGS-84 (độ).",
            field="file",
        )
    found = [_read(place, feature) for place, feature in enumerate(features, start=1)]
    positions = sum(_count(one.geometry) for one in found)
    if positions > MOST_POSITIONS:
        raise _too_large(f"{number(positions)} điểm", f"{number(MOST_POSITIONS)} điểm")
    return found


def outline_of(geometry: Any) -> MultiPolygon:
    """The land inside a Polygon or MultiPolygon; small faults, as maps have them, are mended.

    Raises NotAnOutline.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in (
        "Polygon",
        "MultiPolygon",
    ):
        raise NotAnOutline("không phải hình khép kín (Polygon hoặc MultiPolygon)")
    if not _in_degrees(geometry.get("coordinates")):
        raise NotAnOutline("có tọa độ không phải kinh độ, vĩ độ tính bằng độ")
    try:
        drawn = make_valid(shape(geometry))
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise NotAnOutline("có tọa độ không đúng dạng GeoJSON") from error
    parts = [part for part in _polygons(drawn) if part.area > 0]
    if not parts:
        raise NotAnOutline("có diện tích bằng không")
    return MultiPolygon(parts)


def simplified(outline: MultiPolygon, most: int) -> MultiPolygon:
    """The outline with at most `most` points; small islands go last."""
    tolerance, found = 0.00005, outline
    while _points(found) > most:
        drawn = outline.simplify(tolerance)
        parts = sorted(_polygons(drawn), key=lambda part: -part.area)
        while len(parts) > 1 and len(parts) * 4 > most:
            parts.pop()
        found, tolerance = MultiPolygon(parts), tolerance * 2
    return found


def as_geojson(outline: MultiPolygon) -> dict[str, Any]:
    """The outline as plain GeoJSON, to six decimals."""
    drawn = mapping(outline)
    return {"type": drawn["type"], "coordinates": _rounded(drawn["coordinates"])}


def as_outline(geometry: dict[str, Any]) -> MultiPolygon:
    """A kept outline as a shape."""
    return MultiPolygon(_polygons(shape(geometry)))


def lies_inside(outline: MultiPolygon, lon: Decimal, lat: Decimal) -> bool:
    """Whether a place lies in an outline, or no farther from it than surveys differ."""
    return outline.distance(Point(float(lon), float(lat))) <= TREMBLING_DEGREES


def is_far(outline: MultiPolygon, lon: Decimal, lat: Decimal) -> bool:
    """Whether an outline lies too far from its unit's known point to be the unit's."""
    return outline.distance(Point(float(lon), float(lat))) > FAR_DEGREES


def _read(place: int, feature: Any) -> Read:
    if not isinstance(feature, dict):
        return Read(place, {}, None)
    properties = feature.get("properties")
    values = properties if isinstance(properties, dict) else {}
    return Read(
        place,
        {
            str(name): str(value)[:LONGEST_VALUE]
            for name, value in list(values.items())[:100]
            if type(value) in (str, int, float)
        },
        feature.get("geometry"),
    )


def _count(geometry: Any) -> int:
    """How many positions a geometry has; 0 for what has none."""
    waiting = [geometry.get("coordinates")] if isinstance(geometry, dict) else []
    counted = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            if value and not isinstance(value[0], list):
                counted += 1
            else:
                waiting.extend(value)
    return counted


def _in_degrees(coordinates: Any) -> bool:
    """Whether every position is two or three finite numbers, longitude first."""
    waiting, seen = [coordinates], False
    while waiting:
        value = waiting.pop()
        if not isinstance(value, list) or not value:
            return False
        if isinstance(value[0], list):
            waiting.extend(value)
            continue
        if not 2 <= len(value) <= 3 or any(type(part) not in (int, float) for part in value):
            return False
        if not all(math.isfinite(part) for part in value):
            return False
        if abs(value[0]) > 180 or abs(value[1]) > 90:
            return False
        seen = True
    return seen


def _polygons(drawn: BaseGeometry) -> list[Polygon]:
    if isinstance(drawn, Polygon):
        return [] if drawn.is_empty else [drawn]
    parts = getattr(drawn, "geoms", ())
    return [polygon for part in parts for polygon in _polygons(part)]


def _points(outline: MultiPolygon) -> int:
    return sum(
        len(ring.coords) for part in outline.geoms for ring in (part.exterior, *part.interiors)
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple | list):
        if value and isinstance(value[0], int | float):
            return [round(part, 6) for part in value[:2]]
        return [_rounded(part) for part in value]
    return value


def _too_large(size: str, most: str) -> BadInput:
    return BadInput(
        "places.outlines_too_large",
        f"Tệp có {size}, quá mức {most}. Hãy chia thành nhiều tệp, hoặc giảm bớt số điểm.",
        field="file",
    )


def _not_geojson() -> BadInput:
    return BadInput(
        "places.outlines_not_geojson",
        "Tệp này không phải một tập hợp vùng dạng GeoJSON (FeatureCollection). "
        "Hãy xuất lại tệp từ chương trình bản đồ.",
        field="file",
    )
