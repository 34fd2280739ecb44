"""What is written in this room: organisations and the people who work in them."""

from cooperatives.services.organisations import (
    Particulars,
    add_member,
    change_organisation,
    commune_in_force,
    register_organisation,
)

__all__ = [
    "Particulars",
    "add_member",
    "change_organisation",
    "commune_in_force",
    "register_organisation",
]
