"""How often the API may be called: by a person, or by an address that does not sign in."""

import math
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60  # seconds


class CallsAMinute(BaseThrottle):
    """At most as many calls a minute as `settings.API_CALLS_A_MINUTE` says for `name`.

    Counted in each server process by itself, so that counting costs no query: with several
    processes the limit is as many times higher. name: "signed_in", counted by person whatever
    token or session they use, "anonymous", by address, or "label_check", by address too.
    """

    def __init__(self, name: str):
        self.name = name

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this call; False when it is one too many."""
        caller = getattr(request, "auth", None)
        if self.name != "label_check" and (caller is None) != (self.name == "anonymous"):
            return True
        who = caller.key if caller else get_adapter(request).get_client_ip(request)
        key = f"calls:{self.name}:{who}:{int(time.time()) // WINDOW}"
        counts = caches["calls"]
        counts.add(key, 0, 2 * WINDOW)
        return int(counts.incr(key)) <= settings.API_CALLS_A_MINUTE[self.name]

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return math.ceil(WINDOW - time.time() % WINDOW)
