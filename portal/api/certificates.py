"""Certificates over the API: of organisations, growing areas and products alike.

Owners and certificates are named by their keys: "organisation:12", "products.certificate:3".
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from accounts.access import key_of
from cooperatives import services
from cooperatives.keeping import require_keeper
from cooperatives.models import Certificate, Organisation
from portal.documents import visible_document, visible_owner
from portal.subjects import CERTIFICATES, visible_subject

router = Router(tags=["certificates"])


class CertificateIn(Schema):
    """What stands on a certificate. `last_day` is the last good day, null where none is named;
    `other_kind` names the kind when it is "other"; `document_id` a document of the same owner,
    brought before."""

    kind: Certificate.Kind
    other_kind: str = Field("", max_length=100)
    number: str = Field(max_length=100)
    issuer: str = Field(max_length=200)
    valid_from: date
    last_day: date | None = None
    scope: str = Field("", max_length=5000)
    document_id: UUID | None = None


class NewCertificateIn(CertificateIn):
    """A certificate of `owner`, a key such as "products.product:3"."""

    owner: str = Field(max_length=80)


class WithdrawalIn(Schema):
    """From which day a certificate is good no more, and why."""

    withdrawn_on: date
    reason: str = Field(max_length=300)


class CertificateOut(Schema):
    """A certificate. key and owner as the other endpoints take them; corrects: the key of the
    entry whose place this one took; is_corrected: a newer one took its place."""

    key: str
    owner: str
    kind: str
    other_kind: str
    number: str
    issuer: str
    valid_from: date
    last_day: date | None
    scope: str
    document_id: UUID | None
    corrects: str | None
    is_corrected: bool
    withdrawn_on: date | None
    withdrawn_reason: str
    recorded_at: datetime

    @staticmethod
    def resolve_owner(certificate: Any) -> str:
        """The owner as its key."""
        return str(certificate.owner.key)

    @staticmethod
    def resolve_corrects(certificate: Any) -> str | None:
        """The entry it corrects, as its key."""
        return str(certificate.corrects.key) if certificate.corrects_id else None

    @staticmethod
    def resolve_is_corrected(certificate: Any) -> bool:
        """Whether a newer entry took its place."""
        return hasattr(certificate, "corrected_by")


@router.get("", response=list[CertificateOut])
def list_certificates(request: HttpRequest, owner: str) -> list[Certificate]:
    """All certificates of `owner`, newest first, corrected and withdrawn ones among them."""
    subject = visible_owner(request.user, owner)
    kind = _kind(owner)
    rows = kind.rows().filter(**{kind.owner_field: subject})
    return list(rows.select_related(kind.owner_field, "corrects", "corrected_by"))


@router.post("", response={201: CertificateOut})
def add_certificate(request: HttpRequest, payload: NewCertificateIn) -> Status:
    """Enter a certificate; for who keeps the records of its organisation."""
    owner = visible_owner(request.user, payload.owner)
    kind = _kind(payload.owner)
    holder = owner if isinstance(owner, Organisation) else getattr(owner, "organisation")  # noqa: B009
    require_keeper(request.user, holder, timezone.localdate())
    certificate = services.add_certificate(
        kind=kind,
        owner=owner,
        **_paper(request, payload),
        by=key_of(request.user),
        now=timezone.now(),
    )
    return Status(201, certificate)


@router.get("/{key}", response=CertificateOut)
def read_certificate(request: HttpRequest, key: str) -> Certificate:
    """One certificate."""
    certificate = visible_subject(key, request.user)
    if not isinstance(certificate, Certificate):
        raise Http404
    return certificate


@router.put("/{key}", response=CertificateOut)
def correct_certificate(request: HttpRequest, key: str, payload: CertificateIn) -> Certificate:
    """Put a certificate right by a newer entry, which is the answer."""
    return services.correct_certificate(
        certificate=_kept(request, key),
        **_paper(request, payload),
        by=key_of(request.user),
        now=timezone.now(),
    )


@router.post("/{key}/withdrawal", response=CertificateOut)
def withdraw_certificate(request: HttpRequest, key: str, payload: WithdrawalIn) -> Certificate:
    """Say that the issuer took a certificate back."""
    return services.withdraw_certificate(
        certificate=_kept(request, key),
        **payload.dict(),
        by=key_of(request.user),
        today=timezone.localdate(),
    )


def _kind(owner: str) -> type[Certificate]:
    """The model for certificates of such owners; Http404 for what can have none."""
    kind = CERTIFICATES.get(owner.partition(":")[0])
    if kind is None:
        raise Http404
    return kind


def _kept(request: HttpRequest, key: str) -> Certificate:
    certificate = read_certificate(request, key)
    require_keeper(request.user, certificate.holder, timezone.localdate())
    return certificate


def _paper(request: HttpRequest, payload: CertificateIn) -> dict[str, Any]:
    fields = payload.dict(exclude={"owner"})
    document = fields.pop("document_id")
    return {
        "paper": services.CertificatePaper(**fields),
        "document": visible_document(request.user, document) if document else None,
    }
