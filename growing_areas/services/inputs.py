"""Bringing in a list of inputs: one list of an office, or of the country, holds on a day."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day, fold
from growing_areas.input_files import InputRow
from growing_areas.models import InputList, InputProduct
from growing_areas.models.rules import Certainty
from places.models import Unit
from records.models import Document
from records.services import log


@dataclass(frozen=True, kw_only=True)
class ListPaper:
    """What a list says of itself. unit: whose office holds it; None for the whole country."""

    unit: Unit | None
    source: str
    version: str
    certainty: str
    valid_from: datetime.date

    def checked(self) -> dict[str, object]:
        """The columns to store. Raises BadInput."""
        code = "growing_areas.text_too_long"
        source = bounded(self.source, 300, code=code, word="Nguồn", field="source")
        version = bounded(self.version, 60, code=code, word="Phiên bản", field="version")
        if not source or not version:
            raise BadInput(
                "growing_areas.list_without_source",
                "Hãy ghi nguồn của danh mục (văn bản, cơ quan) và phiên bản.",
                field="source",
            )
        if self.certainty not in Certainty.values:
            raise BadInput(
                "growing_areas.unknown_certainty",
                "Chưa chọn mức chắc chắn. Hãy chọn trong danh sách.",
                field="certainty",
            )
        return {
            "unit": self.unit,
            "holder": InputList.holder_of(self.unit),
            "source": source,
            "version": version,
            "certainty": self.certainty,
            "valid_from": self.valid_from,
        }


def bring_in_list(
    *,
    paper: ListPaper,
    rows: Sequence[InputRow],
    by: str,
    now: datetime.datetime,
    document: Document | None = None,
) -> InputList:
    """Enter a list; the one of the same office in force that day ends on it.

    Raises BadInput of the paper; RuleError "growing_areas.list_version_known",
    "growing_areas.list_of_that_day".
    """
    columns = paper.checked()
    holder = str(columns["holder"])
    with transaction.atomic():
        one_writer(f"growing_areas.input_lists:{holder}")
        theirs = InputList.objects.filter(holder=holder)
        if theirs.filter(version=columns["version"]).exists():
            raise RuleError(
                "growing_areas.list_version_known",
                f"Phiên bản “{columns['version']}” đã được nhập. Hãy đặt phiên bản khác.",
                field="version",
            )
        start = paper.valid_from
        if theirs.filter(valid_from=start).exists():
            raise RuleError(
                "growing_areas.list_of_that_day",
                f"Đã có danh mục áp dụng từ ngày {day(start)}. Hãy chọn ngày khác.",
                field="valid_from",
            )
        reaching = Q(valid_to__isnull=True) | Q(valid_to__gt=start)
        theirs.filter(reaching, valid_from__lt=start).update(valid_to=start)
        later = theirs.filter(valid_from__gt=start).order_by("valid_from").first()
        entered = InputList.objects.create(
            **columns,
            valid_to=later.valid_from if later else None,
            document=document,
            loaded_at=now,
        )
        InputProduct.objects.bulk_create(_product(entered, row) for row in rows)
        _log(entered, "growing_areas.input_list_loaded", len(rows), by)
    return entered


def correct_list(*, known: InputList, rows: Sequence[InputRow], by: str) -> tuple[int, int]:
    """Add rows that a list is missing and put those right that differ; how many of each.

    For the list that is shipped. Entries of diaries keep what they were told; a row that the
    file no longer has stays.
    """
    new = changed = 0
    with transaction.atomic():
        there = {product.folded: product for product in known.products.all()}
        for row in rows:
            product, wanted = there.get(fold(row.name)), _product(known, row)
            if product is None:
                wanted.save()
                new += 1
            elif _told(product) != _told(wanted):
                wanted.pk = product.pk
                wanted.save(force_update=True)
                changed += 1
        if new or changed:
            _log(known, "growing_areas.input_list_corrected", new + changed, by)
    return new, changed


def _product(known: InputList, row: InputRow) -> InputProduct:
    return InputProduct(
        list=known,
        name=row.name,
        folded=fold(row.name),
        kind=row.kind,
        active_ingredient=row.active_ingredient,
        pre_harvest_days=row.pre_harvest_days,
        registration_number=row.registration_number,
    )


def _told(product: InputProduct) -> tuple[object, ...]:
    return (
        product.name,
        product.kind,
        product.active_ingredient,
        product.pre_harvest_days,
        product.registration_number,
    )


def _log(known: InputList, action: str, count: int, by: str) -> None:
    log(
        chain="system",
        action=action,
        subject=known.key,
        by=by,
        data={"holder": known.holder, "version": known.version, "count": count},
    )
