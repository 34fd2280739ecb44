"""What every invitation is: whom it is meant for, until when, and what became of it."""

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.duties import KNOWN_DUTIES, OfficerDuty, offices_below
from accounts.models.people import User
from common.constraints import known_choice
from places.models import Unit


class InvitationQuerySet(models.QuerySet):
    """Reading invitations."""

    def open(self, now: datetime.datetime) -> Self:
        """Those whose button can still be pressed at `now`."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
        )


class Invitation(models.Model):
    """Somebody is invited by a link that works once; what to is said by the model built on it.

    The link is computed from the row (`accounts.invitations.link_of`), so it can be shown again
    as long as the invitation is open. Opening it changes nothing, because chats open links to
    draw a preview; a button accepts. A model built on this one names its `page` and takes its
    `objects` from a child of InvitationQuerySet.
    """

    class State(models.TextChoices):
        OPEN = "open", _("đang chờ")
        ACCEPTED = "accepted", _("đã nhận")
        EXPIRED = "expired", _("hết hạn")
        WITHDRAWN = "withdrawn", _("đã thu hồi")

    # The name of the page that the link leads to; it takes one argument, the token.
    page: ClassVar[str]

    full_name = models.CharField("họ và tên", max_length=150)
    email = models.EmailField("thư điện tử", blank=True)
    invited_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người mời", related_name="+"
    )
    created_at = models.DateTimeField("mời lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    accepted_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người nhận", related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_expires_after_it_is_made",
                condition=Q(expires_at__gt=F("created_at")),
            ),
            models.CheckConstraint(
                name="%(class)s_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_accepted_or_withdrawn",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def state(self, now: datetime.datetime) -> State:
        """What has become of it at `now`."""
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.OPEN if now < self.expires_at else self.State.EXPIRED


class OfficerInvitationQuerySet(InvitationQuerySet):
    """Reading invitations of officers."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those to the offices one appoints officers to."""
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=offices_below(user, timezone.localdate()))


class OfficerInvitation(Invitation):
    """Somebody is invited to be an officer of a unit, with the duties named in it."""

    page: ClassVar[str] = "accounts:accept_officer"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="địa bàn", related_name="+")

    objects = OfficerInvitationQuerySet.as_manager()

    class Meta(Invitation.Meta):
        verbose_name = "lời mời cán bộ"
        verbose_name_plural = "lời mời cán bộ"

    def __str__(self) -> str:
        return f"{self.full_name}: {self.unit}"

    @property
    def key(self) -> str:
        """How the log names it: "accounts.officer_invitation:12"."""
        return f"accounts.officer_invitation:{self.pk}"


class InvitedDuty(models.Model):
    """One of the duties that an invitation of an officer promises."""

    invitation = models.ForeignKey(
        OfficerInvitation, models.CASCADE, verbose_name="lời mời", related_name="duties"
    )
    duty = models.CharField("nhiệm vụ", max_length=20, choices=OfficerDuty.Duty)

    class Meta:
        verbose_name = "nhiệm vụ được mời"
        verbose_name_plural = "nhiệm vụ được mời"
        ordering = ["pk"]
        constraints = [
            known_choice("invited_duty_known", "duty", KNOWN_DUTIES),
            models.UniqueConstraint(
                name="invited_duty_once_in_its_invitation", fields=["invitation", "duty"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_duty_display())
