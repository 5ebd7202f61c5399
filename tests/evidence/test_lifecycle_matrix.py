"""Every verb in every state: allowed where the lifecycle table has the step, refused with the state in words elsewhere.

The matrix is drawn from ``core.lifecycle``; the checks are those that the actions make.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from custody.core.errors import CustodyError
from custody.core.lifecycle import (
    CUSTODY,
    GONE,
    STATE_WORDS,
    CustodyState,
    Family,
)
from custody.core.verdicts import verdict
from custody.evidence import clearance_permissions, permissions, policies, sampling_permissions
from custody.evidence.actions import seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import HandlingUnit
from custody.ledger.selectors import told
from tests import releasing, stories
from tests.evidence.acts import acts_on

STEPS = {
    "start_extraction": ("extraction.started/1", permissions.check_can_start_extraction),
    "resume_extraction": ("extraction.resumed/1", clearance_permissions.check_can_resume),
    "interrupt_extraction": ("extraction.interrupted/1", permissions.check_can_interrupt_extraction),
    "end_extraction": ("extraction.ended/1", permissions.check_can_end_extraction),
    "release_conveyance": ("unit.released/1", permissions.check_can_release),
    "depart": ("unit.departed/1", lambda officer, unit: permissions.check_can_depart(officer, [unit])),
    "offer_departure": (
        "unit.departed/1",
        lambda officer, unit: permissions.check_can_offer(officer, [unit], purpose="departure"),
    ),
    "arrive": ("unit.arrived/1", lambda officer, unit: permissions.check_can_arrive(officer, [unit])),
    "offer_arrival": (
        "unit.arrived/1",
        lambda officer, unit: permissions.check_can_offer(officer, [unit], purpose="arrival"),
    ),
    "store_units": ("unit.stored/1", lambda officer, unit: permissions.check_can_store(officer, [unit])),
    "take_sample": ("sampling.opened/1", sampling_permissions.check_can_sample),
}
LIVE_ONLY = {
    "offer_handover": lambda officer, unit: permissions.check_can_offer(officer, [unit], purpose="handover"),
    "move_units": lambda officer, unit: permissions.check_can_move(officer, [unit]),
    "post_guard": permissions.check_can_post_guard,
    "record_sweep": lambda officer, unit: permissions.check_can_sweep(officer, [unit]),
    "change_seal": lambda officer, unit: permissions.check_can_change_seal(officer, unit, unit),
    "record_weighing": lambda officer, unit: permissions.check_can_weigh(officer, unit, unit, occasion="check"),
}
NOT_ON_THE_ROAD = {"move_units"}


def unit_in(state, family, officer, other, parent=None):
    """Return a unit in that state that everything else allows: swept, not offered, held by a crew of two."""
    return HandlingUnit(
        label="7KQ4-M2XD-R",
        kind="container" if family is Family.CONVEYANCE else "bag",
        custody_state=state.value,
        custodian=officer,
        co_custodian=other,
        parent=parent,
    )


@pytest.fixture
def everybody(cast):
    """Return an officer who may do everything, so that only the state decides."""
    cast.officer.roles = [role for people in cast.by_badge.values() for role in people.roles if role != "device"]
    return cast.officer


@pytest.mark.parametrize("state", list(CustodyState))
@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("verb", STEPS)
def test_a_step_is_taken_where_the_table_has_it_and_refused_in_words_elsewhere(everybody, cast, verb, family, state):
    code, check = STEPS[verb]
    around = unit_in(CustodyState.SEIZED, family, everybody, cast.crew)
    parent = around if state is CustodyState.INSIDE else None
    unit = unit_in(state, family, everybody, cast.crew, parent=parent)
    allowed = state in CUSTODY.get((family, code), {}) and not (verb == "take_sample" and unit.kind == "container")

    refusal = verdict(lambda: check(everybody, unit)).refusal

    assert (refusal is None) is allowed, refusal
    if refusal is None:
        assert policies.check_step(unit, code=code) == CUSTODY[family, code][state]
    else:
        assert_says_why(refusal, unit, state)


@pytest.mark.parametrize("state", list(CustodyState))
@pytest.mark.parametrize("verb", LIVE_ONLY)
def test_what_is_gone_can_be_handled_no_more(everybody, cast, verb, state):
    around = unit_in(CustodyState.SEIZED, Family.GOODS, everybody, cast.crew)
    parent = around if state is CustodyState.INSIDE else None
    unit = unit_in(state, Family.GOODS, everybody, cast.crew, parent=parent)
    on_the_road = state is CustodyState.IN_TRANSIT and verb in NOT_ON_THE_ROAD
    inside = state is CustodyState.INSIDE and verb != "record_weighing"
    allowed = state not in GONE and not on_the_road and not inside

    refusal = verdict(lambda: LIVE_ONLY[verb](everybody, unit)).refusal

    assert (refusal is None) is allowed, refusal
    if refusal is not None:
        assert_says_why(refusal, unit, state)


def assert_says_why(refusal, unit, state):
    """The sentence names the state, or says what stands in the way."""
    sentence = refusal.sentence()
    expected = {
        "lifecycle.custody": STATE_WORDS[state],
        "unit.gone": STATE_WORDS[state],
        "unit.inside": "inside another unit",
        "unit.not_goods": "is a conveyance",
        "unit.on_the_road": "on the road",
    }
    assert expected[refusal.code] in sentence


ANYWHERE = {"offer_handover", "record_sweep", "record_weighing", "post_guard", "move_units"}
ALLOWED = {
    "contained": ANYWHERE | {"start_extraction", "open_seizure", "release_conveyance", "depart", "offer_departure",
                             "apply_seal"},
    "extraction": ANYWHERE | {"interrupt_extraction", "end_extraction", "open_seizure", "apply_seal"},
    "emptied": ANYWHERE | {"open_seizure", "release_conveyance", "apply_seal"},
    "released": set(),
    "seized": ANYWHERE | {"take_sample", "depart", "offer_departure", "remove_seal"},
    "inside": {"record_weighing", "apply_seal"},
    "in_transit": {"arrive", "offer_arrival", "record_sweep", "record_weighing", "post_guard", "remove_seal"},
    "stored": ANYWHERE
    | {"take_sample", "store_units", "depart", "offer_departure", "remove_seal"} - {"store_units", "depart"},
    "at_furnace": ANYWHERE | {"take_sample", "depart", "offer_departure", "remove_seal"},
}


def reach(cast, state):
    """Return a unit that got into the state through the real acts."""
    if state == "released":
        return releasing.released(cast, stories.contained(cast))
    if state == "inside":
        [bag] = stories.seized(cast)
        [brick] = seizure.register_units(
            act=stories.act_of(cast.officer),
            seizure_id=bag.seizure_id,
            units=[NewUnit(kind="brick", parent_label=bag.label)],
        )
        return brick
    makers = {
        "contained": lambda: stories.contained(cast),
        "extraction": lambda: stories.opened(cast),
        "emptied": lambda: stories.emptied(cast),
        "seized": lambda: stories.swept(cast, stories.seized(cast, crew=True))[0],
        "in_transit": lambda: stories.on_the_road(cast)[0],
        "stored": lambda: stories.stored(cast)[0],
        "at_furnace": lambda: stories.at_furnace(cast)[0],
    }
    return makers[state]()


@pytest.mark.parametrize("state", ALLOWED)
def test_each_act_on_a_real_unit_is_refused_or_recorded_and_a_refusal_leaves_nothing(cast, state):
    unit = reach(cast, state)
    before = len(told([unit.stream_id], limit=1000))

    for name in acts_on(cast, unit):
        point = transaction.savepoint()
        refusal = refusal_of(acts_on(cast, unit)[name])

        assert (refusal is None) is (name in ALLOWED[state]), f"{name} while {state}: {refusal}"
        if refusal is not None:
            assert refusal.sentence()
            unit.refresh_from_db()
            assert unit.custody_state == state
            assert len(told([unit.stream_id], limit=1000)) == before
        transaction.savepoint_rollback(point)
        unit.refresh_from_db()


def refusal_of(act):
    try:
        act()
    except CustodyError as refusal:
        return refusal
    return None
