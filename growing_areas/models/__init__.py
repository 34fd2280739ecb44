"""Growing areas: where a crop grows, under which codes, on which plots, what was harvested."""

from growing_areas.models.applications import CodeApplication
from growing_areas.models.areas import Crop, GrowingArea, Plot
from growing_areas.models.audit_bundles import AuditBundle
from growing_areas.models.certificates import AreaCertificate
from growing_areas.models.checklists import Checklist, ChecklistItem, InspectionInterval
from growing_areas.models.codes import VALID_STATES, CodeState, GrowingAreaCode
from growing_areas.models.contracts import ContractArea
from growing_areas.models.diary import DiaryEntry, DiaryPhoto, DiaryPlot
from growing_areas.models.findings import Finding
from growing_areas.models.harvests import Harvest, HarvestPlot
from growing_areas.models.inputs import InputList, InputProduct, MarketPermission
from growing_areas.models.inspections import (
    Inspection,
    InspectionAnswer,
    InspectionOfficer,
    InspectionPhoto,
    InspectionPosition,
    InspectionSignature,
)
from growing_areas.models.overlaps import PlotOverlap
from growing_areas.models.rules import (
    AreaCondition,
    Certainty,
    PointLimit,
    ProcedureRule,
    Scope,
)
from growing_areas.models.seasons import Season
from growing_areas.models.yield_limits import YieldLimit

__all__ = [
    "VALID_STATES",
    "AreaCertificate",
    "AreaCondition",
    "AuditBundle",
    "Certainty",
    "Checklist",
    "ChecklistItem",
    "CodeApplication",
    "CodeState",
    "ContractArea",
    "Crop",
    "DiaryEntry",
    "DiaryPhoto",
    "DiaryPlot",
    "Finding",
    "GrowingArea",
    "GrowingAreaCode",
    "Harvest",
    "HarvestPlot",
    "InputList",
    "InputProduct",
    "Inspection",
    "InspectionAnswer",
    "InspectionInterval",
    "InspectionOfficer",
    "InspectionPhoto",
    "InspectionPosition",
    "InspectionSignature",
    "MarketPermission",
    "Plot",
    "PlotOverlap",
    "PointLimit",
    "ProcedureRule",
    "Scope",
    "Season",
    "YieldLimit",
]
