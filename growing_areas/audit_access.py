"""Who reads the audit file of a code, and who takes it away."""

import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import has_duty
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from cooperatives.access import MANAGERS, has_role
from cooperatives.models import Membership
from growing_areas.access import may_decide
from growing_areas.models import GrowingArea


def looks_after(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person looks after the codes of `area` for its office: by the duty of codes
    or by that of inspections."""
    duty = OfficerDuty.Duty.INSPECTION
    return may_decide(user, area, on) or has_duty(user, duty, area.place, on)


def may_audit(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person reads the audit file of the codes of `area`: who belongs to its
    organisation, and officers for codes or inspections there."""
    return looks_after(user, area, on) or has_role(user, area.organisation, *Membership.Role)


def require_auditor(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_audit`."""
    if not may_audit(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_auditor",
            f"Bạn xem được vùng trồng {area.name} nhưng không xem được hồ sơ kiểm tra: hồ sơ "
            "dành cho người của tổ chức và cán bộ mã số hoặc kiểm tra nơi đó.",
        )


def may_bundle(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person takes away all that an audit needs, exact outlines among it: a
    manager of the organisation, and officers for codes or inspections there."""
    return looks_after(user, area, on) or has_role(user, area.organisation, *MANAGERS)


def require_bundler(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_bundle`."""
    if not may_bundle(user, area, on):
        raise NotAllowed(
            "growing_areas.not_a_bundler",
            f"Bạn xem được vùng trồng {area.name} nhưng không tải hồ sơ trọn gói về được: việc "
            "này của người quản lý tổ chức và cán bộ mã số hoặc kiểm tra nơi đó. "
            "Hãy nhờ người quản lý.",
        )
