"""Harvests and the pre-harvest intervals of what was sprayed on their plots."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day, number
from growing_areas.intervals import LONGEST, Broken, Spraying, broken_by, first_free_day
from growing_areas.models import DiaryEntry, Finding, GrowingArea, Harvest, Plot
from growing_areas.plot_sentences import called
from growing_areas.services.findings import raise_finding
from records.services import bump, log

LONGEST_REASON = 500


def sprayings_of(
    area: GrowingArea, first: datetime.date, last: datetime.date
) -> list[Spraying]:
    """The sprayings of `area` whose interval may reach a harvest from `first` to `last`."""
    entries = area.diary_entries.standing().filter(
        job=DiaryEntry.Job.SPRAYING,
        pre_harvest_days__gt=0,
        done_on__gt=first - datetime.timedelta(days=LONGEST),
        done_on__lte=last,
    )
    return [
        Spraying(
            key=entry.key,
            product=entry.input_name,
            done_on=entry.done_on,
            days=entry.pre_harvest_days or 0,
            plots=frozenset(row.plot_id for row in entry.diary_plots.all()),
            told_at=entry.received_at,
        )
        for entry in entries.prefetch_related("diary_plots")
    ]


def broken_intervals(harvests: Collection[Harvest]) -> Mapping[int, list[Broken]]:
    """The intervals that each of `harvests` breaks, by its id; few queries an area when their
    `area` is joined and their `plots` are fetched.

    Those that were let through are among them: `uncovered` tells them apart.
    """
    by_area: dict[GrowingArea, list[Harvest]] = {}
    for harvest in harvests:
        by_area.setdefault(harvest.area, []).append(harvest)
    found = {}
    for area, theirs in by_area.items():
        days = [harvest.harvested_on for harvest in theirs]
        sprayings = sprayings_of(area, min(days), max(days))
        for harvest in theirs:
            plots = [plot.pk for plot in harvest.plots.all()] if sprayings else []
            found[harvest.pk] = broken_by(sprayings, harvest.harvested_on, plots)
    return found


def uncovered(harvest: Harvest, broken: Iterable[Broken]) -> list[Broken]:
    """Those of `broken` that nobody let through: entered after the reason was given, or none
    was given."""
    given = harvest.override_at
    return [
        one
        for one in broken
        if given is None or (one.spraying.told_at is not None and one.spraying.told_at > given)
    ]


def check_intervals(
    area: GrowingArea, plots: Sequence[Plot], harvested_on: datetime.date, reason: str
) -> bool:
    """Whether the harvest is let through by `reason`; False when it breaks no interval.

    Raises RuleError "growing_areas.harvest_within_interval" when it breaks one and there is no
    reason. Part of a transaction that holds the lock of the area's harvests.
    """
    sprayings = sprayings_of(area, harvested_on, harvested_on)
    broken = broken_by(sprayings, harvested_on, [plot.pk for plot in plots])
    if not broken:
        return False
    if not reason:
        raise RuleError(
            "growing_areas.harvest_within_interval",
            f"{sentence(broken, plots)} Hãy thu hoạch từ ngày {day(first_free_day(broken))}, "
            "hoặc để người quản lý của tổ chức ghi lý do cho qua.",
            field="harvested_on",
        )
    return True


def sentence(broken: Sequence[Broken], plots: Iterable[Plot]) -> str:
    """What was sprayed where, and from which day on one may harvest."""
    names = {plot.pk: called(plot.name) for plot in plots}
    first = broken[0]
    where = ", ".join(names[pk] for pk in sorted(first.plots) if pk in names)
    more = f" (và {number(len(broken) - 1)} lần phun khác)" if len(broken) > 1 else ""
    return (
        f"{where} đã phun {first.spraying.product} ngày {day(first.spraying.done_on)}{more}, "
        f"phải cách ly {number(first.spraying.days)} ngày: từ {day(first.until)} mới được thu "
        "hoạch."
    )


def clean_reason(reason: str) -> str:
    """The reason for letting a harvest through, at most 500 characters."""
    return bounded(
        reason,
        LONGEST_REASON,
        code="growing_areas.text_too_long",
        word="Lý do cho qua",
        field="override_reason",
    )


def let_through(*, harvest: Harvest, reason: str, by: str, now: datetime.datetime) -> Harvest:
    """A manager lets a harvest through that lies inside an interval, with a reason.

    For what became known afterwards: a spraying that was entered late.
    Raises BadInput "growing_areas.override_without_reason"; RuleError
    "growing_areas.nothing_to_let_through".
    """
    said = clean_reason(reason)
    if not said:
        raise BadInput(
            "growing_areas.override_without_reason",
            "Hãy ghi lý do cho qua, ví dụ kết quả kiểm nghiệm dư lượng.",
            field="override_reason",
        )
    with transaction.atomic():
        one_writer(f"{harvest.area.key}.harvests")
        harvest.refresh_from_db(fields=["override_reason", "override_by", "override_at"])
        if not uncovered(harvest, broken_intervals([harvest])[harvest.pk]):
            raise RuleError(
                "growing_areas.nothing_to_let_through",
                f"Lần thu hoạch ngày {day(harvest.harvested_on)} ở {harvest.area.name} không "
                "nằm trong thời gian cách ly nào chưa được cho qua, nên không cần ghi lý do.",
            )
        harvest.override_reason, harvest.override_by, harvest.override_at = said, by, now
        harvest.save(update_fields=["override_reason", "override_by", "override_at"])
        log(
            chain=harvest.area.organisation.key,
            action="growing_areas.harvest_let_through",
            subject=harvest.key,
            by=by,
            data={"area": harvest.area.key, "reason": said},
        )
        bump(harvest.area.key)
    return harvest


def find_harvests_inside(entry: DiaryEntry, plots: Sequence[Plot], by: str) -> list[Harvest]:
    """The recorded harvests that `entry`, a spraying told of afterwards, turns out to precede
    too closely; each raises a finding for the office. Part of the entry's transaction.
    """
    if not entry.pre_harvest_days:
        return []
    free_from = entry.done_on + datetime.timedelta(days=entry.pre_harvest_days)
    harvests = Harvest.objects.filter(
        area=entry.area,
        harvested_on__gte=entry.done_on,
        harvested_on__lt=free_from,
        harvest_plots__plot__in=plots,
    ).distinct()
    found = list(harvests.order_by("pk"))
    for harvest in found:
        raise_finding(
            area=entry.area,
            source=Finding.Source.INTERVAL,
            # The office judges how grave it is: who tells of a spraying late, but tells of
            # it, must not be worse off by the machine than who keeps silent.
            severity=Finding.Severity.MINOR,
            text=_told_afterwards(harvest, entry, entry.pre_harvest_days),
            cause=harvest.key,
            by=by,
            now=entry.received_at,
        )
    return found


def _told_afterwards(harvest: Harvest, entry: DiaryEntry, days: int) -> str:
    return (
        f"Lần thu hoạch {number(harvest.kilograms)} kg ngày {day(harvest.harvested_on)} nằm "
        f"trong thời gian cách ly của {entry.input_name}, phun ngày {day(entry.done_on)}, cách "
        f"ly {number(days)} ngày. Lần phun được ghi sau khi đã ghi thu hoạch."
    )
