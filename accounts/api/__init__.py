"""This room over the API, by subject."""

from accounts.api.notices import router as notices
from accounts.api.officers import router as officers
from accounts.api.outlines import router as outlines
from accounts.api.places import router as villages
from accounts.api.tokens import router as tokens

__all__ = ["notices", "officers", "outlines", "tokens", "villages"]
