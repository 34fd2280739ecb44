"""This room over the API, by subject."""

from cooperatives.api.organisations import CommuneOut, router

__all__ = ["CommuneOut", "router"]
