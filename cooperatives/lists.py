"""The lists of this room."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficerDuty, User
from common.list_filters import Choice, YesNo
from common.lists import Badge, Column, DeclaredList, ListFile, Search
from cooperatives.importing.organisations import Organisations, written_out
from cooperatives.models import Organisation
from cooperatives.owned_lists import digits
from places.list_filters import InPlace


def _badge(organisation: Organisation) -> Badge | None:
    if not organisation.is_confirmed:
        return Badge(organisation.get_state_display(), "wait")
    return Badge(_("minh họa")) if organisation.is_illustration else None


def _written_for(rows: QuerySet[Organisation], user: User) -> Iterable[Sequence[object]]:
    """Organisations with the codes of the offices whose registry this person keeps."""
    posts = OfficerDuty.objects.of(user).on(timezone.localdate())
    offices = posts.filter(duty=OfficerDuty.Duty.REGISTRY).values_list("unit_id", flat=True)
    return written_out(rows, set(offices))


ORGANISATIONS = DeclaredList(
    name="cooperatives.organisations",
    title=_("Tổ chức"),
    model=Organisation,
    order=("folded", "pk"),
    dress=lambda rows: rows.select_related("unit__parent"),
    search=Search(
        folded=("folded",),
        codes={"tax_code": digits, "gln": digits},
        hint=_("Tên, mã số thuế hoặc GLN"),
    ),
    file=ListFile(Organisations().all_columns, _written_for),
    main=Choice("kind", "loai", _("Loại hình"), "kind", Organisation.Kind.choices),
    filters=(
        InPlace("place", "noi", _("Nơi đặt trụ sở")),
        Choice("state", "tinh-trang", _("Tình trạng"), "state", Organisation.State.choices),
        YesNo(
            "has_tax_code",
            "mst",
            _("Có mã số thuế"),
            lambda: Q(tax_code__isnull=False),
        ),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Tên"),
            value=lambda row: row.name,
            link=lambda row: reverse("cooperatives:detail", args=[row.pk]),
            badge=_badge,
            sort=("folded",),
        ),
        Column(
            key="kind",
            word="loai",
            header=_("Loại hình"),
            value=lambda row: row.get_kind_display(),
            sort=("kind", "folded"),
        ),
        Column(
            key="tax_code",
            word="mst",
            header=_("Mã số thuế"),
            value=lambda row: row.tax_code,
            sort=("tax_code",),
            code=True,
        ),
        Column(
            key="place",
            word="noi",
            header=_("Xã, phường"),
            value=lambda row: row.unit.full_name,
            sort=("unit__folded", "folded"),
        ),
        Column(
            key="registered_at",
            word="ghi",
            header=_("Ghi nhận lúc"),
            value=lambda row: row.registered_at,
            sort=("registered_at",),
        ),
    ),
)


APPLICATIONS = DeclaredList(
    name="cooperatives.applications",
    title=_("Tổ chức chờ xác nhận"),
    model=Organisation,
    order=("state_at", "pk"),
    dress=lambda rows: rows.select_related("unit"),
    search=Search(
        folded=("folded",), codes={"tax_code": digits}, hint=_("Tên hoặc mã số thuế")
    ),
    main=Choice("kind", "loai", _("Loại hình"), "kind", Organisation.Kind.choices),
    filters=(InPlace("place", "noi", _("Nơi đặt trụ sở")),),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Tên"),
            value=lambda row: row.name,
            link=lambda row: reverse("cooperatives:application", args=[row.pk]),
            sort=("folded",),
        ),
        Column(
            key="kind",
            word="loai",
            header=_("Loại hình"),
            value=lambda row: row.get_kind_display(),
            sort=("kind", "folded"),
        ),
        Column(
            key="place",
            word="noi",
            header=_("Xã, phường"),
            value=lambda row: row.unit.full_name,
            sort=("unit__folded", "folded"),
        ),
        Column(
            key="waiting_since",
            word="cho-tu",
            header=_("Chờ từ"),
            value=lambda row: row.state_at,
            sort=("state_at",),
        ),
    ),
)
