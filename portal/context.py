"""What every signed-in page and the public pages in their frame know."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from portal.sections import sections
from portal.standing import standing_of

PORTAL_NAME = gettext_lazy("Truy xuất nông sản")


def installation(request: HttpRequest) -> dict[str, object]:
    """Context of every page. What asks the database is asked only by a page that shows it."""
    return {
        "portal_name": PORTAL_NAME,
        "public_url": settings.PUBLIC_URL,
        "is_demo": settings.DEMO,
        "sends_mail": settings.SENDS_MAIL,
        # Each language by its own name; Django's template tag would translate the names.
        "languages": settings.LANGUAGES,
        "sections": SimpleLazyObject(lambda: sections(request)),
        "standing": SimpleLazyObject(lambda: standing_of(request)),
    }
