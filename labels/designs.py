"""The design of a label, drawn by an organisation in millimetres: what stands where, how large.

Pure: the shape (what is kept as JSON), and what cannot be; `design_layout` makes of it the
label with the words of a run. Millimetres from the upper left corner of the label, y downwards;
lettering in points. Words are shrunk, then broken into lines, then end with "…": they never
leave their box, and no box may lie on another, in the symbol's quiet zone, or beyond the label.
"""

from enum import StrEnum
from itertools import combinations
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from common.errors import BadInput, Checks
from common.text import gettext_noop, nfc, number
from labels.dots import Dots, thousandths
from labels.layout import Box
from labels.lettering import (
    BELOW,
    BOLD,
    MEDIUM,
    POINT,
    REGULAR,
    SEMIBOLD,
    reach,
)
from labels.qr import QUIET_ZONE
from labels.serials import LENGTH
from labels.sheets import Sheet

Millimetres = Annotated[float, Field(ge=0, le=300)]
Size = Annotated[float, Field(ge=4, le=72)]  # points; below 4 nobody reads print

# What a design may show: a field of LabelText, or one of the three below. The word that stands
# before a bare value on the label is Vietnamese, as the label is.
WORDS_BEFORE = {
    "lot": "Lô: ",
    "produced": "NSX: ",
    "expires": "HSD: ",
    "content": "Định lượng: ",
    "growing_area_code": "Vùng trồng: ",
    "ingredients": "Thành phần: ",
    "storage": "Bảo quản: ",
    "directions": "Cách dùng: ",
    "address": "Địa chỉ: ",
}
SHOWN = {
    "name": gettext_noop("Tên sản phẩm"),
    "organisation": gettext_noop("Tên tổ chức"),
    "address": gettext_noop("Địa chỉ của tổ chức"),
    "place": gettext_noop("Xã, tỉnh"),
    "lot": gettext_noop("Số lô"),
    "produced": gettext_noop("Ngày sản xuất"),
    "expires": gettext_noop("Hạn sử dụng"),
    "content": gettext_noop("Định lượng"),
    "growing_area_code": gettext_noop("Mã số vùng trồng"),
    "stars": gettext_noop("Sao OCOP của ngày in"),
    "ingredients": gettext_noop("Thành phần"),
    "storage": gettext_noop("Hướng dẫn bảo quản"),
    "directions": gettext_noop("Hướng dẫn sử dụng"),
    "serial": gettext_noop("Số của từng nhãn"),
    "text": gettext_noop("Chữ tự ghi"),
    "logo": gettext_noop("Biểu trưng"),
}
MOST_PIECES = 40
LONGEST_TEXT = 300
_TOUCH = 0.05  # mm by which boxes may lie on each other through rounding


class Says(StrEnum):
    """What a text of one's own says, of what the law wants on a label."""

    NOTHING = ""
    ORIGIN = "origin"
    WARNING = "warning"
    ADDRESS = "address"
    INGREDIENTS = "ingredients"
    STORAGE = "storage"
    DIRECTIONS = "directions"
    TECHNICAL = "technical"
    ETHANOL = "ethanol"
    YEAR = "year"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Piece(_Strict):
    """One thing on the label, in a box of its own.

    shows: a key of SHOWN. size, smallest: the largest and the smallest lettering. lines: at
    most so many. caption: whether the word for a bare value stands before it ("NSX: "). vi, en:
    the two languages of a text of one's own; the second is set under the first.
    """

    shows: Literal[tuple(SHOWN)]  # type: ignore[valid-type]
    x: Millimetres
    y: Millimetres
    width: Annotated[float, Field(gt=0, le=300)]
    height: Annotated[float, Field(gt=0, le=300)]
    size: Size = 7
    smallest: Size = 5
    weight: Literal["Regular", "Medium", "SemiBold", "Bold"] = "Regular"
    align: Literal["left", "center", "right"] = "left"
    lines: int = Field(1, ge=1, le=12)
    caption: bool = True
    vi: str = Field("", max_length=LONGEST_TEXT)
    en: str = Field("", max_length=LONGEST_TEXT)
    says: Says = Says.NOTHING

    @property
    def box(self) -> Box:
        """Where it stands."""
        return Box(self.x, self.y, self.width, self.height)


class SymbolPiece(_Strict):
    """The QR symbol: its dark corner at (x, y), `size` mm a side without the quiet zone.

    level: error correction. quiet: modules that are kept white around it.
    """

    x: Millimetres
    y: Millimetres
    size: Annotated[float, Field(gt=0, le=200)]
    level: Literal["L", "M", "Q", "H"] = "M"
    quiet: int = Field(QUIET_ZONE, ge=0, le=20)


