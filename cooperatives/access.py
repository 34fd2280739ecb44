"""What the people of an organisation may see and do."""

import datetime
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser

from accounts.access import has_duty, require_duty, territory_of
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from common.shown import vietnamese
from cooperatives.models import Membership, Organisation, OrganisationQuerySet
from places.models import Unit

Role = Membership.Role
MANAGERS = (Role.MANAGER,)
WORKERS = (Role.MANAGER, Role.OPERATOR)
# Who writes down what happens in the fields: the diary and the harvests.
RECORDERS = (*WORKERS, Role.RECORDER)


def role_of(user: User | AnonymousUser, organisation: Organisation) -> str:
    """The role this person has in `organisation`, or "": an administrator counts as manager."""
    if user.is_superuser:
        return Role.MANAGER
    if not isinstance(user, User):
        return ""
    mine = Membership.objects.in_force().filter(user=user, organisation=organisation)
    return mine.values_list("role", flat=True).first() or ""


def has_role(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> bool:
    """Whether this person has one of `roles` in `organisation`; an administrator has all."""
    return role_of(user, organisation) in roles


def require(user: User | AnonymousUser, organisation: Organisation, *roles: str) -> None:
    """Raise NotAllowed unless this person has one of `roles` in `organisation`."""
    if not has_role(user, organisation, *roles):
        wanted = " hoặc ".join(vietnamese(Role(role).label) for role in roles)
        raise NotAllowed(
            "cooperatives.not_allowed",
            f"Bạn xem được {organisation.name} nhưng không làm được việc này: "
            f"cần vai trò {wanted}. Hãy nhờ người quản lý của tổ chức.",
        )


def managers_of(organisation: Organisation) -> list[User]:
    """Who manages an organisation now."""
    posts = Membership.objects.in_force().filter(organisation=organisation, role=Role.MANAGER)
    return [post.user for post in posts.select_related("user").order_by("pk")]


def is_of(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether this person belongs to `organisation`, in whatever role."""
    if not isinstance(user, User):
        return False
    return organisation.memberships.filter(user=user, ended_at__isnull=True).exists()


def registers_for_others(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> bool:
    """Whether what this person enters in `unit` is an office's own entry, confirmed at once."""
    return user.is_superuser or has_duty(user, OfficerDuty.Duty.REGISTRY, unit, on)


def may_decide_application(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> bool:
    """Whether this person may confirm or decline: for its office, and not one of its people."""
    return registers_for_others(user, organisation.place, on) and not is_of(user, organisation)


def require_application_decider(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> None:
    """Raise NotAllowed unless `may_decide_application`."""
    if is_of(user, organisation):
        raise NotAllowed(
            "cooperatives.own_application",
            f"Bạn là người của {organisation.name} nên không tự xác nhận tổ chức này được. "
            "Hãy nhờ một cán bộ khác của xã, phường.",
        )
    if not user.is_superuser:
        require_duty(user, OfficerDuty.Duty.REGISTRY, organisation.place, on)


def invitable_roles(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> list[str]:
    """The roles this person may invite people into: a manager all, the office a manager."""
    if has_role(user, organisation, *MANAGERS):
        return list(Role)
    if has_duty(user, OfficerDuty.Duty.REGISTRY, organisation.place, on):
        return [Role.MANAGER]
    return []


def require_inviter(
    user: User | AnonymousUser, organisation: Organisation, role: str, on: datetime.date
) -> None:
    """Raise NotAllowed unless this person may invite people into `role`."""
    if role not in invitable_roles(user, organisation, on):
        raise NotAllowed(
            "cooperatives.may_not_invite",
            f"Mời người vào {organisation.name} là việc của người quản lý tổ chức; cán bộ quản "
            "lý danh bạ của xã, phường chỉ mời người quản lý. Hãy nhờ người quản lý.",
        )


def require_assigner(
    user: User | AnonymousUser, heirs: Sequence[Unit], on: datetime.date
) -> None:
    """Raise NotAllowed unless this person may say to which of `heirs` a record belongs.

    An officer of the registry, whose territory holds one of the parts, may.
    """
    office = territory_of(user, on, OfficerDuty.Duty.REGISTRY)
    mine = office.filter(pk__in=[heir.pk for heir in heirs])
    if not user.is_superuser and not mine.exists():
        raise NotAllowed(
            "cooperatives.may_not_assign",
            "Chọn xã, phường nhận cho hồ sơ của địa bàn đã chia là việc của cán bộ quản lý "
            "danh bạ ở một trong các nơi đó. Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )


def refuse_two_hats(
    user: User | AnonymousUser,
    organisation: Organisation,
    places: Iterable[int],
    on: datetime.date,
) -> None:
    """Raise NotAllowed when this person both approves codes and prints labels here.

    places: ids of units in which the organisation grows; its own place counts in any case.
    Whoever works in an organisation and holds the duty of codes where it grows could grant a
    code and print it, with nobody else looking: they do neither until one of the two is given
    up. An administrator has every duty.
    """
    if not isinstance(user, User):
        return
    mine = Membership.objects.in_force().filter(user=user, organisation=organisation)
    if not mine.filter(role__in=WORKERS).exists():
        return
    territory = territory_of(user, on, OfficerDuty.Duty.GROWING_AREA_CODES)
    here = territory.filter(pk__in={organisation.place.pk, *places})
    if user.is_superuser or here.exists():
        raise NotAllowed(
            "cooperatives.two_hats",
            f"Bạn vừa làm việc ở {organisation.name} vừa là cán bộ phụ trách mã số nơi đó. "
            "Người duyệt mã số không được in nhãn của cùng tổ chức. Hãy nhờ người khác làm "
            "việc này, hoặc thôi giữ một trong hai vai trò.",
        )


def operable_by(user: User | AnonymousUser) -> OrganisationQuerySet:
    """Organisations this person works for as manager or operator."""
    if user.is_superuser:
        return Organisation.objects.all()
    if not isinstance(user, User):
        return Organisation.objects.none()
    mine = Membership.objects.in_force().filter(user=user, role__in=WORKERS)
    return Organisation.objects.filter(pk__in=mine.values("organisation_id"))


def may_help_as_office(
    helper: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> bool:
    """Whether this person helps the people of `organisation` for the office of its commune or
    province; never for their own organisation."""
    duty = OfficerDuty.Duty.REGISTRY
    return has_duty(helper, duty, organisation.place, on) and not is_of(helper, organisation)


def require_password_help(
    helper: User | AnonymousUser, membership: Membership, on: datetime.date
) -> None:
    """Raise NotAllowed unless `helper` may make this person a link for a new password: a
    manager of the organisation, or the registry of its commune or province.

    Who has the link has the account, so it is for people whose account is of this one
    organisation alone: no officer, no administrator, nobody who works or worked elsewhere, and
    nobody with an e-mail address, who needs no help. A manager is helped by the office alone.
    """
    user, organisation = membership.user, membership.organisation
    office = may_help_as_office(helper, organisation, on)
    if not office:
        require(helper, organisation, Role.MANAGER)
    elsewhere = Membership.objects.filter(user=user).exclude(
        organisation=membership.organisation_id
    )
    if (
        user.is_superuser
        or user.is_staff
        or user.email
        or (membership.role == Role.MANAGER and not office)
        or OfficerDuty.objects.of(user).exclude(valid_to__lte=on).exists()
        or elsewhere.exists()
    ):
        raise NotAllowed(
            "cooperatives.no_password_help",
            f"Bạn không lập được đường dẫn đặt mật khẩu cho {user}: chỉ lập được cho người chỉ "
            "làm ở tổ chức này và không ghi thư điện tử. Người khác hãy dùng “Quên mật khẩu?” "
            "ở trang đăng nhập, hoặc nhờ người quản trị.",
        )
