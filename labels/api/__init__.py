"""Runs of labels, papers and printers over the API."""

from labels.api.papers import printers, sheets
from labels.api.runs import LabelRunOut
from labels.api.runs import router as label_runs
from labels.api.templates import router as templates

__all__ = ["LabelRunOut", "label_runs", "printers", "sheets", "templates"]
