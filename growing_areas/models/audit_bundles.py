"""All that an audit of a code needs, made into one file for whoever asked for it."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from growing_areas.models.codes import GrowingAreaCode
from records.models import Document, Job


class AuditBundleQuerySet(models.QuerySet):
    """Reading bundles."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A person's own, of codes that they still see: it holds what that person may see,
        which others may not."""
        if user.is_superuser:
            return self
        if not isinstance(user, User):
            return self.none()
        codes = GrowingAreaCode.objects.visible_to(user).order_by()
        return self.filter(asked_by=user, code__in=codes.values("pk"))


class AuditBundle(models.Model):
    """The file of an audit of `code`, as things stand when it is made, for `asked_by`.

    as_of: the day of the states and gaps in it. After some days the file is removed, and the
    row says who took what out when.
    """

    code = models.ForeignKey(
        GrowingAreaCode, models.PROTECT, verbose_name="mã số", related_name="audit_bundles"
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người yêu cầu", related_name="audit_bundles"
    )
    as_of = models.DateField("tính đến ngày")
    asked_at = models.DateTimeField("yêu cầu lúc")
    job = models.ForeignKey(
        Job, models.PROTECT, verbose_name="công việc", related_name="+", null=True
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="tệp", related_name="+", null=True
    )
    cleared_at = models.DateTimeField("xóa tệp lúc", null=True, blank=True)

    objects = AuditBundleQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ trọn gói"
        verbose_name_plural = "hồ sơ trọn gói"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="audit_bundle_cleared_has_no_file",
                condition=Q(cleared_at__isnull=True) | Q(document__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.as_of:%d/%m/%Y}"

    @property
    def key(self) -> str:
        """How the log names this bundle: "growing_areas.audit_bundle:5"."""
        return f"growing_areas.audit_bundle:{self.pk}"

    @property
    def kept_until(self) -> datetime.date:
        """The last day on which its file is there."""
        asked = timezone.localdate(self.asked_at)
        return asked + datetime.timedelta(days=settings.AUDIT_BUNDLE_KEPT_DAYS)
