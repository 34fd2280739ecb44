"""Load the checklists of inspections."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from growing_areas.checklist_loading import BadChecklist, load_checklists, read_checklists

FOLDER = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Reads two CSV files of a folder; without --commit it only says what it would do."""

    help = "Load the checklists of inspections. Saves nothing without --commit."

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
                done = load_checklists(
                    lists=read_checklists(folder), by="command:load_checklists"
                )
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}") from error
        except BadChecklist as error:
            raise CommandError(f"{error}. Nothing was saved.") from error
        self.stdout.write(
            f"Checklists: {done.new} new, {done.changed} changed, {done.same} as before."
        )
        if not (done.new or done.changed):
            self.stdout.write("All of it was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")
