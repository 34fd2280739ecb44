"""What is written in this room: areas, plots and harvests; codes and their states."""

from growing_areas.services.areas import (
    AreaDescription,
    change_area,
    crop_of,
    place_in_force,
    record_harvest,
    register_area,
)
from growing_areas.services.audit_bundles import (
    ask_for_bundle,
    forget_old_bundles,
    keep_bundle,
    make_again,
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
from growing_areas.services.code_notices import tell_codes_due
from growing_areas.services.codes import CodePaper, register_code
from growing_areas.services.contracts import choose_contract_areas
from growing_areas.services.diary import KeptPhoto, Recorded, add_photo, record_work
from growing_areas.services.findings import (
    answer_finding,
    close_finding,
    raise_finding,
    tell_overdue,
)
from growing_areas.services.inputs import ListPaper, bring_in_list
from growing_areas.services.inspection_closing import Closing, close_inspection
from growing_areas.services.inspection_field import (
    Answer,
    Capture,
    add_inspection_photo,
    announce_items,
    item_of,
    record_answer,
    record_position,
    sign_inspection,
    start_inspection,
)
from growing_areas.services.inspection_parts import (
    current_answers,
    missing_items,
    unanswered_items,
)
from growing_areas.services.inspection_plans import (
    MOST_AT_ONCE,
    Plan,
    cancel_inspection,
    plan_inspection,
    plan_inspections,
    replan_inspection,
    unknown_inspector,
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
from growing_areas.services.work import WITH_INPUT, Work

__all__ = [
    "MOST_AT_ONCE",
    "MOST_PLOTS_AT_ONCE",
    "WITH_INPUT",
    "Answer",
    "Application",
    "AreaDescription",
    "Capture",
    "Closing",
    "CodePaper",
    "Deed",
    "KeptPhoto",
    "ListPaper",
    "Plan",
    "PlotFault",
    "PlotsRefused",
    "Recorded",
    "SeasonPlan",
    "Work",
    "act",
    "add_inspection_photo",
    "add_photo",
    "add_plot",
    "add_plots",
    "announce_items",
    "answer_finding",
    "apply_for_code",
    "ask_for_bundle",
    "bring_in_list",
    "broken_intervals",
    "cancel_inspection",
    "change_application",
    "change_area",
    "change_season",
    "choose_contract_areas",
    "close_finding",
    "close_inspection",
    "close_season",
    "confirm_code",
    "crop_of",
    "current_answers",
    "enter_season",
    "expire_codes",
    "find_overlaps",
    "forget_old_bundles",
    "item_of",
    "keep_bundle",
    "let_through",
    "make_again",
    "missing_items",
    "place_in_force",
    "plan_inspection",
    "plan_inspections",
    "plots_of",
    "raise_finding",
    "record_answer",
    "record_harvest",
    "record_position",
    "record_work",
    "refuse_code",
    "register_area",
    "register_code",
    "replan_inspection",
    "require_correction",
    "season_on",
    "sign_inspection",
    "start_inspection",
    "tell_codes_due",
    "tell_overdue",
    "unanswered_items",
    "uncovered",
    "unknown_inspector",
]
