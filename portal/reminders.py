"""Reminders before something ends: to who answers for it, and to the office of the place."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Notice, OfficerDuty, User
from accounts.services import Telling, ask_for_mail, tell
from common import text
from cooperatives.models import Membership, Organisation
from places.models import Unit

# Days before the last day, the latest reminder first.
MILESTONES = (30, 60)


@dataclass(frozen=True)
class Ending:
    """Something that ends soon. key: of itself; page: of the thing on whose page it stands;
    what: its name in Vietnamese and in English; last_day: the last day on which it is good."""

    key: str
    page: str
    what: str
    what_en: str
    holder: Organisation
    last_day: datetime.date


Source = Callable[[datetime.date, int], Iterable[Ending]]
# Each gives what ends within so many days of a day, and was not renewed.
SOURCES: list[Source] = []


def remind(today: datetime.date) -> None:
    """Tell everybody what ends within 60 and within 30 days, once each, and ask for mail.

    Looks at all that ends until then, so that days without a worker are caught up with; what
    is first seen within 30 days is told once and not twice.
    """
    now = timezone.now()
    tellings: list[Telling] = []
    offices: dict[int, Sequence[User]] = {}
    for source in SOURCES:
        for ending in source(today, max(MILESTONES)):
            unit = ending.holder.unit
            if unit.pk not in offices:
                offices[unit.pk] = list(officers_of(unit, today))
            people = {
                user.pk: user for user in [*managers_of(ending.holder), *offices[unit.pk]]
            }
            tellings += [_telling(ending, person, today) for person in people.values()]
    tell(tellings, now=now)
    ask_for_mail(now=now)


def managers_of(organisation: Organisation) -> Iterator[User]:
    """Who manages an organisation."""
    posts = organisation.memberships.filter(role=Membership.Role.MANAGER)
    for membership in posts.select_related("user").order_by("pk"):
        yield membership.user


def officers_of(unit: Unit, on: datetime.date) -> list[User]:
    """Who keeps the registry of a place on `on`: its commune, or where nobody does, above.

    Of a unit that ended, the officers of what it became.
    """
    offices = Unit.objects.on(on).named_in_addresses_of([unit.pk]).order_by()
    posts = (
        OfficerDuty.objects.on(on)
        .filter(duty=OfficerDuty.Duty.REGISTRY, unit__in=offices.values("pk"))
        .select_related("user", "unit")
        .order_by("-unit__level", "user_id")
    )
    found = list(posts)
    return [post.user for post in found if post.unit.level == found[0].unit.level]


def _telling(ending: Ending, person: User, today: datetime.date) -> Telling:
    left = (ending.last_day - today).days
    milestone = next(days for days in MILESTONES if left <= days)
    day = text.day(ending.last_day)
    return Telling(
        person=person,
        about=ending.key,
        page=ending.page,
        kind=Notice.Kind.CERTIFICATE_ENDS,
        milestone=str(milestone),
        text=(
            f"{ending.what} của {ending.holder.name} có giá trị đến hết ngày {day}, còn {left} "
            "ngày. Hãy làm thủ tục cấp lại, rồi ghi giấy mới vào hệ thống."
        ),
        text_en=(
            f"{ending.what_en} of {ending.holder.name} is good until "
            f"{ending.last_day:%d %b %Y}, {left} days from now. Renew it, then enter the "
            "new certificate."
        ),
    )
