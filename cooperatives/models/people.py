"""The people of a cooperative: its members, whether or not they ever sign in."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.constraints import known_choice
from cooperatives.ethnic_groups import ETHNIC_GROUPS
from cooperatives.models.organisations import Membership, Organisation


class MemberQuerySet(models.QuerySet):
    """Reading members."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members of organisations in which this person is manager or operator.

        Nobody else sees a member, the officers of the place neither: they see `counts`.
        """
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        roles = (Membership.Role.MANAGER, Membership.Role.OPERATOR)
        mine = Membership.objects.in_force().filter(user=user, role__in=roles)
        return self.filter(organisation__in=mine.values("organisation_id"))

    def on(self, day: datetime.date) -> Self:
        """Who was a member on `day`; without a first day, always until the last."""
        return self.filter(
            Q(joined_on__isnull=True) | Q(joined_on__lte=day),
            Q(left_on__isnull=True) | Q(left_on__gt=day),
        )

    def counts(self) -> list[dict[str, object]]:
        """How many by sex and ethnicity, empty where it is not given: no person is named."""
        rows = self.order_by().values("sex", "ethnicity").annotate(people=Count("pk"))
        return list(rows.order_by("ethnicity", "sex"))


class Member(models.Model):
    """A person who belongs to a cooperative, as its list of members has them.

    Personal data: read inside the organisation only (`visible_to`), in the log sealed under
    the key `person`, and gone with both when the person is erased.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", _("nữ")
        MALE = "male", _("nam")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="tổ chức",
        related_name="members",
        db_index=False,  # member_number_once_in_its_organisation begins with it
    )
    number = models.CharField("số thành viên", max_length=40)
    full_name = models.CharField("họ và tên", max_length=150)
    folded = models.CharField("tên không dấu", max_length=600, editable=False)
    sex = models.CharField("giới tính", max_length=10, choices=Sex, blank=True)
    ethnicity = models.CharField(
        "dân tộc", max_length=30, choices=[(name, name) for name in ETHNIC_GROUPS], blank=True
    )
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    personal_number = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    village = models.CharField("thôn, tổ dân phố", max_length=100, blank=True)
    joined_on = models.DateField("vào ngày", null=True, blank=True)
    left_on = models.DateField(
        "thôi từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên không còn là thành viên.",
    )
    capital_vnd = models.DecimalField(
        "vốn góp (đồng)", max_digits=18, decimal_places=0, null=True, blank=True
    )
    note = models.TextField("ghi chú", blank=True)
    recorded_at = models.DateTimeField("ghi nhận lúc")
    # Grows with every change, so that a file written before one is known to be old.
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên"
        verbose_name_plural = "thành viên"
        ordering = ["number", "pk"]
        constraints = [
            # The natural key of a list that is sent again; also the index of one's members.
            models.UniqueConstraint(
                name="member_number_once_in_its_organisation",
                fields=["organisation", "number"],
            ),
            models.CheckConstraint(
                name="member_has_number_and_name", condition=~Q(number="") & ~Q(full_name="")
            ),
            known_choice("member_sex_known", "sex", ["", "female", "male"]),
            known_choice("member_ethnicity_known", "ethnicity", ["", *ETHNIC_GROUPS]),
            models.CheckConstraint(
                name="member_born_in_a_year_of_people",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
            ),
            models.CheckConstraint(
                name="member_left_after_joining",
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gt=F("joined_on")),
            ),
            models.CheckConstraint(
                name="member_capital_not_below_zero",
                condition=Q(capital_vnd__isnull=True) | Q(capital_vnd__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def key(self) -> str:
        """How the log names this member, without saying who it is."""
        return f"cooperatives.member:{self.pk}"

    @property
    def person(self) -> str:
        """The key under which the log seals what it says of this person: "member:12"."""
        return f"member:{self.pk}"
