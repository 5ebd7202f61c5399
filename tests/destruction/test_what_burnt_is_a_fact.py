"""What two witnesses saw burn is nobody's to call off, a fire began when its loads were there, and who decided on it
does not watch it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.act import Basis
from custody.destruction.actions import aborting, burning, holds, partial_hold, reconcile, sessions
from custody.destruction.actions.contradicting import NOT_BURNT, REFUSED, SAW_IT_BEFORE, SEEN_BURNING, SIGNED_BEFORE
from custody.destruction.entries import LeftOver
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories as goods
from tests.destruction import stories
from tests.stories import act_of, fresh, now


def leave_out(cast, session, units, **changes):
    return sessions.leave_out_units(
        **({"act": act_of(cast.supervisor), "session_id": session.id, "unit_ids": [unit.id for unit in units],
            "reason": "replanned"} | changes)
    )


def cancel(cast, session):
    return sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="threat")


def differences(unit, **which):
    rows = Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True, **which)
    return [(row.discrepancy_kind, row.found) for row in rows]


def test_a_burn_that_both_witnesses_saw_is_neither_cancelled_nor_relieved_nor_held(cast, refused):
    session = stories.attested(cast)
    [unit] = stories.units_of(session)

    with refused("session.seen_burning"):
        cancel(cast, session)
    with refused("session.seen_burning"):
        leave_out(cast, session, [unit])
    with refused("hold.seen_burning"):
        holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="prosecutor", reference="KP 1",
                         reason="x")  # fmt: skip
    part = NewUnit(kind="bag", package_count=5, reading=goods.reading(5_000_000), seal=goods.new_seal())
    with refused("hold.seen_burning"):
        partial_hold.hold_part(act=act_of(cast.crew), unit_id=unit.id, witness_badge=cast.second_crew.badge,
                               retained=part, rest=[part], authority="prosecutor", reference="KP 1",
                               reason="x")  # fmt: skip

    assert stories.burn(cast, session).state == "burnt"


def test_a_hold_that_comes_when_the_witnesses_signed_and_nothing_was_loaded_is_recorded(cast, refused):
    session = stories.attested(cast, stories.at_furnace(cast), tally=False)
    [unit] = stories.units_of(session)

    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip

    assert fresh([unit])[0].authority_state == "held"
    assert differences(unit) == [("count", NOT_BURNT)]
    with refused("burn.empty"):
        stories.burn(cast, session, without_tally="x")
    assert replay_state().findings == []


def test_what_comes_away_from_a_fire_that_a_witness_saw_is_frozen(cast):
    session = stories.attested(cast, stories.at_furnace(cast), tally=False)
    [unit] = stories.units_of(session)

    at = now()
    left = [LeftOver(unit_id=unit.id, new_seal=goods.new_seal(), reading=goods.reading(unit.gross_mg))]
    aborting.abort_burn(act=act_of(cast.crew), session_id=session.id, started_at=at, ended_at=now(), reason="filter",
                        unusual_events="x", left=left)  # fmt: skip

    assert differences(unit) == [("count", NOT_BURNT)]
    assert Discrepancy.objects.get(unit=unit, found=NOT_BURNT).expected == SEEN_BURNING
    assert replay_state().findings == []


def test_one_witness_alone_stops_no_cancelling_but_is_contradicted_aloud(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    burning.attest_burn(act=act_of(session.witness_b), session_id=session.id, statement="refuses")

    assert cancel(cast, session).state == "cancelled"
    assert sorted(differences(unit)) == [("count", NOT_BURNT), ("witness", REFUSED)]


def test_a_fire_did_not_begin_before_its_loads_came(cast, refused):
    before = now() - timedelta(minutes=10)

    def late(officer):
        return act_of(officer, basis=Basis.SCENARIO, occurred_at=before)

    units = stories.kept(cast)
    stories.verified(cast, stories.recorded(cast, units), act=late(cast.second_case_officer))
    session = stories.approved(cast, stories.planned(cast, fresh(units)), act=late(cast.supervisor))
    stories.staged(cast, session, act=late(cast.checker))
    session = stories.attested(cast, stories.at_furnace(cast, session))
    early = before + timedelta(minutes=5)

    with refused("burn.before_arrival") as refusal:
        stories.burn(cast, session, started_at=early)
    assert refusal.value.field == "started_at"
    [unit] = stories.units_of(session)
    left = [LeftOver(unit_id=unit.id, new_seal=goods.new_seal(), reading=goods.reading(unit.gross_mg))]
    with refused("burn.before_arrival"):
        aborting.abort_burn(act=act_of(cast.crew), session_id=session.id, started_at=early, ended_at=now(),
                            reason="filter", unusual_events="x", left=left)  # fmt: skip


def test_who_signed_before_the_last_of_it_was_seen_going_in_is_a_difference_whenever_the_fire_is_said_to_begin(cast):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    stories.attested(cast, session, tally=False)
    stories.tallied(cast, session)

    stories.burn(cast, session)

    assert differences(unit) == [("time", SAW_IT_BEFORE)]


@pytest.mark.parametrize("tally", [True, False])
def test_who_signed_before_the_fire_began_is_a_difference_of_the_burn(cast, refused, tally):
    session = stories.at_furnace(cast)
    if tally:
        stories.tallied(cast, session)
    began = now()
    stories.attested(cast, session, tally=False)
    [unit] = stories.units_of(session)

    burnt = stories.burn(cast, session, started_at=began if tally else now(), without_tally=None if tally else "x")

    assert burnt.state == "burnt"
    assert differences(unit) == [("time", SIGNED_BEFORE)]
    with refused("unit.frozen"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])
    assert replay_state().findings == []


def test_who_planned_or_approved_a_burn_is_no_witness_of_it(cast, refused):
    session = stories.planned(cast)

    with refused("witness.decided"):
        stories.approved(cast, session, pair=(cast.supervisor, cast.witness), act=act_of(cast.supervisor))
    stories.approved(cast, session, pair=(cast.second_supervisor, cast.witness))
    # Whoever approves it anew does not watch it either, and nor does who approved it first.
    for pair in ((cast.supervisor, cast.witness), (cast.second_supervisor, cast.second_witness)):
        with refused("witness.decided"):
            stories.approved(cast, session, pair=pair, act=act_of(cast.second_supervisor))


def test_a_burn_that_nothing_is_left_in_bars_no_pair(cast, refused):
    emptied = stories.approved(cast)
    pair = (cast.second_supervisor, cast.witness)
    other = stories.planned(cast, stories.ordered(cast))
    with refused("witness.same_pair"):
        stories.approved(cast, other, pair=pair)

    leave_out(cast, emptied, stories.units_of(emptied))

    assert stories.approved(cast, other, pair=pair).state == "approved"
