"""Keeping files: named by id, never by what a person called them."""

import hashlib
import io
import uuid
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image, ImageOps

from common.db import one_writer
from common.errors import BadInput
from records.file_kinds import PICTURE, Limits, Unfit, clean_name, kind_of
from records.models import Document

# What a form or an endpoint hands over: the name a person gave the file, and its bytes.
Upload = tuple[str, IO[bytes]]

PICTURE_EDGE = (
    1600  # pixels of the longer side: enough for a phone, small enough for a weak link
)
PAPER_EDGE = 2400  # of a photographed paper: small print stays readable
PICTURE_BYTES = 15 * 1024 * 1024
PICTURE_PIXELS = 50_000_000
CHUNK = 1 << 20


def store(*, owner: str, name: str, content: IO[bytes], content_type: str, by: str) -> Document:
    """Keep `content` (read from its start to its end) and return its row.

    For what was made here or checked before; what people bring goes through `store_upload`.
    The file is written before the row: a crash between the two leaves a stray file, never a
    row without its file.
    """
    key = uuid.uuid4()
    sha256, size = _sum(content)
    stored_as = default_storage.save(f"{key.hex[:2]}/{key}", File(content))
    return Document.objects.create(
        id=key,
        owner=owner,
        name=clean_name(name),
        content_type=content_type[:100],
        size=size,
        sha256=sha256,
        stored_as=stored_as,
        created_at=timezone.now(),
        created_by=by,
    )


def _sum(content: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size in bytes; the content stands at its start afterwards."""
    content.seek(0)
    sums, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        sums.update(chunk)
        size += len(chunk)
    content.seek(0)
    return sums.hexdigest(), size


def store_upload(*, owner: str, name: str, content: IO[bytes], by: str, field: str) -> Document:
    """Keep a file that somebody brought: PDF, picture, XLSX, DOCX, CSV or plain text.

    The kind is found in the content, and the name gets its extension. A picture is drawn anew,
    without position data. The same content brought twice for one owner is kept once, under the
    name it had first.
    Raises BadInput on `field` with a code of `records.file_kinds.kind_of`, or of
    `store_picture`.
    """
    try:
        kind = kind_of(content, upload_limits())
    except Unfit as unfit:
        raise BadInput(
            unfit.code, f"Tệp “{clean_name(name)}” {unfit.reason}", field=field
        ) from unfit
    if kind.is_picture:
        content = _drawn_anew(name, content, PAPER_EDGE, field)
    with transaction.atomic():
        one_writer(f"records.documents:{owner}")
        sha256, _size = _sum(content)
        kept = Document.objects.filter(owner=owner, sha256=sha256).first()
        return kept or store(
            owner=owner,
            name=clean_name(name, kind),
            content=content,
            content_type=kind.content_type,
            by=by,
        )


def upload_limits() -> Limits:
    """How large a file may be, as this installation is set."""
    return Limits(
        size=settings.UPLOAD_MB << 20,
        entries=settings.UPLOAD_ENTRIES,
        unpacked=settings.UPLOAD_UNPACKED_MB << 20,
    )


def attached(
    *, owner: str, file: "Upload | Document | None", by: str, field: str = "document"
) -> Document | None:
    """The document that belongs to a record of `owner`: an upload is kept, one kept before
    must be of the same owner; None stays None.

    Raises BadInput as `store_upload`, and "records.document_of_another".
    """
    if file is None:
        return None
    if isinstance(file, Document):
        if file.owner != owner:
            raise BadInput(
                "records.document_of_another",
                f"Tệp “{file.name}” thuộc hồ sơ khác. Hãy tải tệp lên cho đúng hồ sơ này.",
                field=field,
            )
        return file
    name, content = file
    return store_upload(owner=owner, name=name, content=content, by=by, field=field)


def discard(documents: QuerySet[Document]) -> None:
    """Remove documents that nothing points at any more; part of the caller's transaction.

    The files go when it is committed: a crash between the two leaves a stray file, never a row
    without its file.
    """
    files = list(documents.values_list("stored_as", flat=True))
    documents.delete()

    def remove_files() -> None:
        for name in files:
            default_storage.delete(name)

    transaction.on_commit(remove_files)


def open_document(document: Document) -> File:
    """The document's content, to be closed by the caller."""
    return default_storage.open(document.stored_as, "rb")


def store_picture(
    *, owner: str, name: str, content: IO[bytes], by: str, field: str
) -> Document:
    """Keep a picture, drawn anew as JPEG: upright, at most 1600 pixels, without position data.

    Raises BadInput on `field` when it is not a JPEG, PNG or WebP picture, or too large.
    """
    return store(
        owner=owner,
        name=clean_name(name, PICTURE),
        content=_drawn_anew(name, content, PICTURE_EDGE, field),
        content_type=PICTURE.content_type,
        by=by,
    )


def _drawn_anew(name: str, content: IO[bytes], edge: int, field: str) -> io.BytesIO:
    """The picture as JPEG, its longer side at most `edge` pixels, with nothing but its colours.

    Raises BadInput "records.picture_too_large" or "records.not_a_picture" on `field`.
    """
    if content.seek(0, io.SEEK_END) > PICTURE_BYTES:
        raise BadInput(
            "records.picture_too_large",
            f"Ảnh “{name}” lớn hơn 15 MB. Hãy chọn ảnh nhỏ hơn.",
            field=field,
        )
    content.seek(0)
    try:
        with Image.open(content, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > PICTURE_PIXELS:
                raise BadInput(
                    "records.picture_too_large",
                    f"Ảnh “{name}” có quá nhiều điểm ảnh. Hãy chụp lại ở cỡ nhỏ hơn.",
                    field=field,
                )
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((edge, edge))
            drawn = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            drawn.paste(with_alpha, mask=with_alpha.getchannel("A"))
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadInput(
            "records.not_a_picture",
            f"Tệp “{name}” không phải ảnh JPEG, PNG hoặc WebP đọc được. Hãy chọn tệp khác.",
            field=field,
        ) from error
    redrawn = io.BytesIO()
    drawn.save(redrawn, "JPEG", quality=82, optimize=True)
    return redrawn
