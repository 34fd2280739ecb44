"""What is asked on an inspection, as dated lists, and how often an area is inspected."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from growing_areas.models.codes import GrowingAreaCode
from growing_areas.models.rules import Rule, Scope, dated_rule


class InspectionInterval(Rule):
    """After how many months an area is due to be inspected again, by its codes' market."""

    scope = models.CharField("thị trường", max_length=10, choices=Scope)
    months = models.PositiveSmallIntegerField("số tháng")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "chu kỳ kiểm tra"
        verbose_name_plural = "chu kỳ kiểm tra"
        ordering = ["scope", "valid_from"]
        constraints = [
            dated_rule("inspection_interval_ends_after_it_starts"),
            known_choice(
                "inspection_interval_scope_known", "scope", ["any", "domestic", "export"]
            ),
            known_choice(
                "inspection_interval_certainty_known",
                "certainty",
                ["read", "reported", "assumed"],
            ),
            models.CheckConstraint(
                name="inspection_interval_of_a_month_or_more", condition=Q(months__gte=1)
            ),
            NoOverlap(
                name="inspection_interval_one_a_day",
                same=["scope"],
                violation_error_message="Đã có chu kỳ kiểm tra trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.months}"


class ChecklistQuerySet(DatedQuerySet):
    """Reading checklists."""

    def used(self) -> Self:
        """Those by which an inspection is or was made."""
        return self.filter(inspections__isnull=False).distinct()


class Checklist(Rule):
    """The questions of an inspection: one version of a list, for a span of days.

    Loaded from files by `load_checklists`, never typed in. A version by which somebody has
    inspected is never changed: another version takes its place. `minor_days`, `major_days`:
    how long the holder has to put a finding right, counted from the day of closing.
    """

    name = models.CharField("tên", max_length=150)
    version = models.PositiveSmallIntegerField("phiên bản")
    scope = models.CharField("thị trường", max_length=10, choices=Scope)
    kind = models.CharField("loại mã", max_length=20, choices=GrowingAreaCode.Kind)
    minor_days = models.PositiveSmallIntegerField("hạn của điểm nhẹ (ngày)")
    major_days = models.PositiveSmallIntegerField("hạn của điểm nặng (ngày)")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng kiểm"
        verbose_name_plural = "bảng kiểm"
        ordering = ["kind", "scope", "name", "-version"]
        constraints = [
            dated_rule("checklist_ends_after_it_starts"),
            known_choice("checklist_scope_known", "scope", ["any", "domestic", "export"]),
            known_choice("checklist_kind_known", "kind", ["growing_area", "packing_house"]),
            known_choice(
                "checklist_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="checklist_has_a_name_and_allows_days",
                condition=~Q(name="") & Q(version__gte=1, minor_days__gte=1, major_days__gte=1),
            ),
            models.UniqueConstraint(name="checklist_version_once", fields=["name", "version"]),
            NoOverlap(
                name="checklist_one_version_a_day",
                same=["name"],
                violation_error_message="Bảng kiểm này đã có phiên bản trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    def days_for(self, severity: str) -> datetime.timedelta:
        """How long the holder has to put a finding of this severity right."""
        days = self.major_days if severity == "major" else self.minor_days
        return datetime.timedelta(days=days)


class ChecklistItem(models.Model):
    """One question of a checklist, and which answer to it is a finding.

    `code` names it within its list, for programs. Of a question of yes or no `wrong` is the
    answer that is a finding; of a measured one it is a value below `at_least` or above
    `at_most`. `finding` is the sentence then written down, with `severity`; a question without
    severity never raises one.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("có hoặc không")
        MEASURE = "measure", _("số đo")
        TEXT = "text", _("ghi lời")
        PHOTO = "photo", _("ảnh chụp")

    class Wrong(models.TextChoices):
        YES = "yes", _("có")
        NO = "no", _("không")

    class Severity(models.TextChoices):
        MINOR = "minor", _("nhẹ")
        MAJOR = "major", _("nặng")

    checklist = models.ForeignKey(
        Checklist,
        models.PROTECT,
        verbose_name="bảng kiểm",
        related_name="items",
        db_index=False,  # checklist_item_place_once begins with it
    )
    place = models.PositiveSmallIntegerField("thứ tự")
    code = models.SlugField("mã", max_length=40)
    section = models.CharField("phần", max_length=100)
    question = models.CharField("câu hỏi", max_length=300)
    kind = models.CharField("cách trả lời", max_length=10, choices=Kind)
    unit = models.CharField("đơn vị", max_length=20, blank=True)
    required = models.BooleanField("phải trả lời")
    wrong = models.CharField("trả lời chưa đạt", max_length=3, choices=Wrong, blank=True)
    at_least = models.DecimalField(
        "ít nhất", max_digits=12, decimal_places=3, null=True, blank=True
    )
    at_most = models.DecimalField(
        "nhiều nhất", max_digits=12, decimal_places=3, null=True, blank=True
    )
    severity = models.CharField("mức độ", max_length=10, choices=Severity, blank=True)
    finding = models.CharField("điểm chưa đạt", max_length=300, blank=True)
    help = models.CharField("hướng dẫn", max_length=300, blank=True)

    class Meta:
        verbose_name = "câu hỏi của bảng kiểm"
        verbose_name_plural = "câu hỏi của bảng kiểm"
        ordering = ["checklist_id", "place"]
        constraints = [
            known_choice(
                "checklist_item_kind_known", "kind", ["yes_no", "measure", "text", "photo"]
            ),
            known_choice("checklist_item_severity_known", "severity", ["", "minor", "major"]),
            models.CheckConstraint(
                name="checklist_item_has_code_section_and_question",
                condition=~Q(code="") & ~Q(section="") & ~Q(question=""),
            ),
            models.CheckConstraint(
                name="checklist_item_wrong_answer_fits_its_kind",
                condition=Q(wrong="", at_least__isnull=True, at_most__isnull=True)
                | Q(
                    kind="yes_no",
                    wrong__in=["yes", "no"],
                    at_least__isnull=True,
                    at_most__isnull=True,
                )
                | Q(kind="measure", wrong=""),
            ),
            # A wrong answer has its sentence, and a sentence its wrong answer.
            models.CheckConstraint(
                name="checklist_item_finding_has_severity_and_sentence",
                condition=(
                    Q(severity="", finding="", wrong="")
                    & Q(at_least__isnull=True, at_most__isnull=True)
                )
                | (
                    Q(severity__in=["minor", "major"])
                    & ~Q(finding="")
                    & (~Q(wrong="") | Q(at_least__isnull=False) | Q(at_most__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="checklist_item_least_not_above_most",
                condition=Q(at_least__isnull=True)
                | Q(at_most__isnull=True)
                | Q(at_least__lte=F("at_most")),
            ),
            models.UniqueConstraint(
                name="checklist_item_place_once", fields=["checklist", "place"]
            ),
            models.UniqueConstraint(
                name="checklist_item_code_once", fields=["checklist", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.question
