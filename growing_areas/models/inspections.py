"""Inspections of growing areas: what was planned, answered, photographed and signed."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import ids_in, territory_of
from accounts.models import User
from common.constraints import known_choice
from cooperatives.models import OfOrganisation
from growing_areas.models.areas import GrowingArea
from growing_areas.models.checklists import Checklist, ChecklistItem
from growing_areas.models.codes import GrowingAreaCode
from records.models import Document


class InspectionQuerySet(OfOrganisation):
    """Reading inspections."""

    organisation_path = "area__organisation"
    place_path = "area"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Inspections of areas that this person may see; the people of an organisation do not
        see an unannounced one before it begins."""
        rows = super().visible_to(user)
        if user.is_superuser:
            return rows
        areas = GrowingArea.objects.order_by()
        there = ids_in(territory_of(user, timezone.localdate()), areas)
        hidden = Q(kind=Inspection.Kind.UNANNOUNCED, state=Inspection.State.PLANNED)
        return rows.filter(~hidden | Q(area__in=there[0].union(*there[1:])))

    def standing(self) -> Self:
        """Those that are planned or under way."""
        return self.filter(state__in=Inspection.STANDING)


class Inspection(models.Model):
    """An office looks at a growing area, or at what one of its codes asks, by a checklist.

    `client_id` is made where the inspection is entered, so that entering it twice is once.
    `announced` holds the client ids of all that a phone said it has of this inspection: while
    one of them did not arrive, it cannot be closed. `started_by`, `closed_by` are keys.
    """

    class Kind(models.TextChoices):
        PERIODIC = "periodic", _("định kỳ")
        UNANNOUNCED = "unannounced", _("đột xuất")

    class State(models.TextChoices):
        PLANNED = "planned", _("đã lên kế hoạch")
        OPEN = "open", _("đang kiểm tra")
        CLOSED = "closed", _("đã xong")
        CANCELLED = "cancelled", _("đã hủy")

    class Result(models.TextChoices):
        PASSED = "passed", _("đạt")
        TO_CORRECT = "to_correct", _("đạt, có điểm cần khắc phục")
        FAILED = "failed", _("chưa đạt")

    STANDING = (State.PLANNED, State.OPEN)

    client_id = models.UUIDField("mã của thiết bị", unique=True, default=uuid.uuid4)
    area = models.ForeignKey(
        GrowingArea,
        models.PROTECT,
        verbose_name="vùng trồng",
        related_name="inspections",
        db_index=False,  # see inspection_by_area
    )
    code = models.ForeignKey(
        GrowingAreaCode,
        models.PROTECT,
        verbose_name="mã số",
        related_name="inspections",
        null=True,
        blank=True,
    )
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, verbose_name="bảng kiểm", related_name="inspections"
    )
    kind = models.CharField("loại kiểm tra", max_length=12, choices=Kind)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PLANNED)
    planned_on = models.DateField("ngày dự kiến")
    plan_reason = models.TextField("lý do kiểm tra", blank=True)
    inspectors = models.ManyToManyField(
        User, through="InspectionOfficer", verbose_name="người kiểm tra", related_name="+"
    )
    planned_at = models.DateTimeField("lên kế hoạch lúc")
    planned_by = models.CharField("người lên kế hoạch", max_length=60)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    started_by = models.CharField("người bắt đầu", max_length=60, blank=True)
    announced = models.JSONField("mục đã báo", default=list, blank=True)
    result = models.CharField("kết quả", max_length=10, choices=Result, blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    unsigned_reason = models.CharField("vì sao không có chữ ký", max_length=300, blank=True)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)
    closed_by = models.CharField("người khép lại", max_length=60, blank=True)
    cancel_reason = models.TextField("lý do hủy", blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            known_choice("inspection_kind_known", "kind", ["periodic", "unannounced"]),
            known_choice(
                "inspection_state_known", "state", ["planned", "open", "closed", "cancelled"]
            ),
            known_choice(
                "inspection_result_known", "result", ["", "passed", "to_correct", "failed"]
            ),
            models.CheckConstraint(
                name="inspection_started_unless_planned_or_cancelled",
                condition=Q(started_at__isnull=True, started_by="")
                & Q(state__in=["planned", "cancelled"])
                | Q(started_at__isnull=False, state__in=["open", "closed", "cancelled"])
                & ~Q(started_by=""),
            ),
            models.CheckConstraint(
                name="inspection_closed_by_somebody_with_a_result",
                condition=Q(closed_at__isnull=True, closed_by="", result="")
                & ~Q(state="closed")
                | Q(state="closed", closed_at__gte=F("started_at"))
                & ~Q(closed_by="")
                & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="inspection_cancelled_with_a_reason",
                condition=Q(state="cancelled") & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancel_reason=""),
            ),
        ]
        indexes = [
            # The inspections of one area, newest first; when it was last inspected.
            models.Index(name="inspection_by_area", fields=["area", "-planned_on", "-id"]),
            # All inspections by their day: the list of an office.
            models.Index(name="inspection_by_day", fields=["-planned_on", "-id"]),
            # Which areas were inspected since a day: the plan by risk.
            models.Index(
                name="inspection_closed",
                fields=["closed_at", "area"],
                condition=Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.planned_on:%d/%m/%Y}"

    @property
    def key(self) -> str:
        """How the log names this inspection: "growing_areas.inspection:5"."""
        return f"growing_areas.inspection:{self.pk}"

    @property
    def is_standing(self) -> bool:
        """Whether it is planned or under way."""
        return self.state in self.STANDING


class OfInspection(OfOrganisation):
    """Reading the parts of inspections."""

    organisation_path = "inspection__area__organisation"
    place_path = "inspection__area"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Parts of inspections that this person may see."""
        if user.is_superuser:
            return self
        seen = Inspection.objects.visible_to(user).order_by()
        return self.filter(inspection__in=seen.values("pk"))


class InspectionOfficer(models.Model):
    """One of the officers who make an inspection."""

    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        verbose_name="cuộc kiểm tra",
        related_name="officers",
        db_index=False,  # inspection_officer_once begins with it
    )
    officer = models.ForeignKey(
        User, models.PROTECT, verbose_name="cán bộ", related_name="inspections"
    )

    objects = OfInspection.as_manager()

    class Meta:
        verbose_name = "người kiểm tra"
        verbose_name_plural = "người kiểm tra"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="inspection_officer_once", fields=["inspection", "officer"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.officer)


class FieldItem(models.Model):
    """One thing that was written down in the field, perhaps on a phone without a signal.

    `client_id` is made on the phone, so that it arrives once however often it is sent.
    `captured_at`: by the phone's clock; `received_at`: by the server's. Never changed.
    """

    client_id = models.UUIDField("mã của thiết bị", unique=True)
    captured_at = models.DateTimeField("ghi lúc")
    received_at = models.DateTimeField("nhận lúc")
    by = models.CharField("người ghi", max_length=60)

    class Meta:
        abstract = True


class InspectionAnswer(FieldItem):
    """An answer to one question of the checklist.

    One that is changed is another answer: `is_current` marks the one written down last. One
    that holds nothing takes back what was answered before.
    """

    class Choice(models.TextChoices):
        YES = "yes", _("có")
        NO = "no", _("không")
        NOT_APPLICABLE = "na", _("không áp dụng")

    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        verbose_name="cuộc kiểm tra",
        related_name="answers",
        db_index=False,  # see inspection_answer_by_inspection
    )
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, verbose_name="câu hỏi", related_name="answers"
    )
    choice = models.CharField("trả lời", max_length=3, choices=Choice, blank=True)
    measure = models.DecimalField(
        "số đo", max_digits=12, decimal_places=3, null=True, blank=True
    )
    text = models.TextField("lời ghi", blank=True)
    note = models.TextField("ghi chú", blank=True)
    is_current = models.BooleanField("đang dùng")

    objects = OfInspection.as_manager()

    class Meta:
        verbose_name = "câu trả lời khi kiểm tra"
        verbose_name_plural = "câu trả lời khi kiểm tra"
        ordering = ["inspection_id", "pk"]
        constraints = [
            known_choice("inspection_answer_choice_known", "choice", ["", "yes", "no", "na"]),
            models.UniqueConstraint(
                name="inspection_answer_one_current",
                fields=["inspection", "item"],
                condition=Q(is_current=True),
            ),
        ]
        indexes = [
            # The answers of one inspection.
            models.Index(name="inspection_answer_by_one", fields=["inspection", "item"]),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.choice or self.measure or self.text}"

    @property
    def key(self) -> str:
        """How findings name this answer: "growing_areas.inspection_answer:8"."""
        return f"growing_areas.inspection_answer:{self.pk}"

    @property
    def says_something(self) -> bool:
        """Whether it holds an answer, and does not take one back."""
        return bool(self.choice or self.text or self.measure is not None)

    @property
    def is_wrong(self) -> bool:
        """Whether the checklist calls this answer a finding."""
        item = self.item
        if item.kind == ChecklistItem.Kind.YES_NO:
            return bool(item.wrong) and self.choice == item.wrong
        if item.kind == ChecklistItem.Kind.MEASURE and self.measure is not None:
            below = item.at_least is not None and self.measure < item.at_least
            above = item.at_most is not None and self.measure > item.at_most
            return below or above
        return False


class InspectionPhoto(FieldItem):
    """A photo of an inspection, of one question or of the whole."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="cuộc kiểm tra", related_name="photos"
    )
    item = models.ForeignKey(
        ChecklistItem,
        models.PROTECT,
        verbose_name="câu hỏi",
        related_name="+",
        null=True,
        blank=True,
    )
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="ảnh", related_name="+")
    caption = models.CharField("lời của ảnh", max_length=200, blank=True)

    objects = OfInspection.as_manager()

    class Meta:
        verbose_name = "ảnh kiểm tra"
        verbose_name_plural = "ảnh kiểm tra"
        ordering = ["captured_at", "pk"]

    def __str__(self) -> str:
        return self.words or str(self.document)

    @property
    def words(self) -> str:
        """What stands below it: its own words, or the question that it answers."""
        return self.caption or (self.item.question if self.item else "")


class InspectionSignature(FieldItem):
    """Somebody of the holder signed on the screen; of several the last one stands."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="cuộc kiểm tra", related_name="signatures"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="chữ ký", related_name="+"
    )
    name = models.CharField("người ký", max_length=150)
    role = models.CharField("tư cách", max_length=100)

    objects = OfInspection.as_manager()

    class Meta:
        verbose_name = "chữ ký biên bản"
        verbose_name_plural = "chữ ký biên bản"
        ordering = ["captured_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="inspection_signature_says_who", condition=~Q(name="") & ~Q(role="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class InspectionPosition(FieldItem):
    """Where the inspector stood, with their consent; of several the last one stands."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="cuộc kiểm tra", related_name="positions"
    )
    lat = models.DecimalField("vĩ độ", max_digits=8, decimal_places=6)
    lon = models.DecimalField("kinh độ", max_digits=9, decimal_places=6)
    accuracy_m = models.PositiveIntegerField("sai lệch (m)", null=True, blank=True)

    objects = OfInspection.as_manager()

    class Meta:
        verbose_name = "vị trí khi kiểm tra"
        verbose_name_plural = "vị trí khi kiểm tra"
        ordering = ["captured_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="inspection_position_on_earth",
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lat}, {self.lon}"
