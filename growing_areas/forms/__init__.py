"""The forms of this room, by subject."""

from growing_areas.forms.areas import AreaForm, places_today
from growing_areas.forms.codes import ActForm, ApplicationForm, CodeForm, ConfirmationForm
from growing_areas.forms.contracts import ContractAreasForm
from growing_areas.forms.harvests import HarvestForm
from growing_areas.forms.plots import PlotForm
from growing_areas.forms.seasons import SeasonClosingForm, SeasonForm

__all__ = [
    "ActForm",
    "ApplicationForm",
    "AreaForm",
    "CodeForm",
    "ConfirmationForm",
    "ContractAreasForm",
    "HarvestForm",
    "PlotForm",
    "SeasonClosingForm",
    "SeasonForm",
    "places_today",
]
