"""What communes write: their villages."""

import datetime

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, fold, nfc
from places.addresses import address
from places.levels import VILLAGE_KINDS
from places.models import Unit
from records.services import log

LONGEST_NAME = 100  # characters
LONGEST_BASIS = 200


def add_village(
    *,
    commune: Unit,
    name: str,
    kind: str,
    on: datetime.date,
    legal_basis: str,
    by: str,
) -> Unit:
    """Enter a village of `commune`, in force from `on`; codes are "<commune's code>-01", -02 …

    name: "Thượng Xá"; a name that repeats the kind ("Thôn Thượng Xá") is understood.
    kind: one of VILLAGE_KINDS. legal_basis: the resolution that set the village up; empty when
    nobody knows, and then `on` only means that it was there by that day.
    Raises BadInput "places.village_kind_unknown", "places.village_name_missing",
    "places.village_text_too_long"; RuleError "places.not_a_commune",
    "places.commune_not_in_force", "places.village_already_there".
    """
    kind, legal_basis = nfc(kind).lower(), nfc(legal_basis)
    name = _bare_name(nfc(name), kind)
    _check_texts(name=name, kind=kind, legal_basis=legal_basis)
    _check_commune(commune, on)
    full_name = f"{kind[:1].upper()}{kind[1:]} {name}"
    with transaction.atomic():
        one_writer(f"places.villages:{commune.code}")
        _check_new(commune, full_name, on)
        village = Unit.objects.create(
            code=_next_code(commune),
            level=Unit.Level.VILLAGE,
            kind=kind,
            name=name,
            full_name=full_name,
            folded=fold(full_name),
            parent=commune,
            valid_from=on,
            legal_basis=legal_basis,
            date_basis=Unit.DateBasis.ACT if legal_basis else Unit.DateBasis.KNOWN_SINCE,
        )
        log(
            chain=f"unit:{commune.pk}",
            action="places.village_added",
            subject=f"places.unit:{village.pk}",
            by=by,
            data={
                "commune": [commune.code, commune.valid_from],
                "code": village.code,
                "full_name": full_name,
                "valid_from": on,
                "legal_basis": legal_basis,
            },
        )
        return village


def _bare_name(name: str, kind: str) -> str:
    """The name without the kind in front of it: "Thôn Đông" -> "Đông".

    Only where the longest kind it begins with is the one given: a "khu" may not turn
    "Khu phố 3" into "phố 3".
    """
    begins = [known for known in VILLAGE_KINDS if f"{name.lower()} ".startswith(f"{known} ")]
    if max(begins, key=len, default="") == kind:
        return name[len(kind) :].strip()
    return name


def _check_texts(*, name: str, kind: str, legal_basis: str) -> None:
    if kind not in VILLAGE_KINDS:
        raise BadInput(
            "places.village_kind_unknown",
            f"“{kind}” không phải loại thôn, tổ dân phố đã biết. "
            f"Hãy chọn một trong: {', '.join(VILLAGE_KINDS)}.",
            field="kind",
        )
    if not name:
        raise BadInput(
            "places.village_name_missing",
            f"Chưa có tên {kind}. Hãy nhập tên, ví dụ “Thượng Xá” hoặc “1”.",
            field="name",
        )
    for field, text, longest in (
        ("name", name, LONGEST_NAME),
        ("legal_basis", legal_basis, LONGEST_BASIS),
    ):
        if len(text) > longest:
            what = "Tên" if field == "name" else "Căn cứ pháp lý"
            raise BadInput(
                "places.village_text_too_long",
                f"{what} dài {len(text)} ký tự, nhiều nhất là {longest}. Hãy viết ngắn lại.",
                field=field,
            )


def _check_commune(commune: Unit, on: datetime.date) -> None:
    if commune.level != Unit.Level.COMMUNE:
        raise RuleError(
            "places.not_a_commune",
            f"{commune} không phải cấp xã nên không có thôn, tổ dân phố. "
            "Hãy chọn xã, phường hoặc đặc khu.",
        )
    if commune.is_in_force(on):
        return
    if on < commune.valid_from:
        raise RuleError(
            "places.commune_not_in_force",
            f"{commune} có hiệu lực từ ngày {day(commune.valid_from)}, ngày {day(on)} chưa có. "
            "Hãy chọn ngày từ đó trở đi.",
            field="on",
        )
    raise RuleError(
        "places.commune_not_in_force",
        f"{commune} không còn hiệu lực ngày {day(on)}: {address(commune, on=on)}. "
        "Hãy ghi vào xã, phường có hiệu lực ngày đó.",
        field="on",
    )


def _check_new(commune: Unit, full_name: str, on: datetime.date) -> None:
    # In Python, because SQLite does not know the capitals of letters with marks.
    there = next(
        (
            village
            for village in commune.children.all()
            if village.full_name.lower() == full_name.lower()
            and (village.valid_to is None or village.valid_to > on)
        ),
        None,
    )
    if there:
        raise RuleError(
            "places.village_already_there",
            f"{commune} đã có {there.full_name} "
            f"(mã {there.code}, từ ngày {day(there.valid_from)}). "
            "Hãy dùng mã đó hoặc nhập tên khác.",
            field="name",
        )


def _next_code(commune: Unit) -> str:
    """The code after the highest one ever given under the commune's code.

    That code may have meant another commune before, and its villages keep their codes.
    """
    prefix = f"{commune.code}-"
    codes = Unit.objects.filter(level=Unit.Level.VILLAGE, code__startswith=prefix)
    numbers = [int(code.removeprefix(prefix)) for code in codes.values_list("code", flat=True)]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"
