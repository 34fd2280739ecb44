from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.daily import WORK, ask_for_due
from records.models import Job
from records.working import do_now


class Command(BaseCommand):
    """Today's daily work by hand: what a worker would do by itself, now."""

    help = "Does today's daily work that has not been done yet; a worker does it by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ask_for_due()
        for job in asked:
            do_now(job)
            self.stdout.write(
                f"{job.arguments[0]}: {job.get_state_display()} {job.error}".rstrip()
            )
        if len(asked) < len(WORK):
            self.stdout.write(f"{len(WORK) - len(asked)} pieces were already asked for today.")
        failed = [job.arguments[0] for job in asked if job.state != Job.State.DONE]
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}.")
