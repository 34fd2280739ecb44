"""The file of an import: its table, read again for each step."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from common.errors import RuleError
from common.spreadsheets import (
    XLSX_TYPE,
    Cell,
    Mark,
    Row,
    Table,
    is_example,
    read_table,
    write_marked,
)
from records.documents import open_document, store
from records.importing import ImportKind
from records.imports.planning import Read, read_cells
from records.models import Import, ImportRow


@contextmanager
def opened(source: Import, kind: ImportKind[Any]) -> Iterator[Table]:
    """The table of the import's file. Raises RuleError when the file is there no more."""
    if source.document is None:
        raise RuleError(
            "imports.file_gone", "Tệp của lần nhập này không còn. Hãy tải tệp lên lại."
        )
    with open_document(source.document) as file:
        yield read_table(file, kind.all_columns)


def rows_of(source: Import, kind: ImportKind[Any]) -> list[Read]:
    """Every row of the file, its cells read; without the example of the template."""
    with opened(source, kind) as table:
        rows = [read_cells(kind, row.number, _mapped(row, source)) for row in table.rows]
    return [
        row for row in rows if row.findings or not is_example(row.given.values, kind.columns)
    ]


def _mapped(row: Row, source: Import) -> dict[str, Cell]:
    return {
        key: row.cells[place] for key, place in source.mapping.items() if place < len(row.cells)
    }


def write_marked_file(source: Import, kind: ImportKind[Any]) -> None:
    """Keep the person's own rows with what is wrong in each, to be mended and sent again."""
    wrong = {
        row.number: [
            Mark(source.mapping.get(finding["column"]), finding["message"])
            for finding in row.findings
        ]
        for row in source.rows.filter(
            outcome__in=[ImportRow.Outcome.ERROR, ImportRow.Outcome.CONFLICT]
        )
    }
    content = io.BytesIO()
    with opened(source, kind) as table:
        write_marked(
            content,
            table.headers,
            ((row.cells, wrong.get(row.number, ())) for row in table.rows),
        )
    source.marked = store(
        owner=source.key,
        name=f"can-sua-{source.pk}.xlsx",
        content=content,
        content_type=XLSX_TYPE,
        by=source.by,
    )
    source.save(update_fields=["marked"])
