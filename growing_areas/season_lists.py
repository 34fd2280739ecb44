"""The list of seasons, as an office looks through it."""

from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.list_filters import Case, Cases, Choice, Choices, Days
from common.lists import Badge, Column, DeclaredList, Quantity, Search
from cooperatives.owned_lists import organisation_column
from growing_areas.code_formats import MARKETS
from growing_areas.models import Crop, Season
from growing_areas.models.seasons import STATES, SeasonQuerySet
from growing_areas.yields import ABOVE_EXPECTED_PERCENT, is_above_expected
from places.list_filters import InPlace

TONES = {"running": "good", "ended": "wait"}


def season_badge(season: Season) -> Badge:
    """How a season stands today."""
    state = season.state_on(timezone.localdate())
    return Badge(STATES[state], TONES.get(state, ""))


def above_badge(season: Season) -> Badge | None:
    """Set off where much more was harvested than expected; the season is `with_harvested`."""
    if not is_above_expected(season.harvested, season.expected_kilograms):  # type: ignore[attr-defined]
        return None
    return Badge(_("vượt dự kiến"), "bad")


def _crops() -> Choices:
    return [(crop.code, crop.shown_name) for crop in Crop.objects.all()]


def _open() -> Q:
    return Q(closed_at__isnull=True)


def _ended() -> Q:
    return Q(closed_at__isnull=True, ends_on__lte=timezone.localdate())


def _above() -> Q:
    share = (Decimal(100) + ABOVE_EXPECTED_PERCENT) / 100
    more = {"harvested__gt": F("expected_kilograms") * share}
    seasons = Season.objects.with_harvested().filter(**more)
    return Q(pk__in=seasons.order_by().values("pk"))


def _dressed(rows: QuerySet[Season]) -> QuerySet[Season]:
    assert isinstance(rows, SeasonQuerySet)
    return rows.with_harvested().select_related("area__organisation", "area__crop")


def _kilograms(amount: Decimal | None) -> Quantity | None:
    return None if amount is None else Quantity(amount, "kg")


SEASONS = DeclaredList(
    name="growing_areas.seasons",
    title=_("Vụ sản xuất"),
    model=Season,
    order=("-starts_on", "-pk"),
    dress=_dressed,
    search=Search(
        folded=("area__folded", "area__organisation__folded"),
        hint=_("Tên vùng trồng hoặc tổ chức"),
    ),
    filters=(
        Cases(
            "state",
            "tinh-trang",
            _("Tình trạng"),
            (
                Case("open", _("chưa chốt"), _open),
                Case("ended", _("đã hết, chưa chốt"), _ended),
                Case("closed", _("đã chốt"), lambda: ~_open()),
                Case("above", _("thu hoạch vượt dự kiến"), _above),
            ),
        ),
        Choice("crop", "cay", _("Cây trồng"), "area__crop__code", _crops),
        Choice(
            "market",
            "thi-truong",
            _("Thị trường"),
            "market",
            [(letters, _(words)) for letters, words in MARKETS.items()],
        ),
        Days("starts", "bat-dau", _("Ngày bắt đầu"), "starts_on"),
        InPlace("place", "noi", _("Nơi trồng"), "area"),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Vụ"),
            value=lambda row: row.name,
            link=lambda row: reverse("growing_areas:season", args=[row.pk]),
            badge=above_badge,
            sort=("name",),
        ),
        Column(
            key="area",
            word="vung",
            header=_("Vùng trồng"),
            value=lambda row: row.area.name,
            sort=("area__folded",),
        ),
        Column(
            key="crop",
            word="cay",
            header=_("Cây trồng"),
            value=lambda row: row.area.crop.shown_name,
        ),
        Column(
            key="starts_on",
            word="tu",
            header=_("Từ ngày"),
            value=lambda row: row.starts_on,
            sort=("starts_on",),
        ),
        Column(
            key="last_day",
            word="den",
            header=_("Đến hết ngày"),
            value=lambda row: row.last_day,
            sort=("ends_on",),
        ),
        Column(key="state", word="tinh-trang", header=_("Tình trạng"), value=season_badge),
        Column(
            key="expected",
            word="du-kien",
            header=_("Dự kiến"),
            value=lambda row: _kilograms(row.expected_kilograms),
            unit=True,
            sort=("expected_kilograms",),
        ),
        Column(
            key="harvested",
            word="da-thu",
            header=_("Đã thu"),
            value=lambda row: Quantity(row.harvested, "kg"),
            unit=True,
        ),
        Column(
            key="real",
            word="that",
            header=_("Đã chốt"),
            value=lambda row: _kilograms(row.real_kilograms),
            unit=True,
            sort=("real_kilograms",),
        ),
        organisation_column(lambda row: row.area.organisation, "area__organisation"),
    ),
)
