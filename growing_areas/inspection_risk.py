"""Which growing areas to inspect first: a score with its reasons. Weights are ours, no law's.

>>> weigh({"never", "export"}).score
50
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from common.text import gettext_noop

NEVER, DUE = "never", "due"
MAJOR, MINOR, LATE, OVER_LIMIT = "major", "minor", "late", "over_limit"
EXPORT = "export"


@dataclass(frozen=True)
class Reason:
    """Why an area is looked at sooner. id: stable; points: added to its score; words: said of
    it."""

    id: str
    points: int
    words: str


_REASONS = (
    Reason(NEVER, 40, gettext_noop("chưa từng được kiểm tra")),
    Reason(DUE, 30, gettext_noop("đã đến kỳ kiểm tra")),
    Reason(MAJOR, 30, gettext_noop("còn điểm nặng")),
    Reason(OVER_LIMIT, 25, gettext_noop("sản lượng vượt mức")),
    Reason(LATE, 20, gettext_noop("quá hạn khắc phục")),
    Reason(MINOR, 10, gettext_noop("còn điểm nhẹ")),
    Reason(EXPORT, 10, gettext_noop("có mã xuất khẩu")),
)
REASONS: Mapping[str, Reason] = MappingProxyType({reason.id: reason for reason in _REASONS})


@dataclass(frozen=True)
class Risk:
    """How pressing an inspection is: the sum of the points of its reasons, weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


def weigh(found: Collection[str]) -> Risk:
    """The risk of an area of which the reasons with the ids `found` are true.

    >>> [reason.id for reason in weigh({"minor", "due", "major"}).reasons]
    ['due', 'major', 'minor']
    >>> weigh(()).score
    0
    """
    reasons = tuple(reason for reason in _REASONS if reason.id in found)
    return Risk(sum(reason.points for reason in reasons), reasons)


def months_before(year: int, month: int, months: int) -> tuple[int, int]:
    """The year and month that lie `months` before the given ones.

    >>> months_before(2026, 3, 6)
    (2025, 9)
    >>> months_before(2026, 12, 12)
    (2025, 12)
    """
    before = year * 12 + month - 1 - months
    return before // 12, before % 12 + 1
