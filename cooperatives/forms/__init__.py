"""The forms of this room, by subject."""

from cooperatives.forms.activities import (
    ContractForm,
    DigitalUseForm,
    EndContractForm,
    EndForm,
    PropertyForm,
    RecordForm,
    YearForm,
)
from cooperatives.forms.applications import DeclineForm
from cooperatives.forms.certificates import CertificateForm, WithdrawalForm
from cooperatives.forms.communes import (
    DefinitionForm,
    HouseholdForm,
    HouseholdsForm,
    KeyProductForm,
    LastDayForm,
    RosterForm,
)
from cooperatives.forms.members import InviteForm, MemberForm, RoleForm
from cooperatives.forms.organisations import OrganisationForm, ReferenceForm
from cooperatives.forms.people import LeavingForm, PersonForm

__all__ = [
    "CertificateForm",
    "ContractForm",
    "DeclineForm",
    "DefinitionForm",
    "DigitalUseForm",
    "EndContractForm",
    "EndForm",
    "HouseholdForm",
    "HouseholdsForm",
    "InviteForm",
    "KeyProductForm",
    "LastDayForm",
    "LeavingForm",
    "MemberForm",
    "OrganisationForm",
    "PersonForm",
    "PropertyForm",
    "RecordForm",
    "ReferenceForm",
    "RoleForm",
    "RosterForm",
    "WithdrawalForm",
    "YearForm",
]
