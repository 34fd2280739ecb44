"""People who sign in, what officers may do where, and invitations."""

from accounts.models.duties import OfficerDuty, OfficerDutyQuerySet
from accounts.models.invitations import Invitation, InvitationQuerySet
from accounts.models.people import User

__all__ = [
    "Invitation",
    "InvitationQuerySet",
    "OfficerDuty",
    "OfficerDutyQuerySet",
    "User",
]
