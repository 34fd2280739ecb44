"""People who sign in, what officers may do where, invitations, and ways of looking at lists."""

from accounts.models.duties import OfficerDuty, OfficerDutyQuerySet, offices_below
from accounts.models.invitations import (
    Invitation,
    InvitationQuerySet,
    InvitedDuty,
    OfficerInvitation,
    OfficerInvitationQuerySet,
)
from accounts.models.notices import Notice, NoticeQuerySet
from accounts.models.people import User
from accounts.models.saved_views import SavedView, SavedViewQuerySet
from accounts.models.tokens import ApiToken, ApiTokenQuerySet

__all__ = [
    "ApiToken",
    "ApiTokenQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "InvitedDuty",
    "Notice",
    "NoticeQuerySet",
    "OfficerDuty",
    "OfficerDutyQuerySet",
    "OfficerInvitation",
    "OfficerInvitationQuerySet",
    "SavedView",
    "SavedViewQuerySet",
    "User",
    "offices_below",
]
