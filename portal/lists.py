"""The lists of this room."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.list_filters import Choice, Days
from common.lists import Badge, Column, DeclaredList, Search
from labels.models import LabelRun
from portal import imports
from portal.imports import names_of_owners
from portal.jobs import KINDS, kind_in_words, names_of_jobs
from records.heartbeat import stalled_since
from records.models import Import, Job

TONES = {Job.State.DONE: "good", Job.State.FAILED: "bad", Job.State.RUNNING: "wait"}


def job_state(job: Job) -> Badge:
    """The state in words; a running job without a sign of life stands still."""
    beat = job.heartbeat_at
    if job.state == Job.State.RUNNING and beat and beat < stalled_since(timezone.now()):
        return Badge(_("Đứng lại"), "bad")
    return Badge(job.get_state_display(), TONES.get(Job.State(job.state), ""))


def _names(found: Sequence[Job]) -> list[str]:
    names = names_of_jobs(found)
    return [names[job.pk] for job in found]


def _of_run(word: str) -> Q:
    product = Q(product__folded__contains=word) | Q(lot__icontains=word)
    return Q(pk__in=LabelRun.objects.filter(product, job__isnull=False).values("job_id"))


def _of_import(word: str) -> Q:
    file = Import.objects.filter(document__name__icontains=word, job__isnull=False)
    return Q(pk__in=file.values("job_id"))


JOBS = DeclaredList(
    name="portal.jobs",
    title=_("Việc chạy nền"),
    model=Job,
    order=("-created_at", "-pk"),
    search=Search(more=(_of_run, _of_import), hint=_("Sản phẩm, số lô hoặc tên tệp")),
    main=Choice("state", "tinh-trang", _("Tình trạng"), "state", Job.State.choices),
    filters=(
        Choice(
            "kind",
            "viec",
            _("Việc"),
            "kind",
            [(key, kind.words) for key, kind in KINDS.items()],
        ),
        Days("asked", "ngay", _("Ngày yêu cầu"), "created_at", moments=True),
    ),
    columns=(
        Column(
            key="kind",
            word="viec",
            header=_("Việc"),
            value=kind_in_words,
            link=lambda job: reverse("portal:job", args=[job.pk]),
        ),
        Column(
            key="about",
            word="noi-dung",
            header=_("Nội dung"),
            values=_names,
        ),
        Column(key="state", word="tinh-trang", header=_("Tình trạng"), value=job_state),
        Column(
            key="percent",
            word="tien-do",
            header=_("Đã làm"),
            value=lambda job: f"{100 if job.state == Job.State.DONE else job.percent} %",
        ),
        Column(
            key="asked_at",
            word="yeu-cau",
            header=_("Yêu cầu lúc"),
            value=lambda job: job.created_at,
            sort=("created_at",),
        ),
        Column(
            key="ended_at",
            word="xong",
            header=_("Kết thúc lúc"),
            value=lambda job: job.finished_at,
        ),
    ),
)


def _owner_names(found: Sequence[Import]) -> list[str]:
    names = names_of_owners({source.owner for source in found})
    return [names.get(source.owner, "") for source in found]


def _import_state(source: Import) -> Badge:
    tones = {Import.State.APPLIED: "good", Import.State.FAILED: "bad"}
    wrong = source.state == Import.State.CHECKED and source.bad
    tone = "wait" if wrong else tones.get(Import.State(source.state), "")
    return Badge(source.get_state_display(), tone)


IMPORTS = DeclaredList(
    name="portal.imports",
    title=_("Các lần nhập"),
    model=Import,
    order=("-pk",),
    dress=lambda rows: rows.select_related("document"),
    search=Search(
        more=(lambda word: Q(document__name__icontains=word),), hint=_("Tên tệp đã gửi")
    ),
    main=Choice(
        "kind",
        "loai",
        _("Nhập gì"),
        "kind",
        [(kind.key, kind.title) for kind in imports.KINDS.values()],
    ),
    filters=(
        Choice("state", "tinh-trang", _("Tình trạng"), "state", Import.State.choices),
        Days("sent", "ngay", _("Ngày gửi"), "created_at", moments=True),
    ),
    columns=(
        Column(
            key="kind",
            word="loai",
            header=_("Nhập gì"),
            value=lambda source: imports.KINDS[source.kind].title,
            link=lambda source: reverse("portal:import_detail", args=[source.pk]),
            sort=("kind",),
        ),
        Column(key="owner", word="cho", header=_("Nhập cho"), values=_owner_names),
        Column(
            key="file",
            word="tep",
            header=_("Tệp"),
            value=lambda source: source.document.name if source.document else None,
        ),
        Column(
            key="sent",
            word="gui",
            header=_("Gửi lúc"),
            value=lambda source: source.created_at,
            sort=("created_at",),
        ),
        Column(
            key="state",
            word="tinh-trang",
            header=_("Tình trạng"),
            value=_import_state,
            sort=("state",),
        ),
        Column(
            key="rows",
            word="dong",
            header=_("Số dòng"),
            value=lambda source: source.total,
            number=True,
        ),
        Column(
            key="bad",
            word="loi",
            header=_("Dòng có lỗi"),
            value=lambda source: source.bad,
            number=True,
        ),
    ),
)
