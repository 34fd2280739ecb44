"""Codes of growing areas and the states they go through."""

import datetime
from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.dates import in_span
from common.querysets import DatedQuerySet
from cooperatives.models import OfOrganisation
from growing_areas import code_formats, code_life, conditions
from growing_areas.models.areas import Crop, GrowingArea
from growing_areas.models.rules import ProcedureRule
from records.models import Document

# A harvest may claim a code that is in one of these states on the harvest day.
VALID_STATES = code_life.VALID


class GrowingAreaCodeQuerySet(OfOrganisation):
    """Reading codes."""

    organisation_path = "area__organisation"
    place_path = "area"

    def valid_on(self, day: datetime.date) -> Self:
        """Codes that a harvest of `day` may claim; the same rule as `is_valid_on`."""
        valid = CodeState.objects.on(day).filter(state__in=VALID_STATES)
        return self.exclude(confirmation=GrowingAreaCode.Confirmation.REFUSED).filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=day),
            pk__in=valid.order_by().values("code_id"),
        )

    def standing_as(self, columns: Mapping[str, object]) -> Self:
        """Codes of this kind, market and text; not those that an office refused."""
        same = {name: columns[name] for name in ("kind", "market", "code")}
        return self.filter(**same).exclude(confirmation=GrowingAreaCode.Confirmation.REFUSED)

    def claimable(self) -> Self:
        """Codes that some harvest may claim: of growing areas, granted, and not refused."""
        given = self.filter(kind=GrowingAreaCode.Kind.GROWING_AREA, granted_on__isnull=False)
        return given.exclude(confirmation=GrowingAreaCode.Confirmation.REFUSED)

    def running_out(self, today: datetime.date, days: int) -> Self:
        """Valid codes whose last day is within `days` of `today`, soonest first."""
        end = today + datetime.timedelta(days=days + 1)
        return self.valid_on(today).filter(expires_on__lte=end).order_by("expires_on", "pk")


