"""For whom files are brought in, what of others they may touch; files of organisations, of
their members and of a commune's households."""

from cooperatives.importing.communes import Communes, written
from cooperatives.importing.households import Households
from cooperatives.importing.members import Members
from cooperatives.importing.organisations import Organisations
from cooperatives.importing.owners import OWNER_COLUMN, Owners, first_of, owners_of
from cooperatives.importing.scopes import Scope, managed_by, scope_for, scopes_of

__all__ = [
    "OWNER_COLUMN",
    "Communes",
    "Households",
    "Members",
    "Organisations",
    "Owners",
    "Scope",
    "first_of",
    "managed_by",
    "owners_of",
    "scope_for",
    "scopes_of",
    "written",
]
