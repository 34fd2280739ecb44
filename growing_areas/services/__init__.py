"""What is written in this room: areas, plots and harvests; codes and their states."""

from growing_areas.services.areas import (
    crop_of,
    place_in_force,
    record_harvest,
    register_area,
)
from growing_areas.services.codes import (
    DECIDED,
    CodePaper,
    change_code_state,
    register_code,
)
from growing_areas.services.contracts import choose_contract_areas
from growing_areas.services.plots import (
    MOST_PLOTS_AT_ONCE,
    Finding,
    PlotsRefused,
    add_plot,
    add_plots,
    find_overlaps,
    plots_of,
)

__all__ = [
    "DECIDED",
    "MOST_PLOTS_AT_ONCE",
    "CodePaper",
    "Finding",
    "PlotsRefused",
    "add_plot",
    "add_plots",
    "change_code_state",
    "choose_contract_areas",
    "crop_of",
    "find_overlaps",
    "place_in_force",
    "plots_of",
    "record_harvest",
    "register_area",
    "register_code",
]
