from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import RuleError
from records.services import erase_person, what_would_be_erased

ACTOR = "command:erase_person"


class Command(BaseCommand):
    """Make what the log says of a person unreadable for ever. Without --commit only tells."""

    help = "Erases the key of one person's values in the log, and proves nothing else changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "person",
            help='whose values: "user:7", "organisation:12:representative"',
        )
        parser.add_argument("--commit", action="store_true", help="erase, instead of telling")

    def handle(self, *args: Any, **options: Any) -> None:
        person = options["person"]
        try:
            found = what_would_be_erased(person)
            if options["commit"]:
                erase_person(person=person, by=ACTOR)
        except RuleError as error:
            raise CommandError(error.message) from error
        fields = ", ".join(sorted(found.fields)) or "–"
        told = f"{found.entries} mục nhật ký, các trường: {fields}"
        if options["commit"]:
            self.stdout.write(f"Đã xóa khóa của {person}. Không đọc được nữa: {told}.")
            return
        self.stdout.write(
            f"Nếu thêm --commit thì không bao giờ đọc lại được dữ liệu cá nhân của {person} "
            f"trong {told}. Chuỗi nhật ký vẫn nguyên vẹn. Thông tin hiện nay trên trang của "
            "người hoặc tổ chức không bị xóa: hãy sửa ở trang đó trước."
        )
