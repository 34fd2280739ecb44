"""Criteria sets: the scheme in force as data, and data that is refused."""

import copy
from decimal import Decimal

import pytest

from ocop.criteria import BadScheme, read_scheme
from tests.ocop_sheets import data, scheme


def problems_of(change):
    changed = copy.deepcopy(data())
    change(changed)
    with pytest.raises(BadScheme) as refused:
        read_scheme(changed)
    return refused.value.problems


def test_the_decision_has_26_sets_of_787_criteria_and_2535_options():
    criteria = [criterion for one in scheme().sets.values() for criterion in one]
    assert len(scheme().sets) == 26
    assert len(criteria) == 787
    assert sum(len(one.options) for one in criteria if one.kind == "choice") == 2535


def test_gates_are_as_many_as_the_asterisks_of_the_decision():
    gates = [
        option.gate
        for one in scheme().sets.values()
        for criterion in one
        for option in criterion.options
        if option.gate
    ]
    assert {stars: gates.count(stars) for stars in (3, 4, 5)} == {3: 179, 4: 290, 5: 106}


def test_every_set_has_parts_of_40_25_and_35_points():
    for one in scheme().sets.values():
        assert [(part.code, part.most) for part in one.parts] == [
            ("A", 40),
            ("B", 25),
            ("C", 35),
        ]


@pytest.mark.parametrize(
    ("points", "stars"),
    [
        ("100", 5),
        ("90", 5),
        ("89.99", 4),
        ("70", 4),
        ("50", 3),
        ("30", 2),
        ("29.5", 1),
        ("0", 1),
    ],
)
def test_a_band_begins_with_its_least_points(points, stars):
    assert scheme().band_of(Decimal(points)).stars == stars


def test_more_points_than_there_are_have_no_band():
    with pytest.raises(ValueError, match="no band"):
        scheme().band_of(Decimal("100.01"))


def test_yes_or_no_is_all_or_nothing():
    criterion = scheme().sets[1].by_code["2.4"]
    assert [option.points for option in criterion.options] == [0, criterion.most]


def test_criteria_under_a_heading_of_their_own_belong_to_the_section():
    codes = scheme().sets[11].by_code
    assert "6.1" not in codes
    assert {"6.1.1", "6.1.2"} <= set(codes)


def test_parts_that_do_not_add_up_are_refused():
    def change(changed):
        changed["sets"][0]["parts"][0]["max"] = 41

    assert "set 1: its parts do not add up to 100" in problems_of(change)


def test_a_set_with_parts_of_its_own_worth_is_refused():
    def change(changed):
        changed["sets"][0]["parts"][0]["max"] = 41
        changed["sets"][0]["parts"][1]["max"] = 24

    assert "the parts are not worth the same in every set" in problems_of(change)


def test_sections_that_do_not_add_up_are_refused():
    def change(changed):
        changed["sets"][2]["parts"][0]["sections"][0]["max"] += 1

    assert any("set 3: part A: its sections" in line for line in problems_of(change))


def test_codes_out_of_order_are_refused():
    def change(changed):
        criteria = changed["sets"][0]["parts"][0]["sections"][0]["criteria"]
        criteria[0]["code"], criteria[1]["code"] = "1.2", "1.1"

    assert "set 1: section 1: the codes are not in order" in problems_of(change)


def test_a_code_that_stands_twice_is_refused():
    def change(changed):
        changed["sets"][0]["parts"][0]["sections"][0]["criteria"][1]["code"] = "1.1"

    assert "set 1: a code stands twice" in problems_of(change)


def test_a_criterion_whose_best_option_is_not_its_most_is_refused():
    def change(changed):
        changed["criteria"]["origin-grown"]["options"][-1]["points"] = 2.5

    assert any(
        "criterion 1.1: its best option is not worth 3" in line for line in problems_of(change)
    )


def test_an_unknown_knock_out_is_refused():
    def change(changed):
        changed["criteria"]["raw-material-source"]["knock_out"] = "laugh"

    assert any("unknown knock-out laugh" in line for line in problems_of(change))


def test_bands_with_a_hole_are_refused():
    def change(changed):
        changed["bands"][1]["max"] = 89

    assert "bands 4 and 5 do not meet" in problems_of(change)


def test_an_unknown_disqualifier_is_refused():
    def change(changed):
        changed["sets"][0]["disqualified_when"] = ["bad-weather"]

    assert "set 1: unknown disqualifier bad-weather" in problems_of(change)


def test_all_problems_are_told_at_once():
    def change(changed):
        changed["bands"][1]["max"] = 89
        changed["sets"][0]["disqualified_when"] = ["bad-weather"]

    assert len(problems_of(change)) == 2


@pytest.mark.parametrize("missing", ["bands", "criteria", "sets", "decision"])
def test_data_without_one_of_its_tables_are_refused(missing):
    assert problems_of(lambda changed: changed.pop(missing))


def test_a_criterion_that_no_list_has_is_refused():
    def change(changed):
        changed["sets"][0]["parts"][0]["sections"][0]["criteria"][0]["use"] = "moon"

    assert "moon" in problems_of(change)[0]
