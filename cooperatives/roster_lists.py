"""The list of the households of a roster."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.list_filters import Case, Cases
from common.lists import Column, DeclaredList, ListFile, Search
from cooperatives.importing.households import Households, written_out
from cooperatives.models import RosterHousehold
from cooperatives.models.communes import RosterHouseholdQuerySet


def _named(row: RosterHousehold) -> str:
    """What `named_for` told of the name."""
    return str(row.shown_name)  # type: ignore[attr-defined]


def _rows_of_file(rows: QuerySet[RosterHousehold], user: User) -> Iterable[Sequence[object]]:
    return written_out(_dressed(rows, user))


def _dressed(
    rows: QuerySet[RosterHousehold], user: User | AnonymousUser
) -> QuerySet[RosterHousehold]:
    assert isinstance(rows, RosterHouseholdQuerySet)
    return rows.named_for(user).select_related("roster")


HOUSEHOLDS = DeclaredList(
    name="cooperatives.households",
    title=_("Hộ trong danh sách"),
    model=RosterHousehold,
    order=("code", "pk"),
    search=Search(folded=("folded",), hint=_("Mã hộ, sản xuất hay kinh doanh gì")),
    file=ListFile(Households().all_columns, _rows_of_file),
    filters=(
        Cases(
            "consent",
            "dong-y",
            _("Đồng ý nêu tên"),
            (
                Case("named", _("đã đồng ý"), lambda: Q(consent_on__isnull=False)),
                Case("unnamed", _("không nêu tên"), lambda: Q(consent_on__isnull=True)),
                Case(
                    "without_paper",
                    _("đã đồng ý, chưa kèm giấy"),
                    lambda: Q(consent_on__isnull=False, consent_document__isnull=True),
                ),
            ),
        ),
    ),
    columns=(
        Column(
            key="code",
            word="ma",
            header=_("Mã hộ"),
            value=lambda row: row.code,
            link=lambda row: reverse("cooperatives:change_household", args=[row.pk]),
            sort=("code",),
            code=True,
        ),
        Column(
            key="what",
            word="gi",
            header=_("Sản xuất, kinh doanh gì"),
            value=lambda row: row.what,
            sort=("folded",),
        ),
        Column(key="name", word="ten", header=_("Tên chủ hộ"), value=_named),
        Column(
            key="consent_on",
            word="dong-y",
            header=_("Đồng ý nêu tên ngày"),
            value=lambda row: row.consent_on if _named(row) else None,
        ),
    ),
)


def households_for(user: User | AnonymousUser) -> DeclaredList[RosterHousehold]:
    """`HOUSEHOLDS` as this person reads it: with names for the registry of the place alone."""
    return replace(HOUSEHOLDS, dress=lambda rows: _dressed(rows, user))
