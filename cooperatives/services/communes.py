"""What an office names in its commune: key products, for a span of days."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from accounts.editing import hold, hold_as_seen
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, nfc
from cooperatives.models import KeyProduct
from places.models import Unit
from records.services import log
from records.snapshots import snapshot

ONE_DAY = datetime.timedelta(days=1)
TOO_LONG = "cooperatives.text_too_long"


def chain_of(unit: Unit) -> str:
    """The chain of the log that holds what an office keeps of its unit."""
    return f"places.unit:{unit.pk}"


@dataclass(frozen=True, kw_only=True)
class KeyProductPaper:
    """What a document says of a key product. `last_day` is its last day as one, None while it
    goes on."""

    name: str
    legal_basis: str
    valid_from: datetime.date
    last_day: datetime.date | None = None
    ocop_group: str = ""

    def checked(self) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "name": checks.run(self._said, "name", 150, "tên sản phẩm", "Tên sản phẩm"),
            "legal_basis": checks.run(
                self._said, "legal_basis", 200, "số và ngày của văn bản", "Văn bản"
            ),
            "ocop_group": checks.run(
                bounded,
                self.ocop_group,
                150,
                code=TOO_LONG,
                word="Nhóm OCOP",
                field="ocop_group",
            ),
            "valid_from": self.valid_from,
            "valid_to": checks.run(self._valid_to),
        }
        checks.end()
        return columns

    def _said(self, field: str, most: int, what: str, word: str) -> str:
        text = getattr(self, field)
        if not nfc(text):
            raise BadInput(
                "cooperatives.key_product_incomplete", f"Hãy ghi {what}.", field=field
            )
        return bounded(text, most, code=TOO_LONG, word=word, field=field)

    def _valid_to(self) -> datetime.date | None:
        if self.last_day is None:
            return None
        if self.last_day < self.valid_from:
            raise BadInput(
                "cooperatives.key_product_ends_too_early",
                f"Ngày cuối {day(self.last_day)} trước ngày bắt đầu {day(self.valid_from)} của "
                f"“{nfc(self.name)}”. Hãy xem lại ngày.",
                field="last_day",
            )
        return self.last_day + ONE_DAY


def add_key_product(*, unit: Unit, paper: KeyProductPaper, by: str) -> KeyProduct:
    """Name a key product of a commune for the days of `paper`.

    Raises BadInput "cooperatives.key_product_incomplete",
    "cooperatives.key_product_ends_too_early"; RuleError "cooperatives.key_product_known" when
    the commune has it on one of these days.
    """
    columns = paper.checked()
    with transaction.atomic():
        _refuse_known(unit, columns, None)
        product = KeyProduct.objects.create(unit=unit, **columns)
        _log(product, "key_product_added", by)
    return product


def correct_key_product(
    *, product: KeyProduct, paper: KeyProductPaper, reason: str, version: int, by: str
) -> KeyProduct:
    """Put a wrong entry, as read at `version`, right; the log keeps how it stood, and why.

    A product that is a key product no more is ended, not corrected.
    Raises as for adding, BadInput "cooperatives.corrected_without_reason" and
    ChangedMeanwhile "accounts.changed_meanwhile".
    """
    columns = paper.checked()
    said = bounded(reason, 300, code=TOO_LONG, word="Lý do", field="reason")
    if not said:
        raise BadInput(
            "cooperatives.corrected_without_reason",
            f"Hãy ghi lý do sửa “{product.name}”: chỗ nào ghi sai, theo văn bản nào.",
            field="reason",
        )
    with transaction.atomic():
        _refuse_known(product.unit, columns, product)
        hold_as_seen(product, version)
        for name, value in columns.items():
            setattr(product, name, value)
        product.save()
        _log(product, "key_product_corrected", by, reason=said)
    return product


def end_key_product(*, product: KeyProduct, last_day: datetime.date, by: str) -> KeyProduct:
    """A product is a key product until the end of `last_day`.

    Raises BadInput "cooperatives.key_product_ends_too_early"; RuleError
    "cooperatives.key_product_ended" when it has its last day already.
    """
    with transaction.atomic():
        one_writer(f"cooperatives.key_products:{product.unit_id}")
        hold(product)
        if last_day < product.valid_from:
            raise BadInput(
                "cooperatives.key_product_ends_too_early",
                f"Ngày cuối {day(last_day)} trước ngày bắt đầu {day(product.valid_from)} của "
                f"“{product.name}”. Hãy xem lại ngày.",
                field="last_day",
            )
        if product.valid_to is not None:
            raise RuleError(
                "cooperatives.key_product_ended",
                f"“{product.name}” đã có ngày cuối {day(product.valid_to - ONE_DAY)}. Nếu ngày "
                "đó sai, hãy bấm “Sửa”; nếu sản phẩm lại là chủ lực, hãy thêm mới từ ngày đó.",
            )
        product.valid_to, product.version = last_day + ONE_DAY, product.version + 1
        product.save(update_fields=["valid_to", "version"])
        _log(product, "key_product_ended", by)
    return product


def _refuse_known(unit: Unit, columns: dict[str, object], corrected: KeyProduct | None) -> None:
    """One writer a commune; no product twice on one day."""
    one_writer(f"cooperatives.key_products:{unit.pk}")
    others = unit.key_products.filter(name=columns["name"])
    others = others.exclude(valid_to__isnull=False, valid_to__lte=columns["valid_from"])
    if columns["valid_to"]:
        others = others.filter(valid_from__lt=columns["valid_to"])
    if corrected:
        others = others.exclude(pk=corrected.pk)
    if others.exists():
        raise RuleError(
            "cooperatives.key_product_known",
            f"{unit.full_name} đã có sản phẩm chủ lực “{columns['name']}” trong khoảng ngày "
            "đó. Hãy xem lại tên hoặc ngày.",
            field="name",
        )


def _log(product: KeyProduct, what: str, by: str, **data: str) -> None:
    log(
        chain=chain_of(product.unit),
        action=f"cooperatives.{what}",
        subject=product.key,
        by=by,
        data=data,
        state=snapshot(product, leave_out={"version"}),
    )
