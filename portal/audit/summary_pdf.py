"""The summary of an audit file as PDF, in Vietnamese: facts, then a table for each subject.

What it says is given; letters and tables are those of all papers of offices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportlab.platypus import Flowable, Table

from common.pdf_story import (
    SOFT,
    WIDTH,
    facts_table,
    heading,
    ruled,
    style,
    words,
    write_story,
)


@dataclass(frozen=True)
class Section:
    """A subject. head: the columns; widths: their shares of the width; empty: what stands there
    without rows; note: words below."""

    title: str
    head: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]
    empty: str
    note: str = ""


@dataclass(frozen=True)
class Summary:
    """All that the summary says."""

    title: str
    foot: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def write_summary(file: BinaryIO, summary: Summary, *, fonts: Path) -> None:
    """Write the summary as PDF to `file`. fonts: the folder of Be Vietnam Pro.

    The same summary gives the same bytes. Raises RuleError "labels.fonts_missing".
    """
    write_story(file, _story(summary), title=summary.title, foot=summary.foot, fonts=fonts)


def _story(summary: Summary) -> Iterable[Flowable]:
    yield words(summary.title, style("Bold", 17, after=1))
    yield words(summary.foot, style("Regular", 9, colour=SOFT, after=4))
    yield facts_table(summary.facts)
    for section in summary.sections:
        yield from _section(section)


def _section(section: Section) -> Iterable[Flowable]:
    yield from heading(section.title)
    if not section.rows:
        yield words(section.empty, style("Regular", 10))
        return
    above, cell = style("SemiBold", 9, colour=SOFT), style("Regular", 9.5)
    rows = [[words(name, above) for name in section.head]]
    rows += [[words(said, cell) for said in row] for row in section.rows]
    whole = sum(section.widths)
    widths = [WIDTH * width / whole for width in section.widths]
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(ruled())
    yield table
    if section.note:
        yield words(section.note, style("Regular", 9, colour=SOFT, before=1))
