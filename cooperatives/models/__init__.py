"""Organisations of the countryside: who they are and who works in them."""

from cooperatives.models.certificates import (
    Certificate,
    CertificateQuerySet,
    OrganisationCertificate,
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

__all__ = [
    "Certificate",
    "CertificateQuerySet",
    "Membership",
    "MembershipInvitation",
    "MembershipInvitationQuerySet",
    "MembershipQuerySet",
    "OfOrganisation",
    "Organisation",
    "OrganisationCertificate",
    "OrganisationQuerySet",
]
