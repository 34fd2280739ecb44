"""The lists of diaries and inputs."""

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.list_filters import Case, Cases, Choice, Days
from common.lists import Badge, Column, DeclaredList, Quantity, Search, Value
from common.shown import number
from growing_areas.models import DiaryEntry, InputProduct
from growing_areas.models.diary import LATE_AFTER


def _dressed(rows: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    return rows.select_related("correction", "harvest").prefetch_related("plots", "photos")


def _plots(entry: DiaryEntry) -> str:
    return ", ".join(plot.name for plot in entry.plots.all())


def _dose(entry: DiaryEntry) -> str:
    return f"{number(entry.dose)} {entry.get_dose_unit_display()}" if entry.dose else ""


def mark_of(entry: DiaryEntry) -> Badge | None:
    """What is to be seen at once of an entry: that it was corrected, or came late."""
    if entry.is_corrected:
        return Badge(_("đã sửa"), "bad")
    if entry.harvest and entry.harvest.override_reason:
        return Badge(_("cho qua cách ly"), "wait")
    return Badge(_("đến muộn"), "wait") if entry.is_late else None


def _kilograms(entry: DiaryEntry) -> Value | None:
    return Quantity(entry.harvest.kilograms, "kg") if entry.harvest else None


def _holds(word: str) -> Q:
    return (
        Q(input_name__icontains=word)
        | Q(active_ingredient__icontains=word)
        | Q(target__icontains=word)
    )


def _late() -> Q:
    return Q(received_at__gt=F("captured_at") + LATE_AFTER)


DIARY = DeclaredList(
    name="growing_areas.diary",
    title=_("Nhật ký đồng ruộng"),
    model=DiaryEntry,
    order=("-done_on", "-pk"),
    dress=_dressed,
    search=Search(
        more=(_holds,),
        hint=_("Vật tư, hoạt chất hoặc sâu bệnh"),
    ),
    main=Choice("job", "viec", _("Công việc"), "job", DiaryEntry.Job.choices),
    filters=(
        Days("done", "ngay", _("Ngày làm"), "done_on"),
        Cases(
            "state",
            "tinh-trang",
            _("Tình trạng"),
            (
                Case("standing", _("còn đúng"), lambda: Q(correction__isnull=True)),
                Case("corrected", _("đã sửa"), lambda: Q(correction__isnull=False)),
                Case("late", _("đến muộn"), _late),
            ),
        ),
    ),
    columns=(
        Column(
            key="done_on",
            word="ngay",
            header=_("Ngày làm"),
            value=lambda row: row.done_on,
            link=lambda row: reverse("growing_areas:diary_entry", args=[row.pk]),
            badge=mark_of,
            sort=("done_on",),
        ),
        Column(
            key="job",
            word="viec",
            header=_("Công việc"),
            value=lambda row: row.get_job_display(),
            sort=("job",),
        ),
        Column(key="plots", word="thua", header=_("Thửa"), value=_plots),
        Column(
            key="input",
            word="vat-tu",
            header=_("Vật tư"),
            value=lambda row: row.input_name,
            sort=("input_name",),
        ),
        Column(
            key="active_ingredient",
            word="hoat-chat",
            header=_("Hoạt chất"),
            value=lambda row: row.active_ingredient,
        ),
        Column(key="dose", word="lieu", header=_("Liều lượng"), value=_dose),
        Column(
            key="pre_harvest_days",
            word="cach-ly",
            header=_("Cách ly (ngày)"),
            value=lambda row: row.pre_harvest_days,
            number=True,
        ),
        Column(
            key="kilograms",
            word="khoi-luong",
            header=_("Thu hoạch"),
            value=_kilograms,
            unit=True,
        ),
        Column(
            key="operator",
            word="nguoi",
            header=_("Người làm"),
            value=lambda row: row.operator,
        ),
        Column(key="note", word="ghi-chu", header=_("Ghi chú"), value=lambda row: row.note),
    ),
)

INPUTS = DeclaredList(
    name="growing_areas.inputs",
    title=_("Danh mục vật tư"),
    model=InputProduct,
    order=("kind", "folded", "pk"),
    search=Search(
        folded=("folded",),
        more=(lambda word: Q(active_ingredient__icontains=word),),
        hint=_("Tên vật tư hoặc hoạt chất"),
    ),
    main=Choice("kind", "loai", _("Loại"), "kind", InputProduct.Kind.choices),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Tên vật tư"),
            value=lambda row: row.name,
            sort=("folded",),
        ),
        Column(
            key="kind",
            word="loai",
            header=_("Loại"),
            value=lambda row: row.get_kind_display(),
            sort=("kind",),
        ),
        Column(
            key="active_ingredient",
            word="hoat-chat",
            header=_("Hoạt chất"),
            value=lambda row: row.active_ingredient,
            sort=("active_ingredient",),
        ),
        Column(
            key="pre_harvest_days",
            word="cach-ly",
            header=_("Cách ly (ngày)"),
            value=lambda row: row.pre_harvest_days,
            number=True,
            sort=("pre_harvest_days",),
        ),
        Column(
            key="registration_number",
            word="so",
            header=_("Số đăng ký"),
            value=lambda row: row.registration_number,
            code=True,
        ),
    ),
)