class Design(_Strict):
    """A whole label. dpi: the coarsest printer that it is made for; null for office printers,
    whose dots do not matter."""

    width: Annotated[float, Field(ge=15, le=300)]
    height: Annotated[float, Field(ge=10, le=300)]
    dpi: Literal[203, 300] | None = None
    symbol: SymbolPiece
    pieces: Annotated[list[Piece], Field(max_length=MOST_PIECES)]

    def shows(self, name: str) -> bool:
        """Whether any piece shows this."""
        return any(piece.shows == name for piece in self.pieces)


class _Named(NamedTuple):
    name: str
    box: Box


# --- what cannot be -------------------------------------------------------------------------


def check_design(design: Design, modules: int, dots: Dots) -> None:
    """Raise BadInput, or BrokenRules with everything that cannot be printed or read.

    modules: of the symbol's side. Codes: "labels.module_too_small", "labels.quiet_too_narrow",
    "labels.outside_the_label", "labels.pieces_overlap", "labels.no_serial",
    "labels.name_not_largest", "labels.text_empty".
    """
    checks = Checks()
    checks.run(_check_module, design, modules, dots)
    checks.run(_check_quiet, design, modules)
    checks.run(_check_needed, design)
    for piece in design.pieces:
        checks.run(_check_piece, design, piece)
    quiet = _Named("vùng trắng quanh mã QR", _quiet_box(design, modules))
    boxes = [quiet, *(_Named(f"“{SHOWN[one.shows]}”", one.box) for one in design.pieces)]
    for first, second in combinations(boxes, 2):
        checks.run(_check_apart, first, second)
    checks.end()


def _check_module(design: Design, modules: int, dots: Dots) -> None:
    if dots.whole(design.symbol.size / modules) < dots.least - 1e-9:
        raise module_too_small(design, modules, dots)


def module_too_small(design: Design, modules: int, dots: Dots) -> BadInput:
    """The refusal of a symbol whose modules would be too small for scanners or the printer."""
    have = design.symbol.size / modules
    needed = dots.least * modules
    return BadInput(
        "labels.module_too_small",
        f"Mã QR rộng {_mm(design.symbol.size)} có {modules} ô mỗi cạnh, mỗi ô chỉ được "
        f"{_mm(have)}, phải từ {_mm(dots.least)} mới quét chắc, còn thiếu "
        f"{_mm(max(dots.least - have, 0), up=True)}. Hãy cho mã QR rộng từ "
        f"{_mm(needed, up=True)} trở lên, chọn mức sửa lỗi thấp hơn, hoặc bỏ số lô khỏi mã "
        "khi in.",
        field="symbol",
    )


def _check_quiet(design: Design, modules: int) -> None:
    if design.symbol.quiet < QUIET_ZONE:
        lack = QUIET_ZONE - design.symbol.quiet
        raise BadInput(
            "labels.quiet_too_narrow",
            f"Vùng trắng quanh mã QR chỉ rộng {design.symbol.quiet} ô, phải từ {QUIET_ZONE} ô, "
            f"còn thiếu {lack} ô. Hãy để ít nhất {QUIET_ZONE} ô.",
            field="symbol",
        )
    beyond = _beyond(design, _quiet_box(design, modules))
    if beyond > _TOUCH:
        raise BadInput(
            "labels.quiet_too_narrow",
            f"Vùng trắng quanh mã QR ra ngoài nhãn {_mm(beyond)}. Hãy dời mã vào trong, hoặc "
            "cho mã nhỏ lại.",
            field="symbol",
        )


def _check_needed(design: Design) -> None:
    if not design.shows("serial"):
        raise BadInput(
            "labels.no_serial",
            "Nhãn chưa có số của từng nhãn: khi mã QR bị xước, người mua gõ số này. "
            "Hãy thêm ô “Số của từng nhãn”.",
            field="pieces",
        )
    names = [piece.smallest for piece in design.pieces if piece.shows == "name"]
    if not names:
        raise BadInput(
            "labels.no_name_on_label",
            "Nhãn chưa có tên sản phẩm. Hãy thêm ô “Tên sản phẩm”.",
            field="pieces",
        )
    # > The name of the goods is the largest lettering (Decree 37/2026/NĐ-CP, article 43).
    larger = [one for one in design.pieces if one.shows not in ("name", "logo")]
    largest = max(larger, key=lambda piece: piece.size)
    if largest.size > min(names):
        raise BadInput(
            "labels.name_not_largest",
            f"Tên sản phẩm có thể nhỏ đến {number(thousandths(min(names)))} điểm, nhỏ hơn "
            f"“{SHOWN[largest.shows]}” ({number(thousandths(largest.size))} điểm). Theo Nghị "
            "định 37/2026/NĐ-CP, Điều 43, tên hàng hóa là chữ lớn nhất. Hãy tăng cỡ chữ nhỏ "
            "nhất của tên, hoặc giảm cỡ chữ kia.",
            field="pieces",
        )


