"""What the diary of one area lacks, season by season: read from its tables."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from growing_areas.diary_gaps import (
    Picked,
    Silence,
    Work,
    silent_weeks,
    without_diary,
    without_listed_interval,
)
from growing_areas.models import DiaryEntry, GrowingArea, Harvest, Season

MOST_SEASONS = 4  # the newest: what lies further back is in the list of the diary


@dataclass(frozen=True)
class SeasonGaps:
    """What the diary lacks in one season. entries: how many stand in it; silences: whole weeks
    without one; sprayings: those whose interval no list vouches for; harvests: from plots on
    which no other work was written down before."""

    season: Season
    entries: int
    silences: Sequence[Silence]
    sprayings: Sequence[DiaryEntry]
    harvests: Sequence[Harvest]

    @property
    def silent_weeks(self) -> int:
        """How many weeks have no entry."""
        return sum(silence.weeks for silence in self.silences)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lacking."""
        return not (self.silences or self.sprayings or self.harvests)


def diary_gaps_of(area: GrowingArea, today: datetime.date) -> list[SeasonGaps]:
    """The gaps of the newest seasons that have begun, newest first. Five queries at most."""
    seasons = list(area.seasons.filter(starts_on__lte=today)[:MOST_SEASONS])
    if not seasons:
        return []
    first = min(season.starts_on for season in seasons)
    standing = area.diary_entries.standing().filter(done_on__gte=first)
    entries = list(standing.prefetch_related("diary_plots").order_by("done_on", "pk"))
    harvested = area.harvests.filter(season__in=seasons).prefetch_related("harvest_plots")
    harvests = list(harvested.order_by("harvested_on", "pk"))
    return [_gaps(season, entries, harvests, today) for season in seasons]


def _gaps(
    season: Season,
    entries: Sequence[DiaryEntry],
    harvests: Sequence[Harvest],
    today: datetime.date,
) -> SeasonGaps:
    within = [one for one in entries if season.starts_on <= one.done_on < season.ends_on]
    work = [_work(entry) for entry in within]
    picked = [_picked(harvest) for harvest in harvests if harvest.season_id == season.pk]
    unlisted = {one.key for one in without_listed_interval(work)}
    bare = {one.key for one in without_diary(picked, work, season.starts_on)}
    return SeasonGaps(
        season=season,
        entries=len(within),
        silences=silent_weeks(
            {one.done_on for one in work}, season.starts_on, season.ends_on, today
        ),
        sprayings=[entry for entry in within if entry.pk in unlisted],
        harvests=[harvest for harvest in harvests if harvest.pk in bare],
    )


def _work(entry: DiaryEntry) -> Work:
    spraying = entry.job == DiaryEntry.Job.SPRAYING
    return Work(
        key=entry.pk,
        done_on=entry.done_on,
        plots=frozenset(one.plot_id for one in entry.diary_plots.all()),
        is_harvest=entry.job == DiaryEntry.Job.HARVEST,
        vouched=entry.input_id is not None if spraying else None,
    )


def _picked(harvest: Harvest) -> Picked:
    plots = frozenset(one.plot_id for one in harvest.harvest_plots.all())
    return Picked(harvest.pk, harvest.harvested_on, plots)
