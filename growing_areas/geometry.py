"""Plots as geometry: what is a possible plot, how large it is, how far two overlap.

Coordinates are WGS-84 degrees, longitude first (RFC 7946), and are kept as given. Validity
comes from shapely, areas are geodesic on the WGS-84 ellipsoid, in hectares with four decimals.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from pyproj import Geod
from shapely.geometry import GeometryCollection, MultiPolygon, Polygon
from shapely.validation import explain_validity

from common.text import number
from growing_areas.plot_sentences import CROSSING, FAULTS, Position, Refusals, at_place

WGS84 = Geod(ellps="WGS84")
SQUARE_METRES_IN_A_HECTARE = 10_000
FOUR_DECIMALS, SIX_DECIMALS = Decimal("0.0001"), Decimal("0.000001")
MOST_POSITIONS = 10_000
# Smaller numbers are degrees, correct or mistyped; larger ones are metres of a projection.
LARGEST_MISTYPED_DEGREE = 1_000

Ring = list[Position]


@dataclass(frozen=True)
class Box:
    """Degrees, edges included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, position: Position) -> bool:
        """Whether the position (lon, lat) lies in the box or on its edge."""
        lon, lat = position
        return self.west <= lon <= self.east and self.south <= lat <= self.north


# Boxes around the mainland with its coastal islands, Hoàng Sa and Trường Sa: they hold all of
# Vietnam, and some land of its neighbours.
VIETNAM = (
    Box(102.1, 8.3, 109.6, 23.5),
    Box(111.0, 15.6, 113.1, 17.3),
    Box(109.4, 6.4, 117.6, 12.2),
)


@dataclass(frozen=True)
class CheckedPlot:
    """A possible plot.

    geometry: type and coordinates as given; lon, lat: its centroid; west to north: the box
    around it, in six decimals and never smaller than the plot.
    """

    geometry: dict[str, Any]
    hectares: Decimal
    lon: Decimal
    lat: Decimal
    west: Decimal
    south: Decimal
    east: Decimal
    north: Decimal


def check(geometry: Any, *, name: str, extent: Sequence[Box] = VIETNAM) -> CheckedPlot:
    """Check a GeoJSON Polygon or MultiPolygon and measure it.

    name: what the sentences call the plot. extent: where the country lies; empty for anywhere.
    Holes are subtracted. A third number in a position (height) is let be.
    Raises BadInput "growing_areas.plot_…" with the first thing that is wrong.
    """
    say = Refusals(name)
    kind, parts = _parts(geometry, say)
    positions = [position for part in parts for ring in part for position in ring]
    if len(positions) > MOST_POSITIONS:
        raise say(
            "too_many_positions",
            f"có {number(len(positions))} điểm, quá mức {number(MOST_POSITIONS)} điểm",
            "Hãy giảm bớt số điểm của ranh thửa.",
        )
    _check_positions(positions, extent, say)
    if kind == "Point":
        raise say.not_a_polygon()
    for part in parts:
        _check_rings(part, say)
    outlines = [frozenset(_edges(part[0])) for part in parts]
    if len(set(outlines)) < len(outlines):
        raise say.duplicate_ring()
    shape = _shape(parts)
    _check_shape(shape, say)
    area = hectares(shape)
    if area < FOUR_DECIMALS:
        raise say.no_area()
    outside = next((at for at in positions if not _inside(at, extent)), None)
    if outside:
        raise say.outside(outside, of_vietnam=extent is VIETNAM)
    middle = shape.centroid
    return _measured(geometry, area, (middle.x, middle.y), shape.bounds)


