"""Bundles for audits: asked for, kept once, removed after some days."""

import datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from accounts.models import User
from common.db import one_writer
from growing_areas.models import AuditBundle, GrowingAreaCode
from records import jobs
from records.documents import discard, store
from records.models import Document, Job
from records.services import log

ZIP_TYPE = "application/zip"
KIND = "growing_areas.make_bundle"
ASKED = "growing_areas.audit_bundle_asked"


def ask_for_bundle(
    *, code: GrowingAreaCode, user: User, task: Task, now: datetime.datetime
) -> AuditBundle:
    """Ask a worker for the bundle of `code` for `user`; one of theirs that still waits or runs
    is given back as it is. task: takes the job's id and the bundle's."""
    with transaction.atomic():
        _one_writer(code.pk)
        mine = AuditBundle.objects.filter(code=code, asked_by=user, cleared_at=None)
        for bundle in mine.select_related("job")[:1]:
            if bundle.job is not None and not bundle.job.is_finished:
                return bundle
        bundle = AuditBundle.objects.create(
            code=code, asked_by=user, as_of=timezone.localdate(now), asked_at=now
        )
        _queue(bundle, task, user.key)
        log(
            chain=code.area.chain,
            action=ASKED,
            subject=code.key,
            by=user.key,
            data={"bundle": bundle.pk},
        )
    return bundle


def make_again(*, bundle: AuditBundle, task: Task, by: str) -> Job:
    """Ask once more for a bundle whose making failed or was cancelled; the new job, or the one
    that another asked for meanwhile."""
    with transaction.atomic():
        _one_writer(bundle.code_id)
        bundle.refresh_from_db()
        assert bundle.job  # every bundle was asked for
        if bundle.document_id or not bundle.job.is_finished:
            return bundle.job
        return _queue(bundle, task, by)


def _queue(bundle: AuditBundle, task: Task, by: str) -> Job:
    bundle.job = jobs.ask(
        kind=KIND, owner=bundle.key, by=by, total=0, task=task, arguments=[bundle.pk]
    )
    bundle.save(update_fields=["job"])
    return bundle.job


def keep_bundle(
    *, bundle: AuditBundle, name: str, content: IO[bytes], report: jobs.Report
) -> None:
    """Keep the finished file, unless another worker was quicker or it was cleared."""
    with transaction.atomic():
        _one_writer(bundle.code_id)
        bundle.refresh_from_db()
        if bundle.document_id or bundle.cleared_at:
            return
        report.hold()  # stopped in the last moment, it leaves no file
        bundle.document = store(
            owner=bundle.key,
            name=name,
            content=content,
            content_type=ZIP_TYPE,
            by=bundle.asked_by.key,
        )
        bundle.save(update_fields=["document"])


def forget_old_bundles(today: datetime.date) -> None:
    """Files of bundles go when their last day is over; who asked for them when stays."""
    old = today - datetime.timedelta(days=settings.AUDIT_BUNDLE_KEPT_DAYS)
    before = datetime.datetime.combine(
        old, datetime.time(), tzinfo=timezone.get_current_timezone()
    )
    maybe = AuditBundle.objects.filter(cleared_at=None, asked_at__lt=before)
    for bundle in maybe.select_related("job").order_by("pk"):
        if bundle.job is None or bundle.job.is_finished:
            _clear(bundle)


def _clear(bundle: AuditBundle) -> None:
    with transaction.atomic():
        _one_writer(bundle.code_id)
        bundle.document, bundle.cleared_at = None, timezone.now()
        bundle.save(update_fields=["document", "cleared_at"])
        discard(Document.objects.filter(owner=bundle.key))


def _one_writer(code_id: int) -> None:
    one_writer(f"growing_areas.audit_bundles:{code_id}")
