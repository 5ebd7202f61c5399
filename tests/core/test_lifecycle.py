import pytest

from custody.core import lifecycle
from custody.core.act import Act, Basis, Door
from custody.core.errors import NotAllowedNow
from custody.core.lifecycle import AUTHORITY, CUSTODY, TERMINAL, AuthorityState, CustodyState, Family

BURNT_IN_ORDER = [
    ("unit.registered/1", "seized"),
    ("sampling.opened/1", "seized"),
    ("sampling.closed/1", "seized"),
    ("unit.departed/1", "in_transit"),
    ("unit.stored/1", "stored"),
    ("sampling.opened/1", "stored"),
    ("sampling.closed/1", "stored"),
    ("unit.staged/1", "staged"),
    ("unit.departed/1", "in_transit"),
    ("unit.arrived/1", "at_furnace"),
    ("unit.destroyed/1", "destroyed"),
    ("unit.reconciled/1", "reconciled"),
]


def test_goods_go_from_seizure_to_ash_step_by_step():
    state = None
    for code, expected in BURNT_IN_ORDER:
        state = lifecycle.custody_after(family=Family.GOODS, code=code, before=state)
        assert state == expected


def test_every_step_of_the_table_is_taken_and_every_other_refused_in_words():
    states = [None, *CustodyState]
    refused = 0
    for family, code in CUSTODY:
        for before in states:
            if before in CUSTODY[family, code]:
                after = lifecycle.custody_after(family=family, code=code, before=before)
                assert after == CUSTODY[family, code][before]
                continue
            with pytest.raises(NotAllowedNow) as refusal:
                lifecycle.custody_after(family=family, code=code, before=before)
            assert refusal.value.code == "lifecycle.custody"
            words = lifecycle.STATE_WORDS[before] if before else "not yet in custody"
            assert refusal.value.sentence() == (
                f"This cannot be done while the unit is {words}. Its page shows what can be done now"
            )
            refused += 1

    assert refused == len(CUSTODY) * len(states) - len(list(lifecycle.steps()))


def test_nothing_leaves_a_terminal_state():
    assert not [step for step in lifecycle.steps() if step[1] in TERMINAL]


def test_drugs_are_never_destroyed_except_at_the_furnace():
    into_fire = [(family, before) for family, before, _, after in lifecycle.steps() if after == "destroyed"]

    assert into_fire == [(Family.GOODS, CustodyState.AT_FURNACE)]


def test_a_step_of_the_other_family_is_refused():
    with pytest.raises(NotAllowedNow):
        lifecycle.custody_after(
            family=Family.CONVEYANCE, code="unit.destroyed/1", before=CustodyState.AT_FURNACE
        )
    with pytest.raises(NotAllowedNow):
        lifecycle.custody_after(family=Family.GOODS, code="unit.contained/1", before=None)


def test_the_authority_to_burn_comes_in_order():
    state = AuthorityState.NONE
    for code, expected in [
        ("order.recorded/1", "requested"),
        ("order.verified/1", "ordered"),
        ("unit.scheduled/1", "scheduled"),
        ("unit.unscheduled/1", "ordered"),
    ]:
        state = lifecycle.authority_after(code=code, before=state)
        assert state == expected


def test_every_other_step_of_the_authority_is_refused_in_words():
    for code in [*AUTHORITY, "unit.stored/1"]:
        for before in AuthorityState:
            if before in AUTHORITY.get(code, {}):
                continue
            with pytest.raises(NotAllowedNow) as refusal:
                lifecycle.authority_after(code=code, before=before)
            assert lifecycle.AUTHORITY_WORDS[before] in refusal.value.sentence()


def test_what_moves_a_state_is_known():
    assert lifecycle.changes_custody(family=Family.GOODS, code="unit.stored/1")
    assert not lifecycle.changes_custody(family=Family.CONVEYANCE, code="unit.stored/1")
    assert lifecycle.changes_authority(code="order.verified/1")
    assert not lifecycle.changes_authority(code="unit.stored/1")


def test_every_state_has_words():
    assert set(lifecycle.STATE_WORDS) == set(CustodyState)
    assert set(lifecycle.AUTHORITY_WORDS) == set(AuthorityState)
    assert TERMINAL < lifecycle.GONE


def test_an_act_is_live_unless_it_says_otherwise_and_cannot_be_changed():
    act = Act(actor="badge 4417", door=Door.PAGE)

    assert (act.basis, act.occurred_at, act.key) == (Basis.LIVE, None, None)
    assert "body_hash" not in repr(act)
    with pytest.raises(AttributeError):
        act.basis = Basis.LATE
