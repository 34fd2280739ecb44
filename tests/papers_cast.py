"""A sheet, a printer and a template of the cooperative."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from labels.services import (
    PrinterFacts,
    SheetMeasures,
    keep_printer,
    keep_sheet,
    keep_template,
    read_shape,
)

SHEET: dict[str, Any] = {
    "name": "Tờ 12 nhãn",
    "page_width": "210",
    "page_height": "297",
    "columns": 2,
    "rows": 6,
    "label_width": "99",
    "label_height": "44",
    "left": "5",
    "top": "15",
    "column_gap": "2",
    "row_gap": "0",
    "is_roll": False,
}
PRINTER: dict[str, Any] = {
    "name": "Máy văn phòng",
    "kind": "office",
    "dpi": 600,
    "language": "pdf",
}

SHIPPED = json.loads(Path("labels/data/templates.json").read_text(encoding="utf-8"))
DESIGN: dict[str, Any] = SHIPPED[1]["design"]  # 50 × 30 mm, for 203 dpi


def measures(**changes) -> SheetMeasures:
    """SHEET, with changes, as the services take it."""
    plain = {"name", "columns", "rows", "is_roll"}
    values: dict[str, Any] = {
        name: value if name in plain else Decimal(value)
        for name, value in (SHEET | changes).items()
    }
    return SheetMeasures(**values)


def facts(**changes) -> PrinterFacts:
    """PRINTER, with changes, as the services take it."""
    return PrinterFacts(**(PRINTER | changes))


def sheet_and_printer(coop):
    """A sheet of twelve labels and an office printer of `coop`."""
    return (
        keep_sheet(organisation=coop, measures=measures(), by="test"),
        keep_printer(organisation=coop, facts=facts(), by="test"),
    )


def template_of(coop, name="Mẫu A", design=DESIGN, **more):
    """A template of `coop`."""
    return keep_template(
        organisation=coop, name=name, design=read_shape(design), by="test", **more
    )
