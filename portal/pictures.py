"""Pictures of products in the sizes that public pages need: a weak phone gets a small file."""

import io

from django.core.cache import cache
from PIL import Image

from records.documents import open_document
from records.models import Document

# Width in pixels -> JPEG quality. 480 fills a phone's page; 1200 is what share previews want.
QUALITIES = {480: 62, 1200: 75}
KEPT_FOR = 24 * 3600


def scaled(document: Document, width: int) -> bytes:
    """The picture as JPEG of at most `width` pixels; a narrower one keeps its own size.

    width: one of QUALITIES. A document never changes, so what was drawn once may be kept.
    """
    key = f"portal.picture:{document.pk}:{width}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _draw(document, width)
        cache.set(key, drawn, KEPT_FOR)
    return bytes(drawn)


def _draw(document: Document, width: int) -> bytes:
    with open_document(document) as file, Image.open(file) as picture:
        picture.draft("RGB", (width, width))
        picture.thumbnail((width, width * 2))
        out = io.BytesIO()
        picture.convert("RGB").save(
            out, "JPEG", quality=QUALITIES[width], optimize=True, progressive=True
        )
    return out.getvalue()
