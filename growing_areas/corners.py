"""Corners of a plot as people type or paste them: one corner a line, two numbers a line.

Map programs show latitude first, GeoJSON writes longitude first. In Vietnam the two cannot be
mistaken (latitudes end below 24, longitudes begin above 102), so both orders are read.
"""

import re
from typing import Any

from common.errors import BadInput
from common.text import number
from growing_areas.geometry import MOST_POSITIONS, VIETNAM
from growing_areas.plot_sentences import Position

_DEGREES = re.compile(
    r"""(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*°\s*
        (?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?
        (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|''|’’)\s*)?
        [NEBĐ]?""",
    re.VERBOSE | re.IGNORECASE,
)
_POINTS = re.compile(r"(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)")
# "16,748 107,190": commas as decimal signs, as Vietnamese office programs write them.
_COMMAS = re.compile(r"(-?\d+,\d+)\s*[\s;]\s*(-?\d+,\d+)")


def drawn(text: str) -> dict[str, Any]:
    """A GeoJSON Point from one typed corner, a Polygon from more. Raises as `polygon`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        return {"type": "Point", "coordinates": list(_corner(lines[0], 1))}
    return polygon(text)


def polygon(text: str) -> dict[str, Any]:
    """A GeoJSON Polygon from typed corners; the ring is closed when the typist did not.

    Lines may hold decimal degrees ("16.748123, 107.190456", "107,190456 16,748123") or degrees,
    minutes and seconds ("16°44'53.2"N 107°11'25.6"E"). Empty lines are passed over.
    Raises BadInput "growing_areas.plot_corner_unread" naming the first line that is not a
    position in Vietnam, "growing_areas.plot_too_few_corners",
    "growing_areas.plot_too_many_positions".
    """
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), start=1)]
    typed = [(place, line) for place, line in lines if line]
    if len(typed) > MOST_POSITIONS:
        raise BadInput(
            "growing_areas.plot_too_many_positions",
            f"Có {number(len(typed))} góc, quá mức {number(MOST_POSITIONS)} góc. "
            "Hãy giảm bớt số góc của ranh thửa.",
            field="geometry",
        )
    corners = [_corner(line, place) for place, line in typed]
    if corners and corners[0] != corners[-1]:
        corners.append(corners[0])
    if len(corners) < 4:
        raise BadInput(
            "growing_areas.plot_too_few_corners",
            "Thửa cần ít nhất 3 góc. Hãy ghi mỗi góc một dòng, lần lượt đi quanh ranh thửa.",
            field="geometry",
        )
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


def _corner(line: str, place: int) -> Position:
    """(lon, lat) of one line, in whichever order it was typed."""
    numbers = _numbers(line)
    if numbers:
        for corner in (numbers, numbers[::-1]):
            if any(box.holds(corner) for box in VIETNAM):
                return corner
    raise BadInput(
        "growing_areas.plot_corner_unread",
        f"Dòng {place} (“{line[:60]}”) không phải tọa độ một điểm ở Việt Nam. "
        "Hãy ghi vĩ độ và kinh độ bằng độ, ví dụ 16.748123, 107.190456.",
        field="geometry",
    )


def _numbers(line: str) -> Position | None:
    angles = list(_DEGREES.finditer(line))
    if len(angles) == 2:
        first, second = (_in_degrees(angle) for angle in angles)
        return first, second
    bare = line.strip("[](), ")
    pair = _COMMAS.fullmatch(bare) or _POINTS.fullmatch(bare)
    if not pair:
        return None
    return _float(pair[1]), _float(pair[2])


def _in_degrees(angle: re.Match[str]) -> float:
    degrees, minutes, seconds = (
        _float(angle[part] or "0") for part in ("degrees", "minutes", "seconds")
    )
    # Eight decimals are a millimetre; more would only show the binary fraction.
    return round(degrees + minutes / 60 + seconds / 3600, 8)


def _float(text: str) -> float:
    return float(text.replace(",", "."))
