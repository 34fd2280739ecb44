"""Tokens by which a person's programs call the API."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.models.people import User


class ApiTokenQuerySet(models.QuerySet):
    """Reading tokens."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own; nobody manages another's."""
        return self.filter(user=user) if isinstance(user, User) else self.none()


class ApiToken(models.Model):
    """A person's program may call the API as that person, within `scopes`, until it expires.

    Only a hash of the secret is kept. SHA-256 without salt is right here, unlike for
    passwords: the secret is 256 random bits, which no list of guesses holds, and it is looked
    up at every call.
    """

    user = models.ForeignKey(User, models.PROTECT, verbose_name="của", related_name="tokens")
    name = models.CharField("tên", max_length=100)
    # The start of the secret, by which its owner tells tokens apart.
    prefix = models.CharField("bắt đầu bằng", max_length=12)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    scopes = models.CharField("phạm vi", max_length=200)
    created_at = models.DateTimeField("lập lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    last_used_at = models.DateTimeField("dùng lần cuối", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "mã truy cập API"
        verbose_name_plural = "mã truy cập API"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="api_token_lives_at_most_a_year",
                condition=Q(
                    expires_at__gt=F("created_at"),
                    expires_at__lte=F("created_at") + datetime.timedelta(days=366),
                ),
            ),
            models.CheckConstraint(
                name="api_token_is_good_for_something", condition=~Q(scopes="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_usable(self, now: datetime.datetime) -> bool:
        """Whether the API still takes it."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def scope_list(self) -> list[str]:
        """Its scopes, one by one."""
        return self.scopes.split()
