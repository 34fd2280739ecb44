"""What the lists of things that belong to organisations share."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.lists import Column
from cooperatives.models import Organisation
from places.list_filters import InPlace


def digits(typed: str) -> str:
    """A number without the blanks, dots and dashes that people write into it, or ""."""
    bare = "".join(letter for letter in typed if letter not in " .-")
    return bare if bare.isdecimal() else ""


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
    return InPlace("place", "noi", _("Nơi đặt trụ sở"), path)
