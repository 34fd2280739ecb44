"""Load the crops of the register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from growing_areas.loading import BadCrop, load, read

FILE = Path(__file__).resolve().parents[2] / "data" / "crops.csv"


class Command(BaseCommand):
    """Reads a CSV file; without --commit it only says what it would do."""

    help = "Load crops. Saves nothing without --commit; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--file",
            type=Path,
            default=FILE,
            help="CSV (default: growing_areas/data/crops.csv)",
        )

    def handle(self, *args: Any, commit: bool, file: Path, **options: Any) -> None:
        try:
            with transaction.atomic():
                done = load(crops=read(file), by="command:load_crops")
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from error
        except BadCrop as error:
            raise CommandError(f"{error}. Nothing was saved.") from error
        self.stdout.write(
            f"Crops: {done.new} new, {done.changed} changed, {done.same} as before."
        )
        if not (done.new or done.changed):
            self.stdout.write("All of it was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")
