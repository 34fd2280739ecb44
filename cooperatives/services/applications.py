"""Deciding on organisations that people signed up by themselves."""

import datetime

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.shown import vietnamese
from common.text import bounded, nfc
from cooperatives.models import Organisation
from cooperatives.services.organisations import log_whole
from records.services import bump

State = Organisation.State
LONGEST_REASON = 1000  # characters


def confirm_organisation(
    *, organisation: Organisation, by: str, now: datetime.datetime
) -> Organisation:
    """Confirm an application: from now on its labels may be printed.

    Raises RuleError "cooperatives.not_waiting" when it waits for no decision.
    """
    with transaction.atomic():
        _hold(organisation, State.APPLIED)
        _put(organisation, State.CONFIRMED, "", by, now)
        log_whole(organisation, "cooperatives.organisation_confirmed", by)
    return organisation


def decline_organisation(
    *, organisation: Organisation, reason: str, by: str, now: datetime.datetime
) -> Organisation:
    """Decline an application; its people read `reason`, correct and apply again.

    Raises BadInput "cooperatives.no_reason" and RuleError "cooperatives.not_waiting".
    """
    if not nfc(reason):
        raise BadInput(
            "cooperatives.no_reason",
            f"Hãy ghi lý do chưa xác nhận {organisation.name}, để họ biết cần sửa gì.",
            field="reason",
        )
    reason = bounded(
        reason,
        LONGEST_REASON,
        code="cooperatives.text_too_long",
        word="Lý do",
        field="reason",
    )
    with transaction.atomic():
        _hold(organisation, State.APPLIED)
        _put(organisation, State.DECLINED, reason, by, now)
        log_whole(
            organisation,
            "cooperatives.organisation_declined",
            by,
            reason=organisation.state_reason,
        )
    return organisation


def apply_again(*, organisation: Organisation, by: str, now: datetime.datetime) -> Organisation:
    """Ask the office once more, after a refusal.

    Raises RuleError "cooperatives.not_declined" when no refusal stands.
    """
    with transaction.atomic():
        _hold(organisation, State.DECLINED)
        _put(organisation, State.APPLIED, "", by, now)
        log_whole(organisation, "cooperatives.organisation_applied_again", by)
    return organisation


def _hold(organisation: Organisation, expected: State) -> None:
    """Have the application for oneself; raise unless its state is still the one expected."""
    one_writer(f"cooperatives.application:{organisation.pk}")
    organisation.refresh_from_db(fields=["state", "state_at", "state_by", "state_reason"])
    if organisation.state == expected:
        return
    code, wanted = {
        State.APPLIED: ("cooperatives.not_waiting", "không chờ xác nhận"),
        State.DECLINED: ("cooperatives.not_declined", "không cần nộp lại"),
    }[expected]
    stands = vietnamese(State(organisation.state).label)
    raise RuleError(
        code,
        f"{organisation.name} {wanted} nữa: tình trạng hiện nay là “{stands}”. "
        "Hãy mở lại trang của tổ chức.",
    )


def _put(
    organisation: Organisation, state: State, reason: str, by: str, now: datetime.datetime
) -> None:
    organisation.state, organisation.state_reason = state, reason
    organisation.state_at, organisation.state_by = now, by
    organisation.save(update_fields=["state", "state_reason", "state_at", "state_by"])
    bump(f"cooperatives.{organisation.key}")
