"""The forms of this room, by subject."""

from cooperatives.forms.applications import DeclineForm
from cooperatives.forms.members import MemberForm, RoleForm
from cooperatives.forms.organisations import OrganisationForm

__all__ = ["DeclineForm", "MemberForm", "OrganisationForm", "RoleForm"]
