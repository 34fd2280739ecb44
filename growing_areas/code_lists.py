"""The list of codes: of a cooperative's own, and an office's work list."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.list_filters import Case, Cases, Choice, Days
from common.lists import Badge, Column, DeclaredList, Search
from cooperatives.owned_lists import organisation_column
from growing_areas import code_watch
from growing_areas.code_formats import MARKETS
from growing_areas.code_life import BEFORE_GRANTED
from growing_areas.models import VALID_STATES, CodeState, GrowingAreaCode
from places.list_filters import InPlace

State = CodeState.State
Confirmation = GrowingAreaCode.Confirmation
# Before a code's last day its people and its office hear of it.
EXPIRY_DAYS = 60
AT_THE_OFFICE = (State.SUBMITTED, State.CHECKED)
CONFIRMATION_TONES = {
    Confirmation.AWAITED: "wait",
    Confirmation.DECLARED: "wait",
    Confirmation.CONFIRMED: "good",
    Confirmation.REFUSED: "bad",
}


def badge(state: str) -> Badge:
    """The badge of a value of CodeState.State; of none when `state` is empty."""
    if not state:
        return Badge(_("chưa có trạng thái"))
    words = State(state).label
    if state == State.CORRECTIVE_ACTION:
        return Badge(words, "wait")
    if state in VALID_STATES:
        return Badge(words, "good")
    return Badge(words, "wait" if state in BEFORE_GRANTED else "bad")


def confirmation_badge(code: GrowingAreaCode) -> Badge:
    """Who answers for it that an office gave the code."""
    standing = Confirmation(code.confirmation)
    return Badge(standing.label, CONFIRMATION_TONES[standing])


@dataclass(frozen=True)
class StateToday(Choice):
    """Codes that are in a state today; `path` is that of the code, "pk"."""

    def asked(self, value: str) -> Q:
        rows = CodeState.objects.on(timezone.localdate()).filter(state=value)
        return Q(**{f"{self.path}__in": rows.order_by().values("code_id")})

    def tally(self, rows: QuerySet[GrowingAreaCode]) -> dict[str, int]:
        today = CodeState.objects.on(timezone.localdate()).order_by()
        states = today.filter(code__in=rows.order_by().values("pk")).values_list("state")
        found = dict(states.annotate(Count("pk")).values_list("state", "pk__count"))
        return found | {"": rows.count() - sum(found.values())}


def _now(**columns: object) -> Q:
    """Codes whose last state has these columns."""
    rows = CodeState.objects.filter(valid_to=None, **columns)
    return Q(pk__in=rows.order_by().values("code_id"))


def _valid_today() -> Q:
    valid = GrowingAreaCode.objects.valid_on(timezone.localdate()).order_by()
    return Q(pk__in=valid.values("pk"))


def _running_out() -> Q:
    codes = GrowingAreaCode.objects.running_out(timezone.localdate(), EXPIRY_DAYS)
    return Q(pk__in=codes.order_by().values("pk"))


def _overdue() -> Q:
    return _now(due_on__lt=timezone.localdate())


def _due(code: GrowingAreaCode) -> datetime.date | None:
    rows = list(code.states.all())
    return rows[-1].due_on if rows else None


CODES = DeclaredList(
    name="growing_areas.codes",
    title=_("Mã số vùng trồng"),
    model=GrowingAreaCode,
    order=("-pk",),
    dress=lambda rows: rows.select_related("area__organisation").prefetch_related("states"),
    search=Search(
        folded=("area__folded", "area__organisation__folded"),
        more=(lambda word: Q(code__icontains=word),),
        hint=_("Mã số, vùng trồng hoặc tổ chức"),
    ),
    main=StateToday("state", "trang-thai", _("Trạng thái"), "pk", State.choices),
    filters=(
        Cases(
            "due",
            "viec",
            _("Việc đang chờ"),
            (
                Case("office", _("chờ cơ quan trả lời"), lambda: _now(state__in=AT_THE_OFFICE)),
                Case("overdue", _("đã quá hạn"), _overdue),
                Case(
                    "correction", _("đang khắc phục"), lambda: _now(state="corrective_action")
                ),
                Case("expiring", _("sắp hết hạn (60 ngày)"), _running_out),
                Case(
                    "declared",
                    _("tổ chức khai, chờ đối chiếu"),
                    lambda: Q(confirmation=Confirmation.DECLARED),
                ),
            ),
        ),
        Cases(
            "watch",
            "can-xem",
            _("Cần xem lại"),
            (
                Case("over_yield", _("sản lượng vượt mức"), code_watch.over_yield),
                Case("overlapping", _("thửa chồng lấn"), code_watch.overlapping),
                Case("findings", _("có điểm chưa đạt"), code_watch.with_open_findings),
                Case("late", _("điểm chưa đạt quá hạn"), code_watch.with_overdue_findings),
                Case("never", _("chưa kiểm tra lần nào"), code_watch.never_inspected),
            ),
        ),
        Cases(
            "validity",
            "hieu-luc",
            _("Hiệu lực hôm nay"),
            (
                Case("valid", _("đang hiệu lực"), _valid_today),
                Case("not_valid", _("không hiệu lực"), lambda: ~_valid_today()),
            ),
        ),
        Choice("kind", "loai", _("Loại mã"), "kind", GrowingAreaCode.Kind.choices),
        Choice(
            "market",
            "thi-truong",
            _("Thị trường"),
            "market",
            [(letters, _(words)) for letters, words in MARKETS.items()],
        ),
        Days("granted", "cap", _("Ngày cấp"), "granted_on"),
        Days("expires", "han", _("Hết hạn từ ngày"), "expires_on"),
        InPlace("place", "noi", _("Nơi trồng"), "area"),
    ),
    columns=(
        Column(
            key="code",
            word="ma",
            header=_("Mã số"),
            value=lambda row: row.code or _("(chưa có mã)"),
            link=lambda row: reverse("growing_areas:code", args=[row.pk]),
            code=True,
            sort=("code",),
        ),
        Column(
            key="state",
            word="trang-thai",
            header=_("Trạng thái"),
            value=lambda row: badge(row.state_on(timezone.localdate())),
        ),
        Column(key="due_on", word="den-han", header=_("Hạn"), value=_due),
        Column(
            key="market",
            word="thi-truong",
            header=_("Thị trường"),
            value=lambda row: row.market_name,
            sort=("market", "code"),
        ),
        Column(
            key="granted_on",
            word="cap",
            header=_("Ngày cấp"),
            value=lambda row: row.granted_on,
            sort=("granted_on",),
        ),
        Column(
            key="expires_on",
            word="han",
            header=_("Hết hạn từ ngày"),
            value=lambda row: row.expires_on,
            sort=("expires_on",),
        ),
        Column(
            key="area",
            word="vung",
            header=_("Vùng trồng"),
            value=lambda row: row.area.name,
            sort=("area__folded",),
        ),
        organisation_column(lambda row: row.area.organisation, "area__organisation"),
    ),
)
