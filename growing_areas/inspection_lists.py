"""The lists of findings, of inspections, and of the areas to inspect first."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.list_filters import Case, Cases, Choice, Days
from common.lists import Badge, Column, DeclaredList, Search
from cooperatives.owned_lists import organisation_column
from growing_areas.access import may_judge
from growing_areas.inspection_risk import Risk
from growing_areas.lists import shown_crops, shown_places
from growing_areas.models import Finding, GrowingArea, Inspection
from growing_areas.models.areas import GrowingAreaQuerySet
from growing_areas.ranking import (
    IsPlanned,
    RiskScore,
    conditions,
    is_planned,
    last_inspections,
    plans_of,
    risks_of,
)
from places.list_filters import InPlace

State, Result = Inspection.State, Inspection.Result
TONES = {
    State.PLANNED: "",
    State.OPEN: "wait",
    State.CLOSED: "good",
    State.CANCELLED: "",
    Result.PASSED: "good",
    Result.TO_CORRECT: "wait",
    Result.FAILED: "bad",
}


def finding_badge(finding: Finding) -> Badge:
    """How a finding stands: closed, answered, overdue, or open."""
    if not finding.is_open:
        return Badge(_("đã khép lại"), "good")
    if finding.is_overdue(timezone.localdate()):
        return Badge(_("quá hạn"), "bad")
    if finding.answered_at:
        return Badge(_("đã trả lời"), "wait")
    return Badge(_("chưa trả lời"), "wait")


def inspection_badge(inspection: Inspection) -> Badge:
    """The result of an inspection, or where it stands."""
    if inspection.result:
        return Badge(Result(inspection.result).label, TONES[Result(inspection.result)])
    return Badge(State(inspection.state).label, TONES[State(inspection.state)])


def _overdue() -> Q:
    late = Finding.objects.overdue(timezone.localdate()).order_by()
    return Q(pk__in=late.values("pk"))


FINDINGS = DeclaredList(
    name="growing_areas.findings",
    title=_("Điểm chưa đạt"),
    model=Finding,
    order=("-raised_at", "-pk"),
    dress=lambda rows: rows.select_related("area__organisation", "code"),
    search=Search(
        folded=("area__folded", "area__organisation__folded"),
        hint=_("Tên vùng trồng hoặc tổ chức"),
    ),
    main=Choice("severity", "muc-do", _("Mức độ"), "severity", Finding.Severity.choices),
    filters=(
        Cases(
            "standing",
            "tinh-trang",
            _("Tình trạng"),
            (
                Case("open", _("chưa khép lại"), lambda: Q(closed_at__isnull=True)),
                Case("overdue", _("quá hạn"), _overdue),
                Case(
                    "answered",
                    _("đã trả lời"),
                    lambda: Q(closed_at__isnull=True, answered_at__isnull=False),
                ),
                Case("closed", _("đã khép lại"), lambda: Q(closed_at__isnull=False)),
            ),
        ),
        Choice("source", "tu", _("Phát hiện từ"), "source", Finding.Source.choices),
        Days("deadline", "han", _("Hạn khắc phục"), "deadline"),
        InPlace("place", "noi", _("Nơi trồng"), "area"),
    ),
    columns=(
        Column(
            key="text",
            word="noi-dung",
            header=_("Điểm chưa đạt"),
            value=lambda row: row.text,
            link=lambda row: reverse("growing_areas:finding", args=[row.pk]),
            badge=finding_badge,
        ),
        Column(
            key="severity",
            word="muc-do",
            header=_("Mức độ"),
            value=lambda row: row.get_severity_display(),
            sort=("severity",),
        ),
        Column(
            key="area",
            word="vung",
            header=_("Vùng trồng"),
            value=lambda row: row.area.name,
            sort=("area__folded",),
        ),
        Column(
            key="source",
            word="tu",
            header=_("Phát hiện từ"),
            value=lambda row: row.get_source_display(),
        ),
        Column(
            key="deadline",
            word="han",
            header=_("Hạn khắc phục"),
            value=lambda row: row.deadline,
            sort=("deadline",),
        ),
        Column(
            key="raised_at",
            word="luc",
            header=_("Ghi lúc"),
            value=lambda row: row.raised_at,
            sort=("raised_at",),
        ),
        organisation_column(lambda row: row.area.organisation, "area__organisation"),
    ),
)


INSPECTIONS = DeclaredList(
    name="growing_areas.inspections",
    title=_("Kiểm tra vùng trồng"),
    model=Inspection,
    order=("-planned_on", "-pk"),
    dress=lambda rows: rows.select_related("area__organisation").prefetch_related("inspectors"),
    search=Search(
        folded=("area__folded", "area__organisation__folded"),
        hint=_("Tên vùng trồng hoặc tổ chức"),
    ),
    main=Choice("state", "tinh-trang", _("Tình trạng"), "state", State.choices),
    filters=(
        Choice("result", "ket-qua", _("Kết quả"), "result", Result.choices),
        Choice("kind", "loai", _("Loại kiểm tra"), "kind", Inspection.Kind.choices),
        Days("planned", "ngay", _("Ngày kiểm tra"), "planned_on"),
        InPlace("place", "noi", _("Nơi trồng"), "area"),
    ),
    columns=(
        Column(
            key="area",
            word="vung",
            header=_("Vùng trồng"),
            value=lambda row: row.area.name,
            link=lambda row: reverse("growing_areas:inspection", args=[row.pk]),
            badge=inspection_badge,
            sort=("area__folded",),
        ),
        Column(
            key="planned_on",
            word="ngay",
            header=_("Ngày kiểm tra"),
            value=lambda row: row.planned_on,
            sort=("planned_on",),
        ),
        Column(
            key="kind",
            word="loai",
            header=_("Loại kiểm tra"),
            value=lambda row: row.get_kind_display(),
        ),
        Column(
            key="inspectors",
            word="nguoi",
            header=_("Người kiểm tra"),
            value=lambda row: ", ".join(str(person) for person in row.inspectors.all()),
        ),
        organisation_column(lambda row: row.area.organisation, "area__organisation"),
    ),
)


def _scores(areas: Sequence[GrowingArea]) -> list[int]:
    return [risk.score for risk in _risks(areas)]


def _reasons(areas: Sequence[GrowingArea]) -> list[str]:
    return [", ".join(_say(reason.words) for reason in risk.reasons) for risk in _risks(areas)]


def _risks(areas: Sequence[GrowingArea]) -> list[Risk]:
    """The risk of each area, asked once however many columns tell of it."""
    if not all(hasattr(area, "risk") for area in areas):
        for area, risk in zip(areas, risks_of(areas, timezone.localdate()), strict=True):
            area.risk = risk  # type: ignore[attr-defined]
    return [area.risk for area in areas]  # type: ignore[attr-defined]


def _dressed(rows: QuerySet[GrowingArea]) -> QuerySet[GrowingArea]:
    assert isinstance(rows, GrowingAreaQuerySet)
    return rows.select_related("organisation", "crop")


def _reason(key: str) -> Q:
    return conditions(timezone.localdate())[key]


PLAN = DeclaredList(
    name="growing_areas.inspection_plan",
    title=_("Kế hoạch kiểm tra"),
    model=GrowingArea,
    # What is planned already sinks to the end.
    order=(IsPlanned().asc(), RiskScore().desc(), "pk"),
    costly=True,
    dress=_dressed,
    search=Search(
        folded=("folded", "organisation__folded"), hint=_("Tên vùng trồng hoặc tổ chức")
    ),
    filters=(
        Cases(
            "reason",
            "ly-do",
            _("Lý do"),
            tuple(
                Case(key, words, lambda key=key: _reason(key))  # type: ignore[misc]
                for key, words in (
                    ("never", _("chưa từng được kiểm tra")),
                    ("due", _("đã đến kỳ kiểm tra")),
                    ("major", _("còn điểm nặng")),
                    ("over_limit", _("sản lượng vượt mức")),
                    ("late", _("quá hạn khắc phục")),
                    ("minor", _("còn điểm nhẹ")),
                    ("export", _("có mã xuất khẩu")),
                )
            ),
        ),
        Cases(
            "planned",
            "ke-hoach",
            _("Kế hoạch"),
            (
                Case("yes", _("đã có kế hoạch"), is_planned),
                Case("no", _("chưa có kế hoạch"), lambda: ~is_planned()),
            ),
        ),
        Choice("crop", "cay", _("Cây trồng"), "crop__code", shown_crops),
        InPlace("place", "noi", _("Nơi trồng")),
    ),
    columns=(
        Column(
            key="pick",
            word="chon",
            header=pgettext_lazy("cột", "Chọn"),
            value=lambda row: str(row.pk),
            pick=True,
            in_file=False,
        ),
        Column(
            key="name",
            word="ten",
            header=_("Vùng trồng"),
            value=lambda row: row.name,
            link=lambda row: reverse("growing_areas:detail", args=[row.pk]),
            sort=("folded",),
        ),
        Column(
            key="score",
            word="diem",
            header=_("Mức ưu tiên"),
            values=_scores,
            number=True,
            sort=(RiskScore(),),
        ),
        Column(key="reasons", word="ly-do", header=_("Vì sao"), values=_reasons),
        Column(
            key="last",
            word="lan-cuoi",
            header=_("Kiểm tra lần cuối"),
            values=last_inspections,
        ),
        Column(key="plan", word="ke-hoach", header=_("Kế hoạch"), values=plans_of),
        Column(key="place", word="noi", header=_("Nơi trồng"), values=shown_places),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)

FEW = 5


def checks_of(
    user: User | AnonymousUser, area: GrowingArea, today: datetime.date
) -> dict[str, Any]:
    """For area_checks.html: the newest inspections, open findings, and what may be done."""
    visible = Inspection.objects.visible_to(user).filter(area=area)
    return {
        "inspections": [(one, inspection_badge(one)) for one in visible[:FEW]],
        "findings": [(one, finding_badge(one)) for one in area.findings.open()[: 2 * FEW]],
        "may_judge": may_judge(user, area, today),
    }
