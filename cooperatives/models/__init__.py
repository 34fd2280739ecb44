"""Organisations of the countryside: who they are and who works in them."""

from cooperatives.models.activities import (
    DatedRecord,
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    OrganisationRecord,
    YearFigures,
)
from cooperatives.models.certificates import (
    Certificate,
    CertificateQuerySet,
    OrganisationCertificate,
)
from cooperatives.models.communes import (
    DigitalDefinition,
    HouseholdRoster,
    KeyProduct,
    RosterHousehold,
)
from cooperatives.models.invitations import (
    MembershipInvitation,
    MembershipInvitationQuerySet,
)
from cooperatives.models.organisations import (
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationQuerySet,
)
from cooperatives.models.owned import OfOrganisation
from cooperatives.models.people import Member

__all__ = [
    "Certificate",
    "CertificateQuerySet",
    "DatedRecord",
    "DigitalDefinition",
    "DigitalUse",
    "HouseholdRoster",
    "IntellectualProperty",
    "KeyProduct",
    "LinkageContract",
    "Member",
    "Membership",
    "MembershipInvitation",
    "MembershipInvitationQuerySet",
    "MembershipQuerySet",
    "OfOrganisation",
    "Organisation",
    "OrganisationCertificate",
    "OrganisationQuerySet",
    "OrganisationRecord",
    "RosterHousehold",
    "YearFigures",
]
