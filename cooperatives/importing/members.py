"""Files of the members of one organisation, which its manager brings in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import Checks, RuleError
from common.shown import vietnamese
from common.spreadsheets import CHOICE, CODE, DATE, NUMBER, YEAR, Column
from common.text import fold, gettext_noop
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.importing.owners import first_of
from cooperatives.importing.scopes import Scope
from cooperatives.models import Member
from cooperatives.numbers import check_personal_number
from cooperatives.services.people import (
    ERASED,
    IMPORT_KIND,
    MemberPaper,
    lock_members,
    news_of_member,
    next_number,
    refuse_erased,
)
from records.importing import Given, ImportKind
from records.services import News

ACTIONS = {"made": "member_recorded", "changed": "member_changed", "removed": "member_removed"}
COLUMNS = (
    Column(
        key="number",
        header=gettext_noop("Số thành viên"),
        kind=CODE,
        help="Số trong sổ thành viên. Nên có, để lần sau tìm lại đúng người; để trống thì hệ "
        "thống cho số tiếp theo.",
        synonyms=("Mã thành viên", "Mã số thành viên", "Số thẻ thành viên", "Mã TV", "Số TV"),
        example="12",
    ),
    Column(
        key="full_name",
        header=gettext_noop("Họ và tên"),
        required=True,
        synonyms=("Họ tên", "Tên thành viên", "Họ và tên thành viên", "Thành viên"),
        example="Nguyễn Thị Ví Dụ",
    ),
    Column(
        key="sex",
        header=gettext_noop("Giới tính"),
        kind=CHOICE,
        choices=tuple((sex.value, vietnamese(sex.label)) for sex in Member.Sex),
        aliases={"nữ giới": "female", "nam giới": "male"},
        synonyms=("Giới", "Nam/nữ"),
        example="nữ",
    ),
    Column(
        key="ethnicity",
        header=gettext_noop("Dân tộc"),
        kind=CHOICE,
        choices=tuple((name, name) for name in ETHNIC_GROUPS),
        example="Kinh",
    ),
    Column(
        key="birth_year",
        header=gettext_noop("Năm sinh"),
        kind=YEAR,
        synonyms=("Ngày sinh", "Ngày tháng năm sinh", "Sinh năm"),
        example="1980",
    ),
    Column(
        key="phone",
        header=gettext_noop("Điện thoại"),
        kind=CODE,
        digits=(10,),
        synonyms=("Số điện thoại", "SĐT", "ĐT", "Di động"),
    ),
    Column(
        key="personal_number",
        header=gettext_noop("Số định danh cá nhân"),
        kind=CODE,
        digits=(12,),
        help="12 chữ số. Chỉ người của tổ chức xem được.",
        synonyms=("CCCD", "Số CCCD", "Căn cước", "Số căn cước", "Số định danh"),
    ),
    Column(
        key="village",
        header=gettext_noop("Thôn, tổ dân phố"),
        synonyms=("Thôn", "Tổ dân phố", "Thôn bản", "Xóm", "Ấp", "Địa chỉ"),
        example="Thôn Ví Dụ",
    ),
    Column(
        key="joined_on",
        header=gettext_noop("Vào ngày"),
        kind=DATE,
        synonyms=("Ngày vào", "Ngày tham gia", "Ngày gia nhập", "Ngày vào HTX"),
    ),
    Column(
        key="left_on",
        header=gettext_noop("Thôi từ ngày"),
        kind=DATE,
        help="Ngày đầu tiên không còn là thành viên.",
        synonyms=("Ngày thôi", "Ngày ra", "Ngày ra khỏi HTX"),
    ),
    Column(
        key="capital_vnd",
        header=gettext_noop("Vốn góp (đồng)"),
        kind=NUMBER,
        whole=18,
        synonyms=("Vốn góp", "Góp vốn", "Số vốn góp"),
        example="1000000",
    ),
    Column(key="note", header=gettext_noop("Ghi chú")),
)


@dataclass
class Known:
    """The members that the rows of a chunk could mean, and the number that comes next."""

    scope: Scope
    following: int
    by_number: dict[str, Member] = field(default_factory=dict)
    by_personal_number: dict[str, list[Member]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_name: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))

    def given_next(self) -> str:
        """A number that nobody has and no row of the chunk names."""
        number = str(self.following)
        self.following += 1
        return number


class Members(ImportKind[Member]):
    """Members of one organisation: found again by their number, their personal number, or
    name and year of birth."""

    key = IMPORT_KIND
    title = _("Thành viên")
    known_by = _("số thành viên, số định danh cá nhân, hoặc họ tên cùng năm sinh")
    columns = COLUMNS
    keys = frozenset({"number", "personal_number"})
    model = Member
    fields = tuple(column.key for column in COLUMNS)
    # Follows the name; told nowhere.
    derived = ("folded",)
    refusal = (
        "Danh sách thành viên là dữ liệu cá nhân, chỉ người quản lý của chính tổ chức nhập và "
        "tải về được. Hãy nhờ người quản lý của tổ chức."
    )

    def is_for(self, scope: Scope) -> bool:
        """For the organisation's own managers: an office learns counts only."""
        return scope.organisation is not None

    def lock(self, scope: Scope) -> None:
        """No two members with one number."""
        assert scope.organisation
        lock_members(scope.organisation)

    def prepare(self, rows: Sequence[Given], scope: Scope) -> Known:
        """Two queries: the members that rows could mean, and the next number."""
        assert scope.organisation
        numbers = {given.text("number") for given in rows} - {""}
        personal = {number for given in rows if (number := _personal_number(given))}
        names = {fold(given.text("full_name")) for given in rows} - {""}
        named = Q(number__in=numbers) | Q(personal_number__in=personal) | Q(folded__in=names)
        known = Known(scope, next_number(scope.organisation, beside=numbers))
        members = Member.objects.filter(named, organisation=scope.organisation)
        for member in members.select_related("organisation"):
            known.by_number[member.number] = member
            if member.full_name == ERASED:
                continue
            known.by_name[member.folded].append(member)
            if member.personal_number:
                known.by_personal_number[member.personal_number].append(member)
        return known

    def find(self, given: Given, known: Known) -> Member | None:
        """By number, else by personal number, else by name and year of birth.

        A number that nobody has, with the personal number of a member, renumbers that member.
        """
        number, personal = given.text("number"), _personal_number(given)
        found = known.by_number.get(number) if number else None
        of_person = known.by_personal_number.get(personal, []) if personal else []
        if found:
            refuse_erased(found)
            if of_person and found not in of_person:
                raise _several_persons(found, of_person[0])
            return found
        if of_person:
            return first_of(of_person, "number", "thành viên")
        if number or not given.text("full_name"):
            return None
        return first_of(self._alike(given, personal, known), "number", "thành viên")

    def _alike(self, given: Given, personal: str, known: Known) -> list[Member]:
        """Members of this name whom neither year of birth nor personal number contradicts."""
        born = given.value("birth_year")
        return [
            member
            for member in known.by_name.get(fold(given.text("full_name")), [])
            if not (born and member.birth_year and born != member.birth_year)
            and not (personal and member.personal_number)
        ]

    def checked(self, given: Given, row: Member | None, known: Known) -> dict[str, Any]:
        """The columns by the room's own rules."""
        checks = Checks()
        columns = checks.run(_described(given, row).checked, known.scope.on)
        checks.end()
        assert columns is not None
        columns["number"] = columns["number"] or (row.number if row else known.given_next())
        return columns | {"organisation": row.organisation if row else known.scope.organisation}

    def make(self, columns: Mapping[str, Any], scope: Scope) -> Member:
        """A new member."""
        return Member(**columns, recorded_at=scope.now)

    def names(self, given: Given, columns: Mapping[str, Any], row: Member | None) -> list[str]:
        """Their number and personal number; themselves; else name and year of birth."""
        number, personal = given.text("number"), columns["personal_number"]
        said = [f"number {number}"] if number else []
        if personal:
            said.append(f"personal number {personal}")
        if row:
            return [*said, row.key]
        return said or [f"name {columns['folded']} {columns['birth_year'] or ''}"]

    def news(self, row: Member, what: str, more: Mapping[str, Any]) -> News:
        """As the room's services say it: what speaks of the person is sealed."""
        return news_of_member(row, ACTIONS[what], more)

    def bumped(self, row: Member) -> Iterable[str]:
        """No page behind a label reads members."""
        return []

    def for_undo(self, keys: Sequence[int]) -> dict[int, Member]:
        """With the organisation, whose chain the log writes into."""
        rows = Member.objects.filter(pk__in=keys).select_related("organisation")
        return {row.pk: row for row in rows}

    def export(self, scope: Scope) -> Iterable[Sequence[object]]:
        """Every member of the organisation, those who left too."""
        rows = Member.objects.filter(organisation=scope.organisation)
        return written_out(rows.order_by("folded", "pk"))

    def lists(self, scope: Scope) -> Mapping[str, Sequence[str]]:
        """Only the choices of the columns themselves."""
        return {}


