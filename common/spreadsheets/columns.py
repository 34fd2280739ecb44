"""What a table's columns are, and which column of a file is which of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from common.text import fold

TEXT, CODE, NUMBER, DATE, YEAR, CHOICE = "text", "code", "number", "date", "year", "choice"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table that is written to a file or read from one.

    key: its name for programs. header: in Vietnamese, the first row of a file.
    kind: TEXT, CODE (text whose zeros count), NUMBER, DATE, YEAR or CHOICE.
    required: whether a new row must have it. help: a sentence for the template.
    choices: for CHOICE, pairs of the stored code and its Vietnamese word; files hold the word,
    and both are read. aliases: other words for a choice, each with its code.
    synonyms: headers that files of offices have for it.
    digits: for CODE, the lengths it can have when it is all digits: a cell that Excel made a
    number can only have lost zeros in front, and gets them back.
    whole, decimals: for NUMBER, the most digits before and after the comma; a number without
    decimals is read as an int. example: what the template's example row shows.
    """

    key: str
    header: str
    kind: str = TEXT
    required: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    digits: tuple[int, ...] = ()
    whole: int = 12
    decimals: int = 0
    example: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that a header may say to mean this column, in the form of `plain`."""
        return frozenset(plain(text) for text in (self.key, self.header, *self.synonyms))

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """For CHOICE, the code of everything that a cell may say, in the form for comparing."""
        words = {compact(word): code for word, code in self.aliases.items()}
        return words | {
            compact(text): code for code, word in self.choices for text in (code, word)
        }


def compact(text: str) -> str:
    """A choice for comparing.

    >>> compact("Bru – Vân Kiều") == compact("bru-vân kiều")
    True
    """
    return re.sub(r"[\s‐–-]+", "", fold(text))


def plain(header: str) -> str:
    """A header for comparing: without marks, signs, blanks and what stands in brackets.

    >>> plain("Mã số thuế (MST) *")
    'masothue'
    """
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", header)
    return re.sub(r"[^a-z0-9]+", "", fold(outside)) or re.sub(r"[^a-z0-9]+", "", fold(header))


def matched(headers: Sequence[str], columns: Sequence[Column]) -> int:
    """How many of `columns` these headers name."""
    return len(guess(headers, columns))


def guess(
    headers: Sequence[str],
    columns: Sequence[Column],
    remembered: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """For each column, by its key, the place of the header that means it; each place once.

    What a person chose before (`remembered`: header in the form of `plain` -> key, "" for "not
    this one") comes first, then exact names, then headers that begin with a name.
    """
    found: dict[str, int] = {}
    plains = [plain(header) for header in headers]
    keys = {column.key for column in columns}
    taken = set()
    for place, text in enumerate(plains):
        chosen = (remembered or {}).get(text)
        if chosen is None:
            continue
        taken.add(place)
        if chosen in keys and chosen not in found:
            found[chosen] = place
    for matches in (_is_name, _begins_with_name):
        for column in columns:
            if column.key in found:
                continue
            names = column.names
            for place, text in enumerate(plains):
                if text and place not in taken and matches(text, names):
                    found[column.key] = place
                    taken.add(place)
                    break
    return found


def _is_name(text: str, names: frozenset[str]) -> bool:
    return text in names


def _begins_with_name(text: str, names: frozenset[str]) -> bool:
    # "sodienthoailienhe" for "sodienthoai"; short names would be found everywhere.
    return any(len(name) >= 6 and text.startswith(name) for name in names)
