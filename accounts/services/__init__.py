"""What is done to people's accounts: duties, invitations of officers."""

from accounts.services.duties import end_duty, give_duty
from accounts.services.officers import (
    accept_officer_invitation,
    invite_officer,
    withdraw_officer_invitation,
)
from accounts.services.people import sign_up

__all__ = [
    "accept_officer_invitation",
    "end_duty",
    "give_duty",
    "invite_officer",
    "sign_up",
    "withdraw_officer_invitation",
]
