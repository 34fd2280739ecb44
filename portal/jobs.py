"""Background jobs as people see them: whose they are, what they are called, who may do what.

A job belongs to the row that its `owner` names. People see the present job of every row that
they see, such as the last printing of a run; a job that another one replaced, and the daily
work of the platform itself, are the administrator's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django_tasks.base import Task

from accounts.access import key_of
from accounts.models import User
from accounts.services.notices import MAIL, mail_notices
from common.errors import RuleError
from common.shown import number
from cooperatives.access import WORKERS, has_role, require
from growing_areas.access import refuse_to_be_both
from growing_areas.models import AuditBundle
from growing_areas.services.audit_bundles import KIND as BUNDLE
from labels.models import LabelRun
from labels.services import make_file, print_sheet, start_printing
from portal import imports
from portal.audit.bundle import ask_again as ask_bundle_again
from portal.audit.bundle import make_bundle
from portal.daily import do_daily_work
from portal.subjects import page_of, visible_subject
from records import daily, jobs
from records.models import Import, Job

SYSTEM = "system"  # the owner of what the platform does by itself
STOPPED = (Job.State.FAILED, Job.State.CANCELLED)


@dataclass(frozen=True)
class JobKind:
    """A kind of job: its words, and the task that does it."""

    words: Promise
    task: Task


# By the `kind` of the job. A test holds that every task of the rooms stands here.
KINDS: Mapping[str, JobKind] = {
    "labels.print_sheet": JobKind(gettext_lazy("In nhãn"), print_sheet),
    "labels.make_file": JobKind(gettext_lazy("Làm tệp nhãn"), make_file),
    "imports.check_import": JobKind(gettext_lazy("Kiểm tra tệp"), imports.check_import),
    "imports.apply_import": JobKind(gettext_lazy("Nhập tệp"), imports.apply_import),
    "imports.undo_import": JobKind(gettext_lazy("Hoàn tác lần nhập"), imports.undo_import),
    BUNDLE: JobKind(gettext_lazy("Gói hồ sơ kiểm tra"), make_bundle),
    MAIL: JobKind(gettext_lazy("Gửi thư báo"), mail_notices),
    daily.KIND: JobKind(gettext_lazy("Việc hằng ngày"), do_daily_work),
}
DAILY_WORDS: Mapping[str, Promise] = {
    "reminders": pgettext_lazy("việc hằng ngày", "nhắc giấy chứng nhận sắp hết hạn"),
    "findings": pgettext_lazy("việc hằng ngày", "nhắc các điểm chưa đạt đã quá hạn"),
    "codes": pgettext_lazy("việc hằng ngày", "ghi các mã số đã hết hạn"),
    "sessions": pgettext_lazy("việc hằng ngày", "dọn các lượt đăng nhập đã hết hạn"),
    "queue": pgettext_lazy("việc hằng ngày", "dọn hàng đợi công việc"),
    "imports": pgettext_lazy("việc hằng ngày", "bỏ nội dung tệp nhập đã cũ"),
    "audit_bundles": pgettext_lazy("việc hằng ngày", "bỏ các hồ sơ trọn gói đã cũ"),
    "answers": pgettext_lazy("việc hằng ngày", "dọn các câu trả lời API đã cũ"),
}


def visible_jobs(user: User | AnonymousUser) -> QuerySet[Job]:
    """The present jobs of what `user` may see; for an administrator all there ever were."""
    if user.is_superuser:
        return Job.objects.all()
    printing = LabelRun.objects.visible_to(user).filter(job__isnull=False)
    bringing_in = Import.objects.visible_to(user).filter(job__isnull=False)
    bundles = AuditBundle.objects.visible_to(user).filter(job__isnull=False)
    ids = (
        printing.order_by()
        .values("job_id")
        .union(bringing_in.order_by().values("job_id"), bundles.order_by().values("job_id"))
    )
    return Job.objects.filter(pk__in=ids)


def visible_job(user: User | AnonymousUser, pk: UUID) -> Job:
    """One of `visible_jobs`; else Http404."""
    return get_object_or_404(visible_jobs(user), pk=pk)


def kind_in_words(job: Job) -> str | Promise:
    """What kind of work it is: "In nhãn"."""
    return KINDS[job.kind].words if job.kind in KINDS else job.kind


def names_of_jobs(found: Iterable[Job]) -> dict[UUID, str]:
    """What each job is about, by its id: a product, a file; a query for each kind of owner."""
    wanted = list(found)
    numbers: dict[str, set[int]] = defaultdict(set)
    for job in wanted:
        word, _colon, pk = job.owner.partition(":")
        if pk.isdecimal():
            numbers[word].add(int(pk))
    runs = LabelRun.objects.filter(pk__in=numbers["labels.run"]).select_related("product")
    files = Import.objects.filter(pk__in=numbers["records.import"]).select_related("document")
    names = {run.key: _name_of_run(run) for run in runs}
    bundles = AuditBundle.objects.filter(pk__in=numbers["growing_areas.audit_bundle"])
    names |= {one.key: str(one.code) for one in bundles.select_related("code__area")}
    people = User.objects.filter(pk__in=numbers["user"])
    names |= {person.key: str(person) for person in people}
    names |= {source.key: _name_of_import(source) for source in files}
    return {job.pk: names.get(job.owner) or _name_of_daily(job) for job in wanted}


def _name_of_run(run: LabelRun) -> str:
    labels = ngettext("%(count)s nhãn", "%(count)s nhãn", run.count)
    return f"{run.product.name} · {labels % {'count': number(run.count)}}"


def _name_of_import(source: Import) -> str:
    return source.document.name if source.document else str(source)


def _name_of_daily(job: Job) -> str:
    name = str(job.arguments[0]) if job.kind == daily.KIND and job.arguments else ""
    return str(DAILY_WORDS.get(name, name))


def page_of_owner(job: Job) -> str:
    """The address of the page of what the job is about; empty for the platform's own work."""
    return page_of(job.owner)


