"""What the lists of things that belong to organisations share."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.lists import Column
from cooperatives.models import Organisation
from places.list_filters import InPlace


def digits(typed: str) -> str:
    """A number without the blanks, dots and dashes that people write into it, or ""."""
    bare = "".join(letter for letter in typed if letter not in " .-")
    return bare if bare.isdecimal() else ""


def of_one_named(path: str = "organisation") -> Callable[[str], Q]:
    """A search's condition: the organisation at `path` has the folded word in its name.

    A subquery, which the databases run once for the word, where a join would be asked for
    every row.
    """

    def condition(word: str) -> Q:
        named = Organisation.objects.filter(folded__contains=word).order_by()
        return Q(**{f"{path}__in": named.values("pk")})

    return condition


def organisation_column(of: Callable[[Any], Organisation], path: str) -> Column[Any]:
    """The column that names a row's organisation."""
    return Column(
        key="organisation",
        word="to-chuc",
        header=pgettext_lazy("cột", "Tổ chức"),
        value=lambda row: of(row).name,
        sort=(f"{path}__folded",),
    )


def organisation_place(path: str = "organisation") -> InPlace:
    """The filter by the place of a row's organisation."""
    return InPlace("place", "noi", _("Nơi đặt trụ sở"), f"{path}__unit")
