"""Documents over the API."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Form, Router, Schema, Status, UploadedFile

from accounts.access import key_of
from portal import documents
from records.documents import store_upload
from records.models import Document

router = Router(tags=["documents"])


class DocumentOut(Schema):
    """A document. owner: the key of what it belongs to, such as "organisation:12";
    content_type: as found in the content; size in bytes."""

    id: UUID
    owner: str
    name: str
    content_type: str
    size: int
    sha256: str
    created_at: datetime


@router.post("", response={201: DocumentOut})
def add_document(
    request: HttpRequest, owner: Form[str], document: File[UploadedFile]
) -> Status:
    """Bring a file for an organisation, growing area or product, to be named in records later.

    PDF, JPEG, PNG, WebP, XLSX, DOCX, CSV or text, by its content. The same content brought
    again answers with the document that is kept already.
    """
    subject = documents.visible_owner(request.user, owner)
    documents.require_attacher(request.user, subject)
    kept = store_upload(
        owner=owner,
        name=document.name or "",
        content=document,
        by=key_of(request.user),
        field="document",
    )
    return Status(201, kept)


@router.get("/{document_id}", response=DocumentOut)
def read_document(request: HttpRequest, document_id: UUID) -> Document:
    """What is known of a document."""
    return documents.visible_document(request.user, document_id)


@router.get("/{document_id}/content")
def read_content(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The document itself."""
    return documents.served(request, read_document(request, document_id))
