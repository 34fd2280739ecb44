"""Bringing files of rows in: upload, mapping, check, writing, undoing, forgetting."""

from records.imports.applying import apply
from records.imports.asking import (
    ask_apply,
    ask_check,
    ask_undo,
    set_mapping,
    start,
)
from records.imports.checking import check
from records.imports.forgetting import forget_old_files, forget_person
from records.imports.undoing import resting_on, undo

__all__ = [
    "apply",
    "ask_apply",
    "ask_check",
    "ask_undo",
    "check",
    "forget_old_files",
    "forget_person",
    "resting_on",
    "set_mapping",
    "start",
    "undo",
]
