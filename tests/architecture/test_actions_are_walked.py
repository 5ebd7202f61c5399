"""Every action of the house is among the acts that a walk tries, or says why it is not (domain rules 4.3)."""

from __future__ import annotations

from tests.walk import reach
from tests.walk.acts import ALL, EXCUSED, THEMES


def walked():
    return set().union(*reach.reached(ALL).values())


def test_there_are_actions():
    assert len(reach.actions()) >= 260
    assert "evidence.transfer.accept_transfer" in reach.actions()


def test_every_action_is_a_verb_of_the_walk_or_excused_with_a_reason():
    assert sorted(reach.actions() - walked() - set(EXCUSED)) == []


def test_no_excuse_is_for_what_is_a_verb_or_is_no_action():
    assert set(EXCUSED) <= reach.actions() - walked()
    assert all(len(reason.split()) >= 5 for reason in EXCUSED.values())


def test_every_verb_reaches_an_action():
    assert [name for name, found in reach.reached(ALL).items() if not found] == []


def test_no_two_verbs_have_one_name():
    verbs = {(name, verb.__module__) for group in THEMES.values() for name, verb in group.items()}

    assert len({name for name, _ in verbs}) == len(verbs)


def test_an_action_that_no_verb_reaches_is_noticed():
    less = {name: verb for name, verb in ALL.items() if name != "designate"}

    assert "destruction.witnesses.designate_witness" not in set().union(*reach.reached(less).values())
