"""What is odd about a plot although it can be one: for its holder to mend, the office to ask.

A warning never refuses: rivers move, surveys differ, and a farmer may hold land far away.
"""

from dataclasses import dataclass
from decimal import Decimal

from common.text import gettext_noop, number
from growing_areas.geometry import kilometres_between

# A commune is some fifteen kilometres across; its known point lies anywhere in it.
FAR_KILOMETRES = Decimal(25)
# Areas typed from land papers and areas measured from outlines differ by some percent.
FAR_PERCENT = Decimal(15)
SMALLEST_DIFFERENCE = Decimal("0.05")  # hectares; below it nobody is asked

FAR_FROM_COMMUNE = gettext_noop("Thửa cách %(commune)s khoảng %(km)s km. Hãy xem lại tọa độ.")
OUTSIDE_OUTLINE = gettext_noop("Tâm thửa nằm ngoài ranh giới %(commune)s. Hãy xem lại tọa độ.")
FAR_FROM_DECLARED = gettext_noop(
    "Diện tích khai %(declared)s ha, nhưng ranh thửa đo được %(measured)s ha. "
    "Hãy xem lại ranh hoặc diện tích khai."
)


@dataclass(frozen=True)
class PlotWarning:
    """code: stable, for programs; text: to be translated, and filled with `values`."""

    code: str
    text: str
    values: dict[str, str]


def distance_warning(
    commune: str,
    centre: tuple[Decimal, Decimal],
    commune_point: tuple[Decimal, Decimal] | None,
) -> PlotWarning | None:
    """Whether a plot lies far from the known point of its commune (both lon, lat)."""
    if commune_point is None:
        return None
    far = kilometres_between(centre, commune_point)
    if far <= FAR_KILOMETRES:
        return None
    return PlotWarning(
        "far_from_commune", FAR_FROM_COMMUNE, {"commune": commune, "km": number(far)}
    )


def outline_warning(commune: str, *, inside: bool | None) -> PlotWarning | None:
    """Whether a plot's centre lies outside its commune's outline; inside: None without one."""
    if inside is not False:
        return None
    return PlotWarning("outside_commune", OUTSIDE_OUTLINE, {"commune": commune})


def declared_warning(measured: Decimal, declared: Decimal | None) -> PlotWarning | None:
    """Whether the hectares of the outline are far from those that were declared.

    >>> declared_warning(Decimal("1.1"), Decimal(1))  # a tenth more is usual
    >>> declared_warning(Decimal(2), Decimal(1)).code
    'far_from_declared'
    """
    if declared is None:
        return None
    difference = abs(measured - declared)
    if difference < SMALLEST_DIFFERENCE or difference * 100 <= declared * FAR_PERCENT:
        return None
    values = {"declared": number(declared), "measured": number(measured)}
    return PlotWarning("far_from_declared", FAR_FROM_DECLARED, values)