def may_act(user: User | AnonymousUser, job: Job) -> bool:
    """Whether this person may cancel the job, or ask for it again."""
    subject = visible_subject(job.owner, user)
    if isinstance(subject, LabelRun):
        return has_role(user, subject.organisation, *WORKERS)
    return user.is_superuser or isinstance(subject, Import | AuditBundle)


def require_may_act(user: User | AnonymousUser, job: Job) -> None:
    """Raise NotAllowed unless `may_act`; Http404 when what it is about is not to be seen."""
    subject = visible_subject(job.owner, user)
    if isinstance(subject, LabelRun):
        require(user, subject.organisation, *WORKERS)
    elif not user.is_superuser and not isinstance(subject, Import | AuditBundle):
        raise Http404


def cancel(*, job: Job, user: User | AnonymousUser) -> None:
    """End a job that waits or runs. Raises NotAllowed, RuleError "jobs.already_ended"."""
    require_may_act(user, job)
    jobs.cancel(job=job, by=key_of(user))


def ask_again(*, job: Job, user: User | AnonymousUser) -> Job:
    """The new job that does again what failed or was cancelled, safely from its start.

    When the work was asked for anew meanwhile, that job is the answer.
    Raises NotAllowed, and RuleError "jobs.not_stopped" for a job that waits, runs or is done,
    "imports.too_late" and the like where the work has become pointless.
    """
    require_may_act(user, job)
    if job.state not in STOPPED:
        raise RuleError(
            "jobs.not_stopped",
            "Việc này đang làm hoặc đã xong nên không cần làm lại. Hãy tải lại trang để xem "
            "kết quả.",
        )
    subject, by = visible_subject(job.owner, user), key_of(user)
    if isinstance(subject, LabelRun):
        refuse_to_be_both(user, subject.organisation, timezone.localdate())
        return start_printing(run=subject, by=by)
    if isinstance(subject, AuditBundle):
        return ask_bundle_again(bundle=subject, by=by)
    if isinstance(subject, Import):
        return _bring_in_again(subject, job, by)
    if job.kind == daily.KIND:
        return daily.ask_again(job=job, task=do_daily_work, by=by)
    if job.kind == MAIL:
        return jobs.ask(
            kind=MAIL,
            owner=job.owner,
            by=by,
            total=job.total,
            task=mail_notices,
            arguments=job.arguments,
        )
    raise RuleError(
        "jobs.of_nothing",
        "Thứ mà việc này làm cho không còn nữa nên không làm lại được.",
    )


def _bring_in_again(source: Import, job: Job, by: str) -> Job:
    if job.kind == "imports.check_import":
        imports.ask_check(source, by)
    elif job.kind == "imports.apply_import":
        imports.ask_apply(source, by, all_or_nothing=source.all_or_nothing)
    else:
        imports.ask_undo(source, by)
    assert source.job  # which was just asked for
    return source.job
