"""What needs a person about growing areas: findings, inspections, seasons to close."""

import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext

from common.shown import day
from cooperatives.access import WORKERS
from growing_areas.access import areas_judged_by
from growing_areas.models import Finding, Inspection, Season
from portal.need_shapes import MOST_COUNTED, Asker, Line, Need, need_of

JUDGES = {"inspection", "growing_area_codes"}


def findings(asker: Asker) -> Need | None:
    """What is not as it should be on growing areas: to be answered by one's own organisations,
    and for an officer what was answered or is late in their territory."""
    judges = asker.standing.is_administrator or asker.standing.duties & JUDGES
    if not (asker.standing.works or judges):
        return None
    waiting = Q(area__organisation__in=asker.workplaces(*WORKERS), answered_at__isnull=True)
    if judges:
        due = Q(answered_at__isnull=False) | Q(deadline__lt=asker.today)
        waiting |= due & Q(area__in=areas_judged_by(asker.user, asker.today).values("pk"))
    rows = Finding.objects.open().filter(waiting).select_related("area")
    found = list(rows.order_by(F("deadline").asc(nulls_last=True), "pk")[:MOST_COUNTED])
    return need_of(
        "findings",
        gettext_lazy("Điểm chưa đạt của vùng trồng"),
        found,
        lambda finding: Line(
            what=finding.text,
            about=finding.area.name,
            address=reverse("growing_areas:finding", args=[finding.pk]),
            state=pgettext("điểm chưa đạt", "hạn %(day)s") % {"day": day(finding.deadline)}
            if finding.deadline
            else "",
            tone="bad" if finding.is_overdue(asker.today) else "wait",
        ),
        gettext_lazy("Xem các điểm chưa đạt"),
        reverse("growing_areas:findings"),
    )


def own_inspections(asker: Asker) -> Need | None:
    """Inspections that this officer makes within a week, and those under way."""
    if "inspection" not in asker.standing.duties:
        return None
    soon = asker.today + datetime.timedelta(days=7)
    mine = Inspection.objects.standing().filter(
        officers__officer=asker.user, planned_on__lte=soon
    )
    found = list(mine.select_related("area").order_by("planned_on", "pk")[:MOST_COUNTED])
    return need_of(
        "inspections",
        gettext_lazy("Cuộc kiểm tra của bạn"),
        found,
        lambda inspection: Line(
            what=inspection.area.name,
            about=day(inspection.planned_on),
            address=reverse("growing_areas:inspection", args=[inspection.pk]),
            state=inspection.get_state_display(),
            tone="bad" if inspection.planned_on < asker.today else "wait",
        ),
        gettext_lazy("Xem các cuộc kiểm tra"),
        reverse("growing_areas:inspections"),
    )


def unclosed_seasons(asker: Asker) -> Need | None:
    """Seasons of one's own areas that ended and whose real output nobody wrote down."""
    if not asker.standing.works:
        return None
    mine = Season.objects.filter(area__organisation__in=asker.workplaces(*WORKERS))
    ended = mine.unclosed(asker.today).select_related("area").order_by("ends_on", "pk")
    return need_of(
        "seasons",
        gettext_lazy("Vụ đã hết, chưa ghi sản lượng"),
        list(ended[:MOST_COUNTED]),
        lambda season: Line(
            what=season.name,
            about=season.area.name,
            address=reverse("growing_areas:close_season", args=[season.pk]),
            state=pgettext("vụ", "hết ngày %(day)s") % {"day": day(season.last_day)},
            tone="wait",
        ),
        gettext_lazy("Xem các vụ"),
        f"{reverse('growing_areas:seasons')}?tinh-trang=ended",
    )
