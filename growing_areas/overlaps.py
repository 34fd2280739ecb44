"""Land that lies in two plots: the classic way to get two codes for one field.

Shapes are compared through a spatial index, so that a province's plots are checked in a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from growing_areas.geometry import hectares


@dataclass(frozen=True)
class Overlap:
    """Two plots, by their places in what was given, and the hectares they share."""

    left: int
    right: int
    hectares: Decimal


def as_shape(geometry: dict[str, Any]) -> BaseGeometry:
    """A checked GeoJSON geometry as shapely has it."""
    return shape(geometry)


def overlaps_among(shapes: Sequence[BaseGeometry], *, above: Decimal) -> list[Overlap]:
    """Every pair of plots that share more than `above` hectares, each pair once.

    Neighbours that only touch share nothing; `above` lets the trembling of two surveys pass.
    """
    tree = STRtree(shapes)
    pairs = tree.query(shapes, predicate="intersects").T
    return _measured(shapes, shapes, ((a, b) for a, b in pairs if a < b), above)


def overlaps_between(
    new: Sequence[BaseGeometry], standing: Sequence[BaseGeometry], *, above: Decimal
) -> list[Overlap]:
    """Every pair of a new and a standing plot that share more than `above` hectares."""
    if not new or not standing:
        return []
    pairs = STRtree(standing).query(new, predicate="intersects").T
    return _measured(new, standing, ((a, b) for a, b in pairs), above)


def _measured(
    lefts: Sequence[BaseGeometry], rights: Sequence[BaseGeometry], pairs: Any, above: Decimal
) -> list[Overlap]:
    found = (
        Overlap(int(a), int(b), hectares(lefts[a].intersection(rights[b]))) for a, b in pairs
    )
    return sorted(
        (one for one in found if one.hectares > above), key=lambda one: (one.left, one.right)
    )
