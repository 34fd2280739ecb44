"""Organisations of the countryside: who they are and who works in them."""

from cooperatives.models.organisations import Membership, Organisation, OrganisationQuerySet

__all__ = ["Membership", "Organisation", "OrganisationQuerySet"]
