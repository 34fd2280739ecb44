"""Files of the households of a commune's rosters, which its office brings in."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.db import one_writer
from common.errors import BadInput
from common.shown import vietnamese
from common.spreadsheets import CHOICE, CODE, DATE, Column
from common.text import day, fold, gettext_noop, nfc
from cooperatives.importing.scopes import Scope
from cooperatives.models import HouseholdRoster, RosterHousehold
from cooperatives.services.rosters import Household, fault_of, news_of_household
from places.models import Unit
from records.importing import Given, ImportKind
from records.services import News

COLUMNS = (
    Column(
        key="kind",
        header=gettext_noop("Loại hộ"),
        kind=CHOICE,
        required=True,
        choices=tuple((kind.value, vietnamese(kind.label)) for kind in HouseholdRoster.Kind),
        aliases={"sản xuất": "producing", "kinh doanh": "trading", "thương mại": "trading"},
        example="hộ sản xuất",
    ),
    Column(
        key="counted_on",
        header=gettext_noop("Tính đến ngày"),
        kind=DATE,
        required=True,
        help="Ngày của danh sách đã lập trên trang “Danh sách hộ” của xã.",
        synonyms=("Ngày đếm", "Ngày lập danh sách"),
    ),
    Column(
        key="code",
        header=gettext_noop("Mã hộ"),
        kind=CODE,
        required=True,
        synonyms=("Số hộ", "Mã số hộ"),
        example="H-001",
    ),
    Column(
        key="what",
        header=gettext_noop("Sản xuất, kinh doanh gì"),
        required=True,
        synonyms=("Ngành nghề", "Sản xuất", "Kinh doanh", "Sản phẩm"),
        example="trồng cà phê",
    ),
    Column(
        key="name",
        header=gettext_noop("Tên chủ hộ"),
        help="Chỉ ghi khi hộ đã đồng ý nêu tên; khi đó ghi cả ngày đồng ý.",
        synonyms=("Chủ hộ", "Họ và tên chủ hộ"),
    ),
    Column(
        key="consent_on",
        header=gettext_noop("Đồng ý nêu tên ngày"),
        kind=DATE,
        synonyms=("Ngày đồng ý",),
    ),
)
Key = tuple[str, datetime.date]


@dataclass
class Known:
    """The commune's rosters, and the households that the rows name."""

    scope: Scope
    rosters: dict[Key, HouseholdRoster]
    households: dict[tuple[int, str], RosterHousehold] = field(default_factory=dict)

    def roster(self, given: Given) -> HouseholdRoster:
        """The roster that the row is of. Raises BadInput "imports.no_roster"."""
        kind, counted_on = given.value("kind"), given.value("counted_on")
        found = self.rosters.get((kind, counted_on))
        if found is None:
            when = day(counted_on) if counted_on else "này"
            raise BadInput(
                "imports.no_roster",
                f"Chưa lập danh sách loại này tính đến ngày {when}. Hãy lập danh sách trên "
                "trang của xã, hoặc xem lại loại hộ và ngày.",
                field="counted_on",
            )
        return found


