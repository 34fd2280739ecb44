import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import RuleError
from labels.services import label_at, open_sheet
from portal.demo.building import build
from portal.demo.content import APPLICANT, MAKERS, OFFICERS, PASSWORD

SHEET = "nhan-minh-hoa.pdf"


class Command(BaseCommand):
    """Load the demonstration and print its label sheet; safe to run again."""

    help = "Load the demonstration (needs DEMO=1) and say what is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration has public passwords. Set DEMO=1 to load it, and only into "
                "an installation that nobody works with."
            )
        try:
            demo = build(timezone.now())
        except RuleError as error:
            raise CommandError(error.message) from error
        file = settings.VAR_DIR / SHEET
        with open_sheet(demo.run) as sheet, file.open("wb") as copy:
            shutil.copyfileobj(sheet, copy)
        sign_ins = "\n             ".join(f"{sign_in:18} {who}" for sign_in, who in _sign_ins())
        self.stdout.write(
            f"The demonstration is {'loaded' if demo.is_new else 'there already'}.\n"
            f"  Pages      {settings.PUBLIC_URL}/ (API: /api/v1/docs)\n"
            f"  Sign-ins   {sign_ins}\n"
            f"             each with the password {PASSWORD}\n"
            f"  Labels     {file} ({demo.run.count} labels)\n"
            f"  Scan one   {label_at(demo.run, 0).link}"
        )


def _sign_ins() -> Iterator[tuple[str, str]]:
    """Every sign-in of the demonstration, with who that is."""
    for maker in MAKERS:
        yield maker.sign_in, f"manager of {maker.name}"
        for person in maker.people:
            yield person.sign_in, f"{person.role} of {maker.name}"
    yield APPLICANT.sign_in, f"manager of {APPLICANT.name}, which waits to be confirmed"
    for officer in OFFICERS:
        yield officer.sign_in, f"officer of the unit {officer.unit}"
