"""Runs of labels, and what they are printed on and with."""

from labels.models.printers import LabelSheet, LabelSheetQuerySet, Printer, PrinterQuerySet
from labels.models.runs import MOST_LABELS, MOST_RUNS_OF_A_KEY, LabelRun, LabelRunQuerySet

__all__ = [
    "MOST_LABELS",
    "MOST_RUNS_OF_A_KEY",
    "LabelRun",
    "LabelRunQuerySet",
    "LabelSheet",
    "LabelSheetQuerySet",
    "Printer",
    "PrinterQuerySet",
]
