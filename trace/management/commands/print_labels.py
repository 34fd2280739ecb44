import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from common.errors import RuleError
from labels.services import open_sheet, start_printing
from labels.sheets import SHEETS
from records.working import do_now
from trace.models import Batch
from trace.services import print_labels

ACTOR = "command:print_labels"


class Command(BaseCommand):
    """Print labels for a batch, as the pages do, and write the sheet to a file."""

    help = "Issue and activate labels for a batch and write their sheet as a PDF."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", required=True, help="the batch's lot number")
        parser.add_argument("--count", required=True, type=int, help="how many labels")
        parser.add_argument("--sheet", default="a4-24", choices=sorted(SHEETS))
        parser.add_argument("--out", required=True, type=Path, help="the PDF to write")
        parser.add_argument(
            "--organisation", help="id or name, where two organisations have the same lot"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        draft = out.with_name(f".{out.name}.part")
        try:
            # Before anything is issued: nothing is printed that cannot be written.
            draft.touch()
            if out.is_dir():
                raise IsADirectoryError(f"{out} is a folder")
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise CommandError(f"Cannot write {out}: {error}. Nothing was printed.") from error
        try:
            self._print(out, draft, options)
        finally:
            draft.unlink(missing_ok=True)

    def _print(self, out: Path, draft: Path, options: dict[str, Any]) -> None:
        batch = _one_batch(options["batch"], options["organisation"])
        try:
            run = print_labels(
                batch=batch,
                count=options["count"],
                sheet=options["sheet"],
                by=ACTOR,
                request=uuid4(),
                today=timezone.localdate(),
            )
            job = start_printing(run=run, by=ACTOR)
            do_now(job)
            run.refresh_from_db()
            if job.error:
                raise CommandError(job.error)
            with open_sheet(run) as sheet, draft.open("wb") as file:
                shutil.copyfileobj(sheet, file)
            draft.replace(out)
        except RuleError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"{out}: {run.count} nhãn, lô {batch.lot}, {batch.organisation.name}."
        )


def _one_batch(lot: str, organisation: str | None) -> Batch:
    batches = Batch.objects.filter(lot=lot).select_related("organisation", "product")
    if organisation:
        by_id = Q(organisation_id=int(organisation)) if organisation.isdigit() else Q()
        named = Q(organisation__name=organisation)
        batches = batches.filter(by_id | named if by_id else named)
    found = list(batches[:2])
    if not found:
        raise CommandError(f"Không có lô hàng nào mang số lô {lot}. Hãy xem lại số lô.")
    if len(found) > 1:
        raise CommandError(
            f"Nhiều tổ chức có lô {lot}. Hãy thêm --organisation với tên hoặc số của tổ chức."
        )
    return found[0]
