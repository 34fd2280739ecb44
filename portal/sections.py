"""The sections of the site, and which of them a person meets: few at the top, the rest behind
"more"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import OfficerDuty
from portal.standing import Standing, standing_of

# Who looks after codes for an office.
WATCHING = {OfficerDuty.Duty.GROWING_AREA_CODES, OfficerDuty.Duty.INSPECTION}

Audience = Callable[[Standing], bool]


def everyone(person: Standing) -> bool:
    """Whoever signed in."""
    return True


def nobody(person: Standing) -> bool:
    """For a section that is never in this place."""
    return False


def beyond_the_field(person: Standing) -> bool:
    """All but those who only keep diaries and harvests."""
    return bool(person.works or person.is_new or "viewer" in person.roles) or office(person)


def work(person: Standing) -> bool:
    """Who makes batches and labels, or is about to register."""
    return person.works or person.is_new


def fields_alone(person: Standing) -> bool:
    """Who keeps diaries, and nothing else."""
    return "recorder" in person.roles and not person.works


def fields(person: Standing) -> bool:
    """Who may write in a diary of fields."""
    return person.works or "recorder" in person.roles


def office(person: Standing) -> bool:
    """Officers and administrators."""
    return person.is_officer or person.is_administrator


def office_or_work(person: Standing) -> bool:
    """All but those who only look, or only keep diaries."""
    return work(person) or office(person)


def watches_codes(person: Standing) -> bool:
    """Officers for codes or inspections, and administrators."""
    return person.is_administrator or bool(person.duties & WATCHING)


def administration(person: Standing) -> bool:
    """Administrators."""
    return person.is_administrator


def office_alone(person: Standing) -> bool:
    """Officers and administrators who do not work for an organisation."""
    return office(person) and not work(person)


@dataclass(frozen=True)
class Place:
    """A section: the name of its first page, its words, at whose top it stands, and behind
    whose "more"."""

    page: str
    words: str
    at_the_top: Audience
    behind_more: Audience = nobody


PLACES = [
    Place("portal:desk", gettext_noop("Bàn làm việc"), everyone),
    Place("cooperatives:list", gettext_noop("Tổ chức"), everyone),
    Place("growing_areas:list", gettext_noop("Vùng trồng"), everyone),
    Place("growing_areas:field", gettext_noop("Ghi đồng ruộng"), fields_alone, fields),
    Place("portal:monitoring", gettext_noop("Giám sát mã số"), nobody, watches_codes),
    Place("products:list", gettext_noop("Sản phẩm"), beyond_the_field),
    Place("trace:batch_list", gettext_noop("Lô hàng"), beyond_the_field),
    Place("labels:run_list", gettext_noop("Nhãn"), work, office_alone),
    Place("trace:material_list", gettext_noop("Nguyên liệu nhận vào"), nobody, everyone),
    Place("growing_areas:inputs", gettext_noop("Danh mục vật tư"), nobody, everyone),
    Place("portal:certificates", gettext_noop("Giấy chứng nhận"), nobody, everyone),
    Place("growing_areas:inspections", gettext_noop("Kiểm tra vùng trồng"), nobody, everyone),
    Place("portal:imports", gettext_noop("Nhập từ Excel"), nobody, office_or_work),
    Place("portal:jobs", gettext_noop("Việc chạy nền"), nobody, office_or_work),
    Place("cooperatives:applications", gettext_noop("Tổ chức chờ xác nhận"), nobody, office),
    Place("accounts:officers", gettext_noop("Cán bộ"), nobody, office),
    Place("portal:split_units", gettext_noop("Xã, phường đã chia"), nobody, office),
    Place("accounts:communes", gettext_noop("Xã, phường và thôn"), nobody, office),
    Place("admin:index", gettext_noop("Quản trị hệ thống"), nobody, administration),
]


@dataclass(frozen=True)
class Section:
    """A section of the site as a link; `is_current` when the page shown is one of it."""

    address: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Sections:
    """What stands at the top, and what behind "more"."""

    top: Sequence[Section]
    more: Sequence[Section]

    @property
    def is_more_current(self) -> bool:
        """Whether the page shown is of a section behind "more"."""
        return any(section.is_current for section in self.more)


def sections(request: HttpRequest) -> Sections:
    """The sections for the person of `request`."""
    person = standing_of(request)
    top = [place for place in PLACES if place.at_the_top(person)]
    more = [place for place in PLACES if place.behind_more(person) and place not in top]
    here = _current(request, [*top, *more])
    return Sections(
        top=[_section(place, here) for place in top],
        more=[_section(place, here) for place in more],
    )


def _section(place: Place, here: Place | None) -> Section:
    return Section(reverse(place.page), _(place.words), is_current=place is here)


def _current(request: HttpRequest, places: Sequence[Place]) -> Place | None:
    """The section whose address the page's begins with, else the first one of its room.

    Pages of `portal` lie across all subjects: the desk is not the section of a history.
    """
    under = [place for place in places if request.path.startswith(reverse(place.page))]
    if under:
        return max(under, key=lambda place: len(reverse(place.page)))
    room = request.resolver_match.app_name if request.resolver_match else ""
    of_room = (place for place in places if place.page.split(":")[0] == room != "portal")
    return next(of_room, None)
