"""Rules about growing-area codes as dated rows: which office does what, how large is enough.

Laws move faster than programs: each row names its document and how sure we are of it. An
office loads its own rows, or corrects these.
"""

import datetime

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from growing_areas import code_life


class Certainty(models.TextChoices):
    """How a rule is known."""

    READ = "read", _("đã đọc văn bản")
    REPORTED = "reported", _("theo tin đưa, chưa đọc văn bản")
    ASSUMED = "assumed", _("tạm đặt, chưa có văn bản")


class Scope(models.TextChoices):
    """Which codes a rule is about, by their market."""

    ANY = "any", _("mọi thị trường")
    DOMESTIC = "domestic", _("trong nước")
    EXPORT = "export", _("xuất khẩu")


def dated_rule(name: str) -> models.CheckConstraint:
    """A row ends after it starts."""
    return models.CheckConstraint(
        name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
    )


class Rule(models.Model):
    """What every rule says of itself: since when, until when, by which document."""

    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField("mức chắc chắn", max_length=10, choices=Certainty)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên không còn áp dụng."
    )

    class Meta:
        abstract = True


class ProcedureRuleQuerySet(DatedQuerySet):
    """Reading procedures."""

    def of(self, act: str, scope: str, on: datetime.date) -> "ProcedureRule | None":
        """The rule about `act` on `on`: the one for `scope`, else the one for any market."""
        rules = self.on(on).filter(act=act, scope__in=[scope, Scope.ANY])
        own_first = Case(When(scope=scope, then=0), default=1)
        return rules.order_by(own_first).first()  # type: ignore[return-value]


class ProcedureRule(Rule):
    """Which office does one act of a code's life, and within how many working days.

    `working_days` counts from the day the application was submitted; null where no time is
    set.
    """

    class Office(models.TextChoices):
        COMMUNE = "commune", _("xã")
        PROVINCE = "province", _("tỉnh")
        EITHER = "either", _("xã hoặc tỉnh")

    act = models.CharField(
        "việc",
        max_length=20,
        choices=[(act.id, _(act.name)) for act in code_life.ACTS.values()],
    )
    scope = models.CharField("thị trường", max_length=10, choices=Scope)
    office = models.CharField("cấp giải quyết", max_length=10, choices=Office)
    working_days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)

    objects = ProcedureRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "thủ tục mã số vùng trồng"
        verbose_name_plural = "thủ tục mã số vùng trồng"
        ordering = ["act", "scope", "valid_from"]
        constraints = [
            dated_rule("procedure_rule_ends_after_it_starts"),
            known_choice(
                "procedure_rule_act_known",
                "act",
                [
                    "submit",
                    "send_back",
                    "check",
                    "grant",
                    "monitor",
                    "require_correction",
                    "accept_correction",
                    "suspend",
                    "restore",
                    "revoke",
                    "withdraw",
                    "cancel",
                    "expire",
                    "grant_again",
                ],
            ),
            known_choice("procedure_rule_scope_known", "scope", ["any", "domestic", "export"]),
            known_choice(
                "procedure_rule_office_known", "office", ["commune", "province", "either"]
            ),
            known_choice(
                "procedure_rule_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="procedure_rule_allows_a_day_or_more",
                condition=Q(working_days__isnull=True) | Q(working_days__gte=1),
            ),
            NoOverlap(
                name="procedure_rule_one_a_day",
                same=["act", "scope"],
                violation_error_message="Việc này đã có thủ tục trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.get_scope_display()}"


class AreaCondition(Rule):
    """The least hectares that a code asks for; a smaller area is warned of, never refused."""

    class CropGroup(models.TextChoices):
        ANY = "any", _("mọi cây trồng")
        PERENNIAL = "perennial", _("cây lâu năm")
        ANNUAL = "annual", _("cây hằng năm")

    scope = models.CharField("thị trường", max_length=10, choices=Scope)
    crop_group = models.CharField("nhóm cây trồng", max_length=10, choices=CropGroup)
    least_hectares = models.DecimalField(
        "diện tích ít nhất (ha)", max_digits=8, decimal_places=4
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "điều kiện diện tích"
        verbose_name_plural = "điều kiện diện tích"
        ordering = ["scope", "crop_group", "valid_from", "basis"]
        constraints = [
            dated_rule("area_condition_ends_after_it_starts"),
            known_choice("area_condition_scope_known", "scope", ["any", "domestic", "export"]),
            known_choice(
                "area_condition_crop_group_known",
                "crop_group",
                ["any", "perennial", "annual"],
            ),
            known_choice(
                "area_condition_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="area_condition_above_zero", condition=Q(least_hectares__gt=0)
            ),
            # Sources may disagree: each document speaks once a day for a market and a group.
            NoOverlap(
                name="area_condition_one_a_day",
                same=["scope", "crop_group", "basis"],
                violation_error_message="Văn bản này đã có điều kiện trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_crop_group_display()}: {self.least_hectares} ha ({self.basis})"


class PointLimit(Rule):
    """The most hectares that a plot may have whose place is one point and no outline."""

    most_hectares = models.DecimalField(
        "diện tích nhiều nhất (ha)", max_digits=8, decimal_places=4
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "giới hạn của thửa một điểm"
        verbose_name_plural = "giới hạn của thửa một điểm"
        ordering = ["valid_from"]
        constraints = [
            dated_rule("point_limit_ends_after_it_starts"),
            known_choice(
                "point_limit_certainty_known", "certainty", ["read", "reported", "assumed"]
            ),
            models.CheckConstraint(
                name="point_limit_above_zero", condition=Q(most_hectares__gt=0)
            ),
            NoOverlap(
                name="point_limit_one_a_day",
                same=["basis"],
                violation_error_message="Đã có giới hạn trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.most_hectares} ha"
