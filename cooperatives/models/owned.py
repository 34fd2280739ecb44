"""Reading rows that belong to an organisation."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.access import ids_in, territory_of
from accounts.models import User
from cooperatives.models.organisations import Organisation


class OfOrganisation(models.QuerySet):
    """Rows that belong to an organisation, found along `organisation_path`."""

    organisation_path = "organisation"
    # Where the thing itself lies, when it has a place: its officers see it too. The path to the
    # row with `unit` and `successor`; "" when that is the row itself.
    place_path: str | None = None

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows of organisations this person may see, and rows in an officer's territory."""
        if user.is_superuser:
            return self
        organisations = Organisation.objects.visible_to(user).order_by()
        owned = {f"{self.organisation_path}__in": organisations.values("pk")}
        if self.place_path is None:
            return self.filter(**owned)
        rows = self.model._default_manager.order_by()
        there = ids_in(territory_of(user, timezone.localdate()), rows, self.place_path)
        return self.filter(pk__in=rows.filter(**owned).values("pk").union(*there))