class Households(ImportKind[RosterHousehold]):
    """Households of a commune's rosters: found again by roster and code."""

    key = "danh-sach-ho"
    title = _("Hộ trong danh sách")
    known_by = _("loại hộ, ngày của danh sách và mã hộ")
    columns = COLUMNS
    keys = frozenset({"kind", "counted_on", "code"})
    model = RosterHousehold
    fields = ("code", "what", "name", "consent_on")
    # Follows code and what; told nowhere.
    derived = ("folded",)
    refusal = (
        "Danh sách hộ do cán bộ quản lý danh bạ của chính xã, phường nhập và tải về. Hãy nhờ "
        "cán bộ của xã, phường."
    )

    def is_for(self, scope: Scope) -> bool:
        """For the office of a commune."""
        return scope.office is not None and scope.office.level == Unit.Level.COMMUNE

    def lock(self, scope: Scope) -> None:
        """No two households of one code, as when they are typed."""
        for roster in HouseholdRoster.objects.filter(unit=scope.office).order_by("pk"):
            one_writer(roster.key)

    def prepare(self, rows: Sequence[Given], scope: Scope) -> Known:
        """Two queries: the rosters, and the households with the codes of the rows."""
        rosters = HouseholdRoster.objects.filter(unit=scope.office).select_related("unit")
        known = Known(scope, {(one.kind, one.counted_on): one for one in rosters})
        codes = {nfc(given.text("code")) for given in rows} - {""}
        households = RosterHousehold.objects.filter(roster__unit=scope.office, code__in=codes)
        for one in households.select_related("roster__unit"):
            known.households[one.roster_id, one.code] = one
        return known

    def find(self, given: Given, known: Known) -> RosterHousehold | None:
        """By roster and code."""
        return known.households.get((known.roster(given).pk, nfc(given.text("code"))))

    def checked(
        self, given: Given, row: RosterHousehold | None, known: Known
    ) -> dict[str, Any]:
        """The columns by the room's own rules; a name is taken away on the household's page
        alone, where its trace in the log is erased too."""
        line = Household(
            nfc(given.text("code")) or "?",
            nfc(given.text("what", row.what if row else "")) or "?",
            nfc(given.text("name", row.name if row else "")),
            given.value("consent_on", row.consent_on if row else None),
        )
        fault = fault_of(line, set(), known.scope.on)
        if fault:
            raise BadInput("cooperatives.household_refused", fault, field="consent_on")
        if row and row.name and not line.name:
            raise BadInput(
                "imports.name_not_taken_away",
                f"Hộ {line.code} đang được nêu tên. Để rút lại đồng ý, hãy mở hộ đó trong danh "
                "sách và xóa tên ở đó.",
                field="name",
            )
        return {
            "code": line.code,
            "what": line.what,
            "name": line.name,
            "consent_on": line.consent_on,
            "folded": fold(f"{line.code} {line.what}"),
            "roster": known.roster(given),
        }

    def make(self, columns: Mapping[str, Any], scope: Scope) -> RosterHousehold:
        """A new household."""
        return RosterHousehold(**columns)

    def names(
        self, given: Given, columns: Mapping[str, Any], row: RosterHousehold | None
    ) -> list[str]:
        """Its roster and code."""
        return [f"code {columns['roster'].pk} {columns['code']}"]

    def news(self, row: RosterHousehold, what: str, more: Mapping[str, Any]) -> News:
        """As the room's services say it: a name is sealed."""
        return news_of_household(row, what, more)

    def bumped(self, row: RosterHousehold) -> Iterable[str]:
        """No page behind a label reads rosters."""
        return []

    def for_undo(self, keys: Sequence[int]) -> dict[int, RosterHousehold]:
        """With the commune, whose chain the log writes into."""
        rows = RosterHousehold.objects.filter(pk__in=keys).select_related("roster__unit")
        return {row.pk: row for row in rows}

    def export(self, scope: Scope) -> Iterable[Sequence[object]]:
        """Every household of the commune's rosters."""
        rows = RosterHousehold.objects.filter(roster__unit=scope.office)
        return written_out(rows.named_for(scope.user).order_by("roster_id", "code"))

    def lists(self, scope: Scope) -> Mapping[str, Sequence[str]]:
        """Only the choices of the columns themselves."""
        return {}


def written_out(rows: QuerySet[RosterHousehold]) -> Iterator[Sequence[object]]:
    """Households `named_for` somebody as rows of a file, one value for each of
    `Households.all_columns`; the day of consent goes with the name."""
    for row in rows.select_related("roster").iterator(2000):
        name = row.shown_name  # type: ignore[attr-defined]
        yield [
            row.roster.kind,
            row.roster.counted_on,
            row.code,
            row.what,
            name,
            row.consent_on if name else None,
            row.version,
        ]
