"""Load what the law wants on labels, and the platform's own templates."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from labels.label_loading import RULES, TEMPLATES, BadLabelData, load_rules, load_templates

FOLDER = Path(__file__).resolve().parents[2] / "data"
BY = "command:load_label_data"


class Command(BaseCommand):
    """Reads the files of a folder; without --commit it only says what it would do."""

    help = "Load rules about labels and the platform's templates. Saves only with --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="the files (default: labels/data)"
        )

    def handle(self, *args: Any, commit: bool, folder: Path, **options: Any) -> None:
        try:
            with transaction.atomic():
                parts = [
                    load_rules(folder / RULES, by=BY),
                    load_templates(folder / TEMPLATES, by=BY),
                ]
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}") from error
        except BadLabelData as error:
            raise CommandError(f"{error}. Nothing was saved.") from error
        for part in parts:
            self.stdout.write(
                f"{part.file}: {part.new} new, {part.changed} changed, {part.same} as before."
            )
        if not any(part.new or part.changed for part in parts):
            self.stdout.write("All of it was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")
