"""The forms of this room, by subject."""

from accounts.forms.officers import GiveDutyForm, InviteOfficerForm
from accounts.forms.people import ProfileForm, SignUpForm
from accounts.forms.places import OutlinesForm, VillageForm
from accounts.forms.tokens import TokenForm

__all__ = [
    "GiveDutyForm",
    "InviteOfficerForm",
    "OutlinesForm",
    "ProfileForm",
    "SignUpForm",
    "TokenForm",
    "VillageForm",
]
