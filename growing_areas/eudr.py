"""Plots as the GeoJSON file that the Commission's information system takes (EUDR).

Properties as in the "EUDR GeoJSON File Description" 1.2 (4 July 2024): ProducerName,
ProducerCountry, ProductionPlace, Area. Longitude first, WGS-84, and every coordinate written
with six decimals at least, which JSON's own numbers would drop when they are zero.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LEAST_DECIMALS = 6


@dataclass(frozen=True)
class EudrPlot:
    """One plot of an export. country: two letters (ISO 3166); hectares: written for a point."""

    producer: str
    country: str
    place: str
    hectares: Decimal
    geometry: dict[str, Any]


def geojson_text(plots: Iterable[EudrPlot]) -> str:
    """The FeatureCollection as text, one feature a line."""
    features = ",\n".join(_feature(plot) for plot in plots)
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


def _feature(plot: EudrPlot) -> str:
    properties: dict[str, object] = {
        "ProducerName": plot.producer,
        "ProducerCountry": plot.country,
        "ProductionPlace": plot.place,
    }
    area = "" if plot.geometry["type"] != "Point" else f', "Area": {plot.hectares:f}'
    kind = json.dumps(plot.geometry["type"])
    coordinates = "".join(_coordinates(plot.geometry["coordinates"]))
    return (
        f'{{"type": "Feature", "properties": {json.dumps(properties, ensure_ascii=False)[:-1]}'
        f'{area}}}, "geometry": {{"type": {kind}, "coordinates": {coordinates}}}}}'
    )


def _coordinates(value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield _degrees(value)
        return
    # A third number, the height, is not part of the description.
    parts = value[:2] if value and not isinstance(value[0], list) else value
    yield "["
    for number, part in enumerate(parts):
        yield ", " if number else ""
        yield from _coordinates(part)
    yield "]"


def _degrees(value: float) -> str:
    """The number as given, with zeros up to six decimals: 107.2 -> "107.200000"."""
    exact = Decimal(repr(value))
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int)  # coordinates are finite: they were checked
    decimals = max(LEAST_DECIMALS, -exponent)
    return f"{exact:.{decimals}f}"
