"""Inviting people to work for an organisation."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.access import lies_in, territory_of
from accounts.models import Invitation, InvitationQuerySet, OfficerDuty, User
from common.constraints import known_choice
from cooperatives.models.organisations import Membership, Organisation


class MembershipInvitationQuerySet(InvitationQuerySet):
    """Reading invitations to organisations."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that this person could have written: the link is good for whoever has it.

        A manager sees all of the organisation; an officer of the registry those of managers.
        """
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        managed = Membership.objects.in_force().filter(user=user, role=Membership.Role.MANAGER)
        office = territory_of(user, timezone.localdate(), OfficerDuty.Duty.REGISTRY)
        return self.filter(
            Q(organisation__in=managed.values("organisation_id"))
            | Q(lies_in(office, "organisation"), role=Membership.Role.MANAGER)
        )


class MembershipInvitation(Invitation):
    """Somebody is invited to work for an organisation in one role."""

    page = "cooperatives:accept_member"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="invitations"
    )
    role = models.CharField("vai trò", max_length=10, choices=Membership.Role)

    objects = MembershipInvitationQuerySet.as_manager()

    class Meta(Invitation.Meta):
        abstract = False
        verbose_name = "lời mời vào tổ chức"
        verbose_name_plural = "lời mời vào tổ chức"
        constraints = [
            *Invitation.Meta.constraints,
            known_choice(
                "membership_invitation_role_known",
                "role",
                ["manager", "operator", "recorder", "viewer"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.get_role_display()}, {self.organisation}"

    @property
    def key(self) -> str:
        """How the log names it: "cooperatives.invitation:4"."""
        return f"cooperatives.invitation:{self.pk}"
