"""Scoring: points, bands, gates and stars of every set."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.scoring import BadSheet, Minutes, Sheet, read_sheet, score
from tests.ocop_sheets import best, data, scheme, worst

SETS = sorted(scheme().sets)


def verdict(number, *sheets, **minutes):
    return score(scheme(), scheme().sets[number], sheets, Minutes(**minutes))


def gates_of(product_set):
    return [
        (criterion, option)
        for criterion in product_set
        for option in criterion.options
        if option.gate
    ]


@pytest.mark.parametrize("number", SETS)
class TestEverySet:
    def test_the_best_of_everything_is_100_points_and_five_stars(self, number):
        found = verdict(number, best(scheme().sets[number]))
        assert (found.mean, found.band.stars, found.stars) == (100, 5, 5)
        assert not found.missed(5)

    def test_the_worst_of_everything_is_one_star_or_two(self, number):
        product_set = scheme().sets[number]
        found = verdict(number, worst(product_set))
        assert found.mean == sum(
            min(option.points for option in criterion.options) for criterion in product_set
        )
        assert found.stars == found.band.stars <= 2

    def test_each_gate_just_missed_costs_its_stars_and_no_more(self, number):
        product_set = scheme().sets[number]
        for criterion, asked in gates_of(product_set):
            lower = [one for one in criterion.options if one.points < asked.points]
            if not lower:  # the gate is met by whatever is chosen
                continue
            just_missed = lower[-1].number
            sheet = best(product_set)
            found = verdict(number, Sheet({**sheet.options, criterion.code: just_missed}))
            missed = [gate for gate in found.gates if gate.met is False]
            assert criterion.code in {gate.criterion.code for gate in missed}
            assert asked.gate in {gate.stars for gate in missed}
            fewest = min(gate.stars for gate in missed)
            assert found.stars == min(found.band.stars, fewest - 1)

    def test_each_gate_says_what_would_meet_it(self, number):
        product_set = scheme().sets[number]
        for gate in verdict(number, worst(product_set)).gates:
            for remedy in gate.remedies:
                found = verdict(
                    number,
                    Sheet({**worst(product_set).options, gate.criterion.code: remedy.number}),
                )
                assert all(
                    one.met
                    for one in found.gates
                    if (one.criterion.code, one.stars) == (gate.criterion.code, gate.stars)
                )


@given(st.sampled_from(SETS), st.integers(1, 9), st.randoms(use_true_random=False))
def test_any_sheets_score_as_a_naive_sum_over_the_file_says(number, members, chance):
    product_set = scheme().sets[number]
    sheets = [
        Sheet({one.code: chance.randint(1, len(one.options)) for one in product_set})
        for _member in range(members)
    ]
    found = verdict(number, *sheets)
    totals = [naive_total(number, sheet) for sheet in sheets]
    assert list(found.totals) == totals
    assert found.mean == Fraction(sum(totals)) / members
    assert sum(found.by_part.values()) == found.mean == sum(found.by_criterion.values())
    assert found.band.stars == naive_band(found.mean)


def naive_total(number, sheet):
    """From the file itself, knowing nothing of how the platform reads it."""
    row = next(one for one in data()["sets"] if one["number"] == number)
    waiting, total = [row["parts"]], 0
    while waiting:
        for node in waiting.pop():
            waiting += [node[key] for key in ("sections", "criteria") if key in node]
            if "use" in node:
                kind = data()["criteria"][node["use"]]
                chosen = sheet.options[node["code"]] - 1
                if kind["kind"] == "yes_no":
                    total += kind["max"] * chosen
                else:
                    total += kind["options"][chosen]["points"]
    return total


def naive_band(mean):
    return next(one["stars"] for one in data()["bands"] if mean >= one["min"])


class TestCouncil:
    def test_the_mean_is_exact_and_never_rounded_up_into_a_band(self):
        product_set = scheme().sets[1]
        chance = random.Random(7)  # a made-up council
        sheets = [best(product_set)] * 3
        while True:
            low = Sheet({one.code: chance.randint(1, len(one.options)) for one in product_set})
            found = verdict(1, *sheets, low)
            if found.mean.denominator == 4:
                break
        assert found.shown_mean <= found.mean < found.shown_mean + Decimal("0.01")

    def test_a_gate_on_which_all_choices_agree_is_settled(self):
        # 2.3 asks 1 point for three stars: options 1 and 2 are both enough.
        product_set = scheme().sets[1]
        found = verdict(1, best(product_set, c2_3=1), best(product_set, c2_3=2))
        gate = next(
            one for one in found.gates if one.criterion.code == "2.3" and one.stars == 3
        )
        assert gate.met

    def test_members_who_differ_across_a_gate_leave_it_to_the_council(self):
        product_set = scheme().sets[1]
        top = len(product_set.by_code["2.3"].options)
        found = verdict(1, best(product_set, c2_3=top), best(product_set, c2_3=1))
        assert found.unsettled == ("2.3",)
        assert found.stars is None

    def test_the_minuted_option_decides_where_members_differ(self):
        product_set = scheme().sets[1]
        top = len(product_set.by_code["2.3"].options)
        sheets = [best(product_set, c2_3=top), best(product_set, c2_3=1)]
        assert verdict(1, *sheets, options={"2.3": top}).stars == 5
        assert verdict(1, *sheets, options={"2.3": 1}).stars == 3

    def test_what_could_not_change_the_stars_does_not_hold_them_up(self):
        product_set = scheme().sets[1]
        low = worst(product_set)
        top = len(product_set.by_code["2.3"].options)
        other = Sheet({**low.options, "2.3": top})
        found = verdict(1, low, other)
        assert found.unsettled
        assert found.stars == found.band.stars

    def test_nobody_who_scored_is_no_verdict(self):
        with pytest.raises(ValueError, match="nobody scored"):
            verdict(1)


class TestKnockOuts:
    def test_a_disqualifying_note_puts_the_product_out(self):
        number, criterion = next(
            (number, criterion)
            for number in SETS
            for criterion in scheme().sets[number]
            if criterion.knock_out == "disqualify"
        )
        sheet = best(scheme().sets[number])
        found = verdict(number, Sheet(sheet.options, frozenset({criterion.code})))
        assert (found.stars, found.out) == (0, (criterion.code,))

    def test_what_is_not_assessed_has_no_stars(self):
        sheet = best(scheme().sets[1])
        assert verdict(1, Sheet(sheet.options, frozenset({"2.1"}))).stars == 0

    def test_where_scoring_stopped_nothing_more_counts(self):
        product_set = scheme().sets[1]
        stop = next(one for one in product_set if one.knock_out == "stop_scoring")
        sheet = best(product_set)
        found = verdict(1, Sheet(sheet.options, frozenset({stop.code})))
        before = []
        for criterion in product_set:
            if criterion.code == stop.code:
                break
            before.append(criterion.most)
        assert found.mean == sum(before)
        assert not found.out

    def test_members_who_differ_about_a_note_leave_it_to_the_council(self):
        sheet = best(scheme().sets[1])
        sheets = [sheet, Sheet(sheet.options, frozenset({"2.1"}))]
        assert verdict(1, *sheets).unsettled == ("2.1",)
        assert verdict(1, *sheets).stars is None
        assert verdict(1, *sheets, knocked_out={"2.1": False}).stars == 5
        assert verdict(1, *sheets, knocked_out={"2.1": True}).stars == 0

    def test_a_disqualified_product_has_no_stars_whatever_its_points(self):
        found = verdict(1, best(scheme().sets[1]), disqualified=frozenset({"forged-dossier"}))
        assert (found.mean, found.stars, found.out) == (100, 0, ("forged-dossier",))


class TestUnfinishedSheets:
    def test_what_is_not_chosen_yet_counts_nothing_and_is_named(self):
        product_set = scheme().sets[1]
        options = dict(best(product_set).options)
        del options["1.1"]
        found = verdict(1, Sheet(options))
        assert found.missing == ("1.1",)
        assert found.mean == 100 - product_set.by_code["1.1"].most

    def test_a_gate_without_a_choice_is_missed(self):
        product_set = scheme().sets[1]
        options = dict(best(product_set).options)
        del options["2.3"]
        assert verdict(1, Sheet(options)).stars == 2


class TestReadingSheets:
    def problems(self, choices, knocked_out=()):
        with pytest.raises(BadSheet) as refused:
            read_sheet(scheme().sets[1], choices, knocked_out)
        return refused.value.problems

    def test_choices_become_a_sheet(self):
        assert read_sheet(scheme().sets[1], [("1.1", 2)]).options == {"1.1": 2}

    def test_a_criterion_scored_twice_is_refused(self):
        assert self.problems([("1.1", 2), ("1.1", 3)]) == (("1.1", BadSheet.TWICE),)

    def test_a_criterion_of_no_such_set_is_refused(self):
        assert self.problems([("99", 1)]) == (("99", BadSheet.UNKNOWN),)

    @pytest.mark.parametrize("number", [0, -1, 4])
    def test_an_option_that_does_not_exist_is_refused(self, number):
        assert self.problems([("1.1", number)]) == (("1.1", BadSheet.OUTSIDE),)

    def test_a_note_where_the_criterion_has_none_is_refused(self):
        assert self.problems([], ["1.1"]) == (("1.1", BadSheet.NO_KNOCK_OUT),)

    def test_all_that_is_wrong_is_told_at_once(self):
        assert len(self.problems([("1.1", 9), ("99", 1)], ["98"])) == 3
