"""What is written in this room: runs of labels, their files, papers, printers, templates."""

from labels.services.files import (
    ask_file,
    ask_for_its_printer,
    make_file,
    open_file,
    picture_of,
    stop_file,
)
from labels.services.guards import ask_before_printing
from labels.services.legal import goods_kind_of, label_check, say_goods_kind, wanted_on
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
from labels.services.printing import (
    open_sheet,
    print_sheet,
    setup_of,
    start_printing,
    stop_printing,
)
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
from labels.services.templates import check as check_template
from labels.services.templates import (
    keep_template,
    logo_of,
    preview,
    read_shape,
    retire_template,
)

__all__ = [
    "CannotCheck",
    "FoundLabel",
    "PrintedLabel",
    "PrinterFacts",
    "SheetMeasures",
    "ask_before_printing",
    "ask_file",
    "ask_for_its_printer",
    "check_count",
    "check_template",
    "find",
    "goods_kind_of",
    "issue_run",
    "keep_printer",
    "keep_sheet",
    "keep_template",
    "label_at",
    "label_check",
    "labels_of",
    "logo_of",
    "make_file",
    "open_file",
    "open_sheet",
    "picture_of",
    "preview",
    "print_sheet",
    "read_shape",
    "retire_printer",
    "retire_sheet",
    "retire_template",
    "ruler_page",
    "say_goods_kind",
    "setup_of",
    "sheet_of",
    "sheets_of",
    "start_printing",
    "stop_file",
    "stop_printing",
    "wanted_on",
]
