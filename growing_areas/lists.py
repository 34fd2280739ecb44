"""The lists of this room."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.list_filters import Case, Cases, Choice, Choices, Days
from common.lists import Badge, Column, DeclaredList, ListFile, Quantity, Search
from common.shown import language
from cooperatives.owned_lists import organisation_column
from growing_areas.importing.areas import GrowingAreas, written_out
from growing_areas.models import (
    Crop,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    Plot,
)
from growing_areas.models.areas import GrowingAreaQuerySet
from growing_areas.services.intervals import broken_intervals, uncovered
from growing_areas.warnings import warnings_of, with_overlaps
from places.addresses import addresses
from places.list_filters import InPlace


def shown_crops() -> Choices:
    """The crops as values of a filter."""
    return [(crop.code, crop.shown_name) for crop in Crop.objects.all()]


def shown_places(areas: Sequence[GrowingArea]) -> list[str]:
    """Where each of `areas` lies, in few queries."""
    ids = [area.successor_id or area.unit_id for area in areas]
    said = addresses(ids, on=timezone.localdate(), language=language(), short=True)
    return [said[pk] for pk in ids]


def _coded(word: str) -> Q | None:
    """A code holds the word; only codes have digits, and most words have none."""
    if word.isalpha():
        return None
    codes = GrowingAreaCode.objects.filter(code__icontains=word).order_by()
    return Q(pk__in=codes.values("area"))


def _with_valid_code() -> Q:
    valid = GrowingAreaCode.objects.valid_on(timezone.localdate()).order_by()
    return Q(pk__in=valid.values("area"))


def _dressed(rows: QuerySet[GrowingArea]) -> QuerySet[GrowingArea]:
    assert isinstance(rows, GrowingAreaQuerySet)
    return rows.with_hectares().select_related("organisation", "crop")


AREAS = DeclaredList(
    name="growing_areas.areas",
    title=_("Vùng trồng"),
    model=GrowingArea,
    order=("-pk",),
    dress=_dressed,
    file=ListFile(GrowingAreas().all_columns, lambda rows, _user: written_out(rows)),
    search=Search(
        folded=("folded", "organisation__folded"),
        more=(_coded,),
        hint=_("Tên vùng trồng, tổ chức hoặc mã số"),
    ),
    filters=(
        Choice("crop", "cay", _("Cây trồng"), "crop__code", shown_crops),
        Cases(
            "codes",
            "ma-so",
            _("Mã số vùng trồng"),
            (
                Case("valid", _("có mã đang hiệu lực"), _with_valid_code),
                Case("none", _("không có mã đang hiệu lực"), lambda: ~_with_valid_code()),
            ),
        ),
        InPlace("place", "noi", _("Nơi trồng")),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Tên vùng trồng"),
            value=lambda row: row.name,
            link=lambda row: reverse("growing_areas:detail", args=[row.pk]),
            sort=("folded",),
        ),
        Column(
            key="crop",
            word="cay",
            header=_("Cây trồng"),
            value=lambda row: row.crop.shown_name,
            sort=("crop__name",),
        ),
        Column(
            key="hectares",
            word="dien-tich",
            header=_("Diện tích (ha)"),
            value=lambda row: row.hectares,
            number=True,
        ),
        Column(key="place", word="noi", header=_("Nơi trồng"), values=shown_places),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)


PLOT_COLUMNS: tuple[Column[Plot], ...] = (
    Column(
        key="name",
        word="ten",
        header=_("Thửa"),
        value=lambda row: row.name,
        sort=("name",),
    ),
    Column(
        key="hectares",
        word="dien-tich",
        header=_("Diện tích (ha)"),
        value=lambda row: row.hectares,
        number=True,
        sort=("hectares",),
    ),
    Column(
        key="centre",
        word="tam",
        header=_("Tâm thửa (vĩ độ, kinh độ)"),
        value=lambda row: f"{row.lat}, {row.lon}",
    ),
    Column(
        key="warnings",
        word="luu-y",
        header=_("Lưu ý"),
        value=lambda row: " ".join(warned.message for warned in warnings_of(row)),
    ),
)
PLOTS = DeclaredList(
    name="growing_areas.plots",
    title=_("Thửa"),
    model=Plot,
    order=("pk",),
    dress=lambda rows: with_overlaps(rows.defer("geometry")),
    search=Search(folded=("folded",), hint=_("Tên thửa")),
    columns=PLOT_COLUMNS,
)
# The plots of all areas that one sees, each with whose it is.
ALL_PLOTS = DeclaredList(
    name="growing_areas.all_plots",
    title=_("Thửa của mọi vùng trồng"),
    model=Plot,
    order=("-area_id", "pk"),
    dress=lambda rows: with_overlaps(rows.defer("geometry")).select_related(
        "area__organisation", "area__crop"
    ),
    search=Search(
        folded=("folded", "area__folded", "area__organisation__folded"),
        hint=_("Tên thửa, vùng trồng hoặc tổ chức"),
    ),
    filters=(
        Choice("crop", "cay", _("Cây trồng"), "area__crop__code", shown_crops),
        InPlace("place", "noi", _("Nơi trồng"), "area"),
    ),
    columns=(
        PLOT_COLUMNS[0],
        Column(
            key="area",
            word="vung",
            header=_("Vùng trồng"),
            value=lambda row: row.area.name,
            link=lambda row: reverse("growing_areas:detail", args=[row.area_id]),
            sort=("area__folded",),
        ),
        organisation_column(lambda row: row.area.organisation, "area__organisation"),
        *PLOT_COLUMNS[1:],
    ),
)


def _plots(harvest: Harvest) -> str:
    return ", ".join(plot.name for plot in harvest.plots.all())


def marks_of(harvests: Sequence[Harvest]) -> list[Badge | None]:
    """What each harvest has to do with pre-harvest intervals, if anything."""
    broken = broken_intervals(harvests)
    return [
        _mark(harvest, bool(uncovered(harvest, broken[harvest.pk]))) for harvest in harvests
    ]


def _mark(harvest: Harvest, is_inside: bool) -> Badge | None:
    if is_inside:
        return Badge(_("chưa hết thời gian cách ly"), "bad")
    return Badge(_("được cho qua cách ly"), "wait") if harvest.override_reason else None


def with_marks(harvests: Iterable[Harvest]) -> list[tuple[Harvest, Badge | None]]:
    """Harvests with their marks, for a table."""
    rows = list(harvests)
    return list(zip(rows, marks_of(rows), strict=True))


HARVESTS = DeclaredList(
    name="growing_areas.harvests",
    title=_("Thu hoạch"),
    model=Harvest,
    order=("-harvested_on", "-pk"),
    dress=lambda rows: rows.select_related("area", "code").prefetch_related("plots"),
    filters=(Days("harvested", "ngay", _("Ngày thu hoạch"), "harvested_on"),),
    columns=(
        Column(
            key="harvested_on",
            word="ngay",
            header=_("Ngày thu hoạch"),
            value=lambda row: row.harvested_on,
            sort=("harvested_on",),
        ),
        Column(
            key="kilograms",
            word="khoi-luong",
            header=_("Khối lượng"),
            value=lambda row: Quantity(row.kilograms, "kg"),
            unit=True,
            sort=("kilograms",),
        ),
        Column(key="plots", word="thua", header=_("Thửa"), value=_plots),
        Column(key="interval", word="cach-ly", header=_("Cách ly"), values=marks_of),
        Column(
            key="override_reason",
            word="cho-qua",
            header=_("Lý do cho qua"),
            value=lambda row: row.override_reason,
        ),
        Column(
            key="code",
            word="ma-so",
            header=_("Mã số vùng trồng"),
            value=lambda row: row.code.code if row.code else "",
            code=True,
        ),
        Column(key="note", word="ghi-chu", header=_("Ghi chú"), value=lambda row: row.note),
    ),
)
