"""Files of growing areas with their codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.spreadsheets import Column, shown
from common.text import fold, nfc
from cooperatives.importing import OWNER_COLUMN, Communes, Owners, Scope, owners_of, written
from growing_areas.access import refuse_to_be_both
from growing_areas.code_formats import DOMESTIC, MARKETS
from growing_areas.importing.columns import AREA_COLUMNS, CODE_COLUMNS, PAPER
from growing_areas.models import CodeState, Crop, GrowingArea, GrowingAreaCode
from growing_areas.services.areas import AreaDescription, area_name_taken, area_news
from growing_areas.services.codes import CodePaper, code_news, code_taken, enter_codes
from places.models import Unit
from records.importing import Given, ImportKind, Written
from records.imports import resting_on
from records.services import News

ACTIONS = {
    "made": "growing_areas.area_registered",
    "changed": "growing_areas.area_changed",
    "removed": "growing_areas.area_removed",
}
LEVELS = (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
MARKET_CODES = {fold(word): code for code, name in MARKETS.items() for word in (code, name)}


@dataclass
class Known:
    """What the rows of a chunk need to know. codes: those the rows name, by market and text;
    outside: of them, those of areas out of scope."""

    scope: Scope
    owners: Owners
    places: Communes
    crops: dict[str, Crop]
    codes: dict[tuple[str, str], GrowingAreaCode] = field(default_factory=dict)
    outside: set[tuple[str, str]] = field(default_factory=set)
    by_reference: dict[tuple[int, str], GrowingArea] = field(default_factory=dict)
    by_name: dict[tuple[int, str], GrowingArea] = field(default_factory=dict)


class GrowingAreas(ImportKind[GrowingArea]):
    """Growing areas: found again by a code, the organisation's own code, or their name."""

    key = "vung-trong"
    title = _("Vùng trồng")
    known_by = _("mã số vùng trồng, mã riêng, hoặc tên trong tổ chức")
    columns = (*AREA_COLUMNS, *CODE_COLUMNS, OWNER_COLUMN)
    keys = frozenset({"code", "reference"})
    model = GrowingArea
    fields = tuple(column.key for column in AREA_COLUMNS)
    derived = ("folded", "successor")
    part_relations = frozenset({"codes"})

    def lock(self, scope: Scope) -> None:
        """No two codes alike, no two areas of one name."""
        one_writer("growing_areas.codes")
        if scope.organisation:
            one_writer(f"growing_areas.areas:{scope.organisation.pk}")

    def prepare(self, rows: Sequence[Given], scope: Scope) -> Known:
        """Organisations, places, crops, codes and areas that the rows name."""
        places = Unit.objects.on(scope.on).filter(level__in=LEVELS)
        if scope.office:
            places = places.filter(pk__in=scope.units)
        else:
            said = {given.text("unit") for given in rows}
            places = places.filter(_place_named(said))
        crops = Crop.objects.all()
        words = [(word, crop) for crop in crops for word in (crop.code, crop.name)]
        known = Known(
            scope,
            owners_of(rows, scope),
            Communes.named_by(rows, scope, tuple(places)),
            {fold(word): crop for word, crop in words},
        )
        self._codes(rows, known)
        here = scope.organisations().order_by().values("pk")
        areas = GrowingArea.objects.filter(
            Q(reference__in={given.text("reference") for given in rows} - {""})
            | Q(name__in={nfc(given.text("name")) for given in rows} - {""}),
            organisation__in=here,
        )
        for area in areas.select_related("organisation", "unit", "successor", "crop"):
            known.by_name[area.organisation_id, area.name] = area
            if area.reference:
                known.by_reference[area.organisation_id, area.reference] = area
        return known

    def _codes(self, rows: Sequence[Given], known: Known) -> None:
        texts = {given.text("code") for given in rows} - {""}
        codes = GrowingAreaCode.objects.filter(
            kind=GrowingAreaCode.Kind.GROWING_AREA, code__in=texts
        ).exclude(confirmation=GrowingAreaCode.Confirmation.REFUSED)
        joined = codes.select_related(
            *("area__organisation", "area__unit", "area__successor", "area__crop")
        )
        for code in joined:
            known.codes[code.market, code.code] = code
            if not known.scope.holds(code.area.organisation):
                known.outside.add((code.market, code.code))

    def find(self, given: Given, known: Known) -> GrowingArea | None:
        """By its code, else by own code, else by name."""
        owner = known.owners.of(given)
        code = known.codes.get((_market(given), given.text("code")))
        if code is not None:
            outside = (code.market, code.code) in known.outside
            if outside or code.area.organisation_id != owner.pk:
                raise code_taken(code.code)
            return code.area
        reference, name = given.text("reference"), nfc(given.text("name"))
        return known.by_reference.get((owner.pk, reference)) or known.by_name.get(
            (owner.pk, name)
        )

    def checked(self, given: Given, row: GrowingArea | None, known: Known) -> dict[str, Any]:
        """The columns by the room's own rules."""
        checks = Checks()
        owner = known.owners.of(given)
        unit = checks.run(known.places.of, given, row.unit if row else None)
        crop = checks.run(_crop, given, row, known)
        stand_in = row.unit if row else next(iter(known.places.by_code.values()), None)
        any_crop = next(iter(known.crops.values()), None)
        place, plant = unit or stand_in, crop or any_crop
        columns = None
        if place and plant:
            on = known.scope.on
            if row and place == row.unit:
                on = timezone.localdate(row.registered_at)  # records keep the unit of their day
            columns = checks.run(_described(given, row, place, plant).checked, on)
        if columns:
            named = known.by_name.get((owner.pk, str(columns["name"])))
            if named and named != row:
                checks.refuse(area_name_taken(owner, str(columns["name"])))
        checks.end()
        if columns is None:
            raise BadInput("imports.incomplete", "Dòng này còn thiếu. Hãy điền đủ các ô.")
        same_place = row is not None and place == row.unit
        return columns | {
            "organisation": row.organisation if row else owner,
            "successor": row.successor if row and same_place else None,
        }

    def more(self, given: Given, row: GrowingArea | None, known: Known) -> Any:
        """The code that the row enters: its checked columns; None when it enters none."""
        text, market = given.text("code"), _market(given)
        if not text:
            return None
        stands = known.codes.get((market, text))
        if stands is not None:
            self._same_paper(given, stands)
            return None
        refuse_to_be_both(known.scope.user, known.owners.of(given), known.scope.on)
        granted_on = given.value("granted_on")
        if granted_on is None:
            raise BadInput(
                "growing_areas.no_granting_day",
                f"Mã {text} chưa có ngày cấp. Hãy ghi ngày trên giấy xác nhận.",
                field="granted_on",
            )
        paper = CodePaper(
            code=text,
            market=market,
            issuer=given.text("issuer"),
            granted_on=granted_on,
            expires_on=given.value("expires_on"),
            legal_basis=given.text("legal_basis"),
        )
        return paper.checked(known.scope.on)

    def _same_paper(self, given: Given, code: GrowingAreaCode) -> None:
        """What a paper said is not changed by a file: a difference is an error."""
        checks = Checks()
        for column in PAPER:
            stands, said = getattr(code, column.key), given.values.get(column.key)
            if said is None or shown(column, said) == shown(column, stands):
                continue
            checks.refuse(
                RuleError(
                    "imports.code_differs",
                    f"Mã {code.code} đã ghi “{column.header}” là "
                    f"“{shown(column, stands) or 'để trống'}”. Nhập từ tệp không sửa mã đã "
                    "cấp. Hãy để trống ô này, hoặc sửa trên trang của vùng trồng.",
                    field=column.key,
                )
            )
        checks.end()

    def make(self, columns: Mapping[str, Any], scope: Scope) -> GrowingArea:
        """A new area."""
        return GrowingArea(**columns, registered_at=scope.now)

    def names(
        self, given: Given, columns: Mapping[str, Any], row: GrowingArea | None
    ) -> list[str]:
        """Its code; itself; for a new one its name and own code in the organisation."""
        code = given.text("code")
        said = [f"code {_market(given)} {code}"] if code else []
        if row:
            return said or [row.key]
        owner = columns["organisation"].pk
        said.append(f"name {owner} {columns['name']}")
        if columns["reference"]:
            said.append(f"reference {owner} {columns['reference']}")
        return said

    def said(self, column: Column, value: object) -> str:
        """A place by code and name, a crop by name."""
        return written(value) if isinstance(value, Unit) else super().said(column, value)

    def write_more(self, done: Sequence[Written[GrowingArea]], scope: Scope) -> list[News]:
        """The codes of the rows, granted from their day on."""
        with_code = [one for one in done if one.more is not None]
        papers = [(one.row, one.more) for one in with_code]
        codes = enter_codes(papers, by=scope.user.key)
        for one, code in zip(with_code, codes, strict=True):
            one.parts.append(code.key)
        return [code_news(code, "growing_areas.code_registered") for code in codes]

    def news(self, row: GrowingArea, what: str, more: Mapping[str, Any]) -> News:
        """As the room's services say it."""
        return area_news(row, ACTIONS[what], more)

    def bumped(self, row: GrowingArea) -> Iterable[str]:
        """Pages behind labels read the area."""
        return [row.key]

    def for_undo(self, keys: Sequence[int]) -> dict[int, GrowingArea]:
        """With all that the log names."""
        rows = GrowingArea.objects.filter(pk__in=keys)
        return {row.pk: row for row in rows.select_related("organisation", "unit", "crop")}

    def also_resting(self, rows: Sequence[GrowingArea], parts: Sequence[str]) -> dict[int, str]:
        """Areas with codes that the import did not enter."""
        codes = GrowingAreaCode.objects.filter(area__in=rows).exclude(pk__in=_numbers(parts))
        return dict.fromkeys(codes.values_list("area_id", flat=True), "mã số vùng trồng")

    def parts_resting(self, parts: Sequence[str]) -> dict[str, str]:
        """Codes that something points at, or that came into another state since."""
        numbers = _numbers(parts)
        found = resting_on(GrowingAreaCode, numbers, frozenset({"states"}))
        later = CodeState.objects.filter(code__in=numbers).exclude(
            state=CodeState.State.GRANTED, valid_to__isnull=True
        )
        found |= dict.fromkeys(later.values_list("code_id", flat=True), "trạng thái mới của mã")
        return {f"growing_areas.code:{number}": word for number, word in found.items()}

    def remove_parts(self, parts: Sequence[str]) -> list[News]:
        """Codes and their one state."""
        codes = GrowingAreaCode.objects.filter(pk__in=_numbers(parts))
        found = list(codes.select_related("area__organisation"))
        news = [code_news(code, "growing_areas.code_removed") for code in found]
        CodeState.objects.filter(code__in=found).delete()
        codes.delete()
        return news

    def export(self, scope: Scope) -> Iterable[Sequence[object]]:
        """Every area in scope, a row for each of its codes."""
        rows = GrowingArea.objects.filter(organisation__in=scope.organisations().order_by())
        return written_out(rows.order_by("pk"))

    def lists(self, scope: Scope) -> Mapping[str, Sequence[str]]:
        """Crops, markets and, for an office, its communes."""
        found = {
            "crop": [crop.name for crop in Crop.objects.all()],
            "market": list(MARKETS),
        }
        if scope.office:
            found["unit"] = [written(commune) for commune in scope.communes]
        return found


