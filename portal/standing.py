"""What the person at the screen is here: who they work for, which duties they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Notice, OfficerDuty, User
from cooperatives.models import Membership

Role = Membership.Role
WORK, DUTY, NOTICES = "work", "duty", "notices"


@dataclass(frozen=True)
class Standing:
    """workplaces: names of the organisations they work for; roles: theirs in these; duties:
    what they do as an officer today; unread: how many notices they have not read."""

    workplaces: Sequence[str]
    roles: frozenset[str]
    duties: frozenset[str]
    is_administrator: bool
    unread: int = 0

    @property
    def is_officer(self) -> bool:
        """Whether they look after a place."""
        return bool(self.duties)

    @property
    def works(self) -> bool:
        """Whether they make batches and labels somewhere."""
        return bool(self.roles & {Role.MANAGER, Role.OPERATOR})

    @property
    def is_new(self) -> bool:
        """Whether they have no place here yet: they may be about to register one."""
        return not (self.roles or self.duties or self.is_administrator)


NOBODY = Standing((), frozenset(), frozenset(), False)


def standing_of(request: HttpRequest) -> Standing:
    """The standing of the person of `request`; asked once a request, in one query."""
    kept = vars(request)
    if "standing" not in kept:
        kept["standing"] = _read(request.user) if isinstance(request.user, User) else NOBODY
    standing: Standing = kept["standing"]
    return standing


def _read(user: User) -> Standing:
    # All in one query, which every page asks: what it is, its name or number, the role or duty.
    posts = Membership.objects.in_force().filter(user_id=user.pk).order_by()
    duties = OfficerDuty.objects.filter(user_id=user.pk).on(timezone.localdate()).order_by()
    found = posts.values_list(Value(WORK), "organisation__name", "role").union(
        duties.values_list(Value(DUTY), "duty", "duty")
    )
    rows = sorted(found.union(_unread(user)))
    return Standing(
        workplaces=[name for kind, name, _role in rows if kind == WORK],
        roles=frozenset(role for kind, _name, role in rows if kind == WORK),
        duties=frozenset(duty for kind, _name, duty in rows if kind == DUTY),
        is_administrator=user.is_superuser,
        unread=sum(int(number) for kind, number, _none in rows if kind == NOTICES),
    )


def _unread(user: User) -> QuerySet:
    mine = Notice.objects.visible_to(user).unread().order_by().values("person_id")
    number = Cast(Count("pk"), CharField())
    return mine.annotate(number=number).values_list(Value(NOTICES), "number", Value(""))
