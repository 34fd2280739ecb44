"""Reminders before something ends: to who answers for it, and to the office of the place."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import override

from accounts.access import officers_on_duty
from accounts.models import Notice, OfficerDuty, User
from accounts.services import Telling, ask_for_mail, tell
from common import text
from cooperatives.access import managers_of
from cooperatives.models import Certificate, Organisation
from growing_areas.models import GrowingArea
from portal.subjects import CERTIFICATES
from products.models import Product

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


def certificates(today: datetime.date, within: int) -> Iterator[Ending]:
    """Certificates of organisations, growing areas and products."""
    for kind in CERTIFICATES.values():
        owner = kind.owner_field
        holder = "organisation" if owner == "organisation" else f"{owner}__organisation"
        for certificate in (
            kind.rows().expiring(today, within).select_related(f"{holder}__unit")
        ):
            last_day = certificate.last_day
            assert last_day is not None  # or it would not end
            yield Ending(
                key=certificate.key,
                page=key_of_owner(certificate),
                what=_called(certificate, "vi", "Giấy chứng nhận {} số {}"),
                what_en=_called(certificate, "en", "The certificate {} no. {}"),
                holder=certificate.holder,
                last_day=last_day,
            )


def key_of_owner(certificate: Certificate) -> str:
    """The key of what has the certificate, on whose page it stands."""
    owner: Organisation | GrowingArea | Product = certificate.owner  # type: ignore[assignment]
    return owner.key


def _called(certificate: Certificate, language: str, words: str) -> str:
    with override(language):
        named = words.format(certificate.kind_name, certificate.number)
    owner = certificate.owner
    return named if isinstance(owner, Organisation) else f"{named} ({owner})"


Source = Callable[[datetime.date, int], Iterable[Ending]]
# Each gives what ends within so many days of a day, and was not renewed.
SOURCES: list[Source] = [certificates]


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
                offices[unit.pk] = officers_on_duty([OfficerDuty.Duty.REGISTRY], unit, today)
            people = {
                user.pk: user for user in [*managers_of(ending.holder), *offices[unit.pk]]
            }
            tellings += [_telling(ending, person, today) for person in people.values()]
    tell(tellings, now=now)
    ask_for_mail(now=now)


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