def _check_piece(design: Design, piece: Piece) -> None:
    name = f"“{SHOWN[piece.shows]}”"
    beyond = _beyond(design, piece.box)
    if beyond > _TOUCH:
        raise BadInput(
            "labels.outside_the_label",
            f"Ô {name} ra ngoài nhãn {_mm(beyond)}. Hãy dời vào trong, hoặc cho nhỏ lại.",
            field="pieces",
        )
    if piece.shows == "text" and not nfc(piece.vi + piece.en):
        raise BadInput(
            "labels.text_empty",
            "Ô “Chữ tự ghi” đang trống. Hãy ghi chữ, hoặc bỏ ô này.",
            field="pieces",
        )
    if piece.smallest > piece.size:
        raise BadInput(
            "labels.bad_sizes",
            f"Ô {name}: cỡ chữ nhỏ nhất lớn hơn cỡ chữ. Hãy sửa một trong hai.",
            field="pieces",
        )
    least = _line_height(piece.smallest)
    if piece.shows != "logo" and piece.height < least - _TOUCH:
        raise BadInput(
            "labels.box_too_low",
            f"Ô {name} cao {_mm(piece.height)}, chữ nhỏ nhất cần {_mm(least, up=True)}. "
            "Hãy cho ô cao hơn, hoặc giảm cỡ chữ nhỏ nhất.",
            field="pieces",
        )
    if piece.shows == "serial" and piece.width < _serial_width(piece.smallest):
        raise BadInput(
            "labels.box_too_narrow",
            f"Ô {name} rộng {_mm(piece.width)}, số {LENGTH} ký tự cần "
            f"{_mm(_serial_width(piece.smallest), up=True)}. Hãy cho ô rộng hơn, hoặc giảm cỡ "
            "chữ nhỏ nhất.",
            field="pieces",
        )


def check_within(design: Design, sheet: Sheet) -> None:
    """Raise BadInput when something would lie where the printer of `sheet` cannot print.

    Office printers leave the edge of the page white, and labels that reach into it with it.
    """
    right, bottom = sheet.label_width - sheet.inset_x, sheet.label_height - sheet.inset_y
    side = design.symbol.size
    symbol = _Named("Mã QR", Box(design.symbol.x, design.symbol.y, side, side))
    pieces = [_Named(f"Ô “{SHOWN[one.shows]}”", one.box) for one in design.pieces]
    for name, box in (symbol, *pieces):
        over = max(
            sheet.inset_x - box.x, sheet.inset_y - box.y, box.right - right, box.bottom - bottom
        )
        if not sheet.is_roll and over > _TOUCH:
            raise BadInput(
                "labels.in_the_printers_margin",
                f"{name} nằm trong lề mà máy in văn phòng không in được của {sheet.title}, lấn "
                f"{_mm(over)}. Hãy dời vào trong, hoặc chọn khổ giấy khác.",
                field="template",
            )


def _check_apart(first: _Named, second: _Named) -> None:
    over = first.box.overlap(second.box)
    if over > _TOUCH:
        raise BadInput(
            "labels.pieces_overlap",
            f"{first.name[0].upper()}{first.name[1:]} và {second.name} chồng lên nhau "
            f"{_mm(over)}. Hãy dời một trong hai ra.",
            field="pieces",
        )


def _quiet_box(design: Design, modules: int) -> Box:
    symbol = design.symbol
    quiet = max(symbol.quiet, QUIET_ZONE) * symbol.size / modules
    side = symbol.size + 2 * quiet
    return Box(symbol.x - quiet, symbol.y - quiet, side, side)


def _beyond(design: Design, box: Box) -> float:
    """How far `box` reaches over the edge of the label, in millimetres."""
    return max(-box.x, -box.y, box.right - design.width, box.bottom - design.height, 0)


def _line_height(size: float) -> float:
    return (reach("Ẫ") + BELOW) * size * POINT


def _serial_width(size: float) -> float:
    """What four groups of wide letters and three hyphens take, in millimetres. The few serials
    that are wider still are set smaller."""
    return (LENGTH * 0.8 + 3 * 0.5) * size * POINT


def _mm(length: float, *, up: bool = False) -> str:
    return f"{number(thousandths(length + (0.000999 if up else 1e-9)))} mm"


def read_design(kept: Any) -> Design:
    """A design that was kept as JSON."""
    return Design.model_validate(kept)


WEIGHTS = (REGULAR, MEDIUM, SEMIBOLD, BOLD)
