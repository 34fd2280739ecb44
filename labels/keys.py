"""The secret keys behind serials, in one file outside the database.

Whoever holds a key can print labels that pass for ours, and without it our own printed labels
no longer verify: the file has its own backup, apart from that of the database, and is never
committed. Keys are only ever added. A retired key prints no new runs but keeps verifying what
it printed, and keeps reprinting it with the same serials.

The file is JSON: {"note": …, "keys": [{"id", "created_on", "secret", "retired"}]}, readable by
its owner alone. It is changed under a lock and replaced whole, so that neither two commands at
once nor a power cut can lose a key (POSIX systems: the lock is flock's).
"""

import contextlib
import datetime
import fcntl
import hashlib
import json
import logging
import os
import secrets
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from common.errors import RuleError

# Four bits of every serial name its key. 0 is never given to a key: a blank column is not a
# key, and the day a serial must be laid out in another way, 0 is free to say so.
FIRST_ID, LAST_ID = 1, 15
SECRET_BYTES = 32
_NOTE = (
    "Keys of printed label serials. Back this file up apart from the database; "
    "without it printed labels no longer verify. Never edit it, never publish it."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Key:
    """`secret`: 32 random bytes. A `retired` key verifies, but prints no new runs."""

    id: int
    created_on: datetime.date
    secret: bytes = field(repr=False)
    retired: bool = False

    @property
    def fingerprint(self) -> str:
        """Eight characters that tell this key from another one of the same id, in public."""
        return hashlib.sha256(b"label key fingerprint" + self.secret).hexdigest()[:8]


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key that new runs are printed with: the newest that is not retired.

        Raises RuleError "labels.no_current_key" when all are retired.
        """
        for key in self.all():
            if not key.retired:
                return key
        raise RuleError(
            "labels.no_current_key",
            "Mọi khóa in nhãn đều đã ngừng dùng. Hãy nhờ người quản trị tạo khóa mới bằng lệnh "
            "manage.py label_keys rotate.",
        )

    def get(self, key_id: int, fingerprint: str) -> Key:
        """The key `key_id` whose fingerprint is this, so that no other one takes its place.

        Raises RuleError "labels.key_lost" when the file has none.
        """
        for key in self.keys:
            if (key.id, key.fingerprint) == (key_id, fingerprint):
                return key
        raise RuleError(
            "labels.key_lost",
            f"Tệp khóa in nhãn không có khóa số {key_id}, khóa đã dùng để in đợt nhãn này. "
            "Hãy nhờ người quản trị khôi phục tệp khóa từ bản sao lưu.",
        )

    def all(self) -> tuple[Key, ...]:
        """Every key, newest first: the order in which a scanned serial is tried."""
        return tuple(sorted(self.keys, key=lambda key: -key.id))


def load(path: Path) -> KeyRing:
    """The keys in the file `path`, read again only after the file has changed.

    Raises RuleError "labels.keys_missing" or "labels.keys_broken", each saying what to do. A
    file that others may read is used all the same, with a warning in the log.
    """
    try:
        state = path.stat()
    except FileNotFoundError:
        raise RuleError(
            "labels.keys_missing",
            f"Chưa có tệp khóa in nhãn {path}. Nếu hệ thống đã từng in nhãn, hãy khôi phục tệp "
            "này từ bản sao lưu; nếu chưa, hãy nhờ người quản trị chạy lệnh "
            "manage.py label_keys ensure.",
        ) from None
    return _load(path, state.st_ino, state.st_mtime_ns, state.st_size)


def open_to_others(path: Path) -> bool:
    """Whether anyone but its owner may read or write the key file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def ensure(path: Path, *, today: datetime.date, used: Collection[int] = ()) -> KeyRing:
    """The keys in `path`, the first one made now where there is no file yet.

    used: ids of keys that runs were printed with. When the file holds no key of such an id it
    was lost or is another installation's: raises RuleError "labels.keys_lost" and makes
    nothing, because a new key would take the lost one's id and its labels would not verify.
    Safe to call at any time and by several processes at once.
    """

    def with_a_key(ring: KeyRing) -> KeyRing:
        lost = sorted(set(used) - {key.id for key in ring.keys})
        if lost:
            raise RuleError(
                "labels.keys_lost",
                f"Đã có nhãn in bằng khóa số {', '.join(map(str, lost))}, nhưng tệp {path} "
                "không có khóa đó. Hãy khôi phục tệp khóa từ bản sao lưu, hoặc đặt "
                "LABEL_KEYS_FILE cho đúng tệp.",
            )
        return ring if ring.keys else _with_new_key(ring, today)

    return _change(path, with_a_key)


def rotate(path: Path, *, today: datetime.date) -> KeyRing:
    """Add a key for new runs and retire the others, which keep verifying what they printed.

    Raises RuleError "labels.keys_missing" without a file, "labels.keys_full" after 15 keys.
    """
    load(path)
    return _change(path, lambda ring: _with_new_key(ring, today))


def restore(path: Path, backup: KeyRing) -> KeyRing:
    """Add to `path` the keys of `backup` that it does not have; those it has stay as they are.

    A file that cannot be read is put aside as <name>.broken and made anew.
    Raises RuleError "labels.keys_differ", and changes nothing, when the file holds another key
    under the id of one of the backup's: they belong to two installations.
    """

    def with_those_missing(ring: KeyRing) -> KeyRing:
        known = {key.id: key for key in ring.keys}
        for key in backup.keys:
            if key.id in known and known[key.id].secret != key.secret:
                raise RuleError(
                    "labels.keys_differ",
                    f"Khóa số {key.id} trong bản sao lưu không phải khóa số {key.id} trong tệp "
                    f"{path}: hai tệp thuộc hai hệ thống. Chưa có gì thay đổi. Hãy chọn đúng "
                    "bản sao lưu, hoặc đặt LABEL_KEYS_FILE cho đúng tệp.",
                )
        missing = (key for key in backup.keys if key.id not in known)
        return KeyRing((*ring.keys, *missing))

    return _change(path, with_those_missing, broken_aside=True)


def _with_new_key(ring: KeyRing, today: datetime.date) -> KeyRing:
    new_id = max((key.id for key in ring.keys), default=FIRST_ID - 1) + 1
    if new_id > LAST_ID:
        raise RuleError(
            "labels.keys_full",
            f"Đã có đủ {LAST_ID} khóa in nhãn, nhiều nhất mà mã nhãn phân biệt được. "
            "Hãy tiếp tục dùng khóa hiện tại và báo cho người phát triển hệ thống.",
        )
    kept = tuple(replace(key, retired=True) for key in ring.keys)
    return KeyRing((*kept, Key(new_id, today, secrets.token_bytes(SECRET_BYTES))))


# --- the file -------------------------------------------------------------------------------


def _change(
    path: Path, change: Callable[[KeyRing], KeyRing], *, broken_aside: bool = False
) -> KeyRing:
    """Replace the keys in `path` by what `change` makes of them, one process at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        try:
            before = load(path) if path.exists() else KeyRing(())
        except RuleError:
            if not broken_aside:
                raise
            path.replace(path.with_name(path.name + ".broken"))
            before = KeyRing(())
        after = change(before)
        if after != before:
            _write(path, after)
    return load(path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock beside `path`; the system lets it go even when the process is killed."""
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, ring: KeyRing) -> None:
    """Put `ring` in the place of `path` so that at any moment one of the two is there whole."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)  # left by a process that was killed; we hold the lock
    # Never readable by others, not even between making and chmod.
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(to_text(ring))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    # The rename itself is on the disk only once the folder is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# A handful of files at most: one in an installation, one for each test.
@lru_cache(maxsize=8)
def _load(path: Path, inode: int, changed_at: int, size: int) -> KeyRing:
    """The keys in `path`; inode, time of change and size only tell one state from another."""
    if open_to_others(path):
        _log.warning("Others may read the label keys: chmod 600 %s", path)
    try:
        return from_text(path.read_bytes())
    except (PermissionError, KeyError, TypeError, ValueError) as error:
        raise RuleError(
            "labels.keys_broken",
            f"Không đọc được tệp khóa in nhãn {path}. Hãy nhờ người quản trị xem lại quyền đọc "
            "tệp, hoặc khôi phục tệp từ bản sao lưu; đừng xóa tệp và đừng tạo khóa mới.",
        ) from error


def to_text(ring: KeyRing) -> str:
    """The keys as the file holds them."""
    keys = [_as_json(key) for key in ring.keys]
    return json.dumps({"note": _NOTE, "keys": keys}, indent=2) + "\n"


def from_text(text: bytes) -> KeyRing:
    """The keys in what `to_text` made; KeyError, TypeError or ValueError for anything else."""
    ring = KeyRing(tuple(map(_from_json, json.loads(text)["keys"])))
    _check(ring)
    return ring


def _check(ring: KeyRing) -> None:
    ids = [key.id for key in ring.keys]
    if not ids or len(set(ids)) < len(ids) or len({key.secret for key in ring.keys}) < len(ids):
        raise ValueError("no key, or one twice")
    for key in ring.keys:
        if not FIRST_ID <= key.id <= LAST_ID or len(key.secret) != SECRET_BYTES:
            raise ValueError(f"key {key.id} cannot be")


def _as_json(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "created_on": key.created_on.isoformat(),
        "secret": key.secret.hex(),
        "retired": key.retired,
    }


def _from_json(row: dict[str, Any]) -> Key:
    """Raises KeyError, TypeError or ValueError for anything but a key as written above."""
    if type(row["id"]) is not int or type(row["retired"]) is not bool:
        raise TypeError("id or retired")
    return Key(
        id=row["id"],
        created_on=datetime.date.fromisoformat(row["created_on"]),
        secret=bytes.fromhex(row["secret"]),
        retired=row["retired"],
    )
