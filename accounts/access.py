"""What officers may see and do."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.models import OfficerDuty, User, offices_below
from common.errors import NotAllowed
from places.models import Unit, UnitQuerySet

# What `people_at_the_screen` answers with each person.
ANSWERED = "lacks_second_factor"


def key_of(user: User | AnonymousUser) -> str:
    """How the log names the person at the screen. Only for what asks for a sign-in first."""
    assert isinstance(user, User)
    return user.key


def person_of(user: User | AnonymousUser) -> User:
    """The person at the screen. Only for what asks for a sign-in first."""
    assert isinstance(user, User)
    return user


# The territories that one request has asked for; None where nobody remembers.
_remembered: ContextVar[dict[tuple[int, datetime.date, str], list[int]] | None] = ContextVar(
    "territories", default=None
)


@contextmanager
def territories_remembered() -> Iterator[None]:
    """While one request is answered, each territory is asked of the database once.

    What its person may see is one and the same from the first to the last line of the answer.
    """
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def territory_of(user: User | AnonymousUser, on: datetime.date, duty: str = "") -> UnitQuerySet:
    """The units whose records this person sees as an officer on `on`; none for others.

    duty: only as far as they hold this one there; without it, any. One query, at once: the
    walk over units and reforms is not left to every query that the answer is part of, and for
    the many people who are no officers those queries come to speak of their own things alone.
    """
    if not isinstance(user, User):
        return Unit.objects.none()
    known, asked = _remembered.get(), (user.pk, on, duty)
    if known is not None and asked in known:
        ids = known[asked]
    else:
        posts = OfficerDuty.objects.of(user).on(on).order_by()
        if duty:
            posts = posts.filter(duty=duty)
        territory = Unit.objects.territory_of(posts.values("unit_id"))
        ids = list(territory.order_by().values_list("pk", flat=True))
    if known is not None:
        known[asked] = ids
    return Unit.objects.filter(pk__in=ids) if ids else Unit.objects.none()


def lies_in(territory: UnitQuerySet, path: str = "") -> Q:
    """Rows whose place is in `territory`; the row with the place is found along `path`.

    The place is the successor that a person assigned, and until then the unit of the row's
    day: where that unit was split, the officers of each part see the row.
    """
    start = f"{path}__" if path else ""
    return Q(**{f"{start}successor__in": territory}) | Q(
        **{f"{start}successor__isnull": True, f"{start}unit__in": territory}
    )


def ids_in(territory: UnitQuerySet, rows: QuerySet, path: str = "") -> list[QuerySet]:
    """The same rows as ids, in two queries to be united: each can use an index of its own.

    Said as one OR, PostgreSQL looks at every row of the table.
    """
    start, ids = f"{path}__" if path else "", rows.order_by().values("pk")
    return [
        ids.filter(**{f"{start}successor__in": territory}),
        ids.filter(**{f"{start}successor__isnull": True, f"{start}unit__in": territory}),
    ]


def has_duty(user: User | AnonymousUser, duty: str, unit: Unit, on: datetime.date) -> bool:
    """Whether this person holds `duty` on `on` for an office whose territory holds `unit`."""
    return territory_of(user, on, duty).filter(pk=unit.pk).exists()


def officers_on_duty(duties: Iterable[str], unit: Unit, on: datetime.date) -> list[User]:
    """Who holds one of `duties` for a place on `on`: its commune, or where nobody does, above.

    Of a unit that ended, the officers of what it became.
    """
    offices = Unit.objects.on(on).named_in_addresses_of([unit.pk]).order_by()
    posts = (
        OfficerDuty.objects.on(on)
        .filter(duty__in=list(duties), unit__in=offices.values("pk"))
        .select_related("user", "unit")
        .order_by("-unit__level", "user_id")
    )
    found = list(posts)
    nearest = [post.user for post in found if post.unit.level == found[0].unit.level]
    return list(dict.fromkeys(nearest))


def require_duty(
    user: User | AnonymousUser, duty: OfficerDuty.Duty, unit: Unit, on: datetime.date
) -> None:
    """Raise NotAllowed unless `has_duty`; an administrator has every duty."""
    if not user.is_superuser and not has_duty(user, duty, unit, on):
        raise NotAllowed(
            "accounts.not_on_duty",
            f"Việc này ở {unit.full_name} dành cho cán bộ có nhiệm vụ {duty.label} nơi đó. "
            "Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )


def may_appoint(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> bool:
    """Whether this person gives duties of the office of `unit`.

    An administrator does everywhere; an officer of the registry of a province does for the
    communes of that province, never for the province itself.
    """
    if user.is_superuser:
        return True
    return isinstance(user, User) and offices_below(user, on).filter(pk=unit.pk).exists()


def require_may_appoint(user: User | AnonymousUser, unit: Unit, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_appoint`."""
    if not may_appoint(user, unit, on):
        raise NotAllowed(
            "accounts.may_not_appoint",
            f"Giao nhiệm vụ ở {unit.full_name} là việc của người quản trị, hoặc của cán bộ "
            "quản lý danh bạ cấp tỉnh đối với các xã, phường trong tỉnh. "
            "Hãy liên hệ người phụ trách.",
        )


def appoints_somewhere(user: User | AnonymousUser, on: datetime.date) -> bool:
    """Whether this person appoints officers of any office."""
    if user.is_superuser:
        return True
    return isinstance(user, User) and offices_below(user, on).exists()


def helped_by(user: User, on: datetime.date) -> QuerySet[User]:
    """The people to whom this person may give a link for a new password.

    An administrator everybody. An officer of the registry of a province the officers of its
    communes: who hold duties there, today or to come, and nowhere else, and no administrator.
    The link never takes their second factor away.
    """
    if user.is_superuser:
        return User.objects.all()
    duties = OfficerDuty.objects.exclude(valid_to__lte=on).order_by()
    below = offices_below(user, on)
    return User.objects.filter(
        pk__in=duties.filter(unit__in=below).values("user_id"),
        is_superuser=False,
        is_staff=False,
    ).exclude(pk__in=duties.exclude(unit__in=below).values("user_id"))


def people_at_the_screen(on: datetime.date) -> QuerySet[User]:
    """People with `lacks_second_factor`: an officer or administrator who has none set up.

    Sample sign-ins of the demonstration are left in peace; no real installation has any.
    """
    on_duty = Exists(OfficerDuty.objects.filter(user=OuterRef("pk")).on(on))
    has_one = Exists(
        Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    )
    needs = (Q(is_staff=True) | Q(is_superuser=True) | Q(on_duty)) & Q(is_demo=False)
    lacks = ExpressionWrapper(needs & ~Q(has_one), output_field=BooleanField())
    return User.objects.annotate(**{ANSWERED: lacks})


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Whether this person must set up a second factor before anything else.

    Only for whom `people_at_the_screen` read, as signing in does: no query is needed.
    """
    return isinstance(user, User) and bool(getattr(user, ANSWERED))


def require_second_factor(user: User | AnonymousUser) -> None:
    """Raise NotAllowed "accounts.second_factor_needed" while `lacks_second_factor`."""
    if lacks_second_factor(user):
        raise NotAllowed(
            "accounts.second_factor_needed",
            "Tài khoản của cán bộ và người quản trị phải bật xác thực hai bước trước đã. "
            "Hãy đăng nhập trên trang web và làm theo hướng dẫn.",
        )
