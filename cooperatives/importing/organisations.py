"""Files of organisations, which an office brings in for its territory."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.shown import vietnamese
from common.spreadsheets import CHOICE, CODE, Column
from common.text import fold, gettext_noop
from cooperatives.importing.communes import Communes, written
from cooperatives.importing.owners import first_of
from cooperatives.importing.scopes import Scope
from cooperatives.models import Organisation
from cooperatives.numbers import (
    check_gln,
    check_personal_number,
    check_reference,
    check_tax_code,
)
from cooperatives.services.organisations import NUMBERS, Particulars, news_of, number_taken
from places.models import Unit
from records.importing import Given, ImportKind
from records.services import News

ACTIONS = {
    "made": "cooperatives.organisation_registered",
    "changed": "cooperatives.organisation_changed",
    "removed": "cooperatives.organisation_removed",
}
KINDS = tuple((kind.value, vietnamese(kind.label)) for kind in Organisation.Kind)
FORMS = {
    "tax_code": check_tax_code,
    "personal_number": check_personal_number,
    "gln": check_gln,
}
COLUMNS = (
    Column(
        key="reference",
        header=gettext_noop("Mã riêng"),
        kind=CODE,
        help="Mã mà cơ quan tự đặt cho tổ chức, nếu có; để tìm lại dòng không có mã số thuế.",
        synonyms=("Mã tổ chức", "Mã HTX", "Mã đơn vị", "Mã số"),
        example="TC-001",
    ),
    Column(
        key="name",
        header=gettext_noop("Tên tổ chức"),
        required=True,
        synonyms=("Tên HTX", "Tên hợp tác xã", "Tên đơn vị", "Tên cơ sở", "Tên chủ thể", "Tên"),
        example="HTX Ví Dụ",
    ),
    Column(
        key="kind",
        header=gettext_noop("Loại hình"),
        kind=CHOICE,
        required=True,
        choices=KINDS,
        aliases={
            "HTX": "cooperative",
            "LHHTX": "union",
            "THT": "group",
            "DN": "enterprise",
            "công ty": "enterprise",
            "HKD": "household",
            "hộ gia đình": "household",
            "hội": "association",
        },
        synonyms=("Loại hình tổ chức", "Loại hình chủ thể", "Loại tổ chức"),
        example="hợp tác xã",
    ),
    Column(
        key="unit",
        header=gettext_noop("Xã, phường"),
        required=True,
        help="Tên hoặc mã 5 chữ số của xã, phường hiện nay.",
        synonyms=("Xã", "Phường", "Tên xã", "Mã xã", "Xã/Phường", "Đơn vị hành chính"),
        example="Xã Ví Dụ",
    ),
    Column(
        key="address",
        header=gettext_noop("Địa chỉ"),
        help="Ghi như trên giấy đăng ký.",
        synonyms=("Địa chỉ trụ sở", "Trụ sở"),
        example="Thôn Ví Dụ",
    ),
    Column(
        key="tax_code",
        header=gettext_noop("Mã số thuế"),
        kind=CODE,
        digits=(10, 13),
        help="10 hoặc 13 chữ số.",
        synonyms=("MST", "Mã số doanh nghiệp", "Mã số HTX"),
    ),
    Column(
        key="personal_number",
        header=gettext_noop("Số định danh cá nhân của chủ hộ"),
        kind=CODE,
        digits=(12,),
        help="Chỉ với hộ kinh doanh. Không bao giờ hiện công khai.",
        synonyms=("CCCD", "Số CCCD", "Căn cước", "Số định danh"),
    ),
    Column(key="gln", header=gettext_noop("Mã địa điểm GLN"), kind=CODE, synonyms=("GLN",)),
    Column(
        key="representative",
        header=gettext_noop("Người đại diện"),
        synonyms=("Đại diện", "Giám đốc", "Chủ cơ sở", "Họ tên người đại diện"),
    ),
    Column(
        key="phone",
        header=gettext_noop("Điện thoại"),
        kind=CODE,
        digits=(10,),
        synonyms=("Số điện thoại", "SĐT", "ĐT", "Di động"),
    ),
)


@dataclass
class Known:
    """What the rows of a chunk need to know. taken: who has a number that a row names, by
    field and number; here: organisations in scope by number."""

    scope: Scope
    communes: Communes
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    here: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)


class Organisations(ImportKind[Organisation]):
    """Organisations of an office's territory: found again by a number, the office's own code,
    or name and commune."""

    key = "to-chuc"
    title = _("Tổ chức")
    known_by = _("mã số thuế, số định danh, mã GLN, mã riêng, hoặc tên cùng xã")
    columns = COLUMNS
    keys = frozenset({"reference", *NUMBERS})
    model = Organisation
    fields = tuple(column.key for column in COLUMNS)
    derived = ("folded", "successor", "reference_of")
    selected = ("unit", "successor", "reference_of")
    refusal = (
        "Danh sách tổ chức do cán bộ quản lý danh bạ của xã, phường nhập. Để sửa tổ chức của "
        "mình, hãy mở trang của tổ chức."
    )

    def is_for(self, scope: Scope) -> bool:
        """For offices: an organisation says of itself what it is on its own page."""
        return scope.organisation is None

    def lock(self, scope: Scope) -> None:
        """No two organisations with one number."""
        one_writer("cooperatives.numbers")

    def prepare(self, rows: Sequence[Given], scope: Scope) -> Known:
        """The organisations that rows name by number, own code or name; communes by name."""
        known = Known(scope, Communes.named_by(rows, scope))
        named = Q()
        for name in NUMBERS:
            named |= Q(
                **{f"{name}__in": {one for given in rows if (one := _number(given, name))}}
            )
        references = {given.text("reference") for given in rows} - {""}
        if scope.office:
            named |= Q(reference_of=scope.office, reference__in=references)
        named |= Q(folded__in={fold(given.text("name")) for given in rows} - {""})
        for found in Organisation.objects.filter(named).select_related(*self.selected):
            inside = scope.holds(found)
            for name in NUMBERS:
                if value := getattr(found, name):
                    known.taken[name, value] = found.pk
                    if inside:
                        known.here[name, value] = found
            if inside and found.reference and found.reference_of == scope.office:
                known.here["reference", found.reference] = found
            if inside:
                known.by_name.setdefault(found.folded, []).append(found)
        return known

    def find(self, given: Given, known: Known) -> Organisation | None:
        """By a number, else by own code, else by name and commune."""
        meant = {}
        for name in (*NUMBERS, "reference"):
            value = given.text(name) if name == "reference" else _number(given, name)
            if not value:
                continue
            found = known.here.get((name, value))
            if found:
                meant[found.pk] = found
            elif (name, value) in known.taken:
                raise number_taken(name, value)
        if len(meant) > 1:
            names = " và ".join(f"“{one.name}”" for one in meant.values())
            raise RuleError(
                "imports.several_meant",
                f"Các mã của dòng này thuộc về nhiều tổ chức: {names}. Hãy kiểm tra lại mã.",
            )
        if meant:
            return next(iter(meant.values()))
        alike = [
            one
            for one in known.by_name.get(fold(given.text("name")), [])
            if known.communes.means(given, one.unit) and not _contradicts(given, one)
        ]
        return first_of(alike, "tax_code", "tổ chức") if given.text("name") else None

    def checked(self, given: Given, row: Organisation | None, known: Known) -> dict[str, Any]:
        """The columns by the room's own rules."""
        checks = Checks()
        unit = checks.run(known.communes.of, given, row.unit if row else None)
        stands = row.unit if row else next(iter(known.scope.communes), None)
        described = _described(given, row, unit or stands)
        same_place = row is not None and (unit or stands) == row.unit
        on = timezone.localdate(row.registered_at) if row and same_place else known.scope.on
        columns = checks.run(described.checked, on) if described else None
        reference = checks.run(self._reference, given, row, known.scope)
        for name in NUMBERS if columns else ():
            value = (columns or {}).get(name)
            holder = known.taken.get((name, str(value)))
            if holder and holder != (row.pk if row else None):
                checks.refuse(number_taken(name, str(value)))
        checks.end()
        assert columns is not None
        reference_text, reference_of = reference or ("", None)
        return columns | {
            "reference": reference_text,
            "reference_of": reference_of,
            "successor": row.successor if row and same_place else None,
        }

    def _reference(
        self, given: Given, row: Organisation | None, scope: Scope
    ) -> tuple[str, Unit | None]:
        """The office's own code; that of another office stays as it is."""
        stands = (row.reference, row.reference_of) if row else ("", None)
        text = check_reference(given.text("reference", stands[0]))
        if text == stands[0]:
            return stands
        if scope.office is None or (stands[1] and stands[1] != scope.office):
            raise BadInput(
                "imports.reference_of_another",
                "Mã riêng của tổ chức này do cơ quan khác đặt. Hãy để trống ô mã riêng.",
                field="reference",
            )
        return text, scope.office if text else None

    def make(self, columns: Mapping[str, Any], scope: Scope) -> Organisation:
        """A new organisation, confirmed: its office entered it."""
        return Organisation(
            **columns,
            registered_at=scope.now,
            state=Organisation.State.CONFIRMED,
            state_at=scope.now,
            state_by=scope.by,
        )

    def names(
        self, given: Given, columns: Mapping[str, Any], row: Organisation | None
    ) -> list[str]:
        """Its numbers and own code; itself; for one without any, name and commune."""
        said = [f"{name} {columns[name]}" for name in (*NUMBERS, "reference") if columns[name]]
        if row:
            return [*said, row.key]
        return said or [f"name {columns['folded']} {columns['unit'].pk}"]

    def said(self, column: Column, value: object) -> str:
        """A commune by code and name."""
        return written(value) if isinstance(value, Unit) else super().said(column, value)

    def news(self, row: Organisation, what: str, more: Mapping[str, Any]) -> News:
        """As the room's services say it."""
        return news_of(row, ACTIONS[what], more)

    def bumped(self, row: Organisation) -> Iterable[str]:
        """Pages behind labels read the organisation."""
        return [f"cooperatives.{row.key}"]

    def for_undo(self, keys: Sequence[int]) -> dict[int, Organisation]:
        """With the commune, which the log names."""
        rows = Organisation.objects.filter(pk__in=keys).select_related(*self.selected)
        return {row.pk: row for row in rows}

    def export(self, scope: Scope) -> Iterable[Sequence[object]]:
        """Every organisation of the territory."""
        rows = scope.organisations().order_by("folded", "pk")
        return written_out(rows, {scope.office.pk} if scope.office else set())

    def lists(self, scope: Scope) -> Mapping[str, Sequence[str]]:
        """The communes that rows may name."""
        return {"unit": [written(commune) for commune in scope.communes]}


