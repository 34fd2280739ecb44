"""What is done to people's accounts: duties, invitations of officers, notices."""

from accounts.services.duties import end_duty, give_duty
from accounts.services.notices import Telling, ask_for_mail, mark_read, tell
from accounts.services.officers import (
    accept_officer_invitation,
    invite_officer,
    withdraw_officer_invitation,
)
from accounts.services.people import (
    change_person,
    note,
    password_link,
    recent_sign_ins,
    remove_second_factor,
    sign_up,
    signed_in,
)
from accounts.services.tokens import make_token, revoke_token

__all__ = [
    "Telling",
    "accept_officer_invitation",
    "ask_for_mail",
    "change_person",
    "end_duty",
    "give_duty",
    "invite_officer",
    "make_token",
    "mark_read",
    "note",
    "password_link",
    "recent_sign_ins",
    "remove_second_factor",
    "revoke_token",
    "sign_up",
    "signed_in",
    "tell",
    "withdraw_officer_invitation",
]
