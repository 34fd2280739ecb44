"""How fast lists and imports are in a registry of the whole country."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from common.spreadsheets import MOST_ROWS
from portal.bench.asking import Opened, open_lists
from portal.bench.databases import know_the_rows, throw_away_database
from portal.bench.filling import fill
from portal.bench.importing import bring_in

MOST = 500_000
SHOWN = 15  # the slowest pages that the table shows


class Command(BaseCommand):
    """Fills a database of its own, opens every list page as three kinds of person, and brings
    a file of organisations in as an office does."""

    help = (
        "Measure the lists on a throw-away database beside the configured one: server time "
        "(median) and queries of each list page, in each order, search and filter; and how "
        "many rows of a file a second are checked and written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisations", type=int, default=100_000)
        parser.add_argument("--repeats", type=int, default=3, help="timed openings a page")
        parser.add_argument(
            "--import-rows",
            type=int,
            default=20_000,
            help="rows of the file that is brought in; 0 for none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        many = max(10, min(options["organisations"], MOST))
        with throw_away_database() as database:
            started = time.monotonic()
            persons = fill(many)
            know_the_rows()
            self.stdout.write(f"{database}: filled in {time.monotonic() - started:.0f} s")
            opened = open_lists(persons, max(1, options["repeats"]))
            rows = max(0, min(options["import_rows"], MOST_ROWS))
            brought = bring_in(persons, rows) if rows else None
        self._table(opened)
        # The desk is no list: it looks into all of them.
        desk = reverse("portal:desk")
        lists = [one for one in opened if one.address != desk]
        slowest = max(lists, key=lambda one: one.milliseconds)
        most = max(lists, key=lambda one: one.queries)
        figures: dict[str, object] = {
            "database": database,
            "organisations": many,
            "pages": len(opened),
            "slowest_list_ms": round(slowest.milliseconds, 1),
            "slowest_list": f"{slowest.who} {slowest.address}",
            "most_queries": most.queries,
            "most_queries_list": f"{most.who} {most.address}",
            "slowest_desk_ms": round(
                max(one.milliseconds for one in opened if one.address == desk), 1
            ),
        }
        if brought:
            figures |= {
                "import_rows": brought.rows,
                "import_rows_checked_per_s": round(brought.checked_per_s),
                "import_rows_written_per_s": round(brought.written_per_s),
                "import_rows_per_s": round(brought.per_s),
            }
        self.stdout.write(json.dumps(figures, ensure_ascii=False))

    def _table(self, opened: list[Opened]) -> None:
        self.stdout.write(f"{'ms':>8}  {'queries':>7}  who            page")
        for one in sorted(opened, key=lambda one: -one.milliseconds)[:SHOWN]:
            self.stdout.write(
                f"{one.milliseconds:8.1f}  {one.queries:7}  {one.who:13}  {one.address}"
            )
