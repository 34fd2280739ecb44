"""Reading dated rows."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`, half-open."""

    def on(self, day: datetime.date) -> Self:
        """Rows in force on `day`: valid_from <= day < valid_to."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )
