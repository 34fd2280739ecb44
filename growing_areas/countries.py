"""Where a country lies, as boxes of degrees: is a plot in the country that its file states?

Vietnam's boxes are our own (growing_areas.geometry). Other countries come from the extents of
the EPSG register, which pyproj carries, found by the English name that Babel gives a country.
"""

from functools import cache

from babel import Locale
from pyproj.database import query_crs_info

from growing_areas.geometry import VIETNAM, Box

# What an extent is called after the country's name, from the most to the least exact.
EXTENTS = ("onshore", "onshore and offshore", "", "onshore and nearshore")


@cache
def extent_of(country: str) -> tuple[Box, ...]:
    """The boxes of a country by its two letters (ISO 3166); empty when none are known.

    >>> extent_of("GH")
    (Box(west=-3.25, south=4.67, east=1.23, north=11.16),)
    >>> extent_of("XX")
    ()
    """
    code = country.strip().upper()
    if code == "VN":
        return VIETNAM
    name = Locale("en").territories.get(code)
    if not name:
        return ()
    known = _extents()
    plain = name.replace("’", "'")
    return next((known[plain, part] for part in EXTENTS if (plain, part) in known), ())


@cache
def _extents() -> dict[tuple[str, str], tuple[Box, ...]]:
    """Boxes by the name of a country and a part of it: "Ghana - onshore." -> Ghana, onshore."""
    found: dict[tuple[str, str], tuple[Box, ...]] = {}
    for info in query_crs_info():
        if info.area_of_use is not None and info.area_of_use.name is not None:
            name, _, part = info.area_of_use.name.rstrip(".").partition(" - ")
            name = name.split(" (")[0]  # "Côte d'Ivoire (Ivory Coast)"
            found[name, part] = (Box(*info.area_of_use.bounds),)
    return found
