"""Certificates with a last day: the columns and rules that every owner's kind shares.

An organisation's stand here; an area's and a product's in their rooms.
"""

import datetime
from typing import Self, cast

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from cooperatives.models.organisations import Organisation
from cooperatives.models.owned import OfOrganisation
from records.models import Document


class CertificateQuerySet(OfOrganisation):
    """Reading certificates of one kind of owner."""

    def standing(self) -> Self:
        """Certificates that no newer entry corrects and nobody withdrew."""
        return self.filter(corrected_by__isnull=True, withdrawn_on__isnull=True)

    def on(self, day: datetime.date) -> Self:
        """Certificates that were good on `day`, as far as is known today: within their dates,
        not corrected, and not withdrawn by that day."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            corrected_by__isnull=True,
            valid_from__lte=day,
        )

    def expiring(self, on: datetime.date, within: int) -> Self:
        """Certificates good on `on` that end within `within` days, the last day included.

        Left out is what has been renewed: when another of the same kind and owner takes over
        without a gap, nothing needs to be done.
        """
        kind = cast("type[Certificate]", self.model)
        owner = kind.owner_field
        newer = (
            kind.rows()
            .standing()
            .filter(
                Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")),
                **{owner: OuterRef(owner)},
                kind=OuterRef("kind"),
                other_kind=OuterRef("other_kind"),
                valid_from__lte=OuterRef("valid_to"),
            )
        )
        last = on + datetime.timedelta(days=within)
        return self.on(on).filter(~Exists(newer), valid_to__lte=last).order_by("valid_to", "pk")


class Certificate(models.Model):
    """A paper that says: this owner, or what it makes, meets a standard until a last day.

    Never edited: a slip of the pen is corrected by a new row that names this one (`corrects`),
    and what an issuer took back is withdrawn with the day and the reason. `valid_to` is the
    first day on which it is no longer good; people read and type the last good one, `last_day`.
    """

    class Kind(models.TextChoices):
        VIETGAP = "vietgap", "VietGAP"
        GLOBALGAP = "globalgap", "GlobalG.A.P."
        ORGANIC = "organic", _("hữu cơ (TCVN 11041)")
        HACCP = "haccp", "HACCP"
        ISO_22000 = "iso_22000", "ISO 22000"
        FOOD_SAFETY = "food_safety", _("cơ sở đủ điều kiện an toàn thực phẩm")
        OTHER = "other", _("loại khác")

    # The field that says whose certificate it is.
    owner_field = "organisation"

    kind = models.CharField("loại", max_length=20, choices=Kind)
    other_kind = models.CharField("tên loại khác", max_length=100, blank=True)
    number = models.CharField("số", max_length=100)
    issuer = models.CharField("nơi cấp", max_length=200)
    valid_from = models.DateField("có giá trị từ ngày")
    valid_to = models.DateField(
        "hết giá trị từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên không còn giá trị; trống nếu giấy không ghi thời hạn.",
    )
    scope = models.TextField("phạm vi", blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="bản chụp",
        related_name="+",
        null=True,
        blank=True,
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="sửa cho",
        related_name="corrected_by",
        null=True,
        blank=True,
    )
    withdrawn_on = models.DateField("bị rút từ ngày", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    recorded_at = models.DateTimeField("ghi nhận lúc")

    class Meta:
        abstract = True
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            known_choice(
                "%(class)s_kind_known",
                "kind",
                [
                    "vietgap",
                    "globalgap",
                    "organic",
                    "haccp",
                    "iso_22000",
                    "food_safety",
                    "other",
                ],
            ),
            models.CheckConstraint(
                name="%(class)s_says_its_other_kind",
                condition=(Q(kind="other") & ~Q(other_kind=""))
                | (~Q(kind="other") & Q(other_kind="")),
            ),
            models.CheckConstraint(
                name="%(class)s_has_number_and_issuer",
                condition=~Q(number="") & ~Q(issuer=""),
            ),
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="%(class)s_withdrawn_with_a_reason",
                condition=(Q(withdrawn_on__isnull=True) & Q(withdrawn_reason=""))
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
            ),
            models.CheckConstraint(
                name="%(class)s_does_not_correct_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")),
            ),
        ]
        indexes = [
            # Which certificates end soon: the reminders of every day.
            models.Index(name="%(class)s_end", fields=["valid_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} {self.number}"

    @classmethod
    def rows(cls) -> CertificateQuerySet:
        """All certificates of this kind of owner, for code over all kinds."""
        return cast(CertificateQuerySet, cls._default_manager.all())

    @property
    def key(self) -> str:
        """How the log names this certificate: "cooperatives.certificate:3"."""
        return f"{self._meta.app_label}.certificate:{self.pk}"

    @property
    def owner(self) -> models.Model:
        """Whose certificate it is: an organisation, an area or a product."""
        owner: models.Model = getattr(self, self.owner_field)
        return owner

    @property
    def holder(self) -> Organisation:
        """The organisation that answers for it."""
        owner = self.owner
        return owner if isinstance(owner, Organisation) else owner.organisation  # type: ignore[attr-defined]

    @property
    def kind_name(self) -> str:
        """The kind in the language of the page, or the name given to another kind."""
        return self.other_kind or str(self.Kind(self.kind).label)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it is good; None where the paper names none."""
        return self.valid_to - datetime.timedelta(days=1) if self.valid_to else None

    def is_over(self, on: datetime.date) -> bool:
        """Whether its last day has passed on `on`."""
        return self.valid_to is not None and self.valid_to <= on


class OrganisationCertificateQuerySet(CertificateQuerySet):
    """Reading the certificates of organisations."""


class OrganisationCertificate(Certificate):
    """A certificate of the organisation as a whole, such as for food safety."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="certificates"
    )

    objects = OrganisationCertificateQuerySet.as_manager()

    class Meta(Certificate.Meta):
        verbose_name = "giấy chứng nhận của tổ chức"
        verbose_name_plural = "giấy chứng nhận của tổ chức"
