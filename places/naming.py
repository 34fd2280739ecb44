"""How a unit is called for people, on a day that may lie after the unit's end.

Names stay Vietnamese in every language; what is said around them is translated here, because
this module is pure and the sentence is not the same in each language.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from places.levels import COMMUNE

PHRASES = {
    "vi": {
        "was": "trước {day}: {old}",
        "gone": "đến {day}",
        "split": "đến {day}; nay thuộc {new}",
        "partly known": "đến {day}; nay một phần thuộc {new}",
        "or": " hoặc ",
        "day": "{day.day}/{day.month}/{day.year}",
    },
    "en": {
        "was": "before {day}: {old}",
        "gone": "until {day}",
        "split": "until {day}; now in {new}",
        "partly known": "until {day}; now partly in {new}",
        "or": " or ",
        "day": "{day.day} {month} {day.year}",
    },
}
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as far as its name needs it; `full_name` as in a list: "Xã Hải Lăng"."""

    id: int
    code: str
    level: int
    name: str
    full_name: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by id, and by id what each passed on: (id of the successor, whether whole).

    Holds every place to be named, the places above it, all it became and the places above that.
    """

    places: Mapping[int, Place]
    passed_on: Mapping[int, Sequence[tuple[int, bool]]]


def compose(
    gazetteer: Gazetteer,
    place_id: int,
    *,
    on: datetime.date,
    language: str = "vi",
    short: bool = False,
) -> str:
    """The address of a place as it is read on `on`.

    In force: "xã Hải Lăng, tỉnh Quảng Trị". Passed whole into one unit:
    "xã Hải Lăng, tỉnh Quảng Trị (trước 1/7/2025: xã Hải Thượng, huyện Hải Lăng)"; the old
    province is named when it was called otherwise. Split: the old address, its last day and
    what may hold the place now. A village takes part in what became of its commune.
    language: "vi" or "en"; any other is read as "vi".
    short: the commune level alone, without the units above and without the village.
    """
    phrases = PHRASES.get(language.split("-")[0], PHRASES["vi"])
    return _Composer(gazetteer, on, phrases, short).address(gazetteer.places[place_id])


@dataclass(frozen=True, slots=True)
class _Composer:
    gazetteer: Gazetteer
    on: datetime.date
    phrases: Mapping[str, str]
    short: bool

    def address(self, place: Place) -> str:
        line = self._line(place)
        ended = next((each for each in line if self._ended_on(each)), None)
        if ended is None:
            return self._text(line)
        # A village below the unit that ended keeps its own name through the reform.
        kept, old = line[: line.index(ended)], line[line.index(ended) :]
        heirs, whole = self._heirs(ended)
        if whole:
            new = self._line(heirs[0])
            return self._text([*kept, *new]) + self._formerly(old, new)
        phrase = "split" if len(heirs) > 1 else "partly known" if heirs else "gone"
        said = self._phrase(phrase, old[0], new=self._one_of(heirs, old[-1]))
        return self._text(line) + said

    def _formerly(self, old: list[Place], new: list[Place]) -> str:
        """The bracket with the old name; nothing where it would only repeat the new one."""
        ended = old[0]
        if len(old) > 1 and old[-1].name == new[-1].name:
            old, new = old[:-1], new[:-1]
        if self._text(old) == self._text(new):
            return ""
        return self._phrase("was", ended, old=self._text(old))

    def _one_of(self, heirs: Sequence[Place], old_province: Place) -> str:
        """The heirs joined by "or"; with their province where it is called otherwise."""
        lines = [self._line(heir) for heir in heirs]
        provinces = {line[-1].name for line in lines}
        if self.short or provinces <= {old_province.name}:
            return self._listed([_lower(heir) for heir in heirs])
        if len(provinces) > 1:
            return self._listed([self._text(line) for line in lines])
        names = self._listed([self._text(line[:-1]) for line in lines if line[1:]])
        return ", ".join(filter(None, [names, _lower(lines[0][-1])]))

    def _heirs(self, ended: Place) -> tuple[list[Place], bool]:
        """The units in force that hold an ended place; whether all of it lies in one alone."""
        heirs: dict[int, Place] = {}
        complete, seen, left = True, {ended.id}, [ended]
        while left:
            place = left.pop()
            if not self._ended_on(place):
                heirs[place.id] = place
                continue
            passed = self.gazetteer.passed_on.get(place.id, ())
            # A single part means that nobody knows where the rest went.
            complete &= len(passed) > 1 or any(whole for _, whole in passed)
            left += [self.gazetteer.places[heir] for heir, _ in passed if heir not in seen]
            seen.update(heir for heir, _ in passed)
        return sorted(heirs.values(), key=lambda heir: heir.code), complete and len(heirs) == 1

    def _ended_on(self, place: Place) -> datetime.date | None:
        """The day the place ended, if that is not after the day of reading."""
        return place.valid_to if place.valid_to and place.valid_to <= self.on else None

    def _line(self, place: Place) -> list[Place]:
        """The place and those above it, the province last."""
        line = [place]
        while (above := line[-1].parent_id) is not None:
            line.append(self.gazetteer.places[above])
        return line

    def _text(self, line: Sequence[Place]) -> str:
        communes = [place for place in line if place.level == COMMUNE]
        return ", ".join(map(_lower, communes if self.short and communes else line))

    def _listed(self, names: Sequence[str]) -> str:
        """A; A or B; A, B or C."""
        most, last = names[:-1], names[-1:]
        return self.phrases["or"].join(filter(None, [", ".join(most), *last]))

    def _phrase(self, phrase: str, ended: Place, **names: str) -> str:
        day = self._ended_on(ended)
        assert day is not None
        said = self.phrases["day"].format(day=day, month=MONTHS[day.month - 1])
        return f" ({self.phrases[phrase].format(day=said, **names)})"


def _lower(place: Place) -> str:
    """The name inside a sentence: "Xã Hải Lăng" -> "xã Hải Lăng"."""
    return place.full_name[:1].lower() + place.full_name[1:]