def check_point(
    geometry: Any,
    hectares: Decimal | None,
    *,
    name: str,
    most_hectares: Decimal | None,
    extent: Sequence[Box] = VIETNAM,
) -> CheckedPlot:
    """Check a GeoJSON Point that stands for a small plot of `hectares`, which its holder says.

    most_hectares: what a plot of one point may have at most; None for no limit.
    Raises BadInput "growing_areas.plot_…" with the first thing that is wrong.
    """
    say = Refusals(name)
    kind, parts = _parts(geometry, say)
    _check_positions(parts[0][0], extent, say)
    if kind != "Point":
        raise say.not_a_polygon()
    at = parts[0][0][0]
    if not _inside(at, extent):
        raise say.outside(at, of_vietnam=extent is VIETNAM)
    if hectares is None or not hectares >= FOUR_DECIMALS:
        raise say(
            "point_without_area",
            "chỉ có một điểm mà chưa ghi diện tích",
            "Hãy ghi diện tích (ha), hoặc vẽ ranh thửa.",
        )
    if most_hectares is not None and hectares > most_hectares:
        raise say(
            "point_too_large",
            f"rộng {number(hectares)} ha mà chỉ có một điểm",
            f"Thửa trên {number(most_hectares)} ha phải có ranh: hãy vẽ ranh thửa.",
        )
    return _measured(geometry, hectares.quantize(FOUR_DECIMALS, ROUND_HALF_UP), at, at * 2)


def _measured(
    geometry: dict[str, Any], area: Decimal, middle: Position, bounds: Sequence[float]
) -> CheckedPlot:
    """bounds: west, south, east, north, as shapely gives them."""
    outward = (ROUND_FLOOR, ROUND_FLOOR, ROUND_CEILING, ROUND_CEILING)
    west, south, east, north = (
        Decimal(repr(bound)).quantize(SIX_DECIMALS, rounding)
        for bound, rounding in zip(bounds, outward, strict=True)
    )
    return CheckedPlot(
        geometry={"type": geometry["type"], "coordinates": geometry["coordinates"]},
        hectares=area,
        lon=Decimal(middle[0]).quantize(SIX_DECIMALS),
        lat=Decimal(middle[1]).quantize(SIX_DECIMALS),
        west=west,
        south=south,
        east=east,
        north=north,
    )


def kilometres_between(
    left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal]
) -> Decimal:
    """Geodesic kilometres between two places (lon, lat), to a tenth."""
    _, _, metres = WGS84.inv(float(left[0]), float(left[1]), float(right[0]), float(right[1]))
    return (Decimal(metres) / 1000).quantize(Decimal("0.1"))


def hectares(shape: Polygon | MultiPolygon) -> Decimal:
    """Geodesic area on the WGS-84 ellipsoid, holes subtracted, half up at four decimals."""
    square_metres = 0.0
    for part in _polygons(shape):
        square_metres += _ring_area(part.exterior.coords)
        square_metres -= sum(_ring_area(hole.coords) for hole in part.interiors)
    return Decimal(square_metres / SQUARE_METRES_IN_A_HECTARE).quantize(
        FOUR_DECIMALS, ROUND_HALF_UP
    )


def overlap_hectares(left: dict[str, Any], right: dict[str, Any]) -> Decimal:
    """Hectares that two checked geometries share; 0 when they only touch.

    Sides are taken as straight in degrees, which at the size of a plot differs from the
    geodesic by less than a millimetre.
    """
    shapes = [_shape(_parts(geometry, Refusals(""))[1]) for geometry in (left, right)]
    return hectares(shapes[0].intersection(shapes[1]))


def _parts(geometry: Any, say: Refusals) -> tuple[str, list[list[Ring]]]:
    """The geometry's type and its polygons, each a list of rings, the outer one first."""
    if not isinstance(geometry, dict):
        raise say(
            "no_geometry",
            "không có hình (geometry trống)",
            "Hãy vẽ hoặc ghi các góc của thửa.",
        )
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon":
            return "Polygon", [_rings(coordinates, say)]
        case "MultiPolygon":
            return "MultiPolygon", [_rings(part, say) for part in _filled(coordinates, say)]
        case "Point":
            # Its position is looked at before its type is refused: that is the graver fault.
            return "Point", [[[_position(coordinates, say)]]]
    raise say.not_a_polygon()


def _rings(coordinates: Any, say: Refusals) -> list[Ring]:
    return [
        [_position(position, say) for position in _filled(ring, say)]
        for ring in _filled(coordinates, say)
    ]


def _filled(value: Any, say: Refusals) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise say.bad_shape()
    return value


def _position(value: Any, say: Refusals) -> Position:
    if (
        not isinstance(value, list)
        or len(value) not in (2, 3)
        or not all(type(number) in (int, float) for number in value)
    ):
        raise say.bad_shape()
    try:
        lon, lat, *height = (float(number) for number in value)
    except OverflowError as error:  # a whole number of more than 308 digits
        raise say.bad_shape() from error
    if not all(map(math.isfinite, (lon, lat, *height))):
        raise say.bad_shape()
    return lon, lat


