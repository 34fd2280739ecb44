"""Which commune a cell of a file means."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from common.errors import BadInput
from common.text import day, fold
from cooperatives.importing.scopes import Scope
from places.models import Succession, Unit
from records.importing import Given

COLUMN = "unit"


def written(unit: Unit) -> str:
    """A commune as files have it: "19702 – Xã Hải Lăng"."""
    return f"{unit.code} – {unit.full_name}"


@dataclass
class Communes:
    """The communes in scope by code and by folded name, and what ended ones became."""

    scope: Scope
    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    became: dict[str, str] = field(default_factory=dict)

    @classmethod
    def named_by(
        cls, rows: Sequence[Given], scope: Scope, places: Sequence[Unit] | None = None
    ) -> Self:
        """What is needed to understand `rows`; a query more when they name ended communes.

        places: those that rows may name, where it is not the communes in scope.
        """
        found = cls(scope)
        choice = scope.communes if places is None else places
        for commune in choice:
            found.by_code[commune.code] = commune
            for name in _names(commune):
                found.by_name[name].append(commune)
        said = {_name(given.text(COLUMN)) for given in rows} - {""}
        strange = said - found.by_name.keys()
        if strange:
            old = Succession.objects.filter(
                whole=True,
                old__level=Unit.Level.COMMUNE,
                old__folded__in=strange,
                new__in=[commune.pk for commune in choice],
            )
            for succession in old.select_related("old", "new"):
                found.became[succession.old.folded] = written(succession.new)
        return found

    def means(self, given: Given, unit: Unit) -> bool:
        """Whether the row's cell means `unit`; so does an empty one."""
        text = given.text(COLUMN)
        return not text or _code(text) == unit.code or _name(text) in _names(unit)

    def of(self, given: Given, stands: Unit | None) -> Unit | None:
        """The commune of the row; `stands`: where the organisation is already, which may have
        ended since: records keep the unit of their day.

        Raises BadInput when it is unknown, ambiguous, or outside the office's territory.
        """
        text = given.text(COLUMN)
        if not text or (stands and self.means(given, stands)):
            return stands
        code = _code(text)
        found = [self.by_code[code]] if code in self.by_code else []
        found = found or ([] if code else self.by_name.get(_name(text), []))
        if len(found) == 1:
            return found[0]
        raise BadInput("imports.unknown_commune", self._why(text, found), field=COLUMN)

    def _why(self, text: str, found: Sequence[Unit]) -> str:
        if found:
            codes = ", ".join(written(one) for one in found)
            return f"Có {len(found)} nơi tên “{text}”: {codes}. Hãy ghi mã 5 chữ số."
        if now := self.became.get(_name(text)):
            return f"“{text}” nay thuộc {now}. Hãy ghi xã, phường hiện nay."
        where = self.scope.office.full_name if self.scope.office else "danh mục"
        return (
            f"“{text}” không phải xã, phường thuộc {where} ngày {day(self.scope.on)}, nên dòng "
            "này không nhập được. Hãy ghi đúng tên hoặc mã 5 chữ số của xã trong địa bàn."
        )


def _names(unit: Unit) -> set[str]:
    return {fold(unit.full_name), fold(unit.name)}


def _code(text: str) -> str:
    found = re.match(r"\d{5}(-\d+)?(?![\d-])", text.strip())
    return found[0] if found else ""


def _name(text: str) -> str:
    """ "Xã Hải Lăng, tỉnh Quảng Trị" -> "xa hai lang"."""
    return fold(text.partition(",")[0])
