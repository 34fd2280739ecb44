"""A declared list as a page shows it: heads, cells, filters, counts, links."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from common import shown
from common.list_filters import Filter, Words
from common.lists import (
    FILE,
    MOST_XLSX_ROWS,
    PAGE,
    PER_PAGE,
    SEARCH,
    SORT,
    Asked,
    Badge,
    Column,
    DeclaredList,
    Quantity,
    Row,
    Value,
)


@dataclass(frozen=True)
class Head:
    """The head of a column: its words, the link that sorts by it, how it is sorted now."""

    words: Words
    link: str
    # "ascending", "descending" or "", as aria-sort says it.
    sorted: str
    is_number: bool


@dataclass(frozen=True)
class Cell:
    """One value of one row, in words."""

    head: Words
    words: str
    link: str
    badge: Badge | None
    is_number: bool
    is_code: bool
    is_box: bool


@dataclass(frozen=True)
class Chip:
    """A value of the main filter as a link, with how many rows have it."""

    words: Words
    count: int
    link: str
    is_current: bool


@dataclass(frozen=True)
class Control:
    """A filter as a part of the form: its boxes with what stands in them."""

    filter: Filter
    boxes: Sequence[tuple[str, Words, str]]

    @property
    def is_used(self) -> bool:
        """Whether something was asked of it."""
        return any(value for _word, _label, value in self.boxes)


class PageOfList(Paginator):
    """Pages of a list whose length is known, each found by its ids.

    A page far into a list makes the database walk over all rows before it; so that it walks
    over ids alone, what is joined to a row is fetched only for the rows of the page. From the
    middle on it walks from the end.
    """

    def __init__(
        self, declared: DeclaredList[Row], rows: QuerySet[Row], asked: Asked, total: int
    ):
        super().__init__(rows, PER_PAGE)
        self.declared, self.rows = declared, rows
        self.asked, self.total = asked, total

    @cached_property
    def count(self) -> int:
        return self.total

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        end = min(first + self.per_page, self.total)
        found = self.declared.model._default_manager
        ids = self._ids(first, end)
        if not self.declared.costly:
            rows = self.declared.ordered(found.filter(pk__in=ids), self.asked)
            return Page(list(self.declared.dress(rows)), number, self)
        wanted = [row["pk"] for row in ids]
        by_id = {row.pk: row for row in self.declared.dress(found.filter(pk__in=wanted))}
        # From the middle on the ids come from the end.
        if first + end > self.total:
            wanted.reverse()
        return Page([by_id[pk] for pk in wanted if pk in by_id], number, self)

    def _ids(self, first: int, end: int) -> QuerySet[Any]:
        rows = self.rows.values("pk")
        if first + end <= self.total:
            return rows[first:end]
        return rows.reverse()[self.total - end : self.total - first]


class ShownList(Generic[Row]):
    """What the templates of a list page read.

    rows: all that the person may see of it. query: the query string of the page.
    """

    def __init__(self, declared: DeclaredList[Row], rows: QuerySet[Row], query: QueryDict):
        self.declared, self.query = declared, query
        sort, by_word = query.get(SORT, ""), self._column_by_word()
        down, word = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
        key = by_word[word].key if word in by_word else word
        values = {
            part.key: query.get(part.word, "")
            for one in declared.all_filters
            for part in one.parts
        }
        self.asked: Asked = declared.asked(query.get(SEARCH, ""), values, f"{down}{key}")
        self.visible = rows
        # What stands above the list: what could not be read, and what could not be given.
        self.notes: list[Words] = list(self.asked.complaints)

    def _column_by_word(self) -> dict[str, Column[Row]]:
        return {column.word: column for column in self.declared.columns}

    @cached_property
    def narrowed(self) -> QuerySet[Row]:
        """The rows that were asked for, in their order."""
        rows = self.declared.narrowed(self.visible, self.asked)
        return self.declared.ordered(rows, self.asked)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows have each value of the main filter, among those asked for otherwise."""
        main = self.declared.main
        assert main
        rows = self.declared.narrowed(self.visible, self.asked, but=main.key)
        return main.tally(rows)

    @cached_property
    def total(self) -> int:
        """How many rows were asked for."""
        main = self.declared.main
        if not main:
            return self.narrowed.count()
        if main.key in self.asked.conditions:
            return self.counts.get(self.asked.values[main.key], 0)
        return sum(self.counts.values())

    @cached_property
    def page(self) -> Page:
        """The rows of the page asked for, or of the nearest page that there is."""
        pages = PageOfList(self.declared, self.narrowed, self.asked, self.total)
        return pages.get_page(self.query.get(PAGE))

    @property
    def is_asked(self) -> bool:
        """Whether the list is narrowed by anything."""
        return bool(self.asked.search or self.asked.conditions)

    # --- links --------------------------------------------------------------------------------

    @cached_property
    def state(self) -> dict[str, str]:
        """The search, filters and order that were understood, as parameters of the address."""
        state = {SEARCH: self.asked.search} if self.asked.search else {}
        for one in self.declared.all_filters:
            for part in one.parts:
                if part.key in self.asked.values:
                    state[part.word] = self.asked.values[part.key]
        if self.asked.sort:
            word = next(c.word for c in self.declared.columns if c.key == self.asked.sort)
            state[SORT] = f"-{word}" if self.asked.descending else word
        return state

    @property
    def as_query(self) -> str:
        """The state as a query string, "" for the list as it is at first."""
        return _query(self.state)

    def link(self, **changes: str) -> str:
        """The address of this list with other parameters; an empty one is left out."""
        return "?" + _query({k: v for k, v in (self.state | changes).items() if v})

    @property
    def xlsx_link(self) -> str:
        """The list as it is asked for, as an Excel file."""
        return self.link(**{FILE: "xlsx"})

    @property
    def csv_link(self) -> str:
        """The list as it is asked for, as a CSV file."""
        return self.link(**{FILE: "csv"})

    @property
    def fits_xlsx(self) -> bool:
        """Whether its rows fit into an Excel file."""
        return self.total <= MOST_XLSX_ROWS

    # --- what stands on the page --------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column[Row]]:
        """The columns of the page."""
        return list(self.declared.columns)

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns; the link of a sorted one turns its order."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column[Row]) -> Head:
        now, next_sort = "", column.word
        if column.key == self.asked.sort:
            now = "descending" if self.asked.descending else "ascending"
            next_sort = column.word if self.asked.descending else f"-{column.word}"
        link = self.link(**{SORT: next_sort}) if column.sort else ""
        return Head(column.header, link, now, column.number or column.unit)

    @property
    def cells(self) -> list[list[Cell]]:
        """The rows of the page in words."""
        rows = list(self.page.object_list)
        by_column = [self._cells(column, rows) for column in self.columns]
        return [list(row) for row in zip(*by_column, strict=True)]

    def _cells(self, column: Column[Row], rows: Sequence[Row]) -> list[Cell]:
        return [
            Cell(
                column.header,
                in_words(value),
                column.link(row) if column.link else "",
                value if isinstance(value, Badge) else column.badge and column.badge(row),
                column.number or column.unit,
                column.code,
                column.pick,
            )
            for row, value in zip(rows, column.of(rows), strict=True)
        ]

    @property
    def chips(self) -> list[Chip]:
        """The values of the main filter that occur, with their counts; none for one value."""
        main = self.declared.main
        if not main:
            return []
        current = self.asked.values.get(main.key, "")
        found = [
            Chip(
                words,
                self.counts.get(value, 0),
                self.link(**{main.word: value}),
                value == current,
            )
            for value, words in main.options()
            if self.counts.get(value) or value == current
        ]
        if len(found) < 2 and not current:
            return []
        everything = Chip(
            _("Tất cả"), sum(self.counts.values()), self.link(**{main.word: ""}), not current
        )
        return [everything, *found]

    @property
    def controls(self) -> list[Control]:
        """The filters but the main one, as parts of the form."""
        return [
            Control(
                one,
                [(part.word, part.label, self.query.get(part.word, "")) for part in one.parts],
            )
            for one in self.declared.filters
        ]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Each order to choose from: its parameter, its words, whether it is in use."""
        now = self.state.get(SORT, "")
        return [
            (word, f"{column.header} {arrow}", word == now)
            for column in self.columns
            if column.sort
            for word, arrow in ((column.word, "▲"), (f"-{column.word}", "▼"))
        ]

    @property
    def filters_used(self) -> int:
        """How many filters of the form are in use."""
        return sum(one.key in self.asked.conditions for one in self.declared.filters)

    @property
    def kept(self) -> dict[str, str]:
        """What the form carries on unseen: the value of the main filter."""
        word = self.declared.main.word if self.declared.main else ""
        return {word: self.state[word]} if word in self.state else {}


def in_words(value: Value | None) -> str:
    """A value as the page says it; a badge says itself."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Badge):
        return ""
    if isinstance(value, Quantity):
        return shown.quantity(value.amount, value.unit)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, Decimal | int):
        return shown.number(value)
    if isinstance(value, datetime.datetime):
        return shown.moment(value)
    if isinstance(value, datetime.date):
        return shown.day(value)
    return str(value)


def _query(state: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(state)
    return query.urlencode()
