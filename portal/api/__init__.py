"""What belongs to things of several rooms, over the API: things are named by their keys."""

from portal.api.certificates import router as certificates
from portal.api.documents import router as documents
from portal.api.history import router as histories

__all__ = ["certificates", "documents", "histories"]
