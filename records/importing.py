"""What a kind of rows must say so that files of it can be brought in.

A room declares its kinds in its module `importing`; `records.imports` plans, writes and undoes
the rows of all kinds alike.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.functional import Promise

from common.errors import BadInput
from common.spreadsheets import CLEAR, NUMBER, Column, Value, shown
from common.text import gettext_noop
from records.services import News

Model = TypeVar("Model", bound=models.Model)
VERSION = "version"
VERSION_COLUMN = Column(
    key=VERSION,
    header=gettext_noop("Phiên bản (không sửa)"),
    kind=NUMBER,
    help="Hệ thống ghi khi xuất, để biết dòng này có bị người khác sửa từ lúc đó không. "
    "Để nguyên, hoặc để trống với dòng mới.",
)


@dataclass(frozen=True)
class Given:
    """One row of a file, read.

    number: its row in the file. values: what its cells say, by column; an empty cell says
    nothing. bad: columns whose cells could not be read, and are complained about already.
    """

    number: int
    values: Mapping[str, Value]
    bad: frozenset[str] = frozenset()

    def text(self, key: str, stands: object = "") -> str:
        """The column's text; empty for "(xóa)"; what stands when the cell says nothing."""
        value = self.values.get(key)
        if value is CLEAR:
            return ""
        return str(value if value is not None else stands or "")

    def value(self, key: str, stands: Any = None) -> Any:
        """The column's value; None for "(xóa)"; what stands when the cell says nothing."""
        value = self.values.get(key)
        if value is CLEAR:
            return None
        return stands if value is None else value


@dataclass
class Written(Generic[Model]):
    """A row that was planned to be written: the row itself, its columns and what changes.

    number: its row in the file; made: whether it is new; before: how its fields stood, empty
    for a new one; parts: keys of rows made with it.
    """

    number: int
    row: Model
    made: bool
    before: dict[str, Any]
    more: Any = None
    parts: list[str] = field(default_factory=list)


class ImportKind(ABC, Generic[Model]):
    """One kind of rows that files can bring in.

    key: its name in addresses. title: for people. known_by: how a row that exists is found
    again, in words. columns: of its files, without the version. model: has a column `version`
    that its services raise. fields: the columns of the table that a file can set, each of the
    name that its column in the file has as key. keys: the
    columns that say which row is meant. refusal: what is said to who may not bring it in there.
    """

    key: str
    title: Promise
    known_by: Promise
    columns: tuple[Column, ...]
    keys: frozenset[str]
    model: type[Model]
    fields: tuple[str, ...]
    derived: tuple[str, ...] = ()
    part_relations: frozenset[str] = frozenset()
    refusal: str = ""

    def said(self, column: Column, value: object) -> str:
        """A column of the table for people."""
        return shown(column, value)

    def version_of(self, row: Model) -> int:
        """The number that grows with each change of `row`."""
        return int(row.version)  # type: ignore[attr-defined]

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns of its files, the version last."""
        return (*self.columns, VERSION_COLUMN)

    def is_for(self, scope: Any) -> bool:
        """Whether files of this kind may be brought in there."""
        return True

    @abstractmethod
    def lock(self, scope: Any) -> None:
        """Take the locks of the rules over rows that writing relies on."""

    @abstractmethod
    def prepare(self, rows: Sequence[Given], scope: Any) -> Any:
        """Everything that the rows of one chunk need to know, in a few queries."""

    @abstractmethod
    def find(self, given: Given, known: Any) -> Model | None:
        """The row that `given` means; None when it is new.

        Raises RuleError when it may not be touched from here, or several could be meant.
        """

    @abstractmethod
    def checked(self, given: Given, row: Model | None, known: Any) -> dict[str, Any]:
        """The columns of the table that the row would have; those of `fields` and `derived`,
        and of a new row what else it needs.

        Raises RuleError, or BrokenRules with all that is wrong.
        """

    @abstractmethod
    def make(self, columns: Mapping[str, Any], known: Any) -> Model:
        """A new row with these columns, not saved."""

    @abstractmethod
    def names(self, given: Given, columns: Mapping[str, Any], row: Model | None) -> list[str]:
        """What no two rows of one file may share, as texts."""

    @abstractmethod
    def news(self, row: Model, what: str, more: Mapping[str, Any]) -> News:
        """What the log says of a row; what: "made", "changed" or "removed"."""

    @abstractmethod
    def bumped(self, row: Model) -> Iterable[str]:
        """The version counters that a change of `row` raises."""

    @abstractmethod
    def export(self, scope: Any) -> Iterable[Sequence[object]]:
        """The rows that a person may bring in again: one value for each of `all_columns`."""

    @abstractmethod
    def lists(self, scope: Any) -> Mapping[str, Sequence[str]]:
        """Words that the template offers in a column, beside the columns' own choices."""

    def more(self, given: Given, row: Model | None, known: Any) -> Any:
        """What else the row writes, beside its own table; None when nothing.

        Raises RuleError as `checked` does.
        """
        return None

    def write_more(self, written: Sequence[Written[Model]], scope: Any) -> list[News]:
        """Write what `more` planned, all rows of a chunk at once, and say it for the log."""
        return []

    def for_undo(self, keys: Sequence[int]) -> dict[int, Model]:
        """The rows with these numbers, with all that `news` reads of them."""
        return {row.pk: row for row in self.model._default_manager.filter(pk__in=keys)}

    def also_resting(self, rows: Sequence[Model], parts: Sequence[str]) -> dict[int, str]:
        """Which rows, by number, what hangs on them keeps, although it is like their parts."""
        return {}

    def parts_resting(self, parts: Sequence[str]) -> dict[str, str]:
        """Which of the parts, by key, cannot be removed, each with what rests on it."""
        return {}

    def remove_parts(self, parts: Sequence[str]) -> list[News]:
        """Remove parts that were made with rows, and say it for the log."""
        return []


def must_have(column: Column) -> BadInput:
    """The complaint about an empty cell of a new row."""
    return BadInput(
        "imports.missing",
        f"Dòng mới phải có “{column.header}”. Hãy điền ô này.",
        field=column.key,
    )


def must_stay(column: Column) -> BadInput:
    """The complaint about "(xóa)" where a row must have something."""
    return BadInput(
        "imports.cannot_be_empty",
        f"Không xóa “{column.header}” được: dòng nào cũng phải có. Hãy ghi giá trị mới, hoặc "
        "để ô trống để giữ nguyên.",
        field=column.key,
    )


def plain(value: Any) -> Any:
    """A column of a table as JSON keeps it."""
    if isinstance(value, Decimal | datetime.date | datetime.datetime):
        return str(value)
    return value
