"""What needs a person about growing-area codes: applications, corrections, codes that end."""

import datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import OfficerDuty
from common.shown import day
from cooperatives.models import Membership
from growing_areas.code_lists import AT_THE_OFFICE, EXPIRY_DAYS
from growing_areas.models import CodeState, GrowingAreaCode
from portal.need_shapes import MOST_COUNTED, Asker, Line, Need, need_of


def codes_at_the_office(asker: Asker) -> Need | None:
    """Applications for codes that wait for this officer, the first due first."""
    duty = OfficerDuty.Duty.GROWING_AREA_CODES
    if not (asker.standing.is_administrator or duty in asker.standing.duties):
        return None
    rows = CodeState.objects.visible_to(asker.user).filter(
        valid_to=None, state__in=AT_THE_OFFICE
    )
    return _code_need(
        "codes", gettext_lazy("Hồ sơ mã số chờ cơ quan"), rows, asker, "?viec=office"
    )


def own_codes(asker: Asker) -> Need | None:
    """Applications sent back and corrections demanded, of one's own organisations."""
    if Membership.Role.MANAGER not in asker.standing.roles:
        return None
    waits = Q(state=CodeState.State.DRAFT, act="send_back") | Q(
        state=CodeState.State.CORRECTIVE_ACTION
    )
    mine = asker.workplaces(Membership.Role.MANAGER)
    rows = CodeState.objects.filter(waits, valid_to=None, code__area__organisation__in=mine)
    return _code_need("own_codes", gettext_lazy("Mã số cần bạn làm tiếp"), rows, asker, "")


def _code_need(
    key: str, title: Promise, rows: QuerySet, asker: Asker, query: str
) -> Need | None:
    soonest = F("due_on").asc(nulls_last=True)
    joined = rows.select_related("code__area__organisation").order_by(soonest, "pk")
    return need_of(
        key,
        title,
        list(joined[:MOST_COUNTED]),
        lambda row: Line(
            what=str(row.code),
            about=row.code.area.organisation.name,
            address=reverse("growing_areas:code", args=[row.code_id]),
            state=pgettext("mã số", "hạn %(day)s") % {"day": day(row.due_on)}
            if row.due_on
            else row.get_state_display(),
            tone="bad" if row.is_overdue(asker.today) else "wait",
        ),
        gettext_lazy("Xem các mã số"),
        reverse("growing_areas:codes") + query,
    )


def expiring_codes(asker: Asker) -> Need | None:
    """Codes whose last day is near: of one's organisations, and of an officer's territory."""
    if not (asker.standing.works or asker.standing.is_officer):
        return None
    codes = GrowingAreaCode.objects.visible_to(asker.user).running_out(asker.today, EXPIRY_DAYS)
    return need_of(
        "expiring_codes",
        gettext_lazy("Mã số sắp hết hạn"),
        list(codes.select_related("area__organisation")[:MOST_COUNTED]),
        lambda code: Line(
            what=code.code,
            about=code.area.organisation.name,
            address=reverse("growing_areas:code", args=[code.pk]),
            state=pgettext("mã số", "đến hết %(day)s")
            % {"day": day(code.expires_on - datetime.timedelta(days=1))},
            tone="wait",
        ),
        gettext_lazy("Xem các mã số"),
        reverse("growing_areas:codes") + "?viec=expiring",
    )
