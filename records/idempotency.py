"""A call sent twice is done once: the first answer is kept and given again."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput
from records.models import KeptAnswer

KEPT_FOR = datetime.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that carries a key: who calls ("user:12"), the key, "POST /address", and the
    SHA-256 of all that was sent."""

    caller: str
    key: UUID
    call: str
    digest: str


def earlier_answer(call: Call) -> KeptAnswer | None:
    """What was answered to `call` before, or None when it is new.

    Part of a transaction that also does the work and keeps the answer: whoever sends the same
    call meanwhile waits here for its end. Raises BadInput "records.key_reused" when the key
    came with another call or with other content.
    """
    one_writer(f"records.idempotency:{call.caller}:{call.key}")
    kept = KeptAnswer.objects.filter(caller=call.caller, key=call.key).first()
    if kept and (kept.call, kept.digest) != (call.call, call.digest):
        raise BadInput(
            "records.key_reused",
            f"Mã Idempotency-Key {call.key} đã dùng cho một lần gọi khác, nội dung khác. "
            "Hãy dùng một mã mới cho mỗi việc mới.",
        )
    return kept


def keep_answer(call: Call, *, status: int, content: bytes, content_type: str) -> None:
    """Keep the answer to `call`, in the transaction of its work; errors are never kept."""
    KeptAnswer.objects.create(
        caller=call.caller,
        key=call.key,
        call=call.call,
        digest=call.digest,
        status=status,
        content=content.decode(),
        content_type=content_type,
        created_at=timezone.now(),
    )


def forget_old_answers(today: datetime.date) -> None:
    """Answers older than KEPT_FOR leave; a key is then new again."""
    start = datetime.datetime.combine(
        today, datetime.time(), tzinfo=timezone.get_current_timezone()
    )
    KeptAnswer.objects.filter(created_at__lt=start - KEPT_FOR).delete()
