"""Documents at one address: who may see them, and how they are sent."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response

from accounts.models import User
from common.errors import NotAllowed
from cooperatives.access import WORKERS, has_role
from cooperatives.keeping import require_keeper
from cooperatives.models import Organisation
from growing_areas.access import may_decide
from growing_areas.models import GrowingAreaCode
from portal.subjects import visible_subject
from records.documents import open_document
from records.models import Document

# Shown in the browser; everything else is downloaded.
INLINE = ("application/pdf", "image/jpeg", "image/png", "image/webp")
# A file that people brought must not act on this site, whatever it turns out to be.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def visible_document(user: User | AnonymousUser, pk: UUID) -> Document:
    """The document, when `user` may see the row it belongs to; else Http404."""
    document = get_object_or_404(Document, pk=pk)
    if visible_subject(document.owner, user) is None:
        raise Http404
    return document


def visible_owner(user: User | AnonymousUser, key: str) -> models.Model:
    """What `key` names, when `user` may see it; else Http404."""
    subject = visible_subject(key, user)
    if subject is None:
        raise Http404
    return subject


def require_attacher(user: User | AnonymousUser, subject: models.Model) -> None:
    """Raise NotAllowed unless `user` may bring papers for `subject`: who works for its
    organisation, the office that keeps its records, and of a code the one that decides."""
    today = timezone.localdate()
    if isinstance(subject, GrowingAreaCode):
        # Its papers are also those of the office that decides about it.
        if may_decide(user, subject.area, today):
            return
        organisation: Organisation | None = subject.area.organisation
    else:
        organisation = (
            subject
            if isinstance(subject, Organisation)
            else getattr(subject, "organisation", None)
        )
    if organisation is None:
        raise NotAllowed(
            "portal.no_papers_here",
            "Không thể kèm tệp vào mục này. Hãy kèm tệp vào tổ chức, vùng trồng hoặc sản phẩm.",
        )
    if not has_role(user, organisation, *WORKERS):
        require_keeper(user, organisation, today)


def served(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The content of a document that the caller may see, or 304 when the browser has it.

    It is asked for again each time: who may see it can change, the content never does.
    """
    etag = f'"{document.sha256}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(document),
        "X-Robots-Tag": "noindex",
    }
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        for name, value in headers.items():
            unchanged.headers[name] = value
        return unchanged
    return FileResponse(
        open_document(document),
        as_attachment=document.content_type not in INLINE,
        filename=document.name,
        content_type=document.content_type,
        headers=headers,
    )


def _policy(document: Document) -> str:
    return f"{POLICY}; sandbox"
