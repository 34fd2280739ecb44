"""The forms of this room, by subject."""

from cooperatives.forms.applications import DeclineForm
from cooperatives.forms.certificates import CertificateForm, WithdrawalForm
from cooperatives.forms.members import MemberForm, RoleForm
from cooperatives.forms.organisations import OrganisationForm

__all__ = [
    "CertificateForm",
    "DeclineForm",
    "MemberForm",
    "OrganisationForm",
    "RoleForm",
    "WithdrawalForm",
]
