"""Load the administrative units of the country and what became of them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from places.loading import Loaded, load
from places.reading import BadRow, read

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Reads a folder of CSV files; without --commit it only says what it would do."""

    help = "Load administrative units. Saves nothing without --commit; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--data",
            type=Path,
            default=DATA,
            metavar="DIR",
            help="folder with units.csv and successions.csv (default: places/data)",
        )

    def handle(self, *args: Any, commit: bool, data: Path, **options: Any) -> None:
        try:
            with transaction.atomic():
                done = load(book=read(data), by="command:load_places")
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}") from error
        except BadRow as error:
            raise CommandError(f"{error}. Nothing was saved.") from error
        self.stdout.write(_in_words(done, commit))


def _in_words(done: Loaded, commit: bool) -> str:
    lines = [
        _line("Units", done.units_new, done.units_changed, done.units_same),
        _line(
            "Successions", done.successions_new, done.successions_changed, done.successions_same
        ),
    ]
    if done.nothing_new:
        lines.append("All of it was there already.")
    elif commit:
        lines.append("Saved.")
    else:
        lines.append("This was a dry run, nothing was saved. To save, add --commit.")
    return "\n".join(lines)


def _line(what: str, new: int, changed: int, same: int) -> str:
    return f"{what}: {new:,} new, {changed:,} changed, {same:,} as before."
