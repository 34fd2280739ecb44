"""This room over the API, by subject."""

import growing_areas.api.descriptions  # noqa: F401 - adds its calls to the router
from growing_areas.api.areas import router
from growing_areas.api.codes import router as codes
from growing_areas.api.contracts import router as contract_areas

__all__ = ["codes", "contract_areas", "router"]
