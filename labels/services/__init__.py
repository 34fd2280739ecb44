"""What is written in this room: runs of labels, their sheets, papers and printers."""

from labels.services.papers import (
    PrinterFacts,
    SheetMeasures,
    keep_printer,
    keep_sheet,
    retire_printer,
    retire_sheet,
    ruler_page,
    sheet_of,
    sheets_of,
)
from labels.services.printing import open_sheet, print_sheet, start_printing, stop_printing
from labels.services.runs import (
    CannotCheck,
    FoundLabel,
    PrintedLabel,
    check_count,
    find,
    issue_run,
    label_at,
    labels_of,
)

__all__ = [
    "CannotCheck",
    "FoundLabel",
    "PrintedLabel",
    "PrinterFacts",
    "SheetMeasures",
    "check_count",
    "find",
    "issue_run",
    "keep_printer",
    "keep_sheet",
    "label_at",
    "labels_of",
    "open_sheet",
    "print_sheet",
    "retire_printer",
    "retire_sheet",
    "ruler_page",
    "sheet_of",
    "sheets_of",
    "start_printing",
    "stop_printing",
]
