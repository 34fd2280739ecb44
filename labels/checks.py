"""Checks of a deployment that concern labels. Paper cannot be redeployed."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from common.errors import RuleError
from labels import keys
from labels.links import check_public_url


@register(Tags.security, deploy=True)
def public_url_is_fit_to_print(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """PUBLIC_URL goes into every QR code and must lead here for as long as labels exist."""
    try:
        check_public_url(settings.PUBLIC_URL, demo=False)
    except RuleError as error:
        return [
            Error(
                f"PUBLIC_URL is {settings.PUBLIC_URL!r}, and labels would be printed with it. "
                + error.message,
                hint="Set PUBLIC_URL to the https:// address that consumers will scan.",
                id="labels.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def label_keys_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without its keys an installation neither prints labels nor knows its own."""
    path = settings.LABEL_KEYS_FILE
    try:
        keys.load(path)
    except RuleError as error:
        return [Error(f"The label keys cannot be used. {error.message}", id="labels.E002")]
    if keys.open_to_others(path):
        return [
            checks.Warning(
                f"Others on this machine may read the label keys in {path}.",
                hint=f"chmod 600 {path}",
                id="labels.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def not_a_demonstration(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In a demonstration labels may be printed that lead nowhere."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO is on: labels may carry an address that no telephone can open.",
            hint="Unset DEMO.",
            id="labels.E003",
        )
    ]
