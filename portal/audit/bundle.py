"""Making a bundle: the job, and asking for it."""

import tempfile
from functools import partial
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from accounts.models import User
from common.text import fold
from growing_areas.models import AuditBundle, GrowingAreaCode
from growing_areas.services import ask_for_bundle, keep_bundle, make_again
from portal.audit.archive import Archive
from portal.audit.bundle_files import parts_of
from records import jobs
from records.models import Job

IN_MEMORY = 2**22  # bytes of an archive before it goes to disk
JOINED = ("crop", "area__organisation", "area__unit", "area__successor", "area__crop")


def ask(*, code: GrowingAreaCode, user: User) -> AuditBundle:
    """Ask a worker for all that an audit of `code` needs; see `ask_for_bundle`."""
    return ask_for_bundle(code=code, user=user, task=make_bundle, now=timezone.now())


def ask_again(*, bundle: AuditBundle, by: str) -> Job:
    """Ask once more for one that failed or was cancelled; its job."""
    return make_again(bundle=bundle, task=make_bundle, by=by)


@task()
def make_bundle(job_id: str, bundle_id: int) -> None:
    """The worker's part: make the file once, however often it is asked."""
    jobs.run(UUID(job_id), partial(_make, bundle_id))


def _make(bundle_id: int, report: jobs.Report) -> None:
    bundle = AuditBundle.objects.select_related("asked_by").get(pk=bundle_id)
    if bundle.document_id or bundle.cleared_at:
        return
    codes = GrowingAreaCode.objects.select_related(*JOINED)
    code = codes.prefetch_related("states__document", "states__rule").get(pk=bundle.code_id)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with override("vi"), Archive(file) as archive:
            parts = parts_of(bundle, code)
            for number, part in enumerate(parts):
                report(number, len(parts))
                archive.add(part.name, part.about, part.content())
            report(len(parts), len(parts))
            archive.close()
        keep_bundle(bundle=bundle, name=name_of_file(bundle, code), content=file, report=report)


def name_of_file(bundle: AuditBundle, code: GrowingAreaCode) -> str:
    """What the file is called: "ho-so-kiem-tra-vn-45-470-19708-00-24-2026-11-25.zip"."""
    said = "-".join(fold(code.code or code.area.name).split())
    safe = "".join(letter for letter in said if letter.isalnum() or letter in "-_.")
    return f"ho-so-kiem-tra-{safe}-{bundle.as_of.isoformat()}.zip"
