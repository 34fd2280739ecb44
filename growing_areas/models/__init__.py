"""Growing areas: where a crop grows, under which codes, on which plots, what was harvested."""

from growing_areas.models.areas import Crop, GrowingArea, Plot
from growing_areas.models.codes import VALID_STATES, CodeState, GrowingAreaCode
from growing_areas.models.harvests import Harvest, HarvestPlot

__all__ = [
    "VALID_STATES",
    "CodeState",
    "Crop",
    "GrowingArea",
    "GrowingAreaCode",
    "Harvest",
    "HarvestPlot",
    "Plot",
]
