"""What is done to people's accounts: duties, invitations of officers, notices."""

from accounts.services.duties import end_duty, give_duty
from accounts.services.notices import Telling, ask_for_mail, mark_read, tell
from accounts.services.officers import (
    accept_officer_invitation,
    invite_officer,
    withdraw_officer_invitation,
)
from accounts.services.people import sign_up

__all__ = [
    "Telling",
    "accept_officer_invitation",
    "ask_for_mail",
    "end_duty",
    "give_duty",
    "invite_officer",
    "mark_read",
    "sign_up",
    "tell",
    "withdraw_officer_invitation",
]
