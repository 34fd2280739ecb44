"""What every signed-in page and the public pages in their frame know."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cooperatives.models import Organisation

PORTAL_NAME = gettext_lazy("Truy xuất nông sản")
# The way from field to label: each section of the site, by its first page.
SECTIONS = [
    ("portal:desk", gettext_noop("Bàn làm việc")),
    ("cooperatives:list", gettext_noop("Tổ chức")),
    ("growing_areas:list", gettext_noop("Vùng trồng")),
    ("products:list", gettext_noop("Sản phẩm")),
    ("trace:batch_list", gettext_noop("Lô hàng")),
    ("labels:run_list", gettext_noop("Nhãn")),
]


@dataclass(frozen=True)
class Section:
    """A section of the site as a link; `is_current` when the page shown is one of it."""

    address: str
    name: str
    is_current: bool


def installation(request: HttpRequest) -> dict[str, object]:
    """Context of every page. What asks the database is asked only by a page that shows it."""
    return {
        "portal_name": PORTAL_NAME,
        "public_url": settings.PUBLIC_URL,
        "is_demo": settings.DEMO,
        # Each language by its own name; Django's template tag would translate the names.
        "languages": settings.LANGUAGES,
        "sections": sections(request),
        "workplaces": SimpleLazyObject(lambda: workplaces(request)),
    }


def sections(request: HttpRequest) -> list[Section]:
    """The sections whose pages exist in this installation."""
    match = request.resolver_match
    room = match.app_name if match else ""
    found = []
    for name, words in SECTIONS:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Section(address, _(words), is_current=name.split(":")[0] == room))
    return found


def workplaces(request: HttpRequest) -> list[Organisation]:
    """The organisations that the person at the screen works in, as a short list."""
    if not request.user.is_authenticated:
        return []
    mine = Organisation.objects.filter(memberships__user_id=request.user.pk)
    return list(mine.only("name")[:3])
