"""The log, documents, jobs and version counters."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import AppendOnly, known_choice


class LogEntry(models.Model):
    """One thing that happened, chained to the one before it in the same chain.

    An organisation has a chain of its own; what belongs to none is in the chain "system". Who
    changed what (the audit) and what happened to goods (the events) are two readings of this
    one table. Entries are never changed: a correction is a new entry.
    """

    chain = models.CharField("chuỗi", max_length=60)
    number = models.PositiveBigIntegerField("số thứ tự")
    at = models.DateTimeField("lúc")
    by = models.CharField("người làm", max_length=60)
    action = models.CharField("việc", max_length=60)
    subject = models.CharField("đối tượng", max_length=80)
    request = models.CharField(
        "yêu cầu",
        max_length=36,
        blank=True,
        help_text="Một mã chung cho mọi thay đổi của cùng một thao tác.",
    )
    data = models.JSONField("nội dung", default=dict)
    previous = models.CharField("mã băm trước", max_length=64)
    hash = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(
                name="log_number_once_in_its_chain", fields=["chain", "number"]
            ),
            models.CheckConstraint(name="log_number_from_one", condition=Q(number__gte=1)),
            AppendOnly(name="log_entry_append_only"),
        ]
        indexes = [
            # The history of one thing, newest first.
            models.Index(name="log_by_subject", fields=["subject", "-at"]),
            # The whole of one bulk change.
            models.Index(name="log_by_request", fields=["request"], condition=~Q(request="")),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.action} {self.subject}"


class PersonKey(models.Model):
    """The key that one person's values in the log are encrypted with.

    Erasing the key (`key` becomes null) makes those values unreadable for ever, while the log
    and its hashes stay whole.
    """

    person = models.CharField("người", max_length=80, unique=True)
    key = models.BinaryField("khóa", null=True)
    erased_at = models.DateTimeField("xóa lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khóa dữ liệu cá nhân"
        verbose_name_plural = "khóa dữ liệu cá nhân"
        constraints = [
            models.CheckConstraint(
                name="person_key_is_there_or_erased",
                condition=Q(key__isnull=False, erased_at__isnull=True)
                | Q(key__isnull=True, erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.person


class Document(models.Model):
    """A file that was uploaded or made here, kept under its id.

    `owner` is the key of the row it belongs to. That row's room decides who may see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField("thuộc về", max_length=80)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại nội dung", max_length=100)
    size = models.PositiveBigIntegerField("kích thước (byte)")
    sha256 = models.CharField("SHA-256", max_length=64)
    stored_as = models.CharField("nơi lưu", max_length=200, unique=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.CharField("người tạo", max_length=60)

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        ordering = ["-created_at"]
        indexes = [
            # The documents of one thing.
            models.Index(name="document_by_owner", fields=["owner"]),
        ]

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """Long work that a worker does, with its progress for the person who waits for it.

    It knows its task and arguments itself, so that it can be queued again when its worker was
    killed, or its place in the queue was lost.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không thành công")
        CANCELLED = "cancelled", _("Đã hủy")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("loại việc", max_length=60)
    owner = models.CharField("thuộc về", max_length=80)
    task = models.CharField(
        "tác vụ", max_length=200, help_text="Đường dẫn của hàm làm việc này."
    )
    arguments = models.JSONField("tham số", default=list, blank=True)
    queued_as = models.CharField("số trong hàng đợi", max_length=64, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField("đã làm", default=0)
    total = models.PositiveBigIntegerField("tổng số", default=0)
    attempts = models.PositiveIntegerField("số lần chạy", default=0)
    error = models.TextField("lỗi", blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.CharField("người yêu cầu", max_length=60)
    heartbeat_at = models.DateTimeField("nhịp cuối", null=True, blank=True)
    missed_since = models.DateTimeField(
        "mất nhịp từ",
        null=True,
        blank=True,
        help_text="Lúc lần đầu thấy nhịp cuối đã quá cũ; có nhịp mới thì bỏ trống.",
    )
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "công việc"
        verbose_name_plural = "công việc"
        ordering = ["-created_at"]
        constraints = [
            known_choice(
                "job_state_known",
                "state",
                ["waiting", "running", "done", "failed", "cancelled"],
            ),
            models.CheckConstraint(
                name="job_done_within_total", condition=Q(done__lte=F("total"))
            ),
            models.CheckConstraint(
                name="job_finished_when_it_ended",
                condition=Q(
                    state__in=["done", "failed", "cancelled"], finished_at__isnull=False
                )
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="job_error_only_when_failed", condition=Q(error="") | Q(state="failed")
            ),
        ]
        indexes = [
            # The jobs of one thing, newest first.
            models.Index(name="job_by_owner", fields=["owner", "-created_at"]),
            # All jobs, newest first; with the id, so that pages of a list follow it.
            models.Index(name="job_newest_first", fields=["-created_at", "-id"]),
            # What waits or runs, which the worker looks at all the time.
            models.Index(
                name="job_not_finished",
                fields=["state"],
                condition=Q(finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def key(self) -> str:
        """How the log names this job: "job:6f1c…"."""
        return f"job:{self.pk}"

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100, rounded down."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it.

        What is not finished ends some day: work whose worker was killed is taken up again.
        """
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class DailyWork(models.Model):
    """This piece of daily work was asked for on this day, by whichever worker looked first."""

    name = models.CharField("tên", max_length=60)
    day = models.DateField("ngày")
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="công việc", related_name="+")

    class Meta:
        verbose_name = "việc hằng ngày"
        verbose_name_plural = "việc hằng ngày"
        ordering = ["-day", "name"]
        constraints = [
            models.UniqueConstraint(name="daily_work_once_a_day", fields=["name", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class VersionCounter(models.Model):
    """A number that grows whenever the thing named by `key` changes.

    Who must react to a change (a cached page, a report) reads it; nobody calls upwards.
    """

    key = models.CharField("khóa", max_length=80, unique=True)
    value = models.PositiveBigIntegerField("số phiên bản", default=0)

    class Meta:
        verbose_name = "bộ đếm phiên bản"
        verbose_name_plural = "bộ đếm phiên bản"

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class KeptAnswer(models.Model):
    """The answer to a call of the API that carried an Idempotency-Key, to be given again."""

    caller = models.CharField("người gọi", max_length=60)
    key = models.UUIDField("mã")
    call = models.CharField("lần gọi", max_length=300)
    digest = models.CharField("SHA-256 của nội dung", max_length=64)
    status = models.PositiveSmallIntegerField("mã trả lời")
    content = models.TextField("nội dung trả lời")
    content_type = models.CharField("loại nội dung", max_length=100)
    created_at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "câu trả lời đã giữ"
        verbose_name_plural = "câu trả lời đã giữ"
        constraints = [
            models.UniqueConstraint(name="kept_answer_once_a_key", fields=["caller", "key"]),
            models.CheckConstraint(name="kept_answer_is_no_error", condition=Q(status__lt=400)),
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
