"""This room over the API, by subject."""

import growing_areas.api.descriptions
import growing_areas.api.diary  # noqa: F401 - both add their calls to the router
from growing_areas.api.areas import router
from growing_areas.api.codes import router as codes
from growing_areas.api.contracts import router as contract_areas
from growing_areas.api.field_inspections import router as field_inspections
from growing_areas.api.findings import of_areas as findings_of_areas
from growing_areas.api.findings import router as findings
from growing_areas.api.inspection_plan import router as inspection_plan
from growing_areas.api.inspections import checklists
from growing_areas.api.inspections import of_areas as inspections_of_areas
from growing_areas.api.inspections import router as inspections
from growing_areas.api.seasons import of_areas as seasons_of_areas
from growing_areas.api.seasons import router as seasons

__all__ = [
    "checklists",
    "codes",
    "contract_areas",
    "field_inspections",
    "findings",
    "findings_of_areas",
    "inspection_plan",
    "inspections",
    "inspections_of_areas",
    "router",
    "seasons",
    "seasons_of_areas",
]
