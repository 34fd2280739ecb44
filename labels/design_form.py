"""The form in which a label is designed: a part for each thing that a label may show."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.errors import RuleError, each_of
from common.forms import AmountField
from labels.designs import SHOWN, WEIGHTS, WORDS_BEFORE, Design, Piece, Says
from labels.models import LabelTemplateVersion
from labels.services import check_template, read_shape

TEXTS = 3  # of one's own that the form has room for; the API takes more
ALIGN = (("left", _("trái")), ("center", _("giữa")), ("right", _("phải")))
WEIGHT_WORDS = (_("thường"), _("vừa"), _("hơi đậm"), _("đậm"))
SAYS = (
    (Says.NOTHING, _("không phải nội dung bắt buộc")),
    (Says.ORIGIN, _("xuất xứ hàng hóa")),
    (Says.WARNING, _("thông tin cảnh báo")),
    (Says.ADDRESS, _("địa chỉ tổ chức, cá nhân chịu trách nhiệm")),
    (Says.INGREDIENTS, _("thành phần")),
    (Says.STORAGE, _("hướng dẫn bảo quản")),
    (Says.DIRECTIONS, _("hướng dẫn sử dụng")),
    (Says.TECHNICAL, _("thông số kỹ thuật")),
    (Says.ETHANOL, _("hàm lượng etanol")),
    (Says.YEAR, _("năm sản xuất")),
)
LEVELS = (
    ("L", _("L, mã thưa nhất")),
    ("M", _("M, thường dùng")),
    ("Q", _("Q, chịu xước tốt")),
    ("H", _("H, chịu xước tốt nhất")),
)
DPI = (
    ("", _("máy in văn phòng")),
    ("203", _("máy in nhãn 203 dpi")),
    ("300", _("máy in nhãn 300 dpi")),
)
_NUMBERS = ("x", "y", "width", "height")


class Part(NamedTuple):
    """The boxes of one thing that a label may show."""

    title: str
    on: forms.BoundField
    boxes: list[forms.BoundField]
    is_on: bool


def _measure(label: Any, *, required: bool = True) -> AmountField:
    return AmountField(label=label, max_digits=6, decimal_places=2, required=required)


class DesignForm(forms.Form):
    """A template: its name, the label, the symbol, and what stands where.

    Every length is in millimetres, lettering in points.
    """

    name = forms.CharField(label=_("Tên mẫu nhãn"), max_length=60)
    width = _measure(_("Chiều rộng nhãn (mm)"))
    height = _measure(_("Chiều cao nhãn (mm)"))
    dpi = forms.ChoiceField(
        label=_("In được với"),
        choices=DPI,
        required=False,
        help_text=_("Máy thô nhất sẽ in mẫu này. Mã QR phải đủ lớn cho máy đó."),
    )
    symbol_x = _measure(_("Mã QR, cách mép trái (mm)"))
    symbol_y = _measure(_("Mã QR, cách mép trên (mm)"))
    symbol_size = _measure(_("Mã QR, cạnh (mm)"))
    symbol_level = forms.ChoiceField(label=_("Mức sửa lỗi"), choices=LEVELS, initial="M")
    symbol_quiet = forms.IntegerField(
        label=_("Vùng trắng quanh mã (số ô)"), min_value=0, max_value=20, initial=4
    )
    logo = forms.FileField(
        label=_("Ảnh biểu trưng"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Ảnh JPEG, PNG hoặc WebP. Để trống thì giữ ảnh đang có."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        version: LabelTemplateVersion | None = None,
    ):
        super().__init__(data, files)
        self._slots = [key for key in SHOWN if key != "text"]
        self._slots += [f"text{number}" for number in range(1, TEXTS + 1)]
        for slot in self._slots:
            self._add_piece(slot)
        if version:
            self.initial = {"name": version.template.name, **_values(version.drawn)}
        self.design: Design | None = None

    def _add_piece(self, slot: str) -> None:
        fields = self.fields
        fields[f"{slot}_on"] = forms.BooleanField(label=_("In trên nhãn"), required=False)
        for word, label in (
            ("x", _("Cách mép trái (mm)")),
            ("y", _("Cách mép trên (mm)")),
            ("width", _("Rộng (mm)")),
            ("height", _("Cao (mm)")),
        ):
            fields[f"{slot}_{word}"] = _measure(label, required=False)
        if slot == "logo":
            return
        fields[f"{slot}_size"] = _measure(_("Cỡ chữ (điểm)"), required=False)
        fields[f"{slot}_smallest"] = _measure(_("Cỡ chữ nhỏ nhất (điểm)"), required=False)
        fields[f"{slot}_weight"] = forms.ChoiceField(
            label=_("Nét chữ"),
            choices=list(zip(WEIGHTS, WEIGHT_WORDS, strict=True)),
            required=False,
        )
        fields[f"{slot}_align"] = forms.ChoiceField(
            label=_("Canh lề"), choices=ALIGN, required=False
        )
        if slot == "serial":
            return
        fields[f"{slot}_lines"] = forms.IntegerField(
            label=_("Nhiều nhất mấy dòng"), min_value=1, max_value=12, required=False
        )
        if slot in WORDS_BEFORE:
            fields[f"{slot}_caption"] = forms.BooleanField(
                label=_("Có từ chỉ loại đứng trước, như “NSX:”"),
                required=False,
                initial=True,
            )
        if slot.startswith("text"):
            fields[f"{slot}_vi"] = forms.CharField(
                label=_("Chữ tiếng Việt"), max_length=300, required=False
            )
            fields[f"{slot}_en"] = forms.CharField(
                label=_("Chữ tiếng nước ngoài"), max_length=300, required=False
            )
            fields[f"{slot}_says"] = forms.ChoiceField(
                label=_("Chữ này là"), choices=SAYS, required=False
            )

    def head(self) -> list[forms.BoundField]:
        """The boxes of the label and its symbol."""
        names = [name for name in type(self).base_fields if name != "logo"]
        return [self[name] for name in names]

    def parts(self) -> Iterator[Part]:
        """The boxes of everything else, thing by thing."""
        for slot in self._slots:
            names = [name for name in self.fields if name.startswith(f"{slot}_")]
            on, *boxes = (self[name] for name in names)
            key = "text" if slot.startswith("text") else slot
            number = f" {slot.removeprefix('text')}" if key == "text" else ""
            if slot == "logo":
                boxes.append(self["logo"])
            yield Part(f"{_now(SHOWN[key])}{number}", on, boxes, bool(on.value()))

    def clean(self) -> dict[str, Any]:
        """Read the design, and say everything that would not print or not scan."""
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            design = read_shape(self._shape(values))
            check_template(design)
        except RuleError as error:
            for one in each_of(error):
                self.add_error(None, one.message)
            return values
        self.design = design
        return values

    def _shape(self, values: Mapping[str, Any]) -> dict[str, Any]:
        pieces = [self._piece(slot, values) for slot in self._slots if values.get(f"{slot}_on")]
        symbol = {word: _number(values.get(f"symbol_{word}")) for word in ("x", "y", "size")}
        return {
            "width": _number(values.get("width")),
            "height": _number(values.get("height")),
            "dpi": int(values["dpi"]) if values.get("dpi") else None,
            "symbol": symbol
            | {"level": values["symbol_level"], "quiet": values["symbol_quiet"]},
            "pieces": pieces,
        }

    def _piece(self, slot: str, values: Mapping[str, Any]) -> dict[str, Any]:
        words = [
            name.removeprefix(f"{slot}_") for name in self.fields if name.startswith(f"{slot}_")
        ]
        piece: dict[str, Any] = {"shows": "text" if slot.startswith("text") else slot}
        for word in words[1:]:
            value = values.get(f"{slot}_{word}")
            if value in (None, "") and word not in _NUMBERS:
                continue
            is_measure = word in (*_NUMBERS, "size", "smallest")
            piece[word] = _number(value) if is_measure else value
        return piece


def _number(value: Any) -> float:
    return float(value or 0)


def _values(design: Design) -> dict[str, Any]:
    """The form's values for a standing design."""
    symbol = design.symbol
    values: dict[str, Any] = {
        "width": design.width,
        "height": design.height,
        "dpi": str(design.dpi or ""),
        "symbol_x": symbol.x,
        "symbol_y": symbol.y,
        "symbol_size": symbol.size,
        "symbol_level": symbol.level,
        "symbol_quiet": symbol.quiet,
    }
    texts = iter(range(1, TEXTS + 1))
    for piece in design.pieces:
        slot = piece.shows
        if slot == "text":
            number = next(texts, None)
            if number is None:
                continue
            slot = f"text{number}"
        values |= {f"{slot}_{word}": getattr(piece, word) for word in Piece.model_fields}
        values[f"{slot}_on"] = True
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
