"""This room over the API, by subject."""

from cooperatives.api.activities import router as activities
from cooperatives.api.communes import communes, definitions
from cooperatives.api.invitations import router as invitations
from cooperatives.api.member_list import router as member_list
from cooperatives.api.members import router as people
from cooperatives.api.organisations import CommuneOut, router

__all__ = [
    "CommuneOut",
    "activities",
    "communes",
    "definitions",
    "invitations",
    "people",
    "router",
]
__all__ = ["CommuneOut", "activities", "invitations", "member_list", "people", "router"]
