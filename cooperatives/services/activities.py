"""Recording what an organisation does beside growing: the same for every kind of record."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.editing import hold, hold_as_seen
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day
from cooperatives.models import (
    DatedRecord,
    LinkageContract,
    Organisation,
    OrganisationRecord,
)
from cooperatives.services.activity_facts import ONE_DAY, Facts
from records.documents import Upload, attached
from records.models import Document
from records.services import log
from records.snapshots import snapshot


def add_record(
    *,
    organisation: Organisation,
    facts: Facts,
    by: str,
    now: datetime.datetime,
    document: Upload | Document | None = None,
) -> OrganisationRecord:
    """Enter what `facts` say of `organisation`; their class says which kind of record it is.

    Raises BadInput for a value that cannot be right or a file that is not kept, RuleError
    "cooperatives.record_known" for what has been entered before.
    """
    columns = facts.columns()
    with transaction.atomic():
        _check(organisation, facts, columns, None)
        row: OrganisationRecord = facts.model(
            organisation=organisation,
            **columns,
            document=attached(owner=organisation.key, file=document, by=by),
            recorded_at=now,
        )
        row.save()
        _log(row, "recorded", by)
    return row


def change_record(
    *,
    record: OrganisationRecord,
    facts: Facts,
    version: int,
    by: str,
    document: Upload | Document | None = None,
) -> OrganisationRecord:
    """Put `record`, as read at `version`, right; the log keeps how it stood. Without
    `document` the old paper stays.

    Raises as for adding, BadInput "cooperatives.contract_ended_outside_its_days" when a
    contract that was ended would not hold on its end any more, and ChangedMeanwhile
    "accounts.changed_meanwhile".
    """
    columns = facts.columns()
    with transaction.atomic():
        _check(record.organisation, facts, columns, record)
        hold_as_seen(record, version)
        for name, value in columns.items():
            setattr(record, name, value)
        if isinstance(record, LinkageContract) and record.ended_on:
            _check_early_end(record, record.ended_on - ONE_DAY)
        if document is not None:
            record.document = attached(owner=record.organisation.key, file=document, by=by)
        record.save()
        _log(record, "changed", by)
    return record


def end_record(*, record: DatedRecord, last_day: datetime.date, by: str) -> DatedRecord:
    """`record` holds until the end of `last_day`; a contract is ended by `end_contract`.

    Raises BadInput "cooperatives.record_ends_too_early".
    """
    with transaction.atomic():
        _alone(record.organisation)
        hold(record)
        if last_day < record.valid_from:
            raise BadInput(
                "cooperatives.record_ends_too_early",
                f"“{record}” bắt đầu ngày {day(record.valid_from)}, nên không kết thúc ngày "
                f"{day(last_day)}. Hãy ghi ngày sau đó; nếu ngày bắt đầu sai, hãy bấm “Sửa”.",
                field="last_day",
            )
        record.valid_to = last_day + ONE_DAY
        record.version += 1
        record.save(update_fields=["valid_to", "version"])
        _log(record, "ended", by)
    return record


def end_contract(
    *, contract: LinkageContract, last_day: datetime.date, reason: str, by: str
) -> LinkageContract:
    """`contract` holds until the end of `last_day` only, before the day it was made for.

    Said again, the newer word counts; the log keeps both.
    Raises BadInput "cooperatives.contract_ended_without_reason",
    "cooperatives.contract_ended_outside_its_days".
    """
    said = bounded(reason, 300, code="cooperatives.text_too_long", word="Lý do", field="reason")
    if not said:
        raise BadInput(
            "cooperatives.contract_ended_without_reason",
            f"Hãy ghi lý do hợp đồng “{contract}” chấm dứt trước hạn.",
            field="reason",
        )
    with transaction.atomic():
        _alone(contract.organisation)
        hold(contract)
        _check_early_end(contract, last_day)
        contract.ended_on, contract.end_reason = last_day + ONE_DAY, said
        contract.version += 1
        contract.save(update_fields=["ended_on", "end_reason", "version"])
        _log(contract, "ended", by)
    return contract


def _alone(organisation: Organisation) -> None:
    one_writer(f"cooperatives.activities:{organisation.key}")


def _check(
    organisation: Organisation,
    facts: Facts,
    columns: dict[str, object],
    changed: OrganisationRecord | None,
) -> None:
    """One writer an organisation, so that a form sent twice makes one record."""
    _alone(organisation)
    if columns.get("buyer_organisation") == organisation:
        raise BadInput(
            "cooperatives.contract_with_itself",
            f"Mã số thuế này là của chính {organisation.name}. "
            "Hãy ghi mã của bên mua, hoặc để trống.",
            field="buyer_tax_code",
        )
    same = {name: columns[name] for name in facts.same}
    others: QuerySet[OrganisationRecord] = facts.model.objects.filter(
        organisation=organisation, **same
    )
    known = (others.exclude(pk=changed.pk) if changed else others).first()
    if known is not None:
        raise RuleError(
            "cooperatives.record_known",
            f"“{known}” đã được ghi. Hãy mở mục đó và bấm “Sửa” nếu có chỗ sai.",
            field=facts.same[0],
        )


def _check_early_end(contract: LinkageContract, last_day: datetime.date) -> None:
    limit = contract.last_day
    if last_day < contract.valid_from or (limit is not None and last_day >= limit):
        until = f" đến {day(limit)}" if limit else ""
        raise BadInput(
            "cooperatives.contract_ended_outside_its_days",
            f"Hợp đồng “{contract}” có hiệu lực từ {day(contract.valid_from)}{until}, nên "
            f"không chấm dứt trước hạn vào ngày {day(last_day)}. Hãy xem lại các ngày.",
            field="last_day",
        )


def _log(record: OrganisationRecord, what: str, by: str) -> None:
    log(
        chain=record.organisation.key,
        action=f"cooperatives.{record.word}_{what}",
        subject=record.key,
        by=by,
        state=snapshot(record, leave_out={"version"}),
    )
