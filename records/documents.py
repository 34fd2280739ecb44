"""Keeping files: named by id, never by what a person called them."""

import hashlib
import io
import uuid
from pathlib import PurePath
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageOps

from common.errors import BadInput
from common.text import nfc
from records.models import Document

PICTURE_EDGE = (
    1600  # pixels of the longer side: enough for a phone, small enough for a weak link
)
PICTURE_BYTES = 15 * 1024 * 1024
PICTURE_PIXELS = 50_000_000
CHUNK = 1 << 20


def store(*, owner: str, name: str, content: IO[bytes], content_type: str, by: str) -> Document:
    """Keep `content` (read from its start to its end) and return its row.

    The file is written before the row: a crash between the two leaves a stray file, never a
    row without its file.
    """
    key = uuid.uuid4()
    content.seek(0)
    sums, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        sums.update(chunk)
        size += len(chunk)
    content.seek(0)
    stored_as = default_storage.save(f"{key.hex[:2]}/{key}", File(content))
    return Document.objects.create(
        id=key,
        owner=owner,
        name=nfc(PurePath(name).name)[-200:],
        content_type=content_type[:100],
        size=size,
        sha256=sums.hexdigest(),
        stored_as=stored_as,
        created_at=timezone.now(),
        created_by=by,
    )


def open_document(document: Document) -> File:
    """The document's content, to be closed by the caller."""
    return default_storage.open(document.stored_as, "rb")


def store_picture(
    *, owner: str, name: str, content: IO[bytes], by: str, field: str
) -> Document:
    """Keep a picture, drawn anew as JPEG: upright, at most 1600 pixels, without position data.

    Raises BadInput on `field` when it is not a JPEG, PNG or WebP picture, or too large.
    """
    content.seek(0, io.SEEK_END)
    if content.tell() > PICTURE_BYTES:
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
            upright.thumbnail((PICTURE_EDGE, PICTURE_EDGE))
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
    return store(
        owner=owner,
        name=f"{PurePath(name).stem}.jpg",
        content=redrawn,
        content_type="image/jpeg",
        by=by,
    )
