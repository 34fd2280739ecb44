"""Secrets that must be read again, encrypted in the database with a key of the installation.

A copied database alone then gives nobody a second factor.
"""

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealed(text: str) -> str:
    """`text` encrypted."""
    return _keys().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What `sealed` encrypted, also under an older SECRET_KEY that is still a fallback.

    Raises cryptography.fernet.InvalidToken when neither key fits.
    """
    return _keys().decrypt(text.encode()).decode()


def _keys() -> MultiFernet:
    secrets = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(sha256(f"second factor:{secret}".encode()).digest()))
        for secret in secrets
    )
