"""What people say in the records of an organisation's activities, checked field by field.

One class for each kind of record. `columns()` gives what is stored, and says the sentence of
every rule of the table before the database would refuse.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from common.errors import BadInput
from common.text import bounded, day, number
from cooperatives.models import (
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    Organisation,
    YearFigures,
)

ONE_DAY = datetime.timedelta(days=1)
CENT = Decimal("0.01")
MOST_MONEY = Decimal(10) ** 18 - 1
MOST_PEOPLE = 1_000_000
YEARS = range(1990, 2101)


@dataclass(frozen=True, kw_only=True)
class DigitalUseFacts:
    """A digital tool. `last_day` is the last day it was used, None while it is."""

    model: ClassVar = DigitalUse
    same: ClassVar = ("kind", "product", "valid_from")

    kind: str
    product: str = ""
    valid_from: datetime.date
    last_day: datetime.date | None = None

    def columns(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        return {
            "kind": _known(self.kind, DigitalUse.Kind.values, "ứng dụng công nghệ số"),
            "product": _text(self.product, 150, "Tên phần mềm, dịch vụ", "product"),
            **_days(self.valid_from, self.last_day),
        }


@dataclass(frozen=True, kw_only=True)
class ContractFacts:
    """A contract. `last_day` is its last day; `buyer_tax_code` finds the buyer among the
    organisations of the registry; `value_vnd` is whole đồng."""

    model: ClassVar = LinkageContract
    same: ClassVar = ("buyer", "commodity", "share_percent", "value_vnd", "valid_from")

    buyer: str
    buyer_tax_code: str = ""
    commodity: str
    share_percent: Decimal | None = None
    value_vnd: Decimal | None = None
    valid_from: datetime.date
    last_day: datetime.date | None = None

    def columns(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        return {
            "buyer": _said(self.buyer, 200, "tên bên mua", "buyer"),
            "buyer_organisation": _buyer(self.buyer_tax_code),
            "commodity": _said(self.commodity, 150, "mặt hàng của hợp đồng", "commodity"),
            "share_percent": _share(self.share_percent),
            "value_vnd": _money(self.value_vnd, "Giá trị hợp đồng", "value_vnd"),
            **_days(self.valid_from, self.last_day),
        }


@dataclass(frozen=True, kw_only=True)
class YearFacts:
    """Figures of one calendar year; None for what the organisation does not say."""

    model: ClassVar = YearFigures
    same: ClassVar = ("year",)

    year: int
    labour: int | None = None
    labour_local: int | None = None
    labour_women: int | None = None
    revenue_vnd: Decimal | None = None

    def columns(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        if self.year not in YEARS:
            raise BadInput(
                "cooperatives.year_not_ours",
                f"Năm {self.year} không hợp lệ. Hãy ghi một năm từ 1990 đến 2100.",
                field="year",
            )
        if self.labour is None and self.revenue_vnd is None and not self._parts():
            raise BadInput(
                "cooperatives.year_says_nothing",
                f"Số liệu năm {self.year} còn trống. Hãy ghi số lao động hoặc doanh thu.",
                field="labour",
            )
        _people(self.labour, "Số lao động", "labour")
        for field, word, part in self._parts():
            self._check_part(field, word, part)
        return {
            "year": self.year,
            "labour": self.labour,
            "labour_local": self.labour_local,
            "labour_women": self.labour_women,
            "revenue_vnd": _money(self.revenue_vnd, "Doanh thu", "revenue_vnd"),
        }

    def _parts(self) -> list[tuple[str, str, int]]:
        parts = (
            ("labour_local", "Lao động trong xã", self.labour_local),
            ("labour_women", "Lao động nữ", self.labour_women),
        )
        return [(field, word, part) for field, word, part in parts if part is not None]

    def _check_part(self, field: str, word: str, part: int) -> None:
        _people(part, word, field)
        if self.labour is None:
            raise BadInput(
                "cooperatives.labour_unsaid",
                f"{word} năm {self.year} là một phần của số lao động. "
                "Hãy ghi cả tổng số lao động.",
                field="labour",
            )
        if part > self.labour:
            raise BadInput(
                "cooperatives.labour_part_too_large",
                f"{word} năm {self.year} là {number(part)}, nhiều hơn tổng số lao động "
                f"{number(self.labour)}. Hãy xem lại hai số.",
                field=field,
            )


@dataclass(frozen=True, kw_only=True)
class PropertyFacts:
    """A right to a name, a mark or a design. `last_day` is its last day, None where the paper
    names none."""

    model: ClassVar = IntellectualProperty
    same: ClassVar = ("kind", "name", "number")

    kind: str
    name: str
    number: str = ""
    issuer: str = ""
    valid_from: datetime.date
    last_day: datetime.date | None = None

    def columns(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        return {
            "kind": _known(
                self.kind, IntellectualProperty.Kind.values, "thương hiệu, sở hữu trí tuệ"
            ),
            "name": _said(self.name, 200, "tên thương hiệu hoặc quyền", "name"),
            "number": _text(self.number, 100, "Số văn bằng", "number"),
            "issuer": _text(self.issuer, 200, "Nơi cấp", "issuer"),
            **_days(self.valid_from, self.last_day),
        }


Facts = DigitalUseFacts | ContractFacts | YearFacts | PropertyFacts


def _text(text: str, most: int, word: str, field: str) -> str:
    return bounded(text, most, code="cooperatives.text_too_long", word=word, field=field)


def _said(text: str, most: int, word: str, field: str) -> str:
    clean = _text(text, most, word.capitalize(), field)
    if not clean:
        raise BadInput("cooperatives.record_incomplete", f"Hãy ghi {word}.", field=field)
    return clean


def _known(kind: str, kinds: list[str], word: str) -> str:
    if kind not in kinds:
        raise BadInput(
            "cooperatives.record_kind_unknown",
            f"Loại {word} “{kind[:50]}” không có trong danh mục. Hãy chọn một loại có sẵn.",
            field="kind",
        )
    return kind


def _days(valid_from: datetime.date, last_day: datetime.date | None) -> dict[str, object]:
    if last_day is not None and last_day < valid_from:
        raise BadInput(
            "cooperatives.record_ends_too_early",
            f"Ngày cuối {day(last_day)} trước ngày bắt đầu {day(valid_from)}. "
            "Hãy xem lại hai ngày.",
            field="last_day",
        )
    return {"valid_from": valid_from, "valid_to": last_day + ONE_DAY if last_day else None}


def _share(share: Decimal | None) -> Decimal | None:
    if share is None:
        return None
    if not 0 <= share <= 100 or share != share.quantize(CENT):
        raise BadInput(
            "cooperatives.share_not_of_a_whole",
            f"Tỷ lệ sản lượng {number(share)} % không hợp lệ. "
            "Hãy ghi số từ 0 đến 100, nhiều nhất hai chữ số lẻ.",
            field="share_percent",
        )
    return share.quantize(CENT)


def _money(amount: Decimal | None, word: str, field: str) -> Decimal | None:
    if amount is None:
        return None
    if not 0 <= amount <= MOST_MONEY or amount != amount.to_integral_value():
        raise BadInput(
            "cooperatives.money_not_right",
            f"{word} {number(amount)} không hợp lệ. Hãy ghi số đồng, không âm và không lẻ.",
            field=field,
        )
    return amount.to_integral_value()


def _people(count: int | None, word: str, field: str) -> None:
    if count is not None and not 0 <= count <= MOST_PEOPLE:
        raise BadInput(
            "cooperatives.labour_not_right",
            f"{word} {number(count)} không hợp lệ. Hãy ghi số từ 0 đến {number(MOST_PEOPLE)}.",
            field=field,
        )


def _buyer(tax_code: str) -> Organisation | None:
    """The confirmed organisation of that tax code; None for an empty one."""
    code = "".join(tax_code.split())
    if not code:
        return None
    buyer = Organisation.objects.filter(
        tax_code=code, state=Organisation.State.CONFIRMED
    ).first()
    if buyer is None:
        raise BadInput(
            "cooperatives.buyer_unknown",
            f"Danh bạ chưa có tổ chức nào với mã số thuế {code[:20]}. "
            "Hãy xem lại mã, hoặc để trống và chỉ ghi tên bên mua.",
            field="buyer_tax_code",
        )
    return buyer
