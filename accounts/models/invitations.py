"""What every invitation is: whom it is meant for, until when, and what became of it."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


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
    draw a preview; a button accepts.
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

    objects = InvitationQuerySet.as_manager()

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
