"""The chained log, jobs, documents and version counters."""
