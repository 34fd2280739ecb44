"""What a label's QR code says: a web address, which for a GTIN is a GS1 Digital Link.

GS1 Digital Link URI Syntax 1.2, uncompressed: the key 01 (GTIN), then its qualifiers 10 (lot)
and 21 (serial) in that order. Without a GTIN the address is the page's own, /t/<serial>.
Nothing that can change later stands in it.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from common.errors import BadInput, RuleError
from labels.serials import normalise

LONGEST_LOT = 20
# GS1 General Specifications, figure 7.11-1: the 82 characters of an application identifier.
GS1_CHARACTERS = frozenset(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
_GTIN = re.compile(r"[0-9]{14}")
_DIGITAL_LINK = re.compile(r"/01/([0-9]{14})(?:/10/([^/]+))?/21/([^/]+)/?\Z")
_OWN_ADDRESS = re.compile(r"/t/([^/]+)/?\Z")
_LONGEST_LINK = 2000
# Last parts of host names that no telephone outside the house can find (RFC 2606, 6761, 6762,
# 8375, and what routers give).
_NOT_PUBLIC = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp"}
    | {"arpa", "test", "example", "invalid", "onion"}
)


@dataclass(frozen=True)
class LabelLink:
    """What a link says. gtin and lot are None where it does not name them."""

    serial: str
    gtin: str | None = None
    lot: str | None = None


def label_link(*, public_url: str, gtin: str | None, lot: str | None, serial: str) -> str:
    """The address in a label's QR code.

    public_url: scheme and host, no slash at the end. gtin: 14 digits; None or "" without one.
    lot: left out when None or ""; not used without a GTIN.
    Raises ValueError for a GTIN that is not 14 digits.
    """
    if not gtin:
        return f"{public_url}/t/{serial}"
    if not _GTIN.fullmatch(gtin):
        raise ValueError(f"{gtin!r} is not a GTIN of 14 digits")
    # Everything but A-Z a-z 0-9 - . _ ~ is percent-encoded: a lot may hold "/", "?" and "%".
    lot_part = f"/10/{quote(lot, safe='')}" if lot else ""
    return f"{public_url}/01/{gtin}{lot_part}/21/{serial}"


def read_link(text: str) -> LabelLink | None:
    """What a scanned link or a typed serial says; None for any other text, and never an error.

    The host is not looked at: printed labels may carry one that the site had before.
    """
    text = text.strip()
    if len(text) > _LONGEST_LINK:
        return None
    if "/" not in text:
        serial = normalise(text)
        return LabelLink(serial) if serial else None
    try:
        path = urlsplit(text).path
    except ValueError:
        return None
    gtin = lot = None
    if found := _DIGITAL_LINK.search(path):
        gtin, lot, last = found.groups()
    elif found := _OWN_ADDRESS.search(path):
        last = found[1]
    else:
        return None
    serial = normalise(unquote(last))
    return LabelLink(serial, gtin, unquote(lot) if lot else None) if serial else None


def is_lot(text: str) -> bool:
    """Whether `text` can be a lot number: GS1's AI 10, and able to stand in a web address.

    1 to 20 of GS1's 82 characters. "." and ".." are refused, because in the path of an address
    they mean "here" and "one up", and browsers remove them.
    """
    return (
        1 <= len(text) <= LONGEST_LOT
        and GS1_CHARACTERS.issuperset(text)
        and text not in (".", "..")
    )


def check_lot(text: str) -> str:
    """The lot number `text` as it is. Raises BadInput "trace.bad_lot" when it cannot be one."""
    if not is_lot(text):
        raise BadInput("trace.bad_lot", _what_is_wrong_with_lot(text), field="lot")
    return text


def _what_is_wrong_with_lot(text: str) -> str:
    if not text:
        return "Chưa có số lô. Hãy ghi số lô, ví dụ L2611A."
    if len(text) > LONGEST_LOT:
        return (
            f"Số lô “{text[:40]}” dài {len(text)} ký tự, nhiều nhất là {LONGEST_LOT}. "
            "Hãy rút ngắn số lô."
        )
    strange = next((letter for letter in text if letter not in GS1_CHARACTERS), None)
    if strange is None:
        return f"Số lô “{text}” chỉ gồm dấu chấm. Hãy thêm chữ hoặc số."
    shown = "dấu cách" if strange.isspace() else f"ký tự “{strange}”"
    return (
        f"Số lô “{text}” có {shown}, mã QR theo chuẩn GS1 không ghi được. "
        "Hãy chỉ dùng chữ không dấu, chữ số và các dấu như - . / _"
    )


def check_public_url(url: str, *, demo: bool) -> None:
    """Raise RuleError "labels.address_not_public" unless `url` may be printed into QR codes.

    It must be https with a host name that any telephone finds. In a demonstration http,
    localhost and bare addresses will do. No name is looked up.
    """
    wrong = _not_an_address(url) or ("" if demo else _not_public(url))
    if wrong:
        raise RuleError(
            "labels.address_not_public",
            f"Địa chỉ in vào mã QR là {url}: {wrong}. Nhãn đã in không sửa được, nên hãy nhờ "
            "người quản trị đặt PUBLIC_URL là địa chỉ https chính thức rồi mới in.",
        )


def _not_an_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "đây không phải địa chỉ trang web"
    bare = f"{parts.scheme}://{parts.netloc}" == url and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not host or not bare or not url.isascii():
        return "đây không phải địa chỉ trang web gồm https:// và tên miền không dấu"
    return ""


def _not_public(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    last = host.rpartition(".")[2]
    if parts.scheme != "https":
        return "địa chỉ không bắt đầu bằng https"
    # A last part that is a number makes the whole an IPv4 address, however it is written.
    if _is_ip(host) or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        return "đây là địa chỉ IP, sẽ đổi theo máy chủ"
    if "." not in host or last in _NOT_PUBLIC:
        return "tên máy này chỉ có trong mạng nội bộ, điện thoại bên ngoài không mở được"
    return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
