from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import RuleError
from cooperatives.models import Member
from cooperatives.services import erase_member
from records.services import erase_person, what_would_be_erased

ACTOR = "command:erase_person"


@dataclass(frozen=True)
class Row:
    """A row that says who a person is: what of it goes, in words, and what does it."""

    goes: str
    erase: Callable[[], None]


def member_row(number: int) -> Row | None:
    """The row of a member in the list of a cooperative, when it is still there."""
    member = Member.objects.select_related("organisation").filter(pk=number).first()
    if member is None:
        return None
    return Row(
        f"họ tên, năm sinh, điện thoại, số định danh, thôn và ghi chú của thành viên số "
        f"{member.number} của {member.organisation.name}, cùng các dòng và tệp đã nhập nói về "
        "người này",
        lambda: erase_member(member=member, by=ACTOR),
    )


# The kinds of persons whose row is blanked together with the key. Who is not here (users,
# representatives of organisations, buyers) is changed on their own page first.
ROWS: Mapping[str, Callable[[int], Row | None]] = {"member": member_row}


def row_of(person: str) -> Row | None:
    """The row that goes when `person` is erased; None when only the key does."""
    kind, _colon, number = person.partition(":")
    if kind not in ROWS or not number.isascii() or not number.isdigit():
        return None
    return ROWS[kind](int(number))


class Command(BaseCommand):
    """Make what the log says of a person unreadable for ever, and blank the row of a member.

    Without --commit only tells.
    """

    help = (
        "Erases the key of one person's values in the log; of a member of a cooperative also "
        "what the list of members and files that were brought in say."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "person",
            help='who: "user:7", "organisation:12:representative", "member:5"',
        )
        parser.add_argument("--commit", action="store_true", help="erase, instead of telling")

    def handle(self, *args: Any, **options: Any) -> None:
        person = options["person"]
        try:
            found = what_would_be_erased(person)
            row = row_of(person)
            if options["commit"] and row:
                row.erase()
            elif options["commit"]:
                erase_person(person=person, by=ACTOR)
        except RuleError as error:
            raise CommandError(error.message) from error
        fields = ", ".join(sorted(found.fields)) or "–"
        told = f"{found.entries} mục nhật ký, các trường: {fields}"
        if options["commit"]:
            self.stdout.write(f"Đã xóa khóa của {person}. Không đọc được nữa: {told}.")
            if row:
                self.stdout.write(f"Đã xóa {row.goes}.")
            return
        self.stdout.write(
            f"Nếu thêm --commit thì không bao giờ đọc lại được dữ liệu cá nhân của {person} "
            f"trong {told}. Chuỗi nhật ký vẫn nguyên vẹn. "
            + (
                f"Xóa luôn {row.goes}."
                if row
                else "Thông tin hiện nay trên trang của người hoặc tổ chức không bị xóa: hãy "
                "sửa ở trang đó trước."
            )
        )
