"""What every room above writes into: the log, documents, jobs, counters, imports.

Nothing here points upwards. Things are named by text keys such as "organisation:12" or
"trace.batch:7", so that the log outlives what it speaks of.
"""

from records.models.imports import Import, ImportMapping, ImportRow
from records.models.records import (
    DailyWork,
    Document,
    Job,
    KeptAnswer,
    LogEntry,
    PersonKey,
    VersionCounter,
)

__all__ = [
    "DailyWork",
    "Document",
    "Import",
    "ImportMapping",
    "ImportRow",
    "Job",
    "KeptAnswer",
    "LogEntry",
    "PersonKey",
    "VersionCounter",
]
