"""Typed readers of the environment. A wrong value stops the program with a clear sentence."""

import math
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def mail_server(name: str, folder: Path) -> dict[str, object]:
    """Django's settings of e-mail, read from one address.

    smtp://user:password@host:587 starts in the clear and turns to TLS, smtps://…:465 is TLS
    from the start, smtp+plain://host:25 is never encrypted (a server on this machine). Unset:
    letters are written to `folder`, so that a trial loses none.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": folder}
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ports or not parts.hostname or port == -1:
        raise ImproperlyConfigured(
            f"{name} is not a mail server such as smtp://user:password@mail.example.vn:587 "
            "(smtp, smtps or smtp+plain; its value is not shown here, it holds a password)."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


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
