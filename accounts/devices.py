"""What a browser says of itself, in words a person recognises their own device by."""

import re

from common.text import gettext_noop

OTHER_BROWSER = gettext_noop("trình duyệt khác")
OTHER_DEVICE = gettext_noop("thiết bị khác")
COMPUTER = gettext_noop("máy tính %(system)s")
PHONE = gettext_noop("điện thoại Android")
TABLET = gettext_noop("máy tính bảng Android")

# Looked for in this order: a browser built on another one names both.
BROWSERS = [
    (r"Zalo", "Zalo"),
    (r"coc_coc_browser", "Cốc Cốc"),
    (r"SamsungBrowser", "Samsung Internet"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS|Chromium", "Chrome"),
    (r"Safari", "Safari"),
]
COMPUTERS = [
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
]


def browser_of(user_agent: str) -> str:
    """The name of the browser, or OTHER_BROWSER.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0")
    'Edge'
    """
    for pattern, name in BROWSERS:
        if re.search(pattern, user_agent):
            return name
    return OTHER_BROWSER


def device_of(user_agent: str) -> tuple[str, str]:
    """What kind of device, and the name of its system where the first holds %(system)s.

    >>> device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")
    ('iPhone', '')
    """
    for word in ("iPhone", "iPad"):
        if word in user_agent:
            return word, ""
    if "Android" in user_agent:
        return (PHONE if "Mobile" in user_agent else TABLET), ""
    for pattern, name in COMPUTERS:
        if re.search(pattern, user_agent):
            return COMPUTER, name
    return OTHER_DEVICE, ""
