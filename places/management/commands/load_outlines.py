"""Take in outlines of communes from a GeoJSON file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from places.models import Unit
from places.outline_loading import take_in_outlines


class Command(BaseCommand):
    """Reads one file; without --commit it only says what it would do."""

    help = "Take in outlines of communes in force today. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a GeoJSON FeatureCollection")
        parser.add_argument("--source", required=True, help="where the outlines come from")
        parser.add_argument("--code-property", default="", help="which property is the code")
        parser.add_argument("--name-property", default="", help="which property is the name")
        parser.add_argument("--commit", action="store_true", help="really save")

    def handle(self, *args: Any, file: Path, commit: bool, **options: Any) -> None:
        now = timezone.now()
        units = Unit.objects.on(timezone.localdate(now)).filter(level=Unit.Level.COMMUNE)
        try:
            with transaction.atomic():
                taken = take_in_outlines(
                    content=file.read_bytes(),
                    units=units,
                    source=options["source"],
                    code_property=options["code_property"],
                    name_property=options["name_property"],
                    by="command:load_outlines",
                    now=now,
                )
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from error
        except RuleError as error:
            raise CommandError(f"{error.message} ({error.code})") from error
        self.stdout.write(
            f"{len(taken.outlines)} outlines; {taken.unmatched} features of other places."
        )
        self.stdout.write("Saved." if commit else "A dry run, nothing was saved: add --commit.")
