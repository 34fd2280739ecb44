"""The forms of this room, by subject."""

from cooperatives.forms.organisations import MemberForm, OrganisationForm

__all__ = ["MemberForm", "OrganisationForm"]
