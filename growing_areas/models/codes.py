"""Codes of growing areas and the states they go through."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.dates import in_span
from common.querysets import DatedQuerySet
from cooperatives.models import OfOrganisation
from growing_areas import code_formats, code_life
from growing_areas.models.areas import GrowingArea

# A harvest may claim a code that is in one of these states on the harvest day.
VALID_STATES = code_life.VALID


class GrowingAreaCodeQuerySet(OfOrganisation):
    """Reading codes."""

    organisation_path = "area__organisation"
    place_path = "area"

    def valid_on(self, day: datetime.date) -> Self:
        """Codes that a harvest of `day` may claim; the same rule as `is_valid_on`."""
        valid = CodeState.objects.on(day).filter(state__in=VALID_STATES)
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=day),
            pk__in=valid.order_by().values("code_id"),
        )


class GrowingAreaCode(models.Model):
    """A code that an office gave to an area, or to its packing house, for one market.

    `code` is text as printed on the paper: its form is read for help, never as a condition.
    An area may hold several codes.
    """

    class Kind(models.TextChoices):
        GROWING_AREA = code_formats.GROWING_AREA, _("mã số vùng trồng")
        PACKING_HOUSE = code_formats.PACKING_HOUSE, _("mã số cơ sở đóng gói")

    area = models.ForeignKey(
        GrowingArea, models.PROTECT, verbose_name="vùng trồng", related_name="codes"
    )
    code = models.CharField("mã số", max_length=60)
    kind = models.CharField("loại mã", max_length=20, choices=Kind, default=Kind.GROWING_AREA)
    market = models.CharField(
        "thị trường",
        max_length=2,
        default=code_formats.DOMESTIC,
        help_text="VN là tiêu thụ trong nước; nước nhập khẩu ghi hai chữ cái, ví dụ CN, JP.",
    )
    issuer = models.CharField("cơ quan cấp", max_length=200)
    granted_on = models.DateField("ngày cấp")
    expires_on = models.DateField(
        "hết hạn từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên mã không còn hiệu lực. Để trống nếu không ghi thời hạn.",
    )
    legal_basis = models.CharField("văn bản cấp mã", max_length=200, blank=True)

    objects = GrowingAreaCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "mã số vùng trồng"
        verbose_name_plural = "mã số vùng trồng"
        ordering = ["area_id", "granted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="code_once_for_its_kind_and_market",
                fields=["kind", "market", "code"],
                violation_error_message="Mã số này đã được ghi nhận.",
            ),
            known_choice("code_kind_known", "kind", ["growing_area", "packing_house"]),
            models.CheckConstraint(
                name="code_has_text_market_and_issuer",
                condition=~Q(code="") & ~Q(market="") & ~Q(issuer=""),
            ),
            models.CheckConstraint(
                name="code_expires_after_it_is_granted",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("granted_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        """How the log and the version counters name this code: "growing_areas.code:7"."""
        return f"growing_areas.code:{self.pk}"

    @property
    def market_name(self) -> str:
        """The market for people: "trong nước", "Trung Quốc"; an unlisted one by its letters."""
        known = code_formats.MARKETS.get(self.market)
        return gettext(known) if known else self.market

    def state_on(self, day: datetime.date) -> str:
        """The state on `day`, a value of CodeState.State; empty where none was entered yet.

        A valid code whose last day has passed is expired, whether or not anybody wrote it down.
        Reads all states of the code: prefetch "states" for a list.
        """
        at = next(
            (row for row in self.states.all() if in_span(day, row.valid_from, row.valid_to)),
            None,
        )
        if at is None:
            return ""
        overdue = self.expires_on is not None and self.expires_on <= day
        if overdue and at.state in VALID_STATES:
            return CodeState.State.EXPIRED
        return at.state

    def is_valid_on(self, day: datetime.date) -> bool:
        """Whether a harvest of `day` may claim this code."""
        return self.state_on(day) in VALID_STATES


class CodeStateQuerySet(DatedQuerySet, OfOrganisation):  # type: ignore[override]
    """Reading states."""

    organisation_path = "code__area__organisation"
    place_path = "code__area"


class CodeState(models.Model):
    """A code was in this state from `valid_from` to before `valid_to`, by one act."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang soạn")
        SUBMITTED = "submitted", _("đã nộp")
        CHECKED = "checked", _("đã kiểm tra")
        GRANTED = "granted", _("đã cấp")
        MONITORING = "monitoring", _("đang giám sát")
        CORRECTIVE_ACTION = "corrective_action", _("đang khắc phục")
        SUSPENDED = "suspended", _("bị đình chỉ")
        RESTORED = "restored", _("đã khôi phục")
        REVOKED = "revoked", _("bị thu hồi")
        CANCELLED = "cancelled", _("đã hủy")
        EXPIRED = "expired", _("hết hạn")

    code = models.ForeignKey(
        GrowingAreaCode,
        models.PROTECT,
        verbose_name="mã số",
        related_name="states",
        db_index=False,  # see code_state_by_code
    )
    state = models.CharField("trạng thái", max_length=20, choices=State)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên của trạng thái sau."
    )
    act_number = models.CharField("số văn bản", max_length=60, blank=True)
    reason = models.TextField("lý do", blank=True)

    objects = CodeStateQuerySet.as_manager()

    class Meta:
        verbose_name = "trạng thái mã số"
        verbose_name_plural = "trạng thái mã số"
        ordering = ["code_id", "valid_from"]
        constraints = [
            NoOverlap(
                name="code_in_one_state_a_day",
                same=["code"],
                violation_error_message="Mã số đã có trạng thái trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="code_state_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            known_choice(
                "code_state_known",
                "state",
                [
                    "draft",
                    "submitted",
                    "checked",
                    "granted",
                    "monitoring",
                    "corrective_action",
                    "suspended",
                    "restored",
                    "revoked",
                    "cancelled",
                    "expired",
                ],
            ),
        ]
        indexes = [
            # The life of one code in order of days, and its state on a day.
            models.Index(name="code_state_by_code", fields=["code", "valid_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_state_display()}"
