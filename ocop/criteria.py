"""Criteria sets: what a product can be scored on, read from data and checked as it is read.

A scheme is one version of one decision: bands of stars, and a set of criteria for each kind of
product. Nothing of it is code; a later decision, or an office's own wording of this one, is
another file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

YES_NO, CHOICE = "yes_no", "choice"
# What a criterion may do to the product, apart from points.
DISQUALIFY, NOT_ASSESSED, STOP_SCORING = "disqualify", "not_assessed", "stop_scoring"
KNOCK_OUTS = (DISQUALIFY, NOT_ASSESSED, STOP_SCORING)


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    vi: str
    en: str


@dataclass(frozen=True)
class Option:
    """One answer to a criterion.

    number: its place in the criterion, from 1: two options may be worth the same points.
    gate: for that many stars, and more, the chosen option must be worth at least this one's
    points. case: the case of the criterion that it belongs to; empty where there are none.
    """

    number: int
    points: Decimal
    words: Words
    gate: int | None = None
    case: str = ""


@dataclass(frozen=True)
class Criterion:
    """What one option is chosen for.

    code: "2.3", within its set. most: the most points it can give.
    knock_out: what happens to the product when the note on it applies; empty for most.
    evidence: the kind of our own records that speak to it; empty where none do.
    """

    code: str
    name: Words
    most: Decimal
    kind: str
    options: tuple[Option, ...]
    cases: Mapping[str, Words]
    knock_out: str
    evidence: str
    notes: tuple[Words, ...]

    @property
    def is_gated(self) -> bool:
        """Whether some number of stars asks for one of its options."""
        return any(option.gate for option in self.options)

    def option(self, number: int) -> Option:
        """The option with this number. Raises KeyError."""
        if not 1 <= number <= len(self.options):
            raise KeyError(number)
        return self.options[number - 1]


@dataclass(frozen=True)
class Section:
    """Criteria under one heading; `criteria` are the leaves, in order."""

    code: str
    name: Words
    most: Decimal
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Part:
    """A, B or C of a set."""

    code: str
    name: Words
    most: Decimal
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Criterion]:
        for section in self.sections:
            yield from section.criteria


@dataclass(frozen=True)
class ProductSet:
    """The criteria of one kind of product.

    samples: how many the dossier brings. disqualifiers: findings, by slug, that put a product
    out whatever its points.
    """

    number: int
    name: Words
    group: str
    samples: int
    disqualifiers: tuple[str, ...]
    parts: tuple[Part, ...]

    def __iter__(self) -> Iterator[Criterion]:
        for part in self.parts:
            yield from part

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        """Each criterion by its code."""
        return {criterion.code: criterion for criterion in self}


@dataclass(frozen=True)
class Band:
    """From `least` up to `most` points are so many stars; `closed` when `most` is one of them.

    certificate: whether the stars are certified. level: where they are decided, "province" or
    "national"; empty where they are not.
    """

    stars: int
    least: Decimal
    most: Decimal
    closed: bool
    certificate: bool
    level: str

    def holds(self, points: Any) -> bool:
        """Whether so many points, a number of any exact kind, are in the band."""
        return self.least <= points and (
            points < self.most or (self.closed and points == self.most)
        )


@dataclass(frozen=True)
class Scheme:
    """One decision's way of giving stars: bands from the most stars down, sets by number."""

    number: str
    title: Words
    bands: tuple[Band, ...]
    sets: Mapping[int, ProductSet]
    disqualifiers: Mapping[str, Words]
    evidence: Mapping[str, Words]

    def band_of(self, points: Any) -> Band:
        """The band that holds so many points. Raises ValueError outside all of them."""
        for band in self.bands:
            if band.holds(points):
                return band
        raise ValueError(f"no band for {points} points")


