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
from cooperatives.forms.members import InviteForm, MemberForm, RoleForm
from cooperatives.forms.organisations import OrganisationForm

__all__ = [
    "CertificateForm",
    "ContractForm",
    "DeclineForm",
    "DigitalUseForm",
    "EndContractForm",
    "EndForm",
    "InviteForm",
    "MemberForm",
    "OrganisationForm",
    "PropertyForm",
    "RecordForm",
    "RoleForm",
    "WithdrawalForm",
    "YearForm",
]
