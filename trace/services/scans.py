"""Noting what was scanned."""

import datetime

from trace.checking import CheckedLabel
from trace.models import Scan


def record_scan(*, checked: CheckedLabel, now: datetime.datetime) -> Scan:
    """Note that the page of a code was opened: one insert."""
    run = checked.run
    return Scan.objects.create(
        at=now,
        verdict=checked.verdict.kind,
        organisation_id=run.organisation_id if run else None,
        run=run,
        number=checked.number if run else None,
        code=checked.serial or checked.typed[:40],
    )