def written_out(rows: QuerySet[GrowingArea]) -> Iterator[Sequence[object]]:
    """Areas as rows of a file, one for each code, of `GrowingAreas.all_columns`."""
    joined = rows.select_related("organisation", "unit", "crop")
    for area in joined.prefetch_related("codes").iterator(500):
        values = [getattr(area, column.key) for column in AREA_COLUMNS]
        values[2:4] = [area.crop.name, written(area.unit)]
        owner = area.organisation.tax_code or area.organisation.name
        codes = [
            code for code in area.codes.all() if code.kind == GrowingAreaCode.Kind.GROWING_AREA
        ]
        for code in codes or (None,):
            paper = [getattr(code, column.key, None) for column in CODE_COLUMNS]
            yield [*values, *paper, owner, area.version]


def _place_named(said: Iterable[str]) -> Q:
    """Places that one of these cells could mean, by code or name."""
    codes = {text.split()[0] for text in said if text.split()}
    names = {fold(text.partition(",")[0]) for text in said}
    bare = {name.split(" ", 1)[1] for name in names if " " in name}
    named = Q(code__in=codes)
    for name in names | bare:
        named |= Q(folded__contains=name) if name else Q()
    return named


def _market(given: Given) -> str:
    said = given.text("market")
    return MARKET_CODES.get(fold(said), said.upper()) if said else DOMESTIC


def _crop(given: Given, row: GrowingArea | None, known: Known) -> Crop | None:
    said = given.text("crop")
    if not said:
        return row.crop if row else None
    if fold(said) in known.crops:
        return known.crops[fold(said)]
    raise BadInput(
        "growing_areas.unknown_crop",
        f"Không có loại cây trồng nào tên “{said}” trong danh mục. "
        "Hãy chọn tên trong danh sách của tệp mẫu.",
        field="crop",
    )


def _described(
    given: Given, row: GrowingArea | None, unit: Unit, crop: Crop
) -> AreaDescription:
    """What the area would be: the row's cells over what stands."""

    def stands(key: str) -> Any:
        return getattr(row, key) if row else None

    return AreaDescription(
        # Where a required cell is empty the row is refused already; this stands in for it.
        name=given.text("name", stands("name")) or "?",
        crop=crop,
        unit=unit,
        note=given.text("note", stands("note")),
        reference=given.text("reference", stands("reference")),
        declared_hectares=given.value("declared_hectares", stands("declared_hectares")),
    )


def _numbers(parts: Sequence[str]) -> list[int]:
    return [int(part.rpartition(":")[2]) for part in parts]
