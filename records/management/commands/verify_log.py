from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.progress import progress
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries


class Command(BaseCommand):
    """Prove that the log was not tampered with."""

    help = "Compute every hash of the log again; name the first broken link, if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        total = LogEntry.objects.count()
        broken = first_broken_link(progress(stored_entries(), "entries", total=total))
        if broken:
            raise CommandError(
                f"The log is broken in chain {broken.chain}, entry {broken.number}: "
                f"{broken.reason}."
            )
        chains = LogEntry.objects.values("chain").distinct().count()
        self.stdout.write(f"The log is whole: {total} entries in {chains} chains.")