def written_out(rows: QuerySet[Member]) -> Iterator[Sequence[object]]:
    """Members as rows of a file, one value for each of `Members.all_columns`; without those
    who were erased: there is nothing to say of them, and a file does not bring them back."""
    for row in rows.exclude(full_name=ERASED).iterator(2000):
        yield [*(getattr(row, column.key) for column in COLUMNS), row.version]


def _several_persons(by_number: Member, by_personal_number: Member) -> RuleError:
    return RuleError(
        "imports.several_meant",
        f"Số thành viên của dòng này là của “{by_number.full_name}”, số định danh cá nhân là "
        f"của “{by_personal_number.full_name}”. Hãy kiểm tra lại hai số.",
    )


def _personal_number(given: Given) -> str:
    """The personal number; empty where there is none that can be right."""
    text = given.text("personal_number")
    try:
        return check_personal_number(text) if text else ""
    except RuleError:
        return ""


def _described(given: Given, row: Member | None) -> MemberPaper:
    """What the list would say of the member: the row's cells over what stands."""

    def stands(key: str, otherwise: Any = "") -> Any:
        return getattr(row, key) if row else otherwise

    texts = ("number", "sex", "ethnicity", "phone", "personal_number", "village", "note")
    values = ("birth_year", "joined_on", "left_on", "capital_vnd")
    said: dict[str, Any] = {key: given.text(key, stands(key)) for key in texts}
    said |= {key: given.value(key, stands(key, None)) for key in values}
    return MemberPaper(
        # Where a required cell is empty the row is refused already; this stands in for it.
        full_name=given.text("full_name", stands("full_name")) or "?",
        **said,
    )
