"""Load the dated rules about growing-area codes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from growing_areas.rule_loading import TABLES, BadRule, load_rules, read_rules

FOLDER = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Reads the CSV files of a folder; without --commit it only says what it would do."""

    help = "Load the rules about growing-area codes. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--folder",
            type=Path,
            default=FOLDER,
            help="CSV files (default: growing_areas/data)",
        )

    def handle(self, *args: Any, commit: bool, folder: Path, **options: Any) -> None:
        try:
            with transaction.atomic():
                done = [
                    load_rules(
                        table=table,
                        rules=read_rules(folder / table.file, table),
                        by="command:load_growing_rules",
                    )
                    for table in TABLES
                ]
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}") from error
        except BadRule as error:
            raise CommandError(f"{error}. Nothing was saved.") from error
        for part in done:
            self.stdout.write(
                f"{part.table.file}: {part.new} new, {part.changed} changed, "
                f"{part.same} as before."
            )
        if not any(part.new or part.changed for part in done):
            self.stdout.write("All of it was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")
