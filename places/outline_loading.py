"""Taking in outlines of units from a file that an office has."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput
from common.text import bounded, fold, nfc, number
from places.models import Unit, UnitOutline
from places.outlines import (
    DRAWN_POINTS,
    KEPT_POINTS,
    NotAnOutline,
    Read,
    as_geojson,
    is_far,
    outline_of,
    read_file,
    simplified,
)
from records.services import log

# Where files of outlines write a unit's code and its name.
CODES = ("code", "ma", "ma_xa", "maxa", "ma_dvhc", "ward_code", "ward_id")
NAMES = ("name", "ten", "ten_xa", "tenxa", "full_name", "ward_name")
MOST_SHOWN = 20


@dataclass(frozen=True)
class OutlineFault:
    """What is wrong with one feature. place: counted from 1; message: a sentence."""

    place: int
    code: str
    message: str


class OutlinesRefused(BadInput):
    """Some outlines are impossible, and so none was taken; `findings` has each."""

    def __init__(self, faults: Sequence[OutlineFault]):
        said = " ".join(f"({fault.place}) {fault.message}" for fault in faults[:MOST_SHOWN])
        super().__init__(
            "places.outlines_refused",
            f"Chưa lưu ranh giới nào: {number(len(faults))} vùng của tệp có lỗi. {said}",
            field="file",
        )
        self.findings = tuple(asdict(fault) for fault in faults)


@dataclass(frozen=True)
class Taken:
    """What came of a file: outlines stored, and how many of its features named no unit of the
    territory."""

    outlines: Sequence[UnitOutline]
    unmatched: int


def take_in_outlines(
    *,
    content: bytes,
    units: Iterable[Unit],
    source: str,
    by: str,
    now: datetime.datetime,
    code_property: str = "",
    name_property: str = "",
) -> Taken:
    """Store the outlines of those of `units` that a GeoJSON file holds; earlier ones of the
    same units are kept as replaced.

    A feature is matched by the property that holds the unit's code, else by the one that holds
    its name; without any said, by those that files usually have. Features of other places are
    passed over. Nothing is stored when one that is matched is impossible.
    Raises BadInput "places.outlines_…", OutlinesRefused.
    """
    said = bounded(source, 200, code="places.outlines_no_source", word="Nguồn", field="source")
    if not said:
        raise BadInput(
            "places.outlines_no_source",
            "Hãy ghi nguồn của ranh giới, ví dụ tên cơ quan và ngày của bản đồ.",
            field="source",
        )
    features = read_file(content)
    found = _matched(features, list(units), code_property.strip(), name_property.strip())
    if not found:
        raise BadInput(
            "places.outlines_unmatched",
            "Không vùng nào trong tệp khớp với xã, phường bạn phụ trách. Hãy ghi đúng tên cột "
            "chứa mã hoặc tên xã, phường trong tệp.",
            field="code_property",
        )
    rows = _checked(found, said, by, now)
    with transaction.atomic():
        one_writer("places.outlines")
        standing = UnitOutline.objects.standing()
        standing.filter(unit__in=[row.unit_id for row in rows]).update(replaced_at=now)
        UnitOutline.objects.bulk_create(rows)
        for row in rows:
            log(
                chain="system",
                action="places.outline_taken_in",
                subject=f"places.unit:{row.unit_id}",
                by=by,
                data={"source": said},
            )
    return Taken(rows, len(features) - len(rows))


def _matched(
    features: Sequence[Read], units: Sequence[Unit], code_property: str, name_property: str
) -> list[tuple[Read, Unit]]:
    """Each feature that names a unit, with that unit; raises OutlinesRefused for two of one."""
    by_code = {unit.code: unit for unit in units}
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for name in {fold(unit.full_name), fold(unit.name)}:
            by_name[name].append(unit)
    codes = (code_property,) if code_property else () if name_property else CODES
    names = (name_property,) if name_property else () if code_property else NAMES
    found: list[tuple[Read, Unit]] = []
    faults: list[OutlineFault] = []
    taken: set[int] = set()
    for feature in features:
        named = _unit_of(feature.properties, by_code, by_name, codes, names)
        if named is None:
            continue
        if named.pk in taken:
            faults.append(_fault(feature, named, "twice", "đã có ở một vùng khác của tệp"))
        taken.add(named.pk)
        found.append((feature, named))
    if faults:
        raise OutlinesRefused(faults)
    return found


def _unit_of(
    properties: Mapping[str, str],
    by_code: Mapping[str, Unit],
    by_name: Mapping[str, Sequence[Unit]],
    codes: Sequence[str],
    names: Sequence[str],
) -> Unit | None:
    folded = {fold(name).replace(" ", "_"): value for name, value in properties.items()}
    for name in codes:
        value = folded.get(fold(name).replace(" ", "_"), "").strip().removesuffix(".0")
        # A sheet that took codes for numbers lost the zeros in front.
        unit = by_code.get(value) or by_code.get(value.zfill(5))
        if unit and value:
            return unit
    for name in names:
        value = folded.get(fold(name).replace(" ", "_"), "")
        alike = by_name.get(fold(nfc(value)), ()) if value else ()
        if len(alike) == 1:
            return alike[0]
    return None


def _checked(
    found: Sequence[tuple[Read, Unit]], source: str, by: str, now: datetime.datetime
) -> list[UnitOutline]:
    rows: list[UnitOutline] = []
    faults: list[OutlineFault] = []
    for feature, unit in found:
        try:
            outline = outline_of(feature.geometry)
        except NotAnOutline as error:
            faults.append(_fault(feature, unit, "no_outline", str(error)))
            continue
        if (
            unit.lon is not None
            and unit.lat is not None
            and is_far(outline, unit.lon, unit.lat)
        ):
            wrong = "nằm xa nơi đã biết của xã, phường này: có thể sai mã, hoặc đảo trục tọa độ"
            faults.append(_fault(feature, unit, "elsewhere", wrong))
            continue
        rows.append(
            UnitOutline(
                unit=unit,
                geometry=as_geojson(simplified(outline, KEPT_POINTS)),
                drawing=as_geojson(simplified(outline, DRAWN_POINTS)),
                source=source,
                taken_in_at=now,
                taken_in_by=by,
            )
        )
    if faults:
        raise OutlinesRefused(faults)
    return rows


def _fault(feature: Read, unit: Unit, code: str, wrong: str) -> OutlineFault:
    return OutlineFault(
        feature.place,
        f"places.outline_{code}",
        f"{unit.full_name} {wrong}. Hãy sửa tệp rồi gửi lại.",
    )
