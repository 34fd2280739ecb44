"""What is written in this room: organisations and the people who work in them."""

from cooperatives.services.applications import (
    LONGEST_REASON,
    apply_again,
    confirm_organisation,
    decline_organisation,
)
from cooperatives.services.certificates import (
    CertificatePaper,
    add_certificate,
    correct_certificate,
    withdraw_certificate,
)
from cooperatives.services.members import (
    add_member,
    change_role,
    end_membership,
    person_named,
)
from cooperatives.services.organisations import (
    Particulars,
    change_organisation,
    commune_in_force,
    register_organisation,
)

__all__ = [
    "LONGEST_REASON",
    "CertificatePaper",
    "Particulars",
    "add_certificate",
    "add_member",
    "apply_again",
    "change_organisation",
    "change_role",
    "commune_in_force",
    "confirm_organisation",
    "correct_certificate",
    "decline_organisation",
    "end_membership",
    "person_named",
    "register_organisation",
    "withdraw_certificate",
]
