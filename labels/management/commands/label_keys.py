import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from common.errors import RuleError
from labels import key_backups, keys
from labels.models import LabelRun


class Command(BaseCommand):
    """The keys that serials are computed with. Secrets are never shown.

    `ensure` may run at every start. It refuses to make a first key where labels were already
    printed: their keys are missing then, and a new key would make good labels look forged.
    Nor does `restore` ever take a key away.
    """

    help = "The keys of label serials: make the first, add one, list, back up, restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action",
            choices=["ensure", "rotate", "list", "backup", "restore"],
            help="ensure: make the first key if there is none; rotate: add a key for new runs, "
            "older ones keep verifying; list: show ids, days and fingerprints; backup: write "
            "all keys into FILE, sealed with a passphrase; restore: add the keys of such a "
            "FILE that are missing here",
        )
        parser.add_argument("file", nargs="?", type=Path, help="of backup and restore")
        parser.add_argument(
            "--passphrase-file",
            type=Path,
            help="read the passphrase from the first line of this file instead of asking",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = settings.LABEL_KEYS_FILE
        try:
            if options["action"] in ("backup", "restore"):
                if options["file"] is None:
                    raise CommandError(f"label_keys {options['action']} needs a FILE")
                act = self._back_up if options["action"] == "backup" else self._restore
                act(path, options["file"], options["passphrase_file"])
            else:
                self._keep(options["action"], path)
        except RuleError as error:
            raise CommandError(error.message) from error

    def _keep(self, action: str, path: Path) -> None:
        before = path.exists()
        if action == "list":
            self._list(keys.load(path))
            return
        if action == "ensure":
            ring = keys.ensure(path, today=timezone.localdate(), used=_used_keys())
        else:
            ring = keys.rotate(path, today=timezone.localdate())
        if action == "rotate" or not before:
            self.stdout.write(
                f"Label key {ring.current.id} is in {path}. Back this file up, apart from the "
                "database: without it no printed label can be told from a forged one."
            )

    def _back_up(self, path: Path, backup: Path, passphrase_file: Path | None) -> None:
        ring = keys.load(path)
        passphrase = _passphrase(passphrase_file, again=True)
        key_backups.write_backup(backup, ring, passphrase)
        assert key_backups.read_backup(backup, passphrase) == ring
        self.stdout.write(
            f"{len(ring.keys)} label keys are sealed in {backup}. Keep it apart from the "
            "database, and its passphrase apart from it: nobody can open it without."
        )

    def _restore(self, path: Path, backup: Path, passphrase_file: Path | None) -> None:
        ring = key_backups.read_backup(backup, _passphrase(passphrase_file, again=False))
        self._list(keys.restore(path, ring))

    def _list(self, ring: keys.KeyRing) -> None:
        for key in ring.all():
            state = "verifies, prints no new runs" if key.retired else "prints"
            self.stdout.write(
                f"key {key.id:2}  made {key.created_on}  fingerprint {key.fingerprint}  {state}"
            )


def _passphrase(file: Path | None, *, again: bool) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0]
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}).") from error
    passphrase = getpass.getpass("Passphrase of the backup: ")
    if again and getpass.getpass("The same once more: ") != passphrase:
        raise CommandError("The two were not the same; nothing was written.")
    return passphrase


def _used_keys() -> set[int]:
    """Ids of the keys that runs were printed with; none before the tables are made."""
    if LabelRun._meta.db_table not in connection.introspection.table_names():
        return set()
    return set(LabelRun.objects.values_list("key_id", flat=True).distinct().order_by("key_id"))