def written_out(
    rows: QuerySet[Organisation], offices: Collection[int]
) -> Iterator[Sequence[object]]:
    """Organisations as rows of a file, one value for each of `Organisations.all_columns`.

    An organisation's reference is an office's own code: it is written for `offices` alone.
    """
    for row in rows.select_related("unit").iterator(2000):
        values = {column.key: getattr(row, column.key) for column in COLUMNS}
        if row.reference_of_id not in offices:
            values["reference"] = ""
        values["unit"] = written(row.unit)
        yield [*values.values(), row.version]


def _number(given: Given, name: str) -> str:
    """A number in the form it is stored in; empty where there is none that can be right."""
    text = given.text(name)
    try:
        return FORMS[name](text) if text else ""
    except RuleError:
        return ""


def _contradicts(given: Given, row: Organisation) -> bool:
    """Whether the row of the file has a number where the organisation has another."""
    names = (*NUMBERS, "reference")
    return any(given.text(name) and getattr(row, name) for name in names)


def _described(given: Given, row: Organisation | None, unit: Unit | None) -> Particulars | None:
    """What the organisation would say of itself: the row's cells over what stands. `unit`
    stands in where the row's own is refused already."""
    if unit is None:
        return None

    def text(key: str) -> str:
        return given.text(key, getattr(row, key) if row else "")

    return Particulars(
        # Where a required cell is empty the row is refused already; these stand in for it.
        name=text("name") or "?",
        kind=text("kind") or Organisation.Kind.HOUSEHOLD,
        unit=unit,
        address=text("address"),
        tax_code=text("tax_code"),
        personal_number=text("personal_number"),
        gln=text("gln"),
        representative=text("representative"),
        phone=text("phone"),
    )
