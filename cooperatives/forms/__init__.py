"""The forms of this room, by subject."""

from cooperatives.forms.applications import DeclineForm
from cooperatives.forms.certificates import CertificateForm, WithdrawalForm
from cooperatives.forms.members import InviteForm, MemberForm, RoleForm
from cooperatives.forms.organisations import OrganisationForm

__all__ = [
    "CertificateForm",
    "DeclineForm",
    "InviteForm",
    "MemberForm",
    "OrganisationForm",
    "RoleForm",
    "WithdrawalForm",
]
