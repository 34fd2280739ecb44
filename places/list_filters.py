"""The filter of a list by place: a unit, all below it, and all that its ground was before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.list_filters import Filter, Part, Unreadable
from common.text import fold
from places.models import Unit


@dataclass(frozen=True)
class InPlace(Filter):
    """Rows that lie in a commune or province of today.

    path: to the row with `unit` and `successor` (what a person assigned where the unit was
    split); "" when that is the row itself.

    A place is named by its code, by a suggestion ("19702 – Xã Hải Lăng"), or by its name with
    or without marks; "hai lang, quang tri" where several have that name.
    """

    path: str = ""
    control = "place"

    @property
    def parts(self) -> tuple[Part, ...]:
        said = "Code or name of a commune or province of today; its old communes are included"
        return (Part(self.key, self.word, self.label, str, said),)

    def condition(self, values: Mapping[str, str]) -> Q | None:
        typed = values.get(self.key, "").strip()[:80]
        if not typed:
            return None
        place = _place(typed)
        territory = Unit.objects.territory_of([place.pk]).order_by()
        start = f"{self.path}__" if self.path else ""
        return Q(**{f"{start}successor__in": territory}) | Q(
            **{f"{start}successor__isnull": True, f"{start}unit__in": territory}
        )


def _place(typed: str) -> Unit:
    """The one commune or province of today that was meant. Raises Unreadable."""
    today = Unit.objects.on(timezone.localdate()).filter(level__lte=Unit.Level.COMMUNE)
    code = typed.split()[0]
    if code.isdigit():
        found = list(today.filter(code=code))
    else:
        found = list(today.search(typed).order_by("level", "code")[:4])
        exactly = [
            unit for unit in found if fold(typed) in (fold(unit.name), fold(unit.full_name))
        ]
        found = exactly if len(exactly) == 1 else found
    if len(found) == 1:
        return found[0]
    if not found:
        raise Unreadable(
            format_lazy(
                _("Không có nơi nào tên hoặc mã “{typed}”. Hãy gõ lại tên xã, phường, tỉnh."),
                typed=typed,
            )
        )
    raise Unreadable(
        format_lazy(
            _("Có nhiều nơi tên “{typed}”. Hãy gõ mã, hoặc thêm tên tỉnh sau dấu phẩy."),
            typed=typed,
        )
    )
