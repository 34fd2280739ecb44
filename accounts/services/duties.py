"""Giving officers their duties and ending them."""

import datetime

from django.db import transaction

from accounts.models import OfficerDuty, User
from common.db import one_writer
from common.errors import BadInput, NotAllowed, RuleError
from common.shown import vietnamese
from common.text import day
from places.models import Unit
from records.services import log

# Offices that have officers; a village or a former district has none.
OFFICE_LEVELS = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)


def give_duty(
    *,
    user: User,
    unit: Unit,
    duty: str,
    by: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
) -> OfficerDuty:
    """Let `user` do `duty` for the office of `unit` on [valid_from, valid_to).

    Who may give it is asked by the caller: `accounts.access.require_may_appoint`.
    Raises BadInput when no such office exists that day or the days are turned round, RuleError
    "accounts.duty_given_already", "accounts.inactive", NotAllowed "accounts.not_to_oneself".
    """
    if by == user.key and not user.is_superuser:
        raise NotAllowed(
            "accounts.not_to_oneself",
            "Không ai tự giao nhiệm vụ cho mình. Hãy nhờ người quản trị giao.",
        )
    require_office(unit, valid_from)
    if valid_to is not None and valid_to <= valid_from:
        raise BadInput(
            "accounts.duty_ends_before_it_starts",
            f"Ngày thôi nhiệm vụ {day(valid_to)} phải sau ngày bắt đầu {day(valid_from)}. "
            "Hãy sửa lại ngày.",
            field="valid_to",
        )
    if not user.is_active:
        raise RuleError(
            "accounts.inactive",
            f"Tài khoản {user.username} đang bị khóa nên không giao nhiệm vụ được. "
            "Hãy nhờ người quản trị mở khóa trước.",
            field="user",
        )
    with transaction.atomic():
        one_writer(f"accounts.duties:{user.pk}")
        _refuse_overlap(user, unit, duty, valid_from, valid_to)
        given = OfficerDuty.objects.create(
            user=user, unit=unit, duty=duty, valid_from=valid_from, valid_to=valid_to
        )
        _log(given, "accounts.duty_given", by)
    return given


def end_duty(*, duty: OfficerDuty, on: datetime.date, by: str) -> None:
    """End `duty`: `on` is the first day without it.

    One that would then never have been in force is taken away whole; the log keeps it.
    Raises RuleError "accounts.duty_ended_already".
    """
    with transaction.atomic():
        one_writer(f"accounts.duties:{duty.user_id}")
        current = OfficerDuty.objects.select_related("user", "unit").filter(pk=duty.pk).first()
        if current is None or (current.valid_to is not None and current.valid_to <= on):
            raise RuleError(
                "accounts.duty_ended_already",
                f"Nhiệm vụ {vietnamese(duty.get_duty_display())} của {duty.user} "
                "đã kết thúc rồi. Hãy tải lại trang.",
            )
        current.valid_to = on
        _log(current, "accounts.duty_ended", by)
        if on <= current.valid_from:
            current.delete()
        else:
            current.save(update_fields=["valid_to"])


def require_office(unit: Unit, on: datetime.date) -> None:
    """Raise BadInput "accounts.no_office" unless `unit` has an office of its own on `on`."""
    if unit.level not in OFFICE_LEVELS or not unit.is_in_force(on):
        raise BadInput(
            "accounts.no_office",
            f"{unit.full_name} không phải tỉnh hay xã đang có hiệu lực ngày {day(on)}. "
            "Hãy chọn tỉnh, thành phố hoặc xã, phường hiện nay.",
            field="unit",
        )


def _refuse_overlap(
    user: User,
    unit: Unit,
    duty: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
) -> None:
    others = OfficerDuty.objects.filter(user=user, unit=unit, duty=duty)
    others = others.exclude(valid_to__lte=valid_from)
    if valid_to is not None:
        others = others.exclude(valid_from__gte=valid_to)
    if others.exists():
        word = vietnamese(OfficerDuty.Duty(duty).label)
        raise RuleError(
            "accounts.duty_given_already",
            f"{user} đã có nhiệm vụ {word} ở {unit.full_name} trong những ngày đó. "
            "Hãy kết thúc nhiệm vụ cũ trước, hoặc chọn ngày khác.",
            field="duty",
        )


def _log(duty: OfficerDuty, action: str, by: str) -> None:
    log(
        chain="system",
        action=action,
        subject=duty.user.key,
        by=by,
        data={
            "duty": duty.duty,
            "unit": [duty.unit.code, duty.unit.valid_from],
            "valid_from": duty.valid_from,
            "valid_to": duty.valid_to,
        },
    )
