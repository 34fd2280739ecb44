"""What belongs to things of several rooms, over the API: things are named by their keys."""

from portal.api.audits import router as audits
from portal.api.certificates import router as certificates
from portal.api.documents import router as documents
from portal.api.history import router as histories
from portal.api.jobs import router as background_jobs

__all__ = ["audits", "background_jobs", "certificates", "documents", "histories"]
