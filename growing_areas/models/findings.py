"""What is wrong with a growing area, until it is put right."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from cooperatives.models import OfOrganisation
from growing_areas.models.areas import GrowingArea
from growing_areas.models.codes import GrowingAreaCode
from records.models import Document


class FindingQuerySet(OfOrganisation):
    """Reading findings."""

    organisation_path = "area__organisation"
    place_path = "area"

    def open(self) -> Self:
        """Those that nobody closed."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, on: datetime.date) -> Self:
        """Open ones whose deadline passed before `on`."""
        return self.open().filter(deadline__lt=on)

    def major(self) -> Self:
        """Those for which a code may have to be put right."""
        return self.filter(severity=Finding.Severity.MAJOR)


class Finding(models.Model):
    """Something of a growing area is not as it should be: seen by an inspector or computed.

    `cause` is the key of what raised it ("growing_areas.harvest:9"), so that the same thing
    raises it once; empty when an officer wrote it down by hand. `code`: the code it is about;
    without one it is about the area and all its codes. `raised_by`, `answered_by` and
    `closed_by` are keys ("user:7"). The holder answers by `deadline` (its last day) with what
    was done; an officer closes it.
    """

    class Source(models.TextChoices):
        INSPECTION = "inspection", _("kiểm tra")
        OVER_LIMIT = "over_limit", _("sản lượng vượt mức")
        INTERVAL = "interval", _("thu hoạch trong thời gian cách ly")
        OVERLAP = "overlap", _("thửa chồng lấn")
        BANNED_INPUT = "banned_input", _("vật tư không được phép")
        OTHER = "other", _("khác")

    class Severity(models.TextChoices):
        MINOR = "minor", _("nhẹ")
        MAJOR = "major", _("nặng")

    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="findings",
        db_index=False,  # see finding_by_area
    )
    code = models.ForeignKey(
        GrowingAreaCode,
        models.PROTECT,
        verbose_name="mã số",
        related_name="findings",
        null=True,
        blank=True,
    )
    source = models.CharField("phát hiện từ", max_length=20, choices=Source)
    cause = models.CharField("từ mục", max_length=80, blank=True)
    severity = models.CharField("mức độ", max_length=10, choices=Severity)
    text = models.TextField("nội dung")
    raised_at = models.DateTimeField("ghi lúc")
    raised_by = models.CharField("người ghi", max_length=60)
    deadline = models.DateField("hạn khắc phục", null=True, blank=True)
    answer = models.TextField("đã khắc phục thế nào", blank=True)
    answer_document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="giấy tờ kèm theo",
        related_name="+",
        null=True,
        blank=True,
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.CharField("người trả lời", max_length=60, blank=True)
    closed_at = models.DateTimeField("khép lại lúc", null=True, blank=True)
    closed_by = models.CharField("người khép lại", max_length=60, blank=True)
    close_reason = models.TextField("lý do khép lại", blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "điểm chưa đạt"
        verbose_name_plural = "điểm chưa đạt"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            known_choice(
                "finding_source_known",
                "source",
                ["inspection", "over_limit", "interval", "overlap", "banned_input", "other"],
            ),
            known_choice("finding_severity_known", "severity", ["minor", "major"]),
            models.CheckConstraint(
                name="finding_says_what_is_wrong_and_who_raised_it",
                condition=~Q(text="") & ~Q(raised_by=""),
            ),
            models.CheckConstraint(
                name="finding_answered_by_somebody_with_words",
                condition=Q(
                    answered_at__isnull=True,
                    answered_by="",
                    answer="",
                    answer_document__isnull=True,
                )
                | (Q(answered_at__gte=F("raised_at")) & ~Q(answered_by="") & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="finding_closed_by_somebody_with_a_reason",
                condition=Q(closed_at__isnull=True, closed_by="", close_reason="")
                | (Q(closed_at__gte=F("raised_at")) & ~Q(closed_by="") & ~Q(close_reason="")),
            ),
            # What is computed again and again raises the same thing once.
            models.UniqueConstraint(
                name="finding_open_once_for_its_cause",
                fields=["area", "source", "cause"],
                condition=Q(closed_at__isnull=True) & ~Q(cause=""),
            ),
        ]
        indexes = [
            # The findings of one area, newest first.
            models.Index(name="finding_by_area", fields=["area", "-raised_at", "-id"]),
            # All findings, newest first: the list of an office.
            models.Index(name="finding_by_moment", fields=["-raised_at", "-id"]),
            # What is open and by when: the desk, the overdue list, the plan of inspections.
            models.Index(
                name="finding_open_by_deadline",
                fields=["deadline", "area"],
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """How the log names this finding: "growing_areas.finding:4"."""
        return f"growing_areas.finding:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody closed it yet."""
        return self.closed_at is None

    def is_overdue(self, on: datetime.date) -> bool:
        """Whether it is open and its last day lies before `on`."""
        return self.is_open and self.deadline is not None and self.deadline < on
