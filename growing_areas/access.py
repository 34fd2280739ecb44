"""Who may decide about growing-area codes."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.access import has_duty, key_of
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from cooperatives.access import MANAGERS, has_role, refuse_two_hats
from cooperatives.models import Organisation
from growing_areas.models import GrowingArea


def may_decide(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person may change the states of codes of `area`: its officer for codes."""
    duty = OfficerDuty.Duty.GROWING_AREA_CODES
    return user.is_superuser or has_duty(user, duty, area.place, on)


def refuse_to_be_both(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> None:
    """Raise NotAllowed when this person approves codes where the organisation grows, and prints
    its labels: asked before either is done."""
    places = organisation.growing_areas.values_list(Coalesce("successor", "unit"), flat=True)
    refuse_two_hats(user, organisation, places.order_by().distinct(), on)


def require_decider(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_decide`, or for somebody who prints the labels too."""
    if not may_decide(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_officer_for_codes",
            f"Bạn xem được vùng trồng {area.name} nhưng không đổi được trạng thái mã số: việc "
            "này của cán bộ phụ trách mã số vùng trồng nơi đó. Hãy liên hệ cơ quan cấp mã.",
        )
    refuse_to_be_both(user, area.organisation, on)


def may_export(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person may take exact outlines out: a manager or officer for codes."""
    return has_role(user, area.organisation, *MANAGERS) or may_decide(user, area, on)


def require_exporter(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_export`."""
    if not may_export(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_exporter",
            f"Bạn xem được vùng trồng {area.name} nhưng không tải tệp thửa về được: việc này "
            "của người quản lý tổ chức và cán bộ mã số nơi đó. Hãy nhờ người quản lý.",
        )


def require_same_person(request: HttpRequest) -> None:
    """Raise NotAllowed when what was written on a phone is sent under another's sign-in.

    The outbox of a phone (static/growing_areas/outbox.js) names the person who wrote; two
    people may share the phone. Other programs leave the header out.
    """
    wrote = request.headers.get("X-Field-Person", "")
    if wrote and wrote != key_of(request.user):
        raise NotAllowed(
            "growing_areas.other_person",
            "Việc này do người khác ghi trên máy này. Người đã ghi phải đăng nhập thì mới gửi.",
        )
