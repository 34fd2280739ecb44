"""Telling people from programs that open every link. No Django here."""

import re
from collections.abc import Mapping

# Search engines, makers of share previews, checkers of addresses. The browsers inside Zalo and
# Facebook carry those names too and are how many people scan; CUBOT is a make of telephone.
_PROGRAMS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|^whatsapp|"
    r"^viber|embedly|curl/|wget/|python-|go-http|^java/|okhttp|lighthouse|uptime",
    re.IGNORECASE,
)


def is_a_person(headers: Mapping[str, str], address: str) -> bool:
    """Whether a request looks like a person who has just opened the page of a label.

    headers: of the request, found whatever their case; address: the page's own, without query.
    Not a person's first look: programs, a browser that loads ahead, and a reader who chose the
    other language on the page itself.
    """
    if _PROGRAMS.search(headers.get("User-Agent", "")):
        return False
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    return headers.get("Referer", "").split("?")[0] != address
