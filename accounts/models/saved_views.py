"""Ways of looking at a list that a person keeps."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models.people import User


class SavedViewQuerySet(models.QuerySet):
    """Reading saved views."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A person's own; nobody sees another's, not even an administrator."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def of(self, list_name: str) -> Self:
        """Those of one list, in the order of their names."""
        return self.filter(list=list_name)


class SavedView(models.Model):
    """A search, filters and order of one list, under a name that its person gave it.

    `list` is the name of the list ("cooperatives.organisations"), `query` the query string of
    its page without the page's number.
    """

    user = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="người dùng",
        related_name="saved_views",
        db_index=False,  # saved_view_name_once begins with it
    )
    list = models.CharField("danh sách", max_length=80)
    name = models.CharField("tên", max_length=60)
    query = models.CharField("điều kiện", max_length=1000, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "cách xem đã lưu"
        verbose_name_plural = "cách xem đã lưu"
        ordering = ["name", "pk"]
        constraints = [
            # Also the index for "the views of this person on this list".
            models.UniqueConstraint(
                name="saved_view_name_once",
                fields=["user", "list", "name"],
                violation_error_message="Bạn đã có cách xem tên này.",
            ),
            models.CheckConstraint(
                name="saved_view_has_a_name_and_a_list", condition=~Q(name="") & ~Q(list="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
