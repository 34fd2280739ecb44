"""The lists of this room."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.list_filters import Case, Cases, Choice, Days, Words
from common.lists import Badge, Column, DeclaredList, Search
from cooperatives.models import Certificate, OrganisationCertificate
from cooperatives.owned_lists import organisation_place
from cooperatives.words import certificate_standing
from growing_areas.models import AreaCertificate
from labels.models import LabelRun
from portal import imports
from portal.imports import names_of_owners
from portal.jobs import KINDS, kind_in_words, names_of_jobs
from products.models import ProductCertificate
from records.heartbeat import stalled_since
from records.models import Import, Job

SOON = 60  # days: when the owner is reminded first
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


def _standing_of(certificate: Certificate) -> Badge:
    return Badge(*certificate_standing(certificate, timezone.localdate()))


def _today() -> datetime.date:
    return timezone.localdate()


def _not_withdrawn(**conditions: object) -> Q:
    return Q(withdrawn_on=None, **conditions)


def _good() -> Q:
    endless_or_later = Q(valid_to=None) | Q(valid_to__gt=_today())
    return _not_withdrawn(valid_from__lte=_today()) & endless_or_later


def _ends_soon() -> Q:
    last = _today() + datetime.timedelta(days=SOON)
    return _good() & Q(valid_to__lte=last)


def certificates_of(
    model: type[Certificate], title: Words, page: str, organisation: str
) -> DeclaredList[Certificate]:
    """The list of the certificates of one kind of owner.

    page: the name of the owner's page; organisation: the path to the one that answers for it.
    """
    owner = model.owner_field
    folded = (
        (f"{owner}__folded",)
        if owner == organisation
        else (
            f"{owner}__folded",
            f"{organisation}__folded",
        )
    )
    return DeclaredList(
        name=f"{model._meta.app_label}.certificates",
        title=title,
        model=model,
        order=("-recorded_at", "-pk"),
        dress=lambda rows: rows.select_related(organisation),
        search=Search(
            folded=folded,
            more=(lambda word: Q(number__icontains=word),),
            hint=_("Tên hoặc số giấy"),
        ),
        main=Choice("kind", "loai", _("Loại"), "kind", Certificate.Kind.choices),
        filters=(
            Cases(
                "standing",
                "tinh-trang",
                _("Tình trạng"),
                (
                    Case("good", _("còn giá trị"), _good),
                    Case("soon", _("hết hạn trong 60 ngày tới"), _ends_soon),
                    Case("over", _("hết hạn"), lambda: Q(valid_to__lte=_today())),
                    Case("withdrawn", _("bị rút"), lambda: ~Q(withdrawn_on=None)),
                ),
            ),
            organisation_place(organisation),
        ),
        columns=(
            Column(
                key="kind",
                word="loai",
                header=_("Loại"),
                value=lambda row: row.kind_name,
                badge=_standing_of,
                sort=("kind",),
            ),
            Column(
                key="owner",
                word="cua",
                header=_("Của"),
                value=lambda row: str(row.owner),
                link=lambda row: reverse(page, args=[row.owner.pk]),
                sort=(f"{owner}__folded",),
            ),
            Column(
                key="number",
                word="so",
                header=_("Số"),
                value=lambda row: row.number,
                sort=("number",),
                code=True,
            ),
            Column(
                key="issuer", word="noi-cap", header=_("Nơi cấp"), value=lambda row: row.issuer
            ),
            Column(
                key="valid_from",
                word="tu",
                header=_("Từ ngày"),
                value=lambda row: row.valid_from,
                sort=("valid_from",),
            ),
            Column(
                key="last_day",
                word="den",
                header=_("Ngày cuối còn giá trị"),
                value=lambda row: row.last_day,
                sort=("valid_to",),
            ),
        ),
    )


# By the name of the page that shows it.
CERTIFICATES: Mapping[str, DeclaredList[Certificate]] = {
    "certificates": certificates_of(
        OrganisationCertificate,
        _("Giấy chứng nhận của tổ chức"),
        "cooperatives:detail",
        "organisation",
    ),
    "area_certificates": certificates_of(
        AreaCertificate,
        _("Giấy chứng nhận của vùng trồng"),
        "growing_areas:detail",
        "area__organisation",
    ),
    "product_certificates": certificates_of(
        ProductCertificate,
        _("Giấy chứng nhận của sản phẩm"),
        "products:detail",
        "product__organisation",
    ),
}
