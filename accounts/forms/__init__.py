"""The forms of this room, by subject."""

from accounts.forms.officers import GiveDutyForm, InviteOfficerForm
from accounts.forms.people import SignUpForm
from accounts.forms.places import VillageForm

__all__ = ["GiveDutyForm", "InviteOfficerForm", "SignUpForm", "VillageForm"]
