"""Files that are made of a run beside its PDF."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from cooperatives.models import OfOrganisation
from labels.models.runs import LabelRun
from records.models import Document, Job


class LabelFileQuerySet(OfOrganisation):
    """Reading files of runs."""

    organisation_path = "run__organisation"


class LabelFile(models.Model):
    """Labels [first, first + count) of a run for a roll printer or a printing house.

    The same file asked for twice is one row, and has the same bytes whenever it is made.
    """

    class Kind(models.TextChoices):
        ZPL = "zpl", _("ZPL cho máy in nhãn")
        TSPL = "tspl", _("TSPL cho máy in nhãn")
        CSV = "csv", _("danh sách số và liên kết (CSV)")
        XLSX = "xlsx", _("danh sách số và liên kết (Excel)")

    run = models.ForeignKey(
        LabelRun, models.PROTECT, verbose_name="đợt nhãn", related_name="files"
    )
    kind = models.CharField("loại tệp", max_length=4, choices=Kind)
    # Of the printer that it is for; 0 for lists.
    dpi = models.PositiveSmallIntegerField("độ phân giải", default=0)
    first = models.PositiveIntegerField("từ vị trí")
    count = models.PositiveIntegerField("số nhãn")
    job = models.ForeignKey(
        Job, models.PROTECT, verbose_name="công việc", related_name="+", null=True
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="tệp", related_name="+", null=True
    )
    asked_at = models.DateTimeField("yêu cầu lúc")
    asked_by = models.CharField("người yêu cầu", max_length=60)

    objects = LabelFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp nhãn"
        verbose_name_plural = "tệp nhãn"
        ordering = ["-pk"]
        constraints = [
            known_choice("label_file_kind_known", "kind", ["zpl", "tspl", "csv", "xlsx"]),
            models.CheckConstraint(
                name="label_file_dots_only_for_printers",
                condition=Q(kind__in=["zpl", "tspl"], dpi__in=[203, 300])
                | Q(kind__in=["csv", "xlsx"], dpi=0),
            ),
            models.CheckConstraint(name="label_file_of_some_labels", condition=Q(count__gte=1)),
            models.UniqueConstraint(
                name="label_file_once", fields=["run", "kind", "dpi", "first", "count"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.kind}"

    @property
    def key(self) -> str:
        """How the log and documents name this file: "labels.file:9"."""
        return f"labels.file:{self.pk}"

    @property
    def name(self) -> str:
        """What the file is called when it is taken away."""
        last = self.first + self.count
        dpi = f"-{self.dpi}dpi" if self.dpi else ""
        ending = {"zpl": "zpl", "tspl": "prn"}.get(self.kind, self.kind)
        return f"nhan-{self.run_id}-{self.first + 1}-{last}{dpi}.{ending}"
