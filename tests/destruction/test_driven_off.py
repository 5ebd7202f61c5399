"""Goods that leave the furnace again are out of the burn they came for: check and lots spoke of what stood there."""

from __future__ import annotations

from custody.destruction.selectors import gates
from custody.evidence.actions import moving
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import by_fast_lane
from tests.stories import act_of, fresh


def driven_off(cast, units, *, back="CURLEW"):
    """Let one of the crew sign that the two drive off with the units, and come back."""
    ids = [unit.id for unit in units]
    moving.depart(act=act_of(cast.crew), unit_ids=ids, route=evidence.route(back))
    moving.arrive(act=act_of(cast.crew), unit_ids=ids, place=back)
    return fresh(units)


def why(unit):
    return [each.values["reason"] for each in told([unit.stream_id]) if each.type.code == "unit.unscheduled/1"]


def test_what_was_checked_and_drawn_and_drives_off_for_a_night_does_not_burn(cast, refused):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)

    [unit] = driven_off(cast, [unit])

    assert gates.live_lines(session) == []
    assert (unit.custody_state, unit.authority_state, why(unit)) == ("at_furnace", "ordered", ["driven_off"])
    with refused("burn.empty"):
        stories.burn(cast, session)
    assert replay_state().findings == []


def test_so_does_what_waits_at_the_furnace_for_its_check(cast):
    session = by_fast_lane(cast)
    [gone, stays] = stories.units_of(session)

    driven_off(cast, [gone])

    assert [line.unit_id for line in gates.live_lines(session)] == [stays.id]
    assert why(gone) == ["driven_off"]


def test_what_leaves_its_store_for_the_fire_stays_in_its_burn(cast):
    session = stories.staged(cast)
    [unit] = stories.units_of(session)

    evidence.on_the_road(cast, units=[unit], giver=cast.storekeeper, destination="CURLEW")

    assert [line.unit_id for line in gates.live_lines(session)] == [unit.id]
    assert why(unit) == []
