"""The filters a list may have: what each reads from a query, and the condition it becomes."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Choices = Iterable[tuple[str, Words]]

YES, NO = "co", "khong"


class Unreadable(Exception):
    """A value of the query means nothing here.

    sentence: what is wrong and what to do, in the language of whoever reads it.
    """

    def __init__(self, sentence: Words):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Part:
    """One parameter of a query: `key` in the API, `word` in the address of a page."""

    key: str
    word: str
    label: Words
    # What the API takes for it, and what its documentation says of it.
    kind: type = str
    description: str = ""


@dataclass(frozen=True)
class Filter:
    """One question a list can be asked; subclasses say which.

    key, word: its name in the API ("kind") and in the address of a page ("loai"). `control`:
    how templates/parts/list_filter.html draws it.
    """

    key: str
    word: str
    label: Words
    control = "text"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parameters it reads; one, unless it is a span."""
        return (Part(self.key, self.word, self.label),)

    def condition(self, values: Mapping[str, str]) -> Q | None:
        """What the rows must meet; None when nothing was asked. values: by the parts' keys.

        Raises Unreadable.
        """
        raise NotImplementedError

    def options(self) -> Choices:
        """The values to choose from, with their words; of filters that have such."""
        return ()


@dataclass(frozen=True)
class Choice(Filter):
    """Rows whose column `path` holds one of the known values.

    choices: pairs of value and words, or a function that gives them, for those in a table.
    """

    path: str
    choices: Choices | Callable[[], Choices]
    control = "choice"

    @property
    def parts(self) -> tuple[Part, ...]:
        if callable(self.choices):
            return super().parts
        known = ", ".join(value for value, _words in self.choices)
        return (Part(self.key, self.word, self.label, str, f"One of: {known}"),)

    def options(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    def condition(self, values: Mapping[str, str]) -> Q | None:
        value = values.get(self.key, "")
        if not value:
            return None
        if value not in {known for known, _words in self.options()}:
            raise Unreadable(
                format_lazy(
                    _("“{value}” không có trong danh sách “{label}”. Hãy chọn lại."),
                    value=value,
                    label=self.label,
                )
            )
        return self.asked(value)

    def asked(self, value: str) -> Q:
        """The condition of one known value."""
        return Q(**{self.path: value})

    def tally(self, rows: QuerySet[Any]) -> dict[str, int]:
        """How many of `rows` hold each value; what is nowhere else stands under ""."""
        counted = rows.order_by().values_list(self.path).annotate(Count("pk"))
        return dict(counted.values_list(self.path, "pk__count"))


@dataclass(frozen=True)
class Case:
    """One answer of `Cases`: its value in the query, its words, the condition it means."""

    value: str
    words: Words
    # Asked at the time of the query, so that it may speak of today.
    condition: Callable[[], Q]


@dataclass(frozen=True)
class Cases(Filter):
    """Rows in one of several cases that are no single column: valid today, expiring soon."""

    cases: Sequence[Case]
    control = "choice"

    @property
    def parts(self) -> tuple[Part, ...]:
        known = ", ".join(case.value for case in self.cases)
        return (Part(self.key, self.word, self.label, str, f"One of: {known}"),)

    def options(self) -> Choices:
        return [(case.value, case.words) for case in self.cases]

    def condition(self, values: Mapping[str, str]) -> Q | None:
        value = values.get(self.key, "")
        if not value:
            return None
        for case in self.cases:
            if case.value == value:
                return case.condition()
        raise Unreadable(
            format_lazy(
                _("“{value}” không có trong danh sách “{label}”. Hãy chọn lại."),
                value=value,
                label=self.label,
            )
        )


@dataclass(frozen=True)
class YesNo(Filter):
    """Rows that meet `yes`, or the others."""

    yes: Callable[[], Q]
    control = "choice"

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part(self.key, self.word, self.label, bool),)

    def options(self) -> Choices:
        return [(YES, _("có")), (NO, _("không"))]

    def condition(self, values: Mapping[str, str]) -> Q | None:
        value = values.get(self.key, "")
        if not value:
            return None
        if value not in (YES, NO):
            raise Unreadable(
                format_lazy(
                    _("“{label}” chỉ nhận có hoặc không. Hãy chọn lại."), label=self.label
                )
            )
        return self.yes() if value == YES else ~self.yes()


@dataclass(frozen=True)
class Days(Filter):
    """Rows whose day `path` lies between two days, both of them included.

    moments: the column holds moments, which fall on a day by the clocks of Việt Nam.
    """

    path: str
    moments: bool = False
    control = "days"

    @property
    def parts(self) -> tuple[Part, ...]:
        first = format_lazy(_("{label} từ"), label=self.label)
        last = format_lazy(_("{label} đến"), label=self.label)
        return (
            Part(f"{self.key}_from", f"{self.word}_tu", first, datetime.date),
            Part(f"{self.key}_to", f"{self.word}_den", last, datetime.date, "Included"),
        )

    def condition(self, values: Mapping[str, str]) -> Q | None:
        first, last = (_day(values.get(part.key, ""), part.label) for part in self.parts)
        if first and last and last < first:
            raise Unreadable(
                format_lazy(
                    _("“{label}”: ngày sau đứng trước ngày đầu. Hãy đổi lại hai ngày."),
                    label=self.label,
                )
            )
        asked = Q()
        if first:
            asked &= Q(**{f"{self.path}__gte": self._start_of(first)})
        if last:
            after = last + datetime.timedelta(days=1)
            asked &= Q(**{f"{self.path}__lt": self._start_of(after)})
        return asked or None

    def _start_of(self, day: datetime.date) -> datetime.date:
        if not self.moments:
            return day
        midnight = datetime.time.min
        return datetime.datetime.combine(day, midnight, timezone.get_current_timezone())


def _day(value: str, label: Words) -> datetime.date | None:
    """A day as the browser's date box sends it, or as a person writes it: 23/11/2026."""
    if not value:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.datetime.strptime(value, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day
    raise Unreadable(
        format_lazy(
            _("“{value}” ở “{label}” không phải là ngày. Hãy ghi như 23/11/2026."),
            value=value,
            label=label,
        )
    )


@dataclass(frozen=True)
class Text(Filter):
    """Rows whose column holds the text: `path` with its lookup, e.g. "market__iexact"."""

    path: str

    def condition(self, values: Mapping[str, str]) -> Q | None:
        value = values.get(self.key, "").strip()
        return Q(**{self.path: value}) if value else None
