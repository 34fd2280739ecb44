"""Files of rows that people bring in, and what became of each row."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from records.models.records import Document, Job


class ImportQuerySet(models.QuerySet):
    """Reading imports."""

    def visible_to(self, user: Any) -> Self:
        """What this person brought in: a file may hold more than others of the office see."""
        if user.is_superuser:
            return self
        return self.filter(by=user.key) if user.is_authenticated else self.none()


class Import(models.Model):
    """A file whose rows one person brings into the tables of one kind.

    `owner` is the key of the organisation or office under which the rows come to stand, and
    `by` of the person. `mapping` says for each column the place of the file's column, from 0.
    The counts are those of the last check, and after it was applied those of what was done.
    They stay; what the file and its rows say goes after `kept_until` (`cleared_at`).
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("đã tải lên")
        MAPPED = "mapped", _("đã ghép cột")
        CHECKED = "checked", _("đã kiểm tra")
        APPLYING = "applying", _("đang nhập")
        APPLIED = "applied", _("đã nhập")
        UNDOING = "undoing", _("đang hoàn tác")
        UNDONE = "undone", _("đã hoàn tác")
        FAILED = "failed", _("không nhập được")

    kind = models.CharField("loại dữ liệu", max_length=40)
    owner = models.CharField("nhập cho", max_length=80)
    by = models.CharField("người nhập", max_length=60)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="tệp", related_name="+", null=True
    )
    marked = models.ForeignKey(
        Document, models.PROTECT, verbose_name="tệp ghi lỗi", related_name="+", null=True
    )
    headers = models.JSONField("tiêu đề cột trong tệp", default=list)
    sample = models.JSONField("vài dòng đầu", default=list)
    notes = models.JSONField("ghi chú khi đọc tệp", default=list)
    mapping = models.JSONField("ghép cột", default=dict)
    all_or_nothing = models.BooleanField("chỉ nhập khi mọi dòng đều đúng", default=False)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.UPLOADED)
    problem = models.TextField("vì sao dừng", blank=True)
    new = models.PositiveIntegerField("dòng mới", default=0)
    changed = models.PositiveIntegerField("dòng thay đổi", default=0)
    unchanged = models.PositiveIntegerField("dòng không đổi", default=0)
    conflict = models.PositiveIntegerField("dòng xung đột", default=0)
    error = models.PositiveIntegerField("dòng lỗi", default=0)
    job = models.ForeignKey(
        Job, models.PROTECT, verbose_name="công việc", related_name="+", null=True
    )
    created_at = models.DateTimeField("tải lên lúc")
    applied_at = models.DateTimeField("nhập lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    cleared_at = models.DateTimeField("xóa nội dung lúc", null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập dữ liệu"
        verbose_name_plural = "lần nhập dữ liệu"
        ordering = ["-pk"]
        constraints = [
            known_choice(
                "import_state_known",
                "state",
                [
                    "uploaded",
                    "mapped",
                    "checked",
                    "applying",
                    "applied",
                    "undoing",
                    "undone",
                    "failed",
                ],
            ),
            models.CheckConstraint(
                name="import_says_why_it_failed",
                condition=~Q(problem="") | ~Q(state="failed"),
            ),
            models.CheckConstraint(
                name="import_names_its_kind_owner_and_person",
                condition=~Q(kind="") & ~Q(owner="") & ~Q(by=""),
            ),
        ]
        indexes = [
            # What one person brought in, newest first.
            models.Index(name="import_by_person", fields=["by", "-id"]),
            # What was brought in for one organisation or office, newest first.
            models.Index(name="import_by_owner", fields=["owner", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def key(self) -> str:
        """How the log, documents and jobs name this import: "records.import:4"."""
        return f"records.import:{self.pk}"

    @property
    def kept_until(self) -> datetime.date:
        """The last day on which the content of the file is there and it can be undone."""
        ended = self.undone_at or self.applied_at or self.created_at
        return timezone.localdate(ended) + datetime.timedelta(days=settings.IMPORT_KEPT_DAYS)

    @property
    def can_be_undone(self) -> bool:
        """Whether it wrote something that can be put back today."""
        states = (self.State.APPLIED, self.State.UNDOING)
        return self.state in states and timezone.localdate() <= self.kept_until

    @property
    def good(self) -> int:
        """How many rows there are to write."""
        return self.new + self.changed

    @property
    def bad(self) -> int:
        """How many rows cannot be written as they are."""
        return self.conflict + self.error

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.good + self.unchanged + self.bad


class ImportRow(models.Model):
    """One row of a file: what it says, what it would do or did, and how to put that back.

    `number` is the row's number in the file. `values` holds what the file says, as text by
    column; `findings` what is wrong with it. A row that was applied names its `subject`, how
    that stood `before` (null: it was made by this row) and its version after.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("mới")
        CHANGED = "changed", _("thay đổi")
        UNCHANGED = "unchanged", _("không đổi")
        CONFLICT = "conflict", _("xung đột")
        ERROR = "error", _("lỗi")

    class Undone(models.TextChoices):
        NO = "", _("chưa hoàn tác")
        DONE = "done", _("đã hoàn tác")
        LEFT = "left", _("giữ lại")

    source = models.ForeignKey(
        Import,
        models.PROTECT,
        verbose_name="lần nhập",
        related_name="rows",
        db_index=False,  # import_row_once begins with it
    )
    number = models.PositiveIntegerField("dòng")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome)
    values = models.JSONField("nội dung", default=dict)
    findings = models.JSONField("lỗi", default=list)
    subject = models.CharField("đối tượng", max_length=80, blank=True)
    seen_version = models.PositiveIntegerField("phiên bản khi kiểm tra", null=True)
    applied = models.BooleanField("đã nhập", default=False)
    before = models.JSONField("trước khi nhập", null=True)
    parts = models.JSONField("phần tạo thêm", default=list)
    version_after = models.PositiveIntegerField("phiên bản sau khi nhập", null=True)
    undone = models.CharField(
        "hoàn tác", max_length=4, choices=Undone, blank=True, default=Undone.NO
    )
    left_because = models.CharField("vì sao giữ lại", max_length=300, blank=True)

    class Meta:
        verbose_name = "dòng nhập"
        verbose_name_plural = "dòng nhập"
        ordering = ["source_id", "number"]
        constraints = [
            # Also the index for the rows of an import in their order.
            models.UniqueConstraint(name="import_row_once", fields=["source", "number"]),
            known_choice(
                "import_row_outcome_known",
                "outcome",
                ["new", "changed", "unchanged", "conflict", "error"],
            ),
            known_choice("import_row_undone_known", "undone", ["", "done", "left"]),
            models.CheckConstraint(
                name="import_row_applied_names_what_it_wrote",
                condition=Q(applied=False) | (~Q(subject="") & Q(version_after__isnull=False)),
            ),
            models.CheckConstraint(
                name="import_row_undone_was_applied",
                condition=Q(undone="") | Q(applied=True),
            ),
            models.CheckConstraint(
                name="import_row_says_why_it_is_left",
                condition=~Q(undone="left") | ~Q(left_because=""),
            ),
        ]
        indexes = [
            # The rows of one outcome, and those still to be written.
            models.Index(
                name="import_row_by_outcome", fields=["source", "outcome", "applied", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.number}"


class ImportMapping(models.Model):
    """What one person takes a header of their files to mean, in one kind of import.

    `header` is in the form for comparing (common.spreadsheets.plain); `column` is empty where
    the person leaves that column of the file out.
    """

    by = models.CharField("người nhập", max_length=60)
    kind = models.CharField("loại dữ liệu", max_length=40)
    header = models.CharField("tiêu đề trong tệp", max_length=200)
    column = models.CharField("cột", max_length=60, blank=True)

    class Meta:
        verbose_name = "cách ghép cột"
        verbose_name_plural = "cách ghép cột"
        ordering = ["by", "kind", "header"]
        constraints = [
            models.UniqueConstraint(
                name="import_mapping_once_for_a_header", fields=["by", "kind", "header"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.header} -> {self.column}"
