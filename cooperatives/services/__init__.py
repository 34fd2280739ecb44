"""What is written in this room: organisations and the people who work in them."""

from cooperatives.services.activities import (
    add_record,
    change_record,
    end_contract,
    end_record,
)
from cooperatives.services.activity_facts import (
    ContractFacts,
    DigitalUseFacts,
    Facts,
    PropertyFacts,
    YearFacts,
)
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
from cooperatives.services.communes import (
    KeyProductPaper,
    add_key_product,
    correct_key_product,
    end_key_product,
)
from cooperatives.services.definitions import publish_definition
from cooperatives.services.invitations import (
    accept_invitation,
    invite_member,
    withdraw_invitation,
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
from cooperatives.services.people import (
    MemberPaper,
    change_member,
    erase_member,
    lock_members,
    mark_left,
    member_number_taken,
    news_of_member,
    record_member,
)
from cooperatives.services.references import give_reference
from cooperatives.services.rosters import (
    Household,
    HouseholdsRefused,
    Recorded,
    change_household,
    make_roster,
    record_households,
)
from cooperatives.services.successors import assign_successor, of_split_units, split_places

__all__ = [
    "LONGEST_REASON",
    "CertificatePaper",
    "ContractFacts",
    "DigitalUseFacts",
    "Facts",
    "Household",
    "HouseholdsRefused",
    "KeyProductPaper",
    "MemberPaper",
    "Particulars",
    "PropertyFacts",
    "Recorded",
    "YearFacts",
    "accept_invitation",
    "add_certificate",
    "add_key_product",
    "add_member",
    "add_record",
    "apply_again",
    "assign_successor",
    "change_household",
    "change_member",
    "change_organisation",
    "change_record",
    "change_role",
    "commune_in_force",
    "confirm_organisation",
    "correct_certificate",
    "correct_key_product",
    "decline_organisation",
    "end_contract",
    "end_key_product",
    "end_membership",
    "end_record",
    "erase_member",
    "give_reference",
    "invite_member",
    "lock_members",
    "make_roster",
    "mark_left",
    "member_number_taken",
    "news_of_member",
    "of_split_units",
    "person_named",
    "publish_definition",
    "record_households",
    "record_member",
    "register_organisation",
    "split_places",
    "withdraw_certificate",
    "withdraw_invitation",
]
