"""Idempotency-Key: a creating call of the API that is sent twice is done once."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from common.errors import BadInput
from records.idempotency import Call, earlier_answer, keep_answer
from records.models import KeptAnswer

HEADER = "Idempotency-Key"
# What the API's description says of the header, at every creating call.
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The same key again gives the first answer again; nothing is done twice.",
}


class AnsweredBefore(Exception):
    """The same call was answered before; the API gives that answer again."""

    def __init__(self, kept: KeptAnswer):
        super().__init__()
        self.kept = kept


def in_one_transaction(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a whole call: with a key, its work and its kept answer stand or fall together."""

    @wraps(run)
    def wrapped(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method != "POST" or HEADER not in request.headers:
            return run(request, **values)
        with transaction.atomic():
            response = run(request, **values)
            call: Call | None = vars(request).get("idempotent_call")
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif call and not response.headers.get("Idempotent-Replay"):
                keep_answer(
                    call,
                    status=response.status_code,
                    content=response.content,
                    content_type=response.headers.get("Content-Type", ""),
                )
        return response

    return wrapped


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around the work of a call, when it is known who calls and that the shape is right."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **values: Any) -> Any:
        key, caller = request.headers.get(HEADER), getattr(request, "auth", None)
        if request.method == "POST" and key is not None and caller is not None:
            call = Call(
                caller=caller.key,
                key=_read(key),
                call=f"POST {request.get_full_path()}"[:300],
                digest=_digest(request),
            )
            kept = earlier_answer(call)
            if kept:
                raise AnsweredBefore(kept)
            vars(request)["idempotent_call"] = call
        return view(request, *args, **values)

    return wrapped


def answer_again(kept: KeptAnswer) -> HttpResponse:
    """The first answer, marked as given again."""
    headers = {"Idempotent-Replay": "true"}
    if kept.content_type:
        headers["Content-Type"] = kept.content_type
    return HttpResponse(kept.content, status=kept.status, headers=headers)


def _read(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise BadInput(
            "records.bad_key",
            f"Idempotency-Key “{key[:60]}” không phải một UUID. "
            "Hãy gửi một UUID mới cho mỗi việc, ví dụ do uuid4() lập.",
        ) from None


def _digest(request: HttpRequest) -> str:
    """SHA-256 of all that was sent; files by their content."""
    if request.content_type != "multipart/form-data":
        return sha256(request.body).hexdigest()
    total = sha256()
    for name, values in sorted(request.POST.lists()):
        total.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            total.update(repr((name, file.name)).encode())
            for part in file.chunks():
                total.update(part)
            file.seek(0)
    return total.hexdigest()
