"""An office says whether it gave a code that an organisation entered from paper."""

import datetime

from django.db import transaction

from accounts.models import User
from common.db import one_writer
from common.errors import BadInput, RuleError
from growing_areas import code_life
from growing_areas.access import require_decider
from growing_areas.models import CodeState, GrowingAreaCode
from growing_areas.services.codes import code_columns
from records.documents import Upload, attached
from records.models import Document
from records.services import bump, log

Confirmation = GrowingAreaCode.Confirmation


def confirm_code(*, code: GrowingAreaCode, user: User, today: datetime.date) -> GrowingAreaCode:
    """The office of `user` gave this code as it stands here.

    Raises NotAllowed for who is no officer for its area; RuleError
    "growing_areas.code_not_declared" where nothing is to be confirmed.
    """
    require_decider(user, code.area, today)
    with transaction.atomic():
        _take_declared(code)
        code.confirmation = Confirmation.CONFIRMED
        code.save(update_fields=["confirmation"])
        log(
            chain=code.area.organisation.key,
            action="growing_areas.code_confirmed",
            subject=code.key,
            by=user.key,
            state=code_columns(code),
        )
        bump(code.key)
    return code


def refuse_code(
    *,
    code: GrowingAreaCode,
    reason: str,
    user: User,
    today: datetime.date,
    document: Upload | Document | None = None,
) -> CodeState:
    """No office gave this code: it is worth nothing, on any day, and its text is free again.

    Raises as `confirm_code`, and BadInput "growing_areas.act_without_reason".
    """
    require_decider(user, code.area, today)
    if not reason.strip():
        raise BadInput(
            "growing_areas.act_without_reason",
            f"Hãy ghi lý do không công nhận mã {code}: tổ chức đọc lý do này.",
            field="reason",
        )
    with transaction.atomic():
        last = _take_declared(code)
        code.confirmation = Confirmation.REFUSED
        code.save(update_fields=["confirmation"])
        if last is not None:
            last.valid_to = max(today, last.valid_from)
            last.save(update_fields=["valid_to"])
        change = CodeState.objects.create(
            code=code,
            state=CodeState.State.CANCELLED,
            valid_from=last.valid_to if last and last.valid_to else today,
            act=code_life.REFUSE,
            reason=reason.strip(),
            done_by=user.key,
            document=attached(owner=code.key, file=document, by=user.key),
        )
        log(
            chain=code.area.organisation.key,
            action="growing_areas.code_refused",
            subject=code.key,
            by=user.key,
            data={"reason": change.reason},
            state=code_columns(code),
        )
        bump(code.key)
    return change


def _take_declared(code: GrowingAreaCode) -> CodeState | None:
    """Lock a declared code, and its last state; raises RuleError for any other."""
    one_writer(code.key)
    code.refresh_from_db()
    if code.confirmation != Confirmation.DECLARED:
        raise RuleError(
            "growing_areas.code_not_declared",
            f"Mã {code} không phải mã do tổ chức khai đang chờ đối chiếu. "
            "Hãy mở lại trang của mã số để xem đã có ai trả lời.",
        )
    return code.states.last()
