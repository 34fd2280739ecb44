"""The lists of this room."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficerDuty, User
from common.list_filters import Choice
from common.lists import Column, DeclaredList, Search
from places.models import Unit

COMMUNES = DeclaredList(
    name="accounts.communes",
    title=_("Địa bàn"),
    model=Unit,
    order=("code", "pk"),
    dress=lambda rows: rows.select_related("parent"),
    search=Search(
        folded=("folded", "parent__folded"),
        codes={"code": str.strip},
        hint=_("Tên hoặc mã xã, phường"),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Xã, phường"),
            value=lambda row: row.full_name,
            link=lambda row: reverse("accounts:commune", args=[row.pk]),
            sort=("folded",),
        ),
        Column(
            key="code",
            word="ma",
            header=_("Mã"),
            value=lambda row: row.code,
            code=True,
            sort=("code",),
        ),
        Column(
            key="province",
            word="tinh",
            header=_("Tỉnh, thành phố"),
            value=lambda row: row.parent.full_name if row.parent else "",
            sort=("parent__folded", "folded"),
        ),
    ),
)

DUTIES = DeclaredList(
    name="accounts.duties",
    title=_("Cán bộ"),
    model=OfficerDuty,
    order=("unit__level", "unit__code", "user__folded", "duty", "pk"),
    dress=lambda rows: rows.select_related("user", "unit"),
    search=Search(
        folded=("user__folded", "unit__folded"), hint=_("Tên địa bàn hoặc họ tên cán bộ")
    ),
    main=Choice("duty", "nhiem-vu", _("Nhiệm vụ"), "duty", OfficerDuty.Duty.choices),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Họ và tên"),
            value=lambda row: str(row.user),
            sort=("user__folded",),
        ),
        Column(
            key="duty",
            word="nhiem-vu",
            header=_("Nhiệm vụ"),
            value=lambda row: row.get_duty_display(),
            sort=("duty",),
        ),
        Column(
            key="place",
            word="noi",
            header=_("Địa bàn"),
            value=lambda row: row.unit.full_name,
            sort=("unit__folded",),
        ),
        Column(
            key="valid_from",
            word="tu",
            header=_("Từ ngày"),
            value=lambda row: row.valid_from,
            sort=("valid_from",),
        ),
        Column(
            key="valid_to",
            word="den",
            header=_("Thôi từ ngày"),
            value=lambda row: row.valid_to,
            sort=("valid_to",),
        ),
    ),
)


def help_column(helped: Collection[int]) -> Column[OfficerDuty]:
    """The column of links to help somebody with a lost password; helped: whom one may help."""

    def words(duty: OfficerDuty) -> str | Promise:
        return _("Quên mật khẩu") if duty.user_id in helped else ""

    def link(duty: OfficerDuty) -> str:
        may = duty.user_id in helped
        return reverse("accounts:help_officer", args=[duty.user_id]) if may else ""

    return Column(
        key="help", word="giup", header=_("Giúp"), value=words, link=link, in_file=False
    )


def end_column(user: User) -> Column[OfficerDuty]:
    """The column of links to end a duty, for who appoints; nobody ends a duty of their own."""

    def may_end(duty: OfficerDuty) -> bool:
        return user.is_superuser or duty.user_id != user.pk

    def words(duty: OfficerDuty) -> str | Promise:
        return _("Kết thúc") if may_end(duty) else ""

    def link(duty: OfficerDuty) -> str:
        return reverse("accounts:end_duty", args=[duty.pk]) if may_end(duty) else ""

    return Column(
        key="end", word="thoi", header=_("Việc"), value=words, link=link, in_file=False
    )