class BadScheme(Exception):
    """Data that is no scheme; `problems` says all that is wrong, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_scheme(data: Mapping[str, Any]) -> Scheme:
    """A scheme from its data (see `data/README.md`). Raises BadScheme with all problems."""
    try:
        scheme = _scheme(data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadScheme([f"the data lack or misstate something: {error!r}"]) from error
    problems = list(_problems(scheme))
    if problems:
        raise BadScheme(problems)
    return scheme


def _scheme(data: Mapping[str, Any]) -> Scheme:
    decision = data["decision"]
    kinds = data["criteria"]
    sets = [_product_set(row, kinds) for row in data["sets"]]
    if len({one.number for one in sets}) < len(sets):
        raise ValueError("two sets have one number")
    return Scheme(
        number=str(decision["number"]),
        title=_words(decision, "title"),
        bands=tuple(
            sorted((_band(row) for row in data["bands"]), key=lambda band: -band.stars)
        ),
        sets={one.number: one for one in sets},
        disqualifiers={row["slug"]: _words(row, "label") for row in data["disqualifiers"]},
        evidence={row["slug"]: _words(row, "name") for row in data["dossier"]["evidence"]},
    )


def _words(row: Mapping[str, Any], key: str) -> Words:
    return Words(vi=str(row[f"{key}_vi"]), en=str(row[f"{key}_en"]))


def _points(value: object) -> Decimal:
    # Through text: a float of a file is read as it is written.
    return Decimal(str(value))


def _band(row: Mapping[str, Any]) -> Band:
    return Band(
        stars=int(row["stars"]),
        least=_points(row["min"]),
        most=_points(row["max"]),
        closed=bool(row["max_inclusive"]),
        certificate=bool(row["certificate"]),
        level=row["level"] or "",
    )


def _product_set(row: Mapping[str, Any], kinds: Mapping[str, Any]) -> ProductSet:
    return ProductSet(
        number=int(row["number"]),
        name=_words(row, "name"),
        group=row["group"],
        samples=int(row["samples"]),
        disqualifiers=tuple(row["disqualified_when"]),
        parts=tuple(
            Part(
                code=part["code"],
                name=_words(part, "name"),
                most=_points(part["max"]),
                sections=tuple(_section(section, kinds) for section in part["sections"]),
            )
            for part in row["parts"]
        ),
    )


def _section(row: Mapping[str, Any], kinds: Mapping[str, Any]) -> Section:
    return Section(
        code=row["code"],
        name=_words(row, "name"),
        most=_points(row["max"]),
        criteria=tuple(_leaves(row["criteria"], kinds)),
    )


def _leaves(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, Any]) -> Iterator[Criterion]:
    for row in rows:
        if "criteria" in row:  # a heading between a section and its criteria
            yield from _leaves(row["criteria"], kinds)
        else:
            yield _criterion(row["code"], kinds[row["use"]])


def _criterion(code: str, row: Mapping[str, Any]) -> Criterion:
    most = _points(row["max"])
    options: Iterable[Option]
    if row["kind"] == YES_NO:
        options = (
            Option(1, Decimal(0), Words("Không", "No")),
            Option(2, most, Words("Có", "Yes")),
        )
    else:
        options = (
            Option(
                number=number,
                points=_points(option["points"]),
                words=_words(option, "label"),
                gate=option.get("gate"),
                case=option.get("case", ""),
            )
            for number, option in enumerate(row["options"], start=1)
        )
    return Criterion(
        code=code,
        name=_words(row, "name"),
        most=most,
        kind=row["kind"],
        options=tuple(options),
        cases={case["code"]: _words(case, "name") for case in row.get("cases", ())},
        knock_out=row.get("knock_out", ""),
        evidence=row.get("evidence_from_platform", ""),
        notes=tuple(
            Words(vi, en)
            for vi, en in zip(row.get("notes_vi", ()), row.get("notes_en", ()), strict=True)
        ),
    )


def _problems(scheme: Scheme) -> Iterator[str]:
    yield from _band_problems(scheme.bands)
    parts = {
        tuple((part.code, part.most) for part in product_set.parts)
        for product_set in scheme.sets.values()
    }
    if len(parts) != 1:
        yield "the parts are not worth the same in every set"
    for number, product_set in scheme.sets.items():
        for problem in _set_problems(product_set, scheme):
            yield f"set {number}: {problem}"


def _band_problems(bands: Sequence[Band]) -> Iterator[str]:
    """Bands must follow each other without a hole from nothing to the most points."""
    upper = bands[0]
    if not upper.closed:
        yield f"band {upper.stars}: the most points must be in it"
    for lower in bands[1:]:
        if lower.closed or lower.most != upper.least:
            yield f"bands {lower.stars} and {upper.stars} do not meet"
        upper = lower
    if upper.least != 0:
        yield f"band {upper.stars}: must begin at 0"


def _set_problems(product_set: ProductSet, scheme: Scheme) -> Iterator[str]:
    whole = scheme.bands[0].most
    if sum(part.most for part in product_set.parts) != whole:
        yield f"its parts do not add up to {whole}"
    for slug in product_set.disqualifiers:
        if slug not in scheme.disqualifiers:
            yield f"unknown disqualifier {slug}"
    if len(product_set.by_code) < len(list(product_set)):
        yield "a code stands twice"
    for part in product_set.parts:
        if sum(section.most for section in part.sections) != part.most:
            yield f"part {part.code}: its sections do not add up to {part.most}"
        for section in part.sections:
            if sum(criterion.most for criterion in section.criteria) != section.most:
                yield f"section {section.code}: its criteria do not add up to {section.most}"
            yield from _order_problems(section)
            for criterion in section.criteria:
                for problem in _criterion_problems(criterion):
                    yield f"criterion {criterion.code}: {problem}"


def _order_problems(section: Section) -> Iterator[str]:
    codes = [criterion.code for criterion in section.criteria]
    if codes != sorted(codes, key=lambda code: [int(part) for part in code.split(".")]):
        yield f"section {section.code}: the codes are not in order"
    for code in codes:
        if code != section.code and not code.startswith(f"{section.code}."):
            yield f"section {section.code}: {code} is no code of it"


def _criterion_problems(criterion: Criterion) -> Iterator[str]:
    if criterion.kind not in (YES_NO, CHOICE):
        yield f"unknown kind {criterion.kind}"
    if criterion.knock_out and criterion.knock_out not in KNOCK_OUTS:
        yield f"unknown knock-out {criterion.knock_out}"
    for case in sorted({option.case for option in criterion.options} | set(criterion.cases)):
        points = [option.points for option in criterion.options if option.case == case]
        if bool(case) != bool(criterion.cases) or (case and case not in criterion.cases):
            yield f"case {case or '(none)'} is not one of its cases"
        if points != sorted(points):
            yield "its options do not rise in points"
        if max(points, default=None) != criterion.most:
            yield f"its best option is not worth {criterion.most}"
    if any(option.points < 0 for option in criterion.options):
        yield "an option has less than no points"