class GrowingAreaCode(models.Model):
    """A code of an area, or of its packing house, for one market: applied for, then granted.

    `code` is text as printed on the paper: its form is read for help, never as a condition.
    It, `issuer` and `granted_on` are empty until an office grants. An area may hold several
    codes. `crop`: what the area grew when the code was applied for or entered; it stands for
    no other crop.
    """

    class Kind(models.TextChoices):
        GROWING_AREA = code_formats.GROWING_AREA, _("mã số vùng trồng")
        PACKING_HOUSE = code_formats.PACKING_HOUSE, _("mã số cơ sở đóng gói")

    class Confirmation(models.TextChoices):
        """Who answers for it that an office gave this code."""

        AWAITED = "awaited", _("chưa được cấp")
        DECLARED = "declared", _("tổ chức khai, cơ quan chưa xác nhận")
        CONFIRMED = "confirmed", _("cơ quan đã xác nhận")
        REFUSED = "refused", _("cơ quan không công nhận")

    area = models.ForeignKey(
        GrowingArea, models.PROTECT, verbose_name="vùng trồng", related_name="codes"
    )
    crop = models.ForeignKey(
        Crop, models.PROTECT, verbose_name="cây trồng", related_name="codes"
    )
    code = models.CharField("mã số", max_length=60, blank=True)
    kind = models.CharField("loại mã", max_length=20, choices=Kind, default=Kind.GROWING_AREA)
    market = models.CharField(
        "thị trường",
        max_length=2,
        default=code_formats.DOMESTIC,
        help_text="VN là tiêu thụ trong nước; nước nhập khẩu ghi hai chữ cái, ví dụ CN, JP.",
    )
    issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    granted_on = models.DateField("ngày cấp", null=True, blank=True)
    expires_on = models.DateField(
        "hết hạn từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên mã không còn hiệu lực. Để trống nếu không ghi thời hạn.",
    )
    legal_basis = models.CharField("văn bản cấp mã", max_length=200, blank=True)
    confirmation = models.CharField(
        "xác nhận", max_length=10, choices=Confirmation, default=Confirmation.DECLARED
    )

    objects = GrowingAreaCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "mã số vùng trồng"
        verbose_name_plural = "mã số vùng trồng"
        ordering = ["area_id", "granted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="code_once_for_its_kind_and_market",
                fields=["kind", "market", "code"],
                # What an office refused keeps nobody from entering a code that is theirs.
                condition=~Q(code="") & ~Q(confirmation="refused"),
                violation_error_message="Mã số này đã được ghi nhận.",
            ),
            known_choice("code_kind_known", "kind", ["growing_area", "packing_house"]),
            models.CheckConstraint(name="code_has_a_market", condition=~Q(market="")),
            models.CheckConstraint(
                name="code_has_text_issuer_and_day_once_granted",
                condition=(Q(granted_on__isnull=False) & ~Q(code="") & ~Q(issuer=""))
                | Q(granted_on__isnull=True, code="", issuer="", expires_on__isnull=True),
            ),
            known_choice(
                "code_confirmation_known",
                "confirmation",
                ["awaited", "declared", "confirmed", "refused"],
            ),
            models.CheckConstraint(
                name="code_confirmation_awaited_until_granted",
                condition=Q(granted_on__isnull=True, confirmation="awaited")
                | (Q(granted_on__isnull=False) & ~Q(confirmation="awaited")),
            ),
            models.CheckConstraint(
                name="code_expires_after_it_is_granted",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("granted_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.code or f"{self.area}, {self.market_name}"

    @property
    def key(self) -> str:
        """How the log and the version counters name this code: "growing_areas.code:7"."""
        return f"growing_areas.code:{self.pk}"

    @property
    def market_name(self) -> str:
        """The market for people: "trong nước", "Trung Quốc"; an unlisted one by its letters."""
        known = code_formats.MARKETS.get(self.market)
        return gettext(known) if known else self.market

    @property
    def scope(self) -> str:
        """Which rules are for it: a value of `rules.Scope`, "domestic" or "export"."""
        return conditions.scope_of(self.market)

    @property
    def granted_once(self) -> bool:
        """Whether an office gave it, as far as anybody knows."""
        return self.granted_on is not None and not self.is_refused

    @property
    def is_refused(self) -> bool:
        """Whether an office said that it never gave this code."""
        return self.confirmation == self.Confirmation.REFUSED

    def row_on(self, day: datetime.date) -> "CodeState | None":
        """The row of states that holds on `day`. Reads all of them, as `state_on`."""
        rows = self.states.all()
        return next((row for row in rows if in_span(day, row.valid_from, row.valid_to)), None)

    def state_on(self, day: datetime.date) -> str:
        """The state on `day`, a value of CodeState.State; empty where none was entered yet.

        A code whose last day has passed is expired, whether or not anybody wrote it down.
        Reads all states of the code: prefetch "states" for a list.
        """
        at = self.row_on(day)
        if at is None:
            return ""
        overdue = self.expires_on is not None and self.expires_on <= day
        if overdue and at.state in code_life.ACTS["expire"].sources:
            return CodeState.State.EXPIRED
        return at.state

    def is_valid_on(self, day: datetime.date) -> bool:
        """Whether a harvest of `day` may claim this code."""
        return not self.is_refused and self.state_on(day) in VALID_STATES

    def bars_labels_on(self, day: datetime.date) -> bool:
        """Whether labels of a batch that claims this code are neither printed nor activated on
        `day`. Reads all states, as `state_on`."""
        until = [row.state for row in self.states.all() if row.valid_from <= day]
        return self.is_refused or code_life.bars_labels(until)


# Spelled out, as constraints are: a change of the table of acts shows in a migration.
ACTS = [
    *("submit", "send_back", "check", "grant", "monitor", "require_correction"),
    *("accept_correction", "suspend", "restore", "revoke", "withdraw", "cancel", "expire"),
    *("grant_again", "apply", "declare", "refuse"),
]
NEED_REASON = [
    *("send_back", "require_correction", "suspend", "restore", "revoke", "withdraw", "cancel"),
    "refuse",
]
NEED_ACT_NUMBER = ["grant", "suspend", "restore", "revoke", "cancel", "grant_again"]
NEED_DEADLINE = ["require_correction"]


class CodeStateQuerySet(DatedQuerySet, OfOrganisation):  # type: ignore[override]
    """Reading states."""

    organisation_path = "code__area__organisation"
    place_path = "code__area"


class CodeState(models.Model):
    """A code was in this state from `valid_from` to before `valid_to`, by one act.

    Two acts of one day leave a state without a day between them: it holds on no day, and the
    history keeps it. `due_on`: the last day for what comes next, for an application the
    office's by `rule`, for a corrective action the holder's.
    """

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
    # Empty for states that were written before acts had names.
    act = models.CharField(
        "việc",
        max_length=20,
        blank=True,
        choices=[(act, _(name)) for act, name in code_life.NAMES.items()],
    )
    act_number = models.CharField("số văn bản", max_length=60, blank=True)
    reason = models.TextField("lý do", blank=True)
    done_by = models.CharField("người thực hiện", max_length=60, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="văn bản kèm theo",
        related_name="+",
        null=True,
        blank=True,
    )
    due_on = models.DateField("hạn đến hết ngày", null=True, blank=True)
    rule = models.ForeignKey(
        ProcedureRule,
        models.PROTECT,
        verbose_name="thủ tục tính hạn",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = CodeStateQuerySet.as_manager()

    class Meta:
        verbose_name = "trạng thái mã số"
        verbose_name_plural = "trạng thái mã số"
        ordering = ["code_id", "valid_from", "pk"]
        constraints = [
            NoOverlap(
                name="code_in_one_state_a_day",
                same=["code"],
                violation_error_message="Mã số đã có trạng thái trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="code_state_ends_no_earlier_than_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            known_choice("code_state_act_known", "act", ["", *ACTS]),
            models.CheckConstraint(
                name="code_state_has_the_reason_its_act_needs",
                condition=~Q(act__in=NEED_REASON) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="code_state_has_the_number_its_act_needs",
                condition=~Q(act__in=NEED_ACT_NUMBER) | ~Q(act_number=""),
            ),
            models.CheckConstraint(
                name="code_state_has_the_deadline_its_act_needs",
                condition=~Q(act__in=NEED_DEADLINE) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="code_state_due_no_earlier_than_it_starts",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("valid_from")),
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
            # Codes that are in a state now, and what is due of them.
            models.Index(
                name="code_state_now",
                fields=["state", "due_on", "code"],
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_state_display()}"

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether what comes next should have been done before `today`."""
        return self.due_on is not None and self.valid_to is None and self.due_on < today
