"""What is written in this room: areas, plots and harvests; codes and their states."""

from growing_areas.services.areas import (
    AreaDescription,
    change_area,
    crop_of,
    place_in_force,
    record_harvest,
    register_area,
)
from growing_areas.services.code_acts import (
    Deed,
    act,
    expire_codes,
    require_correction,
)
from growing_areas.services.code_applications import (
    Application,
    apply_for_code,
    change_application,
)
from growing_areas.services.code_confirmation import confirm_code, refuse_code
from growing_areas.services.codes import (
    DECIDED,
    CodePaper,
    change_code_state,
    register_code,
)
from growing_areas.services.contracts import choose_contract_areas
from growing_areas.services.diary import KeptPhoto, Recorded, add_photo, record_work
from growing_areas.services.findings import (
    answer_finding,
    close_finding,
    raise_finding,
    tell_overdue,
)
from growing_areas.services.intervals import broken_intervals, let_through, uncovered
from growing_areas.services.plots import (
    MOST_PLOTS_AT_ONCE,
    PlotFault,
    PlotsRefused,
    add_plot,
    add_plots,
    find_overlaps,
    plots_of,
)
from growing_areas.services.seasons import (
    SeasonPlan,
    change_season,
    close_season,
    enter_season,
    season_on,
)
from growing_areas.services.work import Work

__all__ = [
    "DECIDED",
    "MOST_PLOTS_AT_ONCE",
    "Application",
    "AreaDescription",
    "CodePaper",
    "Deed",
    "KeptPhoto",
    "PlotFault",
    "PlotsRefused",
    "Recorded",
    "SeasonPlan",
    "Work",
    "act",
    "add_photo",
    "add_plot",
    "add_plots",
    "answer_finding",
    "apply_for_code",
    "broken_intervals",
    "change_application",
    "change_area",
    "change_code_state",
    "change_season",
    "choose_contract_areas",
    "close_finding",
    "close_season",
    "confirm_code",
    "crop_of",
    "enter_season",
    "expire_codes",
    "find_overlaps",
    "let_through",
    "place_in_force",
    "plots_of",
    "raise_finding",
    "record_harvest",
    "record_work",
    "refuse_code",
    "register_area",
    "register_code",
    "require_correction",
    "season_on",
    "tell_overdue",
    "uncovered",
]
