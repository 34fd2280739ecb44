"""What is done on made-up land: a diary of its areas, inspections, planned ones and past."""

import datetime
import random
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from growing_areas.models import Checklist, DiaryEntry, GrowingArea, Inspection
from portal.bench.filling import AT_ONCE

BY = "command:bench_growing_areas"
ENTRIES_OF_AN_AREA = 8
JOBS = (
    DiaryEntry.Job.SOWING,
    DiaryEntry.Job.FERTILISER,
    DiaryEntry.Job.IRRIGATION,
    DiaryEntry.Job.PRUNING,
)
A_DAY = datetime.timedelta(days=1)


def fill_work(
    areas: Sequence[GrowingArea], chance: random.Random, now: datetime.datetime
) -> None:
    """Fill in work on these areas; the checklists are loaded."""
    today = timezone.localdate(now)
    entries = [
        DiaryEntry(
            client_id=UUID(int=which + 1),
            area=areas[which % len(areas)],
            job=chance.choice(JOBS),
            done_on=today - A_DAY * chance.randrange(300),
            captured_at=now,
            received_at=now,
            operator=f"Người {which % 50}",
            by=BY,
        )
        for which in range(len(areas) * ENTRIES_OF_AN_AREA)
    ]
    DiaryEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    checklist = Checklist.objects.earliest("pk")
    inspections = [
        _inspection(area, checklist, chance, now)
        for which, area in enumerate(areas)
        if which % 4
    ]
    Inspection.objects.bulk_create(inspections, batch_size=AT_ONCE)


def _inspection(
    area: GrowingArea, checklist: Checklist, chance: random.Random, now: datetime.datetime
) -> Inspection:
    """Of three, two are past and one is planned."""
    inspection = Inspection(
        area=area,
        checklist=checklist,
        kind=Inspection.Kind.PERIODIC,
        planned_on=timezone.localdate(now) + A_DAY * chance.randrange(30),
        planned_at=now - A_DAY * 400,
        planned_by=BY,
    )
    if chance.random() < 2 / 3:
        made = now - A_DAY * chance.randrange(30, 700)
        inspection.planned_on = timezone.localdate(made)
        inspection.state = Inspection.State.CLOSED
        inspection.started_at, inspection.started_by = made, BY
        inspection.closed_at, inspection.closed_by = made, BY
        inspection.result = chance.choice(list(Inspection.Result))
    return inspection
