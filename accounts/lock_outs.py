"""How long somebody who guessed too often has to wait, as allauth has counted."""

import math
import time

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext


def seconds_locked(request: HttpRequest, key: str) -> float:
    """How long an account, by its `key`, or the address that asks has to wait before the next
    try; 0 when it need not."""
    waits = [0.0]
    for rate in ratelimit.parse_rates(settings.ACCOUNT_RATE_LIMITS["login_failed"]):
        counted = ratelimit.get_cache_key(
            request, app="allauth.account", action="login_failed", rate=rate, key=key
        )
        tries = cache.get(counted, [])  # moments, the latest first
        if len(tries) >= rate.amount:
            waits.append(tries[rate.amount - 1] + rate.duration - time.time())
    return max(waits)


def lock_out_sentence(seconds: float) -> str:
    """How long to wait after too many wrong tries: whole minutes, one at least."""
    minutes = max(1, math.ceil(seconds / 60))
    return ngettext(
        "Đã thử sai quá nhiều lần. Vì an toàn, hãy chờ %(minutes)s phút rồi thử lại.",
        "Đã thử sai quá nhiều lần. Vì an toàn, hãy chờ %(minutes)s phút rồi thử lại.",
        minutes,
    ) % {"minutes": minutes}
