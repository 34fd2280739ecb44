"""Designs of labels, version by version."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from common.constraints import AppendOnly
from cooperatives.models import OfOrganisation, Organisation
from labels.designs import Design, read_design
from records.models import Document


class LabelTemplateQuerySet(OfOrganisation):
    """Reading templates."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Templates of organisations this person may see, and the platform's."""
        own = super().visible_to(user).order_by().values("pk")
        return self.filter(Q(organisation__isnull=True) | Q(pk__in=own))

    def offered_to(self, organisation: Organisation) -> Self:
        """Templates that `organisation` may print with."""
        mine = Q(organisation__isnull=True) | Q(organisation=organisation)
        return self.filter(mine, retired_at__isnull=True)

    def newest_versions(self) -> "models.QuerySet[LabelTemplateVersion]":
        """The versions in force of these templates, by the templates' names."""
        later = LabelTemplateVersion.objects.filter(
            template=OuterRef("template"), number__gt=OuterRef("number")
        )
        versions = LabelTemplateVersion.objects.filter(
            ~Exists(later), template__in=self.order_by().values("pk")
        )
        return versions.select_related("template").order_by("template__name", "template")


class LabelTemplate(models.Model):
    """A label as an organisation designed it; without an organisation it is the platform's."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="tổ chức",
        related_name="label_templates",
        null=True,
        blank=True,
    )
    name = models.CharField("tên mẫu nhãn", max_length=60)
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)

    objects = LabelTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu nhãn"
        verbose_name_plural = "mẫu nhãn"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="label_template_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="label_template_name_once_in_its_organisation",
                fields=["organisation", "name"],
                condition=Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this template: "labels.template:4"."""
        return f"labels.template:{self.pk}"

    @property
    def newest(self) -> "LabelTemplateVersion":
        """The version in force; there always is one."""
        return self.versions.order_by("-number").select_related("logo")[0]


class LabelTemplateVersionQuerySet(OfOrganisation):
    """Reading versions of templates."""

    organisation_path = "template__organisation"


class LabelTemplateVersion(models.Model):
    """One state of a template. Never changed: runs were printed with it."""

    template = models.ForeignKey(
        LabelTemplate, models.PROTECT, verbose_name="mẫu nhãn", related_name="versions"
    )
    number = models.PositiveIntegerField("phiên bản")
    # As `labels.designs.Design` has it.
    design = models.JSONField("thiết kế")
    logo = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="biểu trưng",
        related_name="+",
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField("lập lúc")
    made_by = models.CharField("người lập", max_length=60)

    objects = LabelTemplateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản mẫu nhãn"
        verbose_name_plural = "phiên bản mẫu nhãn"
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="label_template_version_once", fields=["template", "number"]
            ),
            AppendOnly(name="label_template_version_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.template}, {self.number}"

    @property
    def drawn(self) -> Design:
        """The design itself."""
        return read_design(self.design)
