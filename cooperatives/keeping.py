"""Who keeps an organisation's records: members, contracts, certificates and the like.

Its managers do; and for those who have nobody at a screen, the office of its commune does.
The log says who it was.
"""

import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import has_duty
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from cooperatives.access import MANAGERS, has_role, role_of
from cooperatives.models import Organisation


def may_keep(user: User | AnonymousUser, organisation: Organisation, on: datetime.date) -> bool:
    """Whether this person may change the records of `organisation` on `on`."""
    if has_role(user, organisation, *MANAGERS):
        return True
    return has_duty(user, OfficerDuty.Duty.REGISTRY, organisation.place, on)


def require_keeper(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> None:
    """Raise NotAllowed unless `may_keep`."""
    if not may_keep(user, organisation, on):
        raise NotAllowed(
            "cooperatives.not_a_keeper",
            f"Bạn xem được {organisation.name} nhưng không sửa được hồ sơ của tổ chức này: cần "
            "vai trò quản lý, hoặc nhiệm vụ quản lý danh bạ của xã, phường. Hãy nhờ người "
            "quản lý của tổ chức.",
        )


def may_count_members(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> bool:
    """Whether this person learns how many members `organisation` has, by sex and ethnicity:
    whoever works there in any role, and the registry of its commune. It names nobody."""
    if role_of(user, organisation):
        return True
    return has_duty(user, OfficerDuty.Duty.REGISTRY, organisation.place, on)


def require_counting(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> None:
    """Raise NotAllowed unless `may_count_members`."""
    if not may_count_members(user, organisation, on):
        raise NotAllowed(
            "cooperatives.may_not_count_members",
            f"Bạn xem được {organisation.name} nhưng không xem được số thành viên: cần vai trò "
            "trong tổ chức, hoặc nhiệm vụ quản lý danh bạ của xã, phường. Hãy nhờ người quản "
            "lý của tổ chức.",
        )
