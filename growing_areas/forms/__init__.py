"""The forms of this room, by subject."""

from growing_areas.forms.areas import AreaForm, places_today
from growing_areas.forms.codes import CodeForm, StateForm
from growing_areas.forms.contracts import ContractAreasForm
from growing_areas.forms.harvests import HarvestForm
from growing_areas.forms.plots import PlotForm

__all__ = [
    "AreaForm",
    "CodeForm",
    "ContractAreasForm",
    "HarvestForm",
    "PlotForm",
    "StateForm",
    "places_today",
]
