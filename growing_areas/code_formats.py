"""Formats of growing-area and packing-house codes: recognised as a help, never as a condition.

A code is an opaque string, stored as printed. Letters, widths and dashes differ between markets
and years, so a code in no known format is a warning with its reason, never a refusal.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from common.text import gettext_noop

GROWING_AREA, PACKING_HOUSE = "growing_area", "packing_house"

# Two capital letters of ISO 3166 (EU as reserved there). The markets that growing-area codes
# were reported for, and neighbours; others may be written by their letters.
DOMESTIC = "VN"
MARKETS = {
    DOMESTIC: gettext_noop("trong nước"),
    "CN": gettext_noop("Trung Quốc"),
    "US": gettext_noop("Hoa Kỳ"),
    "AU": gettext_noop("Úc"),
    "NZ": gettext_noop("New Zealand"),
    "KR": gettext_noop("Hàn Quốc"),
    "JP": gettext_noop("Nhật Bản"),
    "EU": gettext_noop("Liên minh châu Âu"),
    "TH": gettext_noop("Thái Lan"),
    "AE": gettext_noop("Các Tiểu vương quốc Ả Rập Thống nhất"),
    "MY": gettext_noop("Malaysia"),
    "SG": gettext_noop("Singapore"),
    "LA": gettext_noop("Lào"),
    "KH": gettext_noop("Campuchia"),
    "TW": gettext_noop("Đài Loan"),
    "HK": gettext_noop("Hồng Kông"),
    "IN": gettext_noop("Ấn Độ"),
    "GB": gettext_noop("Anh"),
    "RU": gettext_noop("Nga"),
    "CA": gettext_noop("Canada"),
}


@dataclass(frozen=True)
class Format:
    """One known way of writing a code.

    id: stable, for programs; name: for people; structure: how it is written, for people;
    kind: what the code names; parts: the names of the pattern's groups, for people.
    """

    id: str
    name: str
    structure: str
    kind: str
    pattern: re.Pattern[str]
    parts: dict[str, str]


@dataclass(frozen=True)
class CodeReading:
    """What a code's form says. format: None when unknown; warning: one sentence or empty.

    parts: name of the part (in Vietnamese) -> its text; texts: the same by the ids of the
    parts. The numbers of places in a domestic code mean the units of the year of issue, never
    today's: `code_explained` looks them up.
    """

    format: Format | None
    parts: dict[str, str] = field(default_factory=dict)
    warning: str = ""
    texts: dict[str, str] = field(default_factory=dict)


# The patterns are tolerant readings of codes seen in print, not quotations of a legal text.
FORMATS = (
    Format(
        id="export_growing_area",
        name=gettext_noop("mã số vùng trồng xuất khẩu"),
        structure=gettext_noop("VN-(chữ cái của tỉnh)OR-(số)"),
        kind=GROWING_AREA,
        # Seen: VN-DTOR-0017 (Đồng Tháp, mango, press 2021), VN-TGOR-0037.
        pattern=re.compile(r"VN-?(?P<province>[A-Z]{2,3})OR-?(?P<number>\d{3,4})", re.ASCII),
        parts={
            "province": gettext_noop("chữ cái của tỉnh"),
            "number": gettext_noop("số thứ tự"),
        },
    ),
    Format(
        id="export_packing_house",
        name=gettext_noop("mã số cơ sở đóng gói xuất khẩu"),
        structure=gettext_noop("VN-(chữ cái của tỉnh)PH-(số)"),
        kind=PACKING_HOUSE,
        # Seen: VNDTPH-0001 (first dash missing in print), VN-TGPH-0012, VN-CTPH-014.
        pattern=re.compile(r"VN-?(?P<province>[A-Z]{2,3})PH-?(?P<number>\d{3,4})", re.ASCII),
        parts={
            "province": gettext_noop("chữ cái của tỉnh"),
            "number": gettext_noop("số thứ tự"),
        },
    ),
    Format(
        id="domestic_growing_area_3156",
        name=gettext_noop("mã số vùng trồng nội địa theo Quyết định 3156/QĐ-BNN-TT"),
        structure=gettext_noop(
            "VN-(mã tỉnh)-(mã huyện)-(mã xã)-(cơ sở sản xuất)-(hai số cuối của năm cấp)"
        ),
        kind=GROWING_AREA,
        # The parts are stated by the decision (19/8/2022); the separator printed is not known.
        pattern=re.compile(
            r"VN[-. ]?(?P<province>\d{2})[-. ]?(?P<district>\d{3})[-. ]?(?P<commune>\d{5})"
            r"[-. ]?(?P<producer>\d{2,})[-. ]?(?P<year>\d{2})",
            re.ASCII,
        ),
        parts={
            "province": gettext_noop("mã tỉnh"),
            "district": gettext_noop("mã huyện"),
            "commune": gettext_noop("mã xã"),
            "producer": gettext_noop("cơ sở sản xuất"),
            "year": gettext_noop("năm cấp"),
        },
    ),
)


# What is said of a code that does not look as expected.
UNKNOWN_FORM = gettext_noop(
    "Mã “%(code)s” không theo dạng đã biết (%(expected)s). "
    "Mã vẫn được lưu đúng như in trên giấy; hãy đối chiếu lại với giấy xác nhận."
)
OTHER_KIND = gettext_noop(
    "Mã “%(code)s” có dạng của %(format)s, khác với loại mã đã chọn. "
    "Mã vẫn được lưu đúng như in trên giấy; hãy kiểm tra lại loại mã."
)


def read_code(text: str, kind: str, translated: Callable[[str], str] = str) -> CodeReading:
    """What the form of a code says; `kind` is what its holder says it names.

    translated: gives a text of this module in the reader's language; Vietnamese by default.

    >>> read_code("VN-DTOR-0017", "growing_area").parts
    {'chữ cái của tỉnh': 'DT', 'số thứ tự': '0017'}
    >>> read_code("ABC", "growing_area").format is None
    True
    """
    for known in FORMATS:
        match = known.pattern.fullmatch(text.strip().upper())
        if match:
            texts = match.groupdict()
            parts = {translated(known.parts[name]): value for name, value in texts.items()}
            said = {"code": text, "format": translated(known.name)}
            warning = "" if known.kind == kind else translated(OTHER_KIND) % said
            return CodeReading(known, parts, warning, texts)
    expected = [translated(known.structure) for known in FORMATS if known.kind == kind]
    said = {"code": text, "expected": translated(gettext_noop(" hoặc ")).join(expected)}
    return CodeReading(None, warning=translated(UNKNOWN_FORM) % said)
