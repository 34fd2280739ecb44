"""Checks of a deployment that concern people's sign-ins."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration's sign-ins have a password that everybody can read."""
    users = apps.get_model("accounts", "User")
    try:
        names = list(users.objects.filter(is_demo=True).values_list("username", flat=True)[:5])
    except DatabaseError:  # no database yet, so no accounts either
        return []
    if not names:
        return []
    return [
        Error(
            f"There are demonstration accounts: {', '.join(names)}.",
            hint="Start from an empty database: the demonstration's passwords are public.",
            id="accounts.E001",
        )
    ]
