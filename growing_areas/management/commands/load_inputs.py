"""Load the small list of inputs that is shipped."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from growing_areas.input_files import InputRow, read_inputs
from growing_areas.models import InputList
from growing_areas.services.inputs import ListPaper, bring_in_list, correct_list

FILE = Path(__file__).resolve().parents[2] / "data" / "inputs.csv"
PAPER = ListPaper(
    unit=None,
    source="Danh mục minh họa kèm chương trình",
    version="2026-11",
    certainty="assumed",
    valid_from=datetime.date(2020, 1, 1),
)
BY = "command:load_inputs"


class Command(BaseCommand):
    """Reads a CSV file; without --commit it only says what it would do."""

    help = "Load the shipped list of inputs. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--file",
            type=Path,
            default=FILE,
            help="CSV (default: growing_areas/data/inputs.csv)",
        )

    def handle(self, *args: Any, commit: bool, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                rows = read_inputs(content)
            with transaction.atomic():
                new, changed = _load(rows)
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from error
        except RuleError as error:
            raise CommandError(f"{file}: {error.message} Nothing was saved.") from error
        same = len(rows) - new - changed
        self.stdout.write(f"Inputs: {new} new, {changed} changed, {same} as before.")
        if not (new or changed):
            self.stdout.write("All of it was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")


def _load(rows: list[InputRow]) -> tuple[int, int]:
    """How many inputs were new, and how many changed."""
    known = InputList.objects.filter(unit__isnull=True, version=PAPER.version).first()
    if known is None:
        bring_in_list(paper=PAPER, rows=rows, by=BY, now=timezone.now())
        return len(rows), 0
    return correct_list(known=known, rows=rows, by=BY)
