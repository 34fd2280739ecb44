"""This room over the API, by subject."""

import growing_areas.api.descriptions
import growing_areas.api.diary  # noqa: F401 - both add their calls to the router
from growing_areas.api.areas import router
from growing_areas.api.codes import router as codes
from growing_areas.api.contracts import router as contract_areas
from growing_areas.api.seasons import of_areas as seasons_of_areas
from growing_areas.api.seasons import router as seasons

__all__ = ["codes", "contract_areas", "router", "seasons", "seasons_of_areas"]