def _check_positions(positions: list[Position], extent: Sequence[Box], say: Refusals) -> None:
    """Degrees, longitude first."""
    far = next((at for at in positions if max(map(abs, at)) > LARGEST_MISTYPED_DEGREE), None)
    if far:
        raise say(
            "not_in_degrees",
            "dùng tọa độ tính bằng mét (có thể là VN-2000), không phải kinh độ và vĩ độ",
            "Hãy chuyển sang hệ WGS-84 (độ) rồi thử lại.",
        )
    if extent and not any(_inside(at, extent) for at in positions):
        turned = [(lat, lon) for lon, lat in positions]
        if all(_inside(at, extent) for at in turned):
            raise say(
                "axes_swapped",
                f"có kinh độ và vĩ độ bị đảo (điểm đầu: {at_place(positions[0])})",
                "Trong GeoJSON, kinh độ đứng trước; hãy đổi chỗ hai số.",
            )
    for lon, lat in positions:
        if abs(lon) > 180 or abs(lat) > 90:
            raise say(
                "out_of_range",
                f"có điểm ở {at_place((lon, lat))}, ngoài giới hạn: kinh độ từ -180 đến 180, "
                "vĩ độ từ -90 đến 90",
                "Hãy sửa điểm này.",
            )


def _check_rings(rings: list[Ring], say: Refusals) -> None:
    for ring in rings:
        if len(ring) > 1 and ring[0] != ring[-1]:
            raise say(
                "not_closed",
                f"có đường ranh chưa khép kín: bắt đầu ở {at_place(ring[0])} "
                f"nhưng kết thúc ở {at_place(ring[-1])}",
                "Điểm cuối phải trùng điểm đầu; hãy thêm điểm đầu vào cuối danh sách.",
            )
        if len(ring) < 4 or len(set(ring)) < 3:
            raise say(
                "too_few_corners",
                "có đường ranh chưa đủ 3 góc khác nhau",
                "Hãy ghi ít nhất 3 góc rồi khép kín bằng điểm đầu.",
            )
    outlines = [frozenset(_edges(ring)) for ring in rings]
    if len(set(outlines)) < len(outlines):
        raise say.duplicate_ring()


def _edges(ring: Ring) -> Iterator[frozenset[Position]]:
    """The sides of a ring whichever way round it runs and wherever it starts."""
    return (frozenset(side) for side in pairwise(ring) if side[0] != side[1])


def _check_shape(shape: Polygon | MultiPolygon, say: Refusals) -> None:
    if any(not isinstance(part.convex_hull, Polygon) for part in _polygons(shape)):
        raise say.no_area()
    if shape.is_valid:
        return
    reason = explain_validity(shape)
    fault, _, place = reason.partition("[")
    code, wrong, todo = FAULTS.get(fault, CROSSING)
    numbers = re.findall(r"-?[\d.]+(?:e-?\d+)?", place)
    where = (
        f" tại {at_place((float(numbers[0]), float(numbers[1])))}" if len(numbers) == 2 else ""
    )
    raise say(code, f"{wrong}{where}", todo)


def _shape(parts: list[list[Ring]]) -> Polygon | MultiPolygon:
    polygons = [Polygon(outer, holes) for outer, *holes in parts]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _polygons(shape: Any) -> Iterator[Polygon]:
    """The polygons in a shape; an intersection may bring along points and lines."""
    if isinstance(shape, Polygon):
        if not shape.is_empty:
            yield shape
    elif isinstance(shape, MultiPolygon | GeometryCollection):
        for part in shape.geoms:
            yield from _polygons(part)


def _ring_area(coordinates: Iterable[Sequence[float]]) -> float:
    """Square metres inside a closed ring, whichever way round it runs."""
    lons, lats = zip(*((lon, lat) for lon, lat, *_ in coordinates), strict=True)
    area, _perimeter = WGS84.polygon_area_perimeter(lons, lats)
    return abs(area)


def _inside(position: Position, extent: Sequence[Box]) -> bool:
    return not extent or any(box.holds(position) for box in extent)
