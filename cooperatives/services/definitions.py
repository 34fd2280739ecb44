"""Publishing what a province counts as "applies digital technology"."""

import datetime
from collections.abc import Collection

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day, nfc
from cooperatives.models import DigitalDefinition, DigitalUse
from places.models import Unit
from records.services import log
from records.snapshots import snapshot


def publish_definition(
    *,
    province: Unit,
    kinds: Collection[str],
    at_least: int,
    legal_basis: str,
    valid_from: datetime.date,
    by: str,
    source_text: str = "",
) -> DigitalDefinition:
    """A province's definition from `valid_from` on; the one before ends that day.

    Days before `valid_from` keep the answer that they had.
    Raises BadInput "cooperatives.definition_…"; RuleError "cooperatives.definition_too_early"
    when the last one starts on that day or after it.
    """
    wanted = [kind for kind in DigitalUse.Kind.values if kind in set(kinds)]
    _check(province, wanted, at_least, legal_basis)
    with transaction.atomic():
        one_writer(f"cooperatives.digital_definitions:{province.pk}")
        last = province.digital_definitions.order_by("valid_from").last()
        if last and last.valid_from >= valid_from:
            raise RuleError(
                "cooperatives.definition_too_early",
                f"{province.full_name} đã có định nghĩa từ ngày {day(last.valid_from)}. "
                "Định nghĩa mới phải bắt đầu sau ngày đó.",
                field="valid_from",
            )
        if last and (last.valid_to is None or last.valid_to > valid_from):
            last.valid_to = valid_from
            last.save(update_fields=["valid_to"])
            _log(last, "digital_definition_ended", by)
        definition = DigitalDefinition.objects.create(
            province=province,
            kinds=wanted,
            at_least=at_least,
            legal_basis=bounded(
                legal_basis,
                200,
                code="cooperatives.text_too_long",
                word="Văn bản",
                field="legal_basis",
            ),
            source_text=source_text.strip(),
            valid_from=valid_from,
        )
        _log(definition, "digital_definition_published", by)
    return definition


def _check(province: Unit, kinds: list[str], at_least: int, legal_basis: str) -> None:
    if province.level != Unit.Level.PROVINCE:
        raise BadInput(
            "cooperatives.definition_not_of_a_province",
            f"{province.full_name} không phải tỉnh, thành phố. Hãy chọn tỉnh, thành phố.",
            field="province",
        )
    if not kinds:
        raise BadInput(
            "cooperatives.definition_without_kinds",
            "Hãy chọn ít nhất một loại ứng dụng được tính.",
            field="kinds",
        )
    if not 1 <= at_least <= len(kinds):
        raise BadInput(
            "cooperatives.definition_asks_too_much",
            f"Đã chọn {len(kinds)} loại, nên số loại ít nhất phải từ 1 đến {len(kinds)}.",
            field="at_least",
        )
    if not nfc(legal_basis):
        raise BadInput(
            "cooperatives.definition_without_basis",
            "Hãy ghi số và ngày của văn bản mà định nghĩa dựa vào.",
            field="legal_basis",
        )


def _log(definition: DigitalDefinition, what: str, by: str) -> None:
    log(
        chain=f"places.unit:{definition.province_id}",
        action=f"cooperatives.{what}",
        subject=definition.key,
        by=by,
        state=snapshot(definition),
    )
