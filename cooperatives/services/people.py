"""The list of members of a cooperative: entering them, putting them right, their leaving."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction

from accounts.editing import hold, hold_as_seen
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, fold, nfc
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.models import Member, Organisation
from cooperatives.numbers import check_personal_number
from records.imports import forget_person
from records.services import News, erase_person, log_many
from records.snapshots import snapshot

# What of a member speaks of the person: sealed in the log, gone when the person is erased.
PERSONAL = ("full_name", "birth_year", "phone", "personal_number", "village", "note")
IMPORT_KIND = "thanh-vien"  # of files of members
ERASED = "(đã xóa)"  # stands for the name of a member who was erased
DIGITS = re.compile(r"^[0-9]{1,18}$")
FIRST_YEAR, MOST_CAPITAL = 1900, Decimal(10) ** 18 - 1


@dataclass(frozen=True, kw_only=True)
class MemberPaper:
    """What the list of members says of one. What it does not say is empty or None; `left_on`
    is the first day of not being a member. An empty `number` is given when it is stored."""

    full_name: str
    number: str = ""
    sex: str = ""
    ethnicity: str = ""
    birth_year: int | None = None
    phone: str = ""
    personal_number: str = ""
    village: str = ""
    joined_on: datetime.date | None = None
    left_on: datetime.date | None = None
    capital_vnd: Decimal | int | None = None
    note: str = ""

    @classmethod
    def of(cls, member: Member) -> "MemberPaper":
        """What is stored of `member`."""
        return cls(**{each.name: getattr(member, each.name) for each in fields(cls)})

    def checked(self, today: datetime.date) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "number": checks.run(self._bounded, "number", 40, "Số thành viên"),
            "full_name": checks.run(self._name),
            "folded": fold(self.full_name),
            "sex": checks.run(self._known, "sex", Member.Sex.values, "Giới tính"),
            "ethnicity": checks.run(self._known, "ethnicity", ETHNIC_GROUPS, "Dân tộc"),
            "birth_year": checks.run(self._birth_year, today),
            "phone": checks.run(self._bounded, "phone", 30, "Số điện thoại"),
            "personal_number": checks.run(self._personal_number),
            "village": checks.run(self._bounded, "village", 100, "Tên thôn, tổ dân phố"),
            "joined_on": self.joined_on,
            "left_on": checks.run(self._left_on),
            "capital_vnd": checks.run(self._capital),
            "note": self.note.strip(),
        }
        checks.end()
        return columns

    def _name(self) -> str:
        if not nfc(self.full_name):
            raise BadInput(
                "cooperatives.member_without_name",
                "Hãy ghi họ và tên của thành viên.",
                field="full_name",
            )
        return self._bounded("full_name", 150, "Họ và tên")

    def _known(self, field: str, known: tuple[str, ...] | list[str], word: str) -> str:
        value = nfc(getattr(self, field))
        if value and value not in known:
            raise BadInput(
                f"cooperatives.unknown_{field}",
                f"{word} “{value}” không có trong danh mục. Hãy chọn trong danh sách, hoặc để "
                "trống.",
                field=field,
            )
        return value

    def _birth_year(self, today: datetime.date) -> int | None:
        if self.birth_year is not None and not FIRST_YEAR <= self.birth_year <= today.year:
            raise BadInput(
                "cooperatives.bad_birth_year",
                f"Năm sinh {self.birth_year} không đúng: phải từ {FIRST_YEAR} đến "
                f"{today.year}. Hãy xem lại, hoặc để trống.",
                field="birth_year",
            )
        return self.birth_year

    def _personal_number(self) -> str:
        if not nfc(self.personal_number):
            return ""
        try:
            return check_personal_number(self.personal_number)
        except BadInput as error:
            raise BadInput(
                error.code,
                "Số định danh cá nhân của thành viên không đúng: phải có 12 chữ số. Hãy xem "
                "lại, hoặc để trống.",
                field="personal_number",
            ) from error

    def _left_on(self) -> datetime.date | None:
        if self.left_on and self.joined_on and self.left_on <= self.joined_on:
            raise BadInput(
                "cooperatives.member_left_before_joining",
                f"Ngày thôi {day(self.left_on)} phải sau ngày vào {day(self.joined_on)}. Hãy "
                "xem lại hai ngày.",
                field="left_on",
            )
        return self.left_on

    def _capital(self) -> Decimal | None:
        if self.capital_vnd is None:
            return None
        capital = Decimal(self.capital_vnd)
        if not 0 <= capital <= MOST_CAPITAL or capital != capital.to_integral_value():
            raise BadInput(
                "cooperatives.bad_capital",
                "Vốn góp phải là số đồng chẵn, không âm và không quá 18 chữ số. Hãy xem lại, "
                "hoặc để trống.",
                field="capital_vnd",
            )
        return capital

    def _bounded(self, field: str, most: int, word: str) -> str:
        code = "cooperatives.text_too_long"
        return bounded(getattr(self, field), most, code=code, word=word, field=field)


def record_member(
    *,
    organisation: Organisation,
    paper: MemberPaper,
    by: str,
    now: datetime.datetime,
    today: datetime.date,
) -> Member:
    """Enter a member in the list of `organisation`; without a number it gets the next one.

    Raises BadInput or BrokenRules for what cannot be right, RuleError
    "cooperatives.member_number_taken" when another member has the number.
    """
    columns = paper.checked(today)
    with transaction.atomic():
        lock_members(organisation)
        columns["number"] = columns["number"] or str(next_number(organisation))
        _refuse_taken(organisation, str(columns["number"]), None)
        member = Member.objects.create(organisation=organisation, **columns, recorded_at=now)
        _log(member, "member_recorded", by)
    return member


def change_member(
    *, member: Member, paper: MemberPaper, version: int, by: str, today: datetime.date
) -> Member:
    """Replace what the list says of a member, as read at `version`; an empty number leaves the
    one they have.

    Errors as for recording, RuleError "cooperatives.member_erased" and ChangedMeanwhile
    "accounts.changed_meanwhile".
    """
    columns = paper.checked(today)
    with transaction.atomic():
        lock_members(member.organisation)
        hold(member)
        refuse_erased(member)
        hold_as_seen(member, version)
        columns["number"] = columns["number"] or member.number
        _refuse_taken(member.organisation, str(columns["number"]), member)
        _save(member, columns)
        _log(member, "member_changed", by)
    return member


def mark_left(
    *, member: Member, left_on: datetime.date, by: str, today: datetime.date
) -> Member:
    """From `left_on` on the person is a member no more; the row stays in the list.

    Raises BadInput "cooperatives.member_leaves_in_future",
    "cooperatives.member_left_before_joining"; RuleError "cooperatives.member_left_already".
    """
    if left_on > today:
        raise BadInput(
            "cooperatives.member_leaves_in_future",
            f"Ngày {day(left_on)} chưa đến. Hãy ghi khi đến ngày đó.",
            field="left_on",
        )
    with transaction.atomic():
        lock_members(member.organisation)
        member.refresh_from_db()
        if member.left_on:
            raise RuleError(
                "cooperatives.member_left_already",
                f"Thành viên số {member.number} đã thôi từ ngày {day(member.left_on)}. Nếu "
                "ngày đó sai, hãy bấm “Sửa”.",
                field="left_on",
            )
        if member.joined_on and left_on <= member.joined_on:
            raise BadInput(
                "cooperatives.member_left_before_joining",
                f"Ngày thôi {day(left_on)} phải sau ngày vào {day(member.joined_on)}. Hãy xem "
                "lại ngày.",
                field="left_on",
            )
        _store(member, {"left_on": left_on})
        _log(member, "member_marked_left", by)
    return member


def erase_member(*, member: Member, by: str) -> None:
    """Forget the person: the row keeps number, sex, ethnicity, days and capital for the
    counts, the log's sealed values become unreadable, no chain breaks, and files of members
    that were brought in say nothing of them any more.

    Raises RuleError "records.person_erased" when it is done already,
    "records.person_unknown" when the log never spoke of them.
    """
    with transaction.atomic():
        lock_members(member.organisation)
        member.refresh_from_db()
        erase_person(person=member.person, by=by)
        forget_person(
            owner=member.organisation.key,
            kind=IMPORT_KIND,
            subject=member.key,
            says={
                "full_name": member.full_name,
                "personal_number": member.personal_number,
            },
        )
        blank = {name: "" for name in PERSONAL if name != "birth_year"}
        _store(
            member, blank | {"birth_year": None, "full_name": ERASED, "folded": fold(ERASED)}
        )
        _log(member, "member_erased", by)


def is_erased(member: Member) -> bool:
    """Whether the list no longer says who this was."""
    return member.full_name == ERASED


def refuse_erased(member: Member) -> None:
    """Raise RuleError "cooperatives.member_erased" for a member whom the list forgot."""
    if is_erased(member):
        raise RuleError(
            "cooperatives.member_erased",
            f"Dữ liệu cá nhân của thành viên số {member.number} đã được xóa nên không sửa "
            "được nữa. Nếu người đó vào lại, hãy thêm thành viên mới.",
        )


def lock_members(organisation: Organisation) -> None:
    """One writer of the list of members of `organisation` until the transaction ends."""
    one_writer(f"cooperatives.members:{organisation.key}")


def next_number(organisation: Organisation, beside: Iterable[str] = ()) -> int:
    """One more than the highest number that is written in digits only, in the list or
    `beside` it."""
    given = Member.objects.filter(organisation=organisation, number__regex=DIGITS.pattern)
    numbers = given.order_by().values_list("number", flat=True)
    others = [number for number in beside if DIGITS.match(number)]
    return max((int(number) for number in (*numbers, *others)), default=0) + 1


def member_number_taken(number: str) -> RuleError:
    """The refusal of a number that another member of the organisation has."""
    return RuleError(
        "cooperatives.member_number_taken",
        f"Số thành viên {number} đã có người khác mang. Hãy ghi số khác, hoặc để trống để hệ "
        "thống cho số tiếp theo.",
        field="number",
    )


def news_of_member(
    member: Member, action: str, more: Mapping[str, object] | None = None
) -> News:
    """What the log says of a member; what speaks of the person is sealed under their key."""
    said = {name: str(value) for name in PERSONAL if (value := getattr(member, name))}
    return News(
        chain=member.organisation.key,
        action=f"cooperatives.{action}",
        subject=member.key,
        data=more,
        state=snapshot(member, leave_out={*PERSONAL, "folded", "version"}),
        personal=None if is_erased(member) else {member.person: said},
    )


def _refuse_taken(organisation: Organisation, number: str, member: Member | None) -> None:
    others = Member.objects.filter(organisation=organisation, number=number)
    if member:
        others = others.exclude(pk=member.pk)
    if others.exists():
        raise member_number_taken(number)


def _store(member: Member, columns: Mapping[str, object]) -> None:
    member.version += 1  # the list has one writer
    _save(member, columns)


def _save(member: Member, columns: Mapping[str, object]) -> None:
    for name, value in columns.items():
        setattr(member, name, value)
    member.save()


def _log(member: Member, action: str, by: str) -> None:
    log_many([news_of_member(member, action)], by=by, request="")
