"""People who sign in, what officers may do where, invitations, and ways of looking at lists."""

from accounts.models.duties import OfficerDuty, OfficerDutyQuerySet
from accounts.models.invitations import Invitation, InvitationQuerySet
from accounts.models.people import User
from accounts.models.saved_views import SavedView, SavedViewQuerySet

__all__ = [
    "Invitation",
    "InvitationQuerySet",
    "OfficerDuty",
    "OfficerDutyQuerySet",
    "SavedView",
    "SavedViewQuerySet",
    "User",
]
