"""Typed readers of the environment. A wrong value stops the program with a clear sentence."""

import math
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_YES = {
    "1": True,
    "true": True,
    "yes": True,
    "0": False,
    "false": False,
    "no": False,
    "": False,
}


def flag(name: str) -> bool:
    """An on/off switch; off when unset. Raises ImproperlyConfigured on any other word."""
    text = os.environ.get(name, "").strip().lower()
    if text not in _YES:
        raise ImproperlyConfigured(f"{name}={text!r} is neither on (1) nor off (0).")
    return _YES[text]


def whole_number(name: str, default: int) -> int:
    """A whole number above zero. Raises ImproperlyConfigured on anything else."""
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ImproperlyConfigured(f"{name}={text!r} is no whole number above zero.")
    return int(text)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas; blanks around each word are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def seconds(name: str, default: float) -> float:
    """A span of time in seconds, such as 90 or 2.5; more than nothing."""
    text = os.environ.get(name, "").strip() or str(default)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ImproperlyConfigured(f"{name}={text!r} is not a number of seconds such as 90.")
    return value


def web_address(name: str, default: str) -> str:
    """An http(s) address without path or trailing slash, such as https://truyxuat.example.vn."""
    return _checked_address(name, os.environ.get(name, "").strip() or default)


def web_addresses(name: str) -> list[str]:
    """Several web addresses, separated by commas."""
    return [_checked_address(name, word) for word in words(name)]


def _checked_address(name: str, text: str) -> str:
    parts = urlsplit(text)
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise ImproperlyConfigured(
            f"{name}={text!r} is not a web address such as https://truyxuat.example.vn "
            "(scheme and host, a port if need be, no path)."
        )
    return f"{parts.scheme}://{parts.netloc}".lower()


def secret(name: str, file: Path) -> str:
    """The secret `name`; when unset, one kept in `file`, made at random the first time.

    A file is enough for one machine. Several machines must share one value by the environment.
    """
    value = os.environ.get(name, "")
    if value:
        return value
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _create_once(file, secrets.token_urlsafe(64))
    return file.read_text().strip()


def _create_once(file: Path, text: str) -> None:
    """Of two processes that start together one makes the file, whole, and both read it."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
