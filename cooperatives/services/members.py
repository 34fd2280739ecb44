"""Giving people their roles in an organisation, and taking them away."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.shown import vietnamese
from cooperatives.models import Membership, Organisation
from records.services import log

Role = Membership.Role


def person_named(username: str) -> User:
    """Who signs in as `username`. Raises BadInput "cooperatives.unknown_person"."""
    user = User.objects.filter(username=username.strip()).first()
    if user is None:
        raise BadInput(
            "cooperatives.unknown_person",
            f"Chưa có tài khoản nào tên “{username}”. Hãy kiểm tra lại tên đăng nhập, "
            "hoặc gửi lời mời cho người đó.",
            field="username",
        )
    return user


def add_member(*, organisation: Organisation, user: User, role: str, by: str) -> Membership:
    """Let `user` work for `organisation` in `role` from now on.

    Raises RuleError "cooperatives.already_member" when they already do.
    """
    with transaction.atomic():
        _hold(organisation)
        if organisation.memberships.filter(user=user, ended_at__isnull=True).exists():
            raise RuleError(
                "cooperatives.already_member",
                f"{user} đã là người của {organisation.name}. "
                "Hãy đổi vai trò thay vì thêm mới.",
                field="username",
            )
        membership = Membership.objects.create(
            organisation=organisation, user=user, role=Role(role), began_at=timezone.now()
        )
        _log(membership, "cooperatives.member_added", by, role=membership.role)
    return membership


def change_role(*, membership: Membership, role: str, by: str) -> Membership:
    """Give a person another role from now on; the new row, the old one is ended and kept.

    Raises RuleError "cooperatives.membership_over" when the person left meanwhile,
    "cooperatives.same_role", "cooperatives.last_manager".
    """
    now = timezone.now()
    with transaction.atomic():
        _hold(membership.organisation)
        _refuse_over(membership)
        if membership.role == role:
            raise RuleError(
                "cooperatives.same_role",
                f"{membership.user} đang có vai trò {vietnamese(Role(role).label)}. "
                "Hãy chọn vai trò khác.",
                field="role",
            )
        _refuse_last_manager(membership)
        _end(membership, now)
        changed = Membership.objects.create(
            organisation=membership.organisation,
            user=membership.user,
            role=Role(role),
            began_at=now,
        )
        _log(
            changed,
            "cooperatives.member_role_changed",
            by,
            **{"from": membership.role, "role": changed.role},
        )
    return changed


def end_membership(*, membership: Membership, by: str) -> Membership:
    """Let a person work for the organisation no longer, from now on; the row is kept.

    Raises RuleError "cooperatives.membership_over" when they left already,
    "cooperatives.last_manager".
    """
    with transaction.atomic():
        _hold(membership.organisation)
        _refuse_over(membership)
        _refuse_last_manager(membership)
        _end(membership, timezone.now())
        _log(membership, "cooperatives.member_left", by, role=membership.role)
    return membership


def _hold(organisation: Organisation) -> None:
    """One writer of an organisation's people: two managers must not both leave as the last."""
    one_writer(f"cooperatives.people:{organisation.pk}")


def _end(membership: Membership, now: datetime.datetime) -> None:
    # A clock that was put back must not end a row before it began.
    membership.ended_at = max(now, membership.began_at)
    membership.save(update_fields=["ended_at"])


def _refuse_over(membership: Membership) -> None:
    membership.refresh_from_db(fields=["ended_at"])
    if membership.ended_at is not None:
        raise RuleError(
            "cooperatives.membership_over",
            f"{membership.user} không còn giữ vai trò này ở {membership.organisation.name}. "
            "Hãy mở lại trang của tổ chức để xem hiện nay.",
        )


def _refuse_last_manager(membership: Membership) -> None:
    """Raise unless somebody else manages the organisation too, or this is no manager."""
    if membership.role != Role.MANAGER:
        return
    managers = membership.organisation.memberships.filter(
        role=Role.MANAGER, ended_at__isnull=True
    )
    if not managers.exclude(pk=membership.pk).exists():
        raise RuleError(
            "cooperatives.last_manager",
            f"{membership.user} là người quản lý duy nhất của "
            f"{membership.organisation.name}. Hãy giao vai trò quản lý cho một người khác "
            "trước đã.",
        )


def _log(membership: Membership, action: str, by: str, **data: str) -> None:
    log(
        chain=membership.organisation.key,
        action=action,
        subject=membership.organisation.key,
        by=by,
        data={"user": membership.user.key, **data},
    )
