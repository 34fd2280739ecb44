"""What a token of the API may be good for: reading, and writing one subject each."""

from common.text import gettext_noop

READ = "read"

# Each scope with the words that a person chooses it by.
SCOPES = {
    READ: gettext_noop("Xem mọi thứ mà bạn xem được"),
    "organisations": gettext_noop("Ghi tổ chức và người của tổ chức"),
    "growing-areas": gettext_noop("Ghi vùng trồng, mã số, thửa, nhật ký, thu hoạch"),
    "products": gettext_noop("Ghi sản phẩm"),
    "trace": gettext_noop("Ghi nguyên liệu, lô hàng, bán hàng; in nhãn của lô"),
    "labels": gettext_noop("In lại nhãn, dừng và làm lại việc chạy nền"),
    "documents": gettext_noop("Ghi tài liệu và nhập bảng tính"),
    "accounts": gettext_noop("Ghi cán bộ, nhiệm vụ, thôn"),
}


def needed_scope(method: str, subject: str) -> str:
    """The scope that a call needs: READ for one that changes nothing, else its subject.

    >>> needed_scope("GET", "trace")
    'read'
    >>> needed_scope("POST", "trace")
    'trace'
    """
    return READ if method in ("GET", "HEAD", "OPTIONS") else subject
