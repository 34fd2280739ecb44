"""Entering certificates, putting them right, withdrawing them: the same for every owner."""

import datetime
from dataclasses import dataclass
from typing import TypeVar

from django.db import models, transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, day, nfc
from cooperatives.models import Certificate
from records.documents import Upload, attached
from records.models import Document
from records.services import bump, log
from records.snapshots import snapshot

AnyCertificate = TypeVar("AnyCertificate", bound=Certificate)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class CertificatePaper:
    """What stands on a certificate. `last_day` is the last good day, None where none is named;
    `other_kind` names the kind when it is "other"."""

    kind: str
    number: str
    issuer: str
    valid_from: datetime.date
    last_day: datetime.date | None = None
    other_kind: str = ""
    scope: str = ""

    def checked(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        other = self.kind == Certificate.Kind.OTHER
        required = [("number", "số của giấy chứng nhận"), ("issuer", "nơi cấp giấy")]
        if other:
            required.insert(0, ("other_kind", "tên loại giấy chứng nhận"))
        for field, word in required:
            if not nfc(getattr(self, field)):
                raise BadInput(
                    "cooperatives.certificate_incomplete", f"Hãy ghi {word}.", field=field
                )
        if self.last_day is not None and self.last_day < self.valid_from:
            raise BadInput(
                "cooperatives.certificate_ends_too_early",
                f"Ngày cuối còn giá trị {day(self.last_day)} trước ngày bắt đầu "
                f"{day(self.valid_from)}. Hãy xem lại hai ngày trên giấy.",
                field="last_day",
            )
        return {
            "kind": self.kind,
            "other_kind": self._bounded("other_kind", 100, "Tên loại") if other else "",
            "number": self._bounded("number", 100, "Số của giấy"),
            "issuer": self._bounded("issuer", 200, "Nơi cấp"),
            "valid_from": self.valid_from,
            "valid_to": self.last_day + ONE_DAY if self.last_day else None,
            "scope": self.scope.strip(),
        }

    def _bounded(self, field: str, most: int, word: str) -> str:
        code = "cooperatives.text_too_long"
        return bounded(getattr(self, field), most, code=code, word=word, field=field)


def add_certificate(
    *,
    kind: type[AnyCertificate],
    owner: models.Model,
    paper: CertificatePaper,
    by: str,
    now: datetime.datetime,
    document: Upload | Document | None = None,
) -> AnyCertificate:
    """Enter a certificate of `owner`; kind: the model for certificates of such owners.

    Raises BadInput for a value that cannot be right or a file that is not kept, RuleError
    "cooperatives.certificate_known" when the owner has a standing one of that kind and number.
    """
    columns = paper.checked()
    with transaction.atomic():
        _refuse_known(kind, owner, columns, None)
        return _entered(kind, owner, columns, "certificate_added", by, now, document, None)


def correct_certificate(
    *,
    certificate: AnyCertificate,
    paper: CertificatePaper,
    by: str,
    now: datetime.datetime,
    document: Upload | Document | None = None,
) -> AnyCertificate:
    """Put what was entered right by a new row in place of `certificate`; without `document`
    the old copy stays with it.

    Raises as for adding, and RuleError "cooperatives.certificate_not_standing" when it was
    corrected or withdrawn before.
    """
    columns = paper.checked()
    with transaction.atomic():
        _refuse_known(type(certificate), certificate.owner, columns, certificate)
        _refuse_not_standing(certificate)
        return _entered(
            type(certificate),
            certificate.owner,
            columns,
            "certificate_corrected",
            by,
            now,
            document or certificate.document,
            certificate,
        )


def withdraw_certificate(
    *,
    certificate: AnyCertificate,
    withdrawn_on: datetime.date,
    reason: str,
    by: str,
    today: datetime.date,
) -> AnyCertificate:
    """From `withdrawn_on` on the certificate is good no more: its issuer took it back.

    Raises BadInput "cooperatives.withdrawn_in_future", "cooperatives.withdrawn_too_early",
    "cooperatives.withdrawn_without_reason"; RuleError "cooperatives.certificate_not_standing".
    """
    said = bounded(reason, 300, code="cooperatives.text_too_long", word="Lý do", field="reason")
    _check_withdrawal(certificate, withdrawn_on, said, today)
    with transaction.atomic():
        one_writer(f"cooperatives.certificates:{certificate.owner.key}")  # type: ignore[attr-defined]
        _refuse_not_standing(certificate)
        certificate.withdrawn_on, certificate.withdrawn_reason = withdrawn_on, said
        certificate.save(update_fields=["withdrawn_on", "withdrawn_reason"])
        _log(certificate, "certificate_withdrawn", by)
    return certificate


def _check_withdrawal(
    certificate: Certificate, withdrawn_on: datetime.date, reason: str, today: datetime.date
) -> None:
    if withdrawn_on > today:
        raise BadInput(
            "cooperatives.withdrawn_in_future",
            f"Ngày {day(withdrawn_on)} chưa đến. Hãy ghi khi đến ngày đó.",
            field="withdrawn_on",
        )
    if withdrawn_on < certificate.valid_from:
        raise BadInput(
            "cooperatives.withdrawn_too_early",
            f"Giấy {certificate.number} có giá trị từ {day(certificate.valid_from)}, nên không "
            "bị rút trước ngày đó. Nếu ghi nhầm cả giấy, hãy bấm “Sửa”.",
            field="withdrawn_on",
        )
    if not reason:
        raise BadInput(
            "cooperatives.withdrawn_without_reason",
            f"Hãy ghi lý do giấy {certificate.number} bị rút.",
            field="reason",
        )


def _refuse_known(
    kind: type[Certificate],
    owner: models.Model,
    columns: dict[str, object],
    corrected: Certificate | None,
) -> None:
    """One writer an owner, so that a form sent twice makes one certificate."""
    one_writer(f"cooperatives.certificates:{owner.key}")  # type: ignore[attr-defined]
    same = {name: columns[name] for name in ("kind", "other_kind", "number")}
    others = kind.rows().standing().filter(**{kind.owner_field: owner}, **same)
    if others.exclude(pk=corrected.pk if corrected else None).exists():
        raise RuleError(
            "cooperatives.certificate_known",
            f"Giấy chứng nhận số {columns['number']} loại này đã được ghi. "
            "Hãy mở giấy đó và bấm “Sửa” nếu có chỗ sai.",
            field="number",
        )


def _refuse_not_standing(certificate: Certificate) -> None:
    standing = type(certificate).rows().standing()
    if not standing.filter(pk=certificate.pk).exists():
        raise RuleError(
            "cooperatives.certificate_not_standing",
            f"Giấy {certificate.number} đã được sửa hoặc đã bị rút. "
            "Hãy tải lại trang để xem giấy đang dùng.",
        )


def _entered(
    kind: type[AnyCertificate],
    owner: models.Model,
    columns: dict[str, object],
    action: str,
    by: str,
    now: datetime.datetime,
    document: Upload | Document | None,
    corrected: AnyCertificate | None,
) -> AnyCertificate:
    certificate = kind._default_manager.create(
        **{kind.owner_field: owner},
        **columns,
        corrects=corrected,
        document=attached(owner=owner.key, file=document, by=by),  # type: ignore[attr-defined]
        recorded_at=now,
    )
    _log(certificate, action, by)
    return certificate


def _log(certificate: Certificate, action: str, by: str) -> None:
    """The entry of the log; who shows certificates of the owner learns that they changed."""
    owner_key = certificate.owner.key  # type: ignore[attr-defined]
    log(
        chain=certificate.holder.key,
        action=f"{certificate._meta.app_label}.{action}",
        subject=certificate.key,
        by=by,
        data={"owner": owner_key},
        state=snapshot(certificate),
    )
    bump(owner_key)
