"""Goods that were checked for a burn and left it are planned again from when they are back in store."""

from __future__ import annotations

import pytest

from custody.destruction.actions import plans, sessions
from custody.evidence.actions import moving, searching
from custody.ledger.replay import replay_state
from tests import stories as goods
from tests.destruction import plan_stories, stories
from tests.evidence.exceptional import signed_by_each, written_off
from tests.evidence.test_losing import checked, unweighed
from tests.evidence.test_unpacking import on_pallet
from tests.stories import act_of, fresh


def lightened(cast):
    """Return a pallet that left the burn it was checked for, as something was written off out of it."""
    whole, inner = unweighed(cast)
    _session, whole = checked(cast, whole)
    written_off(cast, inner)
    return fresh([whole])[0]


def left_out(cast):
    """Return a bag that a supervisor took out of the burn it was checked for."""
    session = stories.staged(cast)
    [unit] = stories.units_of(session)
    sessions.leave_out_units(act=act_of(cast.supervisor), session_id=session.id, unit_ids=[unit.id],
                             reason="replanned")  # fmt: skip
    return fresh([unit])[0]


@pytest.mark.parametrize("load", [lightened, left_out])
def test_what_left_its_burn_after_its_check_is_booked_once_it_is_back_in_store(cast, refused, load):
    unit = load(cast)
    assert (unit.custody_state, unit.authority_state) == ("staged", "ordered")
    plan_stories.crews(cast)
    plan_stories.slot(cast)

    with refused("unit.still_staged", f"{unit.label} was checked for a burn that it left. Put it back in store before "
                                      "another burn is booked"):
        stories.planned(cast, [unit])
    early = plan_stories.plan(cast)
    assert [(each["code"], early.unit_count) for each in early.sentences] == [("waits.store", 0)]
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    plan = plan_stories.plan(cast)
    assert [each["code"] for each in plan.sentences] == ["planned.first"]
    plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert fresh([unit])[0].authority_state == "scheduled"
    assert replay_state().findings == []


def test_a_slot_is_empty_for_what_is_not_back_in_store(cast):
    left_out(cast)
    plan_stories.crews(cast)
    plan_stories.slot(cast)

    [line] = plan_stories.plan(cast).lines.all()

    assert line.reason == "not_ready"


def test_a_pallet_in_which_something_is_frozen_waits_for_that_in_the_plan(cast):
    whole, inner = unweighed(cast)
    goods.sampled(cast, whole, left=on_pallet(whole.gross_mg - 5_000, package_count=3))
    signed_by_each([whole])
    stories.ordered(cast, units=fresh([whole]))
    assert [each["code"] for each in plan_stories.plan(cast).sentences] == ["left.slots"]
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=inner.id, remark="not there")

    assert [each["code"] for each in plan_stories.plan(cast).sentences] == ["waits.discrepancy"]
