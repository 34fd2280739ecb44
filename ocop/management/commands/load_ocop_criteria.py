"""Load the criteria sets of a decision about OCOP."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ocop.criteria import BadScheme
from ocop.loading import AlreadyLoaded, load_scheme

FILE = Path(__file__).resolve().parents[2] / "data" / "decision_26_2026.yaml"
MOST_BYTES = 5_000_000


class Command(BaseCommand):
    """Reads one YAML file; without --commit it only checks it."""

    help = "Load the criteria sets of an OCOP decision. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="really save")
        parser.add_argument(
            "--file", type=Path, default=FILE, help="default: Decision 26/2026/QĐ-TTg"
        )
        parser.add_argument("--name", default="1", help="the version's name (default: 1)")

    def handle(self, *args: Any, commit: bool, file: Path, name: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                scheme, new = load_scheme(
                    data=_read(file),
                    version=name,
                    by="command:load_ocop_criteria",
                    now=timezone.now(),
                )
                if not commit:
                    transaction.set_rollback(True)
        except BadScheme as error:
            lines = "\n".join(error.problems)
            raise CommandError(f"{file}: nothing was saved.\n{lines}") from error
        except AlreadyLoaded as error:
            raise CommandError(str(error)) from error
        read = scheme.read()
        criteria = sum(len(one.by_code) for one in read.sets.values())
        self.stdout.write(f"{scheme}: {len(read.sets)} sets, {criteria} criteria.")
        if not new:
            self.stdout.write("It was there already.")
        elif commit:
            self.stdout.write("Saved.")
        else:
            self.stdout.write("This was a dry run, nothing was saved. To save, add --commit.")


def _read(file: Path) -> Any:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CommandError(f"{file} is larger than {MOST_BYTES} bytes.")
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"Cannot read {error.filename}: {error.strerror}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise CommandError(f"{file} is no YAML: {error}") from error
