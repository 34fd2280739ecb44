"""The life of a code: every act against every state, allowed and refused."""

import pytest

from growing_areas import code_life
from growing_areas.code_life import ACTS, STATES, acts_from, is_allowed
from growing_areas.models import CodeState, ProcedureRule

# For each state, in words that an officer can check, every act that leads on from it.
ALLOWED = {
    "draft": {"submit", "withdraw"},
    "submitted": {"send_back", "check", "withdraw"},
    "checked": {"send_back", "grant", "withdraw"},
    "granted": {"monitor", "require_correction", "suspend", "revoke", "cancel", "expire"},
    "monitoring": {"require_correction", "suspend", "revoke", "cancel", "expire"},
    "corrective_action": {"accept_correction", "suspend", "revoke", "cancel", "expire"},
    "suspended": {"restore", "revoke", "cancel", "expire"},
    "restored": {"monitor", "require_correction", "suspend", "revoke", "cancel", "expire"},
    "revoked": set(),
    "cancelled": {"grant_again"},
    "expired": {"revoke", "grant_again"},
}
LEADS_TO = {
    "submit": "submitted",
    "send_back": "draft",
    "check": "checked",
    "grant": "granted",
    "monitor": "monitoring",
    "require_correction": "corrective_action",
    "accept_correction": "monitoring",
    "suspend": "suspended",
    "restore": "restored",
    "revoke": "revoked",
    "withdraw": "cancelled",
    "cancel": "cancelled",
    "expire": "expired",
    "grant_again": "granted",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_against_every_state(act, state):
    assert is_allowed(act, state, granted_once=True) is (act in ALLOWED[state])


@pytest.mark.parametrize("act", ACTS)
def test_an_act_leads_to_one_state(act):
    assert ACTS[act].target == LEADS_TO[act]


def test_what_was_never_granted_cannot_be_granted_again():
    assert is_allowed("grant_again", "cancelled", granted_once=True)
    assert not is_allowed("grant_again", "cancelled", granted_once=False)


def test_only_the_holder_submits_and_withdraws_and_only_the_day_lets_expire():
    doers = {act.id: act.doers for act in ACTS.values()}
    by_holder = {act for act, who in doers.items() if code_life.HOLDER in who}
    by_the_day = {act for act, who in doers.items() if code_life.PLATFORM in who}
    assert (by_holder, by_the_day) == ({"submit", "withdraw"}, {"expire"})


def test_what_takes_something_from_the_holder_says_why():
    taking = {"send_back", "require_correction", "suspend", "revoke", "cancel"}
    assert all(ACTS[act].needs_reason for act in taking)


def test_decisions_carry_the_number_of_their_act():
    decisions = {"grant", "grant_again", "suspend", "restore", "revoke", "cancel"}
    assert {act.id for act in ACTS.values() if act.needs_act_number} == decisions


def test_the_tables_of_the_database_know_the_same_words():
    assert set(CodeState.State.values) == set(STATES)
    assert {act for act, _ in ProcedureRule._meta.get_field("act").choices} == set(ACTS)


def test_acts_are_offered_in_the_order_of_the_table():
    order = list(ACTS)
    for state in STATES:
        offered = [act.id for act in acts_from(state, granted_once=True)]
        assert offered == sorted(offered, key=order.index)
