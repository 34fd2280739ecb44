"""Scoring: from the sheets of a council to points, a band, gates and stars.

A product has the stars of the band that holds the mean of the members' totals, if every gate
of those stars and of fewer is met; else as many as its gates allow. All of it is exact: the
mean is a fraction, and is never rounded up into a band.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ocop.criteria import STOP_SCORING, Band, Criterion, Option, ProductSet, Scheme


@dataclass(frozen=True)
class Sheet:
    """What one person chose.

    options: the number of the option by the criterion's code. knocked_out: codes of the
    criteria whose note applies to the product. A sheet may be unfinished.
    """

    options: Mapping[str, int]
    knocked_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Minutes:
    """What the council decided together, where its members differ.

    options: the decided option's number by code. knocked_out: whether the note of a criterion
    applies, by code. disqualified: findings, by slug, that put the product out.
    """

    options: Mapping[str, int] = field(default_factory=dict)
    knocked_out: Mapping[str, bool] = field(default_factory=dict)
    disqualified: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """What some number of stars asks of one criterion.

    least: the points its option must be worth. met: whether it is; None while the council has
    not settled it. remedies: the options that meet it.
    """

    criterion: Criterion
    stars: int
    least: Decimal
    met: bool | None
    remedies: tuple[Option, ...]


@dataclass(frozen=True)
class Verdict:
    """What a product's sheets come to.

    totals: points of each sheet, in the order given. by_criterion, by_section, by_part: the
    means, by code. mean: of the totals. gates: every gate of the set, fewest stars first.
    missing: codes without an option on some sheet. unsettled: codes that the council has to
    decide on first. out: what put the product out (a disqualifier's slug or a criterion's
    code); empty where nothing did.
    stars: None while what is unsettled could change them; 0 when the product is out.
    """

    totals: tuple[Decimal, ...]
    by_criterion: Mapping[str, Fraction]
    by_section: Mapping[str, Fraction]
    by_part: Mapping[str, Fraction]
    mean: Fraction
    band: Band
    gates: tuple[Gate, ...]
    missing: tuple[str, ...]
    unsettled: tuple[str, ...]
    out: tuple[str, ...]
    stars: int | None

    @property
    def shown_mean(self) -> Decimal:
        """The mean to two places, cut off: 89.996 is 89.99, as it is no 90."""
        return shown(self.mean)

    def missed(self, stars: int) -> tuple[Gate, ...]:
        """The gates that are not met, or not settled, for so many stars."""
        return tuple(gate for gate in self.gates if gate.stars <= stars and not gate.met)


class BadSheet(Exception):
    """Choices that are no sheet; `problems` has (criterion's code, what is wrong) pairs.

    What is wrong is one of UNKNOWN, TWICE, OUTSIDE, NO_KNOCK_OUT.
    """

    UNKNOWN, TWICE, OUTSIDE, NO_KNOCK_OUT = "unknown", "twice", "outside", "no_knock_out"

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{code}: {problem}" for code, problem in problems))
        self.problems = tuple(problems)


def shown(points: Fraction) -> Decimal:
    """Points to two places, cut off."""
    return Decimal(points.numerator * 100 // points.denominator) / 100


def read_sheet(
    product_set: ProductSet,
    choices: Iterable[tuple[str, int]],
    knocked_out: Iterable[str] = (),
) -> Sheet:
    """A sheet from (code, option's number) pairs. Raises BadSheet with all that is wrong."""
    options: dict[str, int] = {}
    problems = []
    for code, number in choices:
        criterion = product_set.by_code.get(code)
        if criterion is None:
            problems.append((code, BadSheet.UNKNOWN))
        elif code in options:
            problems.append((code, BadSheet.TWICE))
        elif not 1 <= number <= len(criterion.options):
            problems.append((code, BadSheet.OUTSIDE))
        else:
            options[code] = number
    out = frozenset(knocked_out)
    for code in sorted(out):
        criterion = product_set.by_code.get(code)
        if criterion is None:
            problems.append((code, BadSheet.UNKNOWN))
        elif not criterion.knock_out:
            problems.append((code, BadSheet.NO_KNOCK_OUT))
    if problems:
        raise BadSheet(problems)
    return Sheet(options, out)


def score(
    scheme: Scheme,
    product_set: ProductSet,
    sheets: Sequence[Sheet],
    minutes: Minutes | None = None,
) -> Verdict:
    """The verdict on a product of `product_set`, from one sheet or a council's.

    The sheets are those of `read_sheet`. A criterion without an option counts nothing.
    Raises ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("nobody scored")
    minutes = minutes or Minutes()
    knocked, open_knocks = _knock_outs(product_set, sheets, minutes)
    counted = _counted(product_set, knocked)
    by_criterion = {
        code: _mean([_points(product_set, sheet, code) for sheet in sheets]) for code in counted
    }
    by_section: dict[str, Fraction] = {}
    by_part: dict[str, Fraction] = {}
    for part in product_set.parts:
        for section in part.sections:
            by_section[section.code] = sum(
                (by_criterion.get(one.code, Fraction(0)) for one in section.criteria),
                Fraction(0),
            )
        by_part[part.code] = sum(
            (by_section[section.code] for section in part.sections), Fraction(0)
        )
    mean = sum(by_part.values(), Fraction(0))
    band = scheme.band_of(mean)
    gates = _gates(product_set, sheets, minutes, counted)
    out = (
        *sorted(minutes.disqualified),
        *(code for code in knocked if product_set.by_code[code].knock_out != STOP_SCORING),
    )
    return Verdict(
        totals=tuple(
            sum((_points(product_set, sheet, code) for code in counted), Decimal(0))
            for sheet in sheets
        ),
        by_criterion=by_criterion,
        by_section=by_section,
        by_part=by_part,
        mean=mean,
        band=band,
        gates=gates,
        missing=tuple(
            code for code in counted if any(code not in sheet.options for sheet in sheets)
        ),
        unsettled=_unsettled(product_set, gates, open_knocks),
        out=out,
        stars=0 if out else _stars(band, gates, open_knocks),
    )


def _mean(points: Sequence[Decimal]) -> Fraction:
    return Fraction(sum(points, Decimal(0))) / len(points)


def _points(product_set: ProductSet, sheet: Sheet, code: str) -> Decimal:
    if code not in sheet.options:
        return Decimal(0)
    return product_set.by_code[code].option(sheet.options[code]).points


def _knock_outs(
    product_set: ProductSet, sheets: Sequence[Sheet], minutes: Minutes
) -> tuple[list[str], list[str]]:
    """The criteria whose note applies to the product, and those the members differ about."""
    applies, differs = [], []
    for criterion in product_set:
        said = [criterion.code in sheet.knocked_out for sheet in sheets]
        decided = minutes.knocked_out.get(criterion.code)
        if decided or (decided is None and all(said)):
            applies.append(criterion.code)
        elif decided is None and any(said):
            differs.append(criterion.code)
    return applies, differs


def _counted(product_set: ProductSet, knocked: Sequence[str]) -> list[str]:
    """The codes that are scored: all, or those before the one where scoring stopped."""
    codes = []
    for criterion in product_set:
        if criterion.code in knocked and criterion.knock_out == STOP_SCORING:
            break
        codes.append(criterion.code)
    return codes


def _gates(
    product_set: ProductSet, sheets: Sequence[Sheet], minutes: Minutes, counted: Sequence[str]
) -> tuple[Gate, ...]:
    gates = [
        gate
        for criterion in product_set
        if criterion.is_gated
        for gate in _gates_of(criterion, sheets, minutes, scored=criterion.code in counted)
    ]
    return tuple(sorted(gates, key=lambda gate: gate.stars))


def _gates_of(
    criterion: Criterion, sheets: Sequence[Sheet], minutes: Minutes, *, scored: bool
) -> Iterable[Gate]:
    if criterion.code in minutes.options:
        numbers: set[int | None] = {minutes.options[criterion.code]}
    else:
        numbers = {sheet.options.get(criterion.code) for sheet in sheets}
    if not scored:
        numbers = {None}
    for asked in criterion.options:
        if asked.gate is None:
            continue
        # Members may choose different options: where all of them are enough, or none is,
        # there is nothing to settle.
        met = {
            number is not None and _is_enough(criterion.option(number), asked)
            for number in numbers
        }
        yield Gate(
            criterion=criterion,
            stars=asked.gate,
            least=asked.points,
            met=met.pop() if len(met) == 1 else None,
            remedies=tuple(
                option
                for option in criterion.options
                if option.case == asked.case and _is_enough(option, asked)
            ),
        )


def _is_enough(option: Option, asked: Option) -> bool:
    # What is asked in one case is not asked in the others.
    return option.case != asked.case or option.points >= asked.points


def _unsettled(
    product_set: ProductSet, gates: Iterable[Gate], open_knocks: Iterable[str]
) -> tuple[str, ...]:
    unsettled = {gate.criterion.code for gate in gates if gate.met is None} | set(open_knocks)
    return tuple(criterion.code for criterion in product_set if criterion.code in unsettled)


def _stars(band: Band, gates: Sequence[Gate], open_knocks: Sequence[str]) -> int | None:
    """The stars, where they are the same however the council settles what is open."""
    if open_knocks:
        return None
    surest = _stars_if(band, gates, unsettled=False)
    return surest if surest == _stars_if(band, gates, unsettled=True) else None


def _stars_if(band: Band, gates: Sequence[Gate], *, unsettled: bool) -> int:
    """The stars, if whatever is unsettled were met, or were not."""
    missed = [gate.stars for gate in gates if not (unsettled if gate.met is None else gate.met)]
    return min([band.stars, *(stars - 1 for stars in missed)])
