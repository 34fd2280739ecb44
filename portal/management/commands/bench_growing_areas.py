"""How fast overlaps are found among many plots, and how fast the lists of growing areas are."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from growing_areas.code_lists import CODES
from growing_areas.diary_lists import DIARY
from growing_areas.inspection_lists import FINDINGS, INSPECTIONS, PLAN
from growing_areas.lists import ALL_PLOTS, AREAS, HARVESTS, PLOTS
from growing_areas.season_lists import SEASONS
from portal.bench.asking import open_lists
from portal.bench.databases import know_the_rows, throw_away_database
from portal.bench.land import Land, fill_land, time_overlaps

MOST = 500_000
SHOWN = 15  # the slowest pages that the table shows


class Command(BaseCommand):
    """Fills a database of its own; prints a table and one line of JSON."""

    help = (
        "Measure growing areas on a throw-away database beside the configured one: finding "
        "all overlaps among the plots, and server time (median) and queries of each list."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plots", type=int, default=20_000)
        parser.add_argument("--repeats", type=int, default=3, help="timed openings a page")

    def handle(self, *args: Any, **options: Any) -> None:
        many = max(40, min(options["plots"], MOST))
        with throw_away_database() as database:
            started = time.monotonic()
            land = fill_land(many)
            know_the_rows()
            self.stdout.write(f"{database}: filled in {time.monotonic() - started:.0f} s")
            overlaps = time_overlaps()
            opened = open_lists(land.persons, max(1, options["repeats"]), _lists(land))
        for one in sorted(opened, key=lambda one: -one.milliseconds)[:SHOWN]:
            self.stdout.write(
                f"{one.milliseconds:8.1f} ms  {one.queries:3} queries  {one.who:13}  "
                f"{one.address}"
            )
        desk = reverse("portal:desk")  # which is no list
        lists = [one for one in opened if one.address != desk]
        slowest = max(lists, key=lambda one: one.milliseconds)
        most = max(lists, key=lambda one: one.queries)
        figures = {
            "database": database,
            "plots": many,
            "overlaps": overlaps.found,
            "overlap_s": round(overlaps.seconds, 2),
            "overlap_with_reading_s": round(overlaps.seconds_with_reading, 2),
            "pages": len(opened),
            "slowest_list_ms": round(slowest.milliseconds, 1),
            "slowest_list": f"{slowest.who} {slowest.address}",
            "most_queries": most.queries,
            "most_queries_list": f"{most.who} {most.address}",
        }
        self.stdout.write(json.dumps(figures, ensure_ascii=False))


def _lists(land: Land) -> list[tuple[Any, str, str]]:
    """The lists of growing areas: of all, and those of one area."""
    plots, harvests, diary = (
        reverse(f"growing_areas:{name}", args=[land.area.pk])
        for name in ("plots", "harvests", "diary")
    )
    return [
        (AREAS, "growing_areas:list", "VN-44-000001"),
        (CODES, "growing_areas:codes", "VN-44-000001"),
        (SEASONS, "growing_areas:seasons", "vung 1"),
        (PLOTS, plots, "Thửa 1"),
        (HARVESTS, harvests, "1"),
        (DIARY, diary, "Người 1"),
        (ALL_PLOTS, "growing_areas:all_plots", "Thửa 1"),
        (FINDINGS, "growing_areas:findings", "nhiều hơn"),
        (INSPECTIONS, "growing_areas:inspections", "vung 1"),
        (PLAN, "growing_areas:inspection_plan", "vung 1"),
    ]
