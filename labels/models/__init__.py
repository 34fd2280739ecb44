"""Runs of labels, their designs, and what they are printed on and with."""

from labels.models.files import LabelFile, LabelFileQuerySet
from labels.models.printers import LabelSheet, LabelSheetQuerySet, Printer, PrinterQuerySet
from labels.models.rules import GoodsKind, LabelItem, LabelRule, ProductGoods
from labels.models.runs import MOST_LABELS, MOST_RUNS_OF_A_KEY, LabelRun, LabelRunQuerySet
from labels.models.templates import (
    LabelTemplate,
    LabelTemplateQuerySet,
    LabelTemplateVersion,
)

__all__ = [
    "MOST_LABELS",
    "MOST_RUNS_OF_A_KEY",
    "GoodsKind",
    "LabelFile",
    "LabelFileQuerySet",
    "LabelItem",
    "LabelRule",
    "LabelRun",
    "LabelRunQuerySet",
    "LabelSheet",
    "LabelSheetQuerySet",
    "LabelTemplate",
    "LabelTemplateQuerySet",
    "LabelTemplateVersion",
    "Printer",
    "PrinterQuerySet",
    "ProductGoods",
]
