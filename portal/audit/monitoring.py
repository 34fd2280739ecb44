"""The codes of an office by what is to be done about them: how many, and the list of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.lists import FILE
from growing_areas.code_lists import CODES
from growing_areas.models import GrowingAreaCode


@dataclass(frozen=True)
class Preset:
    """A list of codes that an office looks at: the list of codes with some of its filters set.

    key: its name in the API. filters: by the keys of the parts of the filters. tone: "bad" for
    what should not be.
    """

    key: str
    title: Promise
    why: Promise
    filters: dict[str, str]
    tone: str = "wait"

    @property
    def query(self) -> str:
        """The filters as the address of the list has them: "viec=office"."""
        words = {part.key: part.word for one in CODES.all_filters for part in one.parts}
        return urlencode({words[key]: value for key, value in self.filters.items()})

    @property
    def page(self) -> str:
        """The address of the list."""
        return f"{reverse('growing_areas:codes')}?{self.query}"

    @property
    def file(self) -> str:
        """The address of the list as a spreadsheet."""
        return f"{self.page}&{FILE}=xlsx"

    def rows(self, user: User | AnonymousUser) -> int:
        """How many codes stand in it of those that `user` may see: what its page shows."""
        asked = CODES.asked("", self.filters, "")
        return CODES.narrowed(GrowingAreaCode.objects.visible_to(user), asked).count()


PRESETS: Sequence[Preset] = [
    Preset(
        "due",
        _("Chờ cơ quan trả lời"),
        _("Hồ sơ đã nộp hoặc đã kiểm tra, chưa được cấp hay trả lại."),
        {"due": "office"},
    ),
    Preset(
        "overdue",
        _("Quá hạn"),
        _("Việc của cơ quan hoặc việc khắc phục của tổ chức đã qua hạn."),
        {"due": "overdue"},
        "bad",
    ),
    Preset(
        "suspended",
        _("Bị đình chỉ"),
        _("Lô hàng khai mã này không in và không kích hoạt nhãn được."),
        {"state": "suspended"},
        "bad",
    ),
    Preset(
        "expiring",
        _("Sắp hết hạn"),
        _("Mã còn hiệu lực, hết hạn trong 60 ngày."),
        {"due": "expiring"},
    ),
    Preset(
        "over_yield",
        _("Sản lượng vượt mức"),
        _("Thu hoạch nhiều hơn đất cho được; điểm này chưa được khép lại."),
        {"watch": "over_yield"},
        "bad",
    ),
    Preset(
        "overlapping",
        _("Thửa chồng lấn"),
        _("Có thửa trùng đất với thửa khác, của mình hoặc của tổ chức khác."),
        {"watch": "overlapping"},
        "bad",
    ),
    Preset(
        "correcting",
        _("Đang khắc phục"),
        _("Tổ chức đang sửa điều chưa đạt theo yêu cầu."),
        {"due": "correction"},
    ),
    Preset(
        "late_findings",
        _("Điểm chưa đạt quá hạn"),
        _("Đã qua hạn khắc phục mà chưa được khép lại."),
        {"watch": "late"},
        "bad",
    ),
    Preset(
        "never_inspected",
        _("Chưa kiểm tra lần nào"),
        _("Mã đã cấp, chưa có cuộc kiểm tra nào ghi ở đây."),
        {"watch": "never"},
    ),
    Preset(
        "declared",
        _("Chờ đối chiếu"),
        _("Tổ chức tự khai mã, cơ quan chưa xác nhận."),
        {"due": "declared"},
    ),
]


@dataclass(frozen=True)
class Counted:
    """A preset with how many codes stand in it."""

    preset: Preset
    count: int


def counted(user: User | AnonymousUser) -> list[Counted]:
    """Every preset with its count for `user`; a query each."""
    return [Counted(preset, preset.rows(user)) for preset in PRESETS]
