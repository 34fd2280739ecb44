"""Backups of the key file, sealed with a passphrase: fit to lie where others may find them.

A backup is one JSON file: the keys, encrypted with AES-256-GCM under a key that scrypt makes of
the passphrase. 32 MB and a tenth of a second for each guess: a dozen characters that nobody
would guess hold. Without the passphrase nothing can be got out of it, by nobody.
"""

import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from common.errors import RuleError
from labels.keys import KeyRing, from_text, to_text

SHORTEST_PASSPHRASE = 12
_NOTE = (
    "Keys of printed label serials, sealed with a passphrase. "
    "Restore them with: manage.py label_keys restore FILE"
)
# Of format 1; another format would have other ones.
_FORMAT, _COST, _BLOCK, _LANES, _SALT, _NONCE = 1, 2**15, 8, 1, 16, 12
_BOUND_TO = b"label keys backup 1"


def write_backup(path: Path, ring: KeyRing, passphrase: str) -> None:
    """Seal `ring` into the new file `path`, readable by its owner alone.

    Raises RuleError "labels.weak_passphrase" for one of fewer than twelve characters, and
    "labels.backup_exists" rather than write over a file.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RuleError(
            "labels.weak_passphrase",
            f"Mật khẩu chỉ có {len(passphrase)} ký tự, phải từ {SHORTEST_PASSPHRASE} ký tự. "
            "Hãy đặt một câu dài mà người khác không đoán được.",
        )
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = _cipher(passphrase, salt).encrypt(nonce, to_text(ring).encode(), _BOUND_TO)
    parts = {"salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}
    text = json.dumps({"note": _NOTE, "format": _FORMAT} | parts, indent=2)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RuleError(
            "labels.backup_exists",
            f"Đã có tệp {path}. Bản sao lưu cũ không bị ghi đè: hãy đặt tên tệp khác.",
        ) from None
    except OSError as error:
        raise RuleError(
            "labels.backup_not_written",
            f"Không ghi được tệp {path} ({error.strerror}). Hãy chọn thư mục khác.",
        ) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_backup(path: Path, passphrase: str) -> KeyRing:
    """The keys in the backup `path`.

    Raises RuleError "labels.backup_unreadable" for a file that is none, and
    "labels.backup_closed" when it does not open: the passphrase is another one, or the file
    was changed. Which of the two cannot be told.
    """
    try:
        parts = json.loads(path.read_bytes())
        if parts["format"] != _FORMAT:
            raise ValueError("another format")
        salt, nonce, sealed = (
            bytes.fromhex(parts[name]) for name in ("salt", "nonce", "sealed")
        )
        cipher = _cipher(passphrase, salt)
        text = cipher.decrypt(nonce, sealed, _BOUND_TO)
    except InvalidTag:
        raise RuleError(
            "labels.backup_closed",
            f"Không mở được bản sao lưu {path}: sai mật khẩu, hoặc tệp đã bị sửa. "
            "Hãy thử lại mật khẩu, hoặc dùng bản sao lưu khác.",
        ) from None
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise RuleError(
            "labels.backup_unreadable",
            f"Tệp {path} không phải bản sao lưu khóa in nhãn đọc được. Hãy chọn tệp khác.",
        ) from error
    return from_text(text)


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    derive = Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES)
    return AESGCM(derive.derive(passphrase.encode()))
