"""Tables that people send and take away as Excel or CSV files. No Django here.

What comes in is read defensively: sizes are checked before anything is unpacked, no macro runs,
no formula is reckoned, no entity is fetched, and every cell that cannot be read says why. What
goes out comes back unchanged: codes stay text with their zeros, and text that a spreadsheet
would take for a formula is written as text.
"""

from common.spreadsheets.columns import (
    CHOICE,
    CODE,
    DATE,
    NUMBER,
    TEXT,
    YEAR,
    Column,
    guess,
    matched,
    plain,
)
from common.spreadsheets.reading import MOST_BYTES, MOST_ROWS, Row, Table, read_table
from common.spreadsheets.values import (
    CLEAR,
    Cell,
    Fault,
    Value,
    is_example,
    read,
    restored,
    said_of,
    shown,
    stored,
)
from common.spreadsheets.writing import (
    CSV_TYPE,
    MARKS_HEADER,
    XLSX_TYPE,
    Mark,
    write_csv,
    write_marked,
    write_template,
    write_xlsx,
)

__all__ = [
    "CHOICE",
    "CLEAR",
    "CODE",
    "CSV_TYPE",
    "DATE",
    "MARKS_HEADER",
    "MOST_BYTES",
    "MOST_ROWS",
    "NUMBER",
    "TEXT",
    "XLSX_TYPE",
    "YEAR",
    "Cell",
    "Column",
    "Fault",
    "Mark",
    "Row",
    "Table",
    "Value",
    "guess",
    "is_example",
    "matched",
    "plain",
    "read",
    "read_table",
    "restored",
    "said_of",
    "shown",
    "stored",
    "write_csv",
    "write_marked",
    "write_template",
    "write_xlsx",
]
