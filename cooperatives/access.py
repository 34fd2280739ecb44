"""What the people of an organisation may see and do."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from common.errors import NotAllowed
from common.shown import vietnamese
from cooperatives.models import Membership, Organisation, OrganisationQuerySet

Role = Membership.Role
MANAGERS = (Role.MANAGER,)
WORKERS = (Role.MANAGER, Role.OPERATOR)


def has_role(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> bool:
    """Whether this person has one of `roles` in `organisation`; an administrator has all."""
    if user.is_superuser:
        return True
    if not isinstance(user, User):
        return False
    mine = Membership.objects.filter(user=user, organisation=organisation)
    return mine.filter(role__in=roles).exists()


def require(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> None:
    """Raise NotAllowed unless this person has one of `roles` in `organisation`."""
    if not has_role(user, organisation, *roles):
        wanted = " hoặc ".join(vietnamese(Role(role).label) for role in roles)
        raise NotAllowed(
            "cooperatives.not_allowed",
            f"Bạn xem được {organisation.name} nhưng không làm được việc này: "
            f"cần vai trò {wanted}. Hãy nhờ người quản lý của tổ chức.",
        )


def operable_by(user: User | AnonymousUser) -> OrganisationQuerySet:
    """Organisations this person works for as manager or operator."""
    if user.is_superuser:
        return Organisation.objects.all()
    if not isinstance(user, User):
        return Organisation.objects.none()
    mine = Membership.objects.filter(user=user, role__in=WORKERS)
    return Organisation.objects.filter(pk__in=mine.values("organisation_id"))
