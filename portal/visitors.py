"""Telling scans from other ways to open the page of a label. No Django here."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

# Search engines, makers of share previews, checkers of addresses. The browsers inside Zalo and
# Facebook carry those names too and are how many people scan; CUBOT is a make of telephone.
_PROGRAMS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|^whatsapp|"
    r"^viber|embedly|curl/|wget/|python-|go-http|^java/|okhttp|lighthouse|uptime",
    re.IGNORECASE,
)


# Pages of ours with the box for codes; the pages of labels, /t/..., have it too.
_WITH_BOX = ("/", "/tra-cuu/")


def is_a_scan(headers: Mapping[str, str], address: str) -> bool:
    """Whether a request looks like a person who has just scanned or typed the code of a label.

    headers: of the request, found whatever their case; address: the page's own, without query.
    No scan: a program, a browser that loads ahead, a reader who chose the other language on
    the page itself, and a clerk who comes from the list of their label runs.
    """
    if _PROGRAMS.search(headers.get("User-Agent", "")):
        return False
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    came_from, here = urlsplit(headers.get("Referer", "")), urlsplit(address)
    if came_from.netloc != here.netloc:
        return True
    return came_from.path in _WITH_BOX or (
        came_from.path.startswith("/t/") and came_from.path != here.path
    )
