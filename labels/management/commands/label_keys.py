from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from common.errors import RuleError
from labels import keys
from labels.models import LabelRun


class Command(BaseCommand):
    """The keys that serials are computed with. Secrets are never shown.

    `ensure` may run at every start. It refuses to make a first key where labels were already
    printed: their keys are missing then, and a new key would make good labels look forged.
    """

    help = "Make the first key of label serials, add a newer one, or list what there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action",
            choices=["ensure", "rotate", "list"],
            help="ensure: make the first key if there is none; rotate: add a key for new runs, "
            "older ones keep verifying; list: show ids, days and fingerprints",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = settings.LABEL_KEYS_FILE
        before = path.exists()
        try:
            ring = self._act(options["action"], path)
        except RuleError as error:
            raise CommandError(error.message) from error
        if options["action"] == "list":
            self._list(ring)
        elif options["action"] == "rotate" or not before:
            self.stdout.write(
                f"Label key {ring.current.id} is in {path}. Back this file up, apart from the "
                "database: without it no printed label can be told from a forged one."
            )

    def _act(self, action: str, path: Path) -> keys.KeyRing:
        if action == "ensure":
            return keys.ensure(path, today=timezone.localdate(), used=_used_keys())
        if action == "rotate":
            return keys.rotate(path, today=timezone.localdate())
        return keys.load(path)

    def _list(self, ring: keys.KeyRing) -> None:
        for key in ring.all():
            state = "verifies, prints no new runs" if key.retired else "prints"
            self.stdout.write(
                f"key {key.id:2}  made {key.created_on}  fingerprint {key.fingerprint}  {state}"
            )


def _used_keys() -> set[int]:
    """Ids of the keys that runs were printed with; none before the tables are made."""
    if LabelRun._meta.db_table not in connection.introspection.table_names():
        return set()
    return set(LabelRun.objects.values_list("key_id", flat=True).distinct().order_by("key_id"))
