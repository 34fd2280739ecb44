"""What labels are printed on and with: an organisation's own sheets, and its printers."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import known_choice
from cooperatives.models import OfOrganisation, Organisation
from labels.dots import RESOLUTIONS, Dots
from labels.rulers import RULERS, Ruler
from labels.sheets import TRUE, Calibration, Sheet

# SQLite adds up decimals as floating point numbers.
ROUNDING = Decimal("0.005")


def _millimetres(name: str, **options: Any) -> models.DecimalField:
    return models.DecimalField(name, max_digits=6, decimal_places=2, **options)


class LabelSheetQuerySet(OfOrganisation):
    """Reading an organisation's own sheets."""

    def in_use(self) -> Self:
        """Sheets that may be printed on."""
        return self.filter(retired_at__isnull=True)


class LabelSheet(models.Model):
    """A sheet or roll of labels that an organisation measured itself, in millimetres.

    A run keeps the measures of its printing day: what is changed here holds for later runs.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="label_sheets"
    )
    name = models.CharField("tên khổ giấy", max_length=60)
    is_roll = models.BooleanField("là cuộn", default=False)
    page_width = _millimetres("rộng trang")
    page_height = _millimetres("cao trang")
    columns = models.PositiveSmallIntegerField("số cột")
    rows = models.PositiveSmallIntegerField("số hàng")
    label_width = _millimetres("rộng nhãn")
    label_height = _millimetres("cao nhãn")
    left = _millimetres("lề trái", default=0)
    top = _millimetres("lề trên", default=0)
    column_gap = _millimetres("khe giữa hai cột", default=0)
    row_gap = _millimetres("khe giữa hai hàng", default=0)
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)

    objects = LabelSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "khổ giấy nhãn"
        verbose_name_plural = "khổ giấy nhãn"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="label_sheet_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="label_sheet_has_labels", condition=Q(columns__gte=1, rows__gte=1)
            ),
            models.CheckConstraint(
                name="label_sheet_lengths_are_not_negative",
                condition=Q(left__gte=0, top__gte=0, column_gap__gte=0, row_gap__gte=0)
                & Q(label_width__gt=0, label_height__gt=0),
            ),
            models.CheckConstraint(
                name="label_sheet_labels_within_its_width",
                condition=Q(
                    page_width__gte=F("left")
                    + F("columns") * F("label_width")
                    + (F("columns") - 1) * F("column_gap")
                    - ROUNDING
                ),
            ),
            models.CheckConstraint(
                name="label_sheet_labels_within_its_height",
                condition=Q(
                    page_height__gte=F("top")
                    + F("rows") * F("label_height")
                    + (F("rows") - 1) * F("row_gap")
                    - ROUNDING
                ),
            ),
            models.CheckConstraint(
                name="label_sheet_of_a_roll_is_one_row",
                condition=Q(is_roll=False) | Q(rows=1),
            ),
            models.UniqueConstraint(
                name="label_sheet_name_once_in_its_organisation",
                fields=["organisation", "name"],
                condition=Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this sheet: "labels.sheet:3"."""
        return f"labels.sheet:{self.pk}"

    @property
    def code(self) -> str:
        """How print forms and the API name it: "own-3"."""
        return f"own-{self.pk}"

    @property
    def sheet(self) -> Sheet:
        """What is printed on."""
        return Sheet(
            code=self.code,
            title=self.name,
            page_width=float(self.page_width),
            page_height=float(self.page_height),
            columns=self.columns,
            rows=self.rows,
            label_width=float(self.label_width),
            label_height=float(self.label_height),
            left=float(self.left),
            top=float(self.top),
            column_gap=float(self.column_gap),
            row_gap=float(self.row_gap),
            is_roll=self.is_roll,
        )


class PrinterQuerySet(OfOrganisation):
    """Reading printers."""

    def in_use(self) -> Self:
        """Printers that may be printed with."""
        return self.filter(retired_at__isnull=True)


class Printer(models.Model):
    """A printer of an organisation: how fine it is, and how far beside the mark it prints.

    The measured lengths are those of its ruler page (`labels.rulers`), as a person read them
    off; null until somebody did.
    """

    class Kind(models.TextChoices):
        OFFICE = "office", _("máy in văn phòng, giấy A4")
        ROLL = "roll", _("máy in nhãn cuộn")

    class Language(models.TextChoices):
        DRIVER = "pdf", _("in từ máy tính (PDF)")
        ZPL = "zpl", _("ZPL (Zebra và máy tương thích)")
        TSPL = "tspl", _("TSPL (TSC, Xprinter, Godex và máy tương thích)")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="printers"
    )
    name = models.CharField("tên máy in", max_length=60)
    kind = models.CharField("loại máy", max_length=6, choices=Kind)
    language = models.CharField(
        "ngôn ngữ máy in", max_length=4, choices=Language, default=Language.DRIVER
    )
    dpi = models.PositiveSmallIntegerField(
        "độ phân giải", choices=[(dpi, f"{dpi} dpi") for dpi in RESOLUTIONS]
    )
    measured_left = _millimetres("đo từ mép trái", null=True, blank=True)
    measured_top = _millimetres("đo từ mép trên", null=True, blank=True)
    measured_across = _millimetres("đo thước ngang", null=True, blank=True)
    measured_down = _millimetres("đo thước dọc", null=True, blank=True)
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)

    objects = PrinterQuerySet.as_manager()

    class Meta:
        verbose_name = "máy in"
        verbose_name_plural = "máy in"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="printer_has_a_name", condition=~Q(name="")),
            known_choice("printer_kind_known", "kind", ["office", "roll"]),
            known_choice("printer_language_known", "language", ["pdf", "zpl", "tspl"]),
            known_choice("printer_resolution_known", "dpi", [203, 300, 600]),
            models.CheckConstraint(
                name="printer_language_only_of_a_roll_printer",
                condition=Q(kind="roll") | Q(language="pdf"),
            ),
            models.CheckConstraint(
                name="printer_measured_whole_or_not",
                condition=Q(
                    measured_left__isnull=True,
                    measured_top__isnull=True,
                    measured_across__isnull=True,
                    measured_down__isnull=True,
                )
                | Q(
                    measured_left__isnull=False,
                    measured_top__isnull=False,
                    measured_across__gt=0,
                    measured_down__gt=0,
                ),
            ),
            models.UniqueConstraint(
                name="printer_name_once_in_its_organisation",
                fields=["organisation", "name"],
                condition=Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log names this printer: "labels.printer:2"."""
        return f"labels.printer:{self.pk}"

    @property
    def dots(self) -> Dots:
        """What it can draw."""
        return RESOLUTIONS[self.dpi]

    @property
    def ruler(self) -> Ruler:
        """The ruler of its kind of paper, as it is drawn."""
        return RULERS[self.kind]

    @property
    def calibration(self) -> Calibration:
        """Where to send what is to stand in its place."""
        lengths = (
            self.measured_left,
            self.measured_top,
            self.measured_across,
            self.measured_down,
        )
        if None in lengths:
            return TRUE
        return self.ruler.calibration(Ruler(*(float(length or 0) for length in lengths)))
