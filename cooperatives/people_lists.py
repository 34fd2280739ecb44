"""The list of the members of an organisation."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.list_filters import Case, Cases, Choice
from common.lists import Badge, Column, DeclaredList, ListFile, Search
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.importing.members import Members, written_out
from cooperatives.models import Member


def _left() -> Q:
    return Q(left_on__lte=timezone.localdate())


def _standing(member: Member) -> Badge | None:
    left = member.left_on is not None and member.left_on <= timezone.localdate()
    return Badge(_("đã thôi"), "wait") if left else None


def _rows_of_file(rows: QuerySet[Member], user: User) -> Iterable[Sequence[object]]:
    return written_out(rows)


MEMBERS = DeclaredList(
    name="cooperatives.members",
    title=_("Thành viên"),
    model=Member,
    order=("folded", "pk"),
    search=Search(
        folded=("folded",),
        more=(
            lambda word: Q(number__icontains=word),
            lambda word: Q(phone__contains=word),
        ),
        hint=_("Tên, số thành viên hoặc điện thoại"),
    ),
    file=ListFile(Members().all_columns, _rows_of_file),
    main=Choice("sex", "gioi-tinh", _("Giới tính"), "sex", Member.Sex.choices),
    filters=(
        Choice(
            "ethnicity",
            "dan-toc",
            _("Dân tộc"),
            "ethnicity",
            [(name, name) for name in ETHNIC_GROUPS],
        ),
        Cases(
            "standing",
            "tinh-trang",
            _("Tình trạng"),
            (
                Case("member", _("đang là thành viên"), lambda: ~_left() | Q(left_on=None)),
                Case("left", _("đã thôi"), _left),
            ),
        ),
    ),
    columns=(
        Column(
            key="number",
            word="so",
            header=_("Số thành viên"),
            value=lambda row: row.number,
            sort=("number",),
            code=True,
        ),
        Column(
            key="full_name",
            word="ten",
            header=_("Họ và tên"),
            value=lambda row: row.full_name,
            link=lambda row: reverse("cooperatives:change_member", args=[row.pk]),
            badge=_standing,
            sort=("folded",),
        ),
        Column(
            key="sex",
            word="gioi-tinh",
            header=_("Giới tính"),
            value=lambda row: row.get_sex_display(),
            sort=("sex", "folded"),
        ),
        Column(
            key="ethnicity",
            word="dan-toc",
            header=_("Dân tộc"),
            value=lambda row: row.ethnicity,
            sort=("ethnicity", "folded"),
        ),
        Column(
            key="village",
            word="thon",
            header=_("Thôn, tổ dân phố"),
            value=lambda row: row.village,
        ),
        Column(
            key="phone",
            word="dien-thoai",
            header=_("Điện thoại"),
            value=lambda row: row.phone,
            code=True,
        ),
        Column(
            key="joined_on",
            word="vao",
            header=_("Vào ngày"),
            value=lambda row: row.joined_on,
            sort=("joined_on",),
        ),
        Column(
            key="capital_vnd",
            word="von",
            header=_("Vốn góp (đồng)"),
            value=lambda row: row.capital_vnd,
            sort=("capital_vnd",),
            number=True,
        ),
    ),
)
