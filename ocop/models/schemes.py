"""Criteria sets as they were loaded."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from common.querysets import DatedQuerySet
from ocop.criteria import Scheme, read_scheme

# What is read of a scheme is kept: it never changes once loaded.
_READ: dict[str, Scheme] = {}


class CriteriaScheme(models.Model):
    """One version of a decision's criteria: all sets, bands and gates.

    `data` is the file as it was loaded and is never changed: a correction is another version,
    and what was scored keeps the version it was scored by. `digest` is the SHA-256 of the data.
    The versions in force follow each other by their days.
    """

    decision = models.CharField("số quyết định", max_length=60)
    version = models.CharField("phiên bản", max_length=60)
    title = models.CharField("tên bộ tiêu chí", max_length=200)
    data = models.JSONField("dữ liệu")
    digest = models.CharField("mã băm", max_length=64)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField(
        "đến trước ngày", null=True, blank=True, help_text="Ngày đầu tiên không còn áp dụng."
    )
    loaded_at = models.DateTimeField("nạp lúc")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ tiêu chí OCOP"
        verbose_name_plural = "bộ tiêu chí OCOP"
        ordering = ["-valid_from", "decision", "version"]
        constraints = [
            models.UniqueConstraint(
                name="criteria_scheme_version_once", fields=["decision", "version"]
            ),
            models.CheckConstraint(
                name="criteria_scheme_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="criteria_scheme_has_number_and_version",
                condition=~Q(decision="") & ~Q(version=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} ({self.version})"

    @property
    def key(self) -> str:
        """How the log names this version: "ocop.scheme:2"."""
        return f"ocop.scheme:{self.pk}"

    def read(self) -> Scheme:
        """The scheme, ready to score by."""
        if self.digest not in _READ:
            data: dict[str, Any] = self.data
            _READ[self.digest] = read_scheme(data)
        return _READ[self.digest]
