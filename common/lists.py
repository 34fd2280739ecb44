"""A list declared once: its columns, its filters, its search and its order.

A room declares its lists in its module `lists`. The page of a list (accounts.list_pages), the
list in the API (common.list_api) and the file to download all read the one declaration, so
that they find the same rows.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Expression, OrderBy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.list_filters import Choice, Filter, Unreadable, Words
from common.spreadsheets import Column as FileColumn
from common.text import fold

Row = TypeVar("Row", bound=Model)

PER_PAGE = 25
# A search is a few words of a name; more than these are not looked for.
LONGEST_SEARCH, MOST_WORDS = 100, 6
# An Excel file is put together within the time of one request; CSV, much quicker, has no bound.
MOST_XLSX_ROWS = 20_000
SEARCH, SORT, PAGE, FILE = "tim", "xep", "trang", "tep"


@dataclass(frozen=True)
class Badge:
    """Some words set off from the rest; tone: "good", "wait", "bad" or none."""

    words: Words
    tone: str = ""


@dataclass(frozen=True)
class Quantity:
    """An amount with its unit, shown as one: "1.200,5 kg"."""

    amount: Decimal
    unit: str


Value = (
    str | Promise | Decimal | int | bool | datetime.date | datetime.datetime | Badge | Quantity
)


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """What a list says of each row under one header.

    key: its name in files and as an order in the API; word: as an order in the address of a
    page. value: of one row; or values: of several rows at once, in their order, where asking
    for each would be a query each. sort: the columns or expressions to order by, when one can.
    link: the address that the cell leads to. badge: words after the value. code: an opaque
    code, never a number. pick: the value is that of a box to tick, which belongs to the form
    "picked" of the page. in_file: whether it stands in files too.
    """

    key: str
    word: str
    header: Words
    value: Callable[[Row], Value | None] | None = None
    values: Callable[[Sequence[Row]], Sequence[Value | None]] | None = None
    sort: Sequence[str | Expression] = ()
    link: Callable[[Row], str] | None = None
    badge: Callable[[Row], Badge | None] | None = None
    code: bool = False
    pick: bool = False
    number: bool = False
    unit: bool = False
    in_file: bool = True

    def of(self, rows: Sequence[Row]) -> Sequence[Value | None]:
        """The values of `rows`."""
        if self.values:
            return self.values(rows)
        assert self.value
        return [self.value(row) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Search:
    """Where the search box looks.

    folded: columns of text without marks; every word typed must be in one of them.
    codes: columns that hold a code, each with the function that turns what was typed into the
    form in which the code is stored; the code must be the whole of it.
    more: what else may hold a word: from the folded word to a condition, or to None.
    hint: what can be searched for, said in the box.
    """

    folded: Sequence[str] = ()
    codes: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    more: Sequence[Callable[[str], Q | None]] = ()
    hint: Words = ""

    def condition(self, typed: str) -> Q | None:
        """What rows must meet that are found by `typed`; None when nothing was typed."""
        words = fold(typed[:LONGEST_SEARCH]).split()[:MOST_WORDS]
        if not words:
            return None
        found = Q()
        for word in words:
            found &= self._holds(word)
        for path, stored in self.codes.items():
            code = stored(typed.strip()[:LONGEST_SEARCH])
            if code:
                found |= Q(**{path: code})
        return found

    def _holds(self, word: str) -> Q:
        held = Q()
        for path in self.folded:
            held |= Q(**{f"{path}__contains": word})
        for condition in self.more:
            held |= condition(word) or Q()
        return held


@dataclass(frozen=True)
class ListFile(Generic[Row]):
    """The file of a list whose rows can be brought in by a file: the columns of that import.

    rows: from the rows asked for and the person who asks, a value for each column.
    """

    columns: Sequence[FileColumn]
    rows: Callable[[QuerySet[Row], Any], Iterable[Sequence[object]]]


@dataclass(frozen=True)
class Asked:
    """A query that was read: what to narrow the rows to, and in which order.

    values: what was asked of the filters, by the keys of their parts, as far as it could be
    read. complaints: what could not be read, in sentences.
    """

    search: str
    values: Mapping[str, str]
    conditions: Mapping[str, Q]
    sort: str
    descending: bool
    complaints: Sequence[Words]


@dataclass(frozen=True, kw_only=True)
class DeclaredList(Generic[Row]):
    """A list page, declared.

    name: "cooperatives.organisations", under which saved views are kept; it never changes.
    title: also the name of its file. order: the columns it stands in when nobody chose one,
    "-" before those that go down, or expressions. dress: adds what showing a row needs
    (joins, prefetches, annotations) to a queryset. main: the filter whose values are counted
    above the list. costly: its order is dear, so it is asked once, for the ids of a page.
    """

    name: str
    title: Words
    model: type[Row]
    columns: Sequence[Column[Row]]
    order: Sequence[str | OrderBy]
    search: Search = field(default_factory=Search)
    filters: Sequence[Filter] = ()
    main: Choice | None = None
    file: ListFile[Row] | None = None
    costly: bool = False
    dress: Callable[[QuerySet[Row]], QuerySet[Row]] = lambda rows: rows

    @property
    def all_filters(self) -> list[Filter]:
        """The main filter and the others."""
        return [*([self.main] if self.main else []), *self.filters]

    def asked(self, search: str, values: Mapping[str, str], sort: str) -> Asked:
        """Read a query: the search, the values of the filters' parts, and the order.

        sort: the key of a column, with "-" before it to go down; empty: the list's own order.
        """
        complaints: list[Words] = []
        conditions: dict[str, Q] = {}
        kept: dict[str, str] = {}
        for one in self.all_filters:
            given = {part.key: values[part.key] for part in one.parts if values.get(part.key)}
            try:
                condition = one.condition(given)
            except Unreadable as error:
                complaints.append(error.sentence)
                continue
            if condition is not None:
                conditions[one.key] = condition
                kept |= given
        key, descending = sort.removeprefix("-"), sort.startswith("-")
        if key and not any(column.key == key and column.sort for column in self.columns):
            complaints.append(
                format_lazy(_("Danh sách này không xếp theo “{key}” được."), key=key)
            )
            key, descending = "", False
        return Asked(
            search[:LONGEST_SEARCH].strip(), kept, conditions, key, descending, complaints
        )

    def narrowed(self, rows: QuerySet[Row], asked: Asked, *, but: str = "") -> QuerySet[Row]:
        """The rows that the query asks for, without the filter of the key `but`."""
        found = self.search.condition(asked.search)
        if found is not None:
            rows = rows.filter(found)
        for key, condition in asked.conditions.items():
            if key != but:
                rows = rows.filter(condition)
        return rows

    def ordered(self, rows: QuerySet[Row], asked: Asked) -> QuerySet[Row]:
        """`rows` in the order asked for; equal ones by id, so that no page repeats one."""
        if not asked.sort:
            return rows.order_by(*self.order)
        column = next(column for column in self.columns if column.key == asked.sort)
        terms = [self._term(by, asked.descending) for by in column.sort]
        return rows.order_by(*terms, "-pk" if asked.descending else "pk")

    def _term(self, by: str | Expression, descending: bool) -> OrderBy:
        # What is not known stands last, whichever way: the databases differ on their own.
        last = True if isinstance(by, str) and self._may_be_null(by) else None
        term = F(by) if isinstance(by, str) else by
        return OrderBy(term, descending=descending, nulls_last=last)

    def _may_be_null(self, path: str) -> bool:
        model: type[Model] = self.model
        for name in path.split("__"):
            column = model._meta.get_field(name)
            if getattr(column, "null", False):
                return True
            if column.related_model:
                assert isinstance(column.related_model, type)
                model = column.related_model
        return False
