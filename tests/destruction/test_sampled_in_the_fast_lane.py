"""A load that is sampled where it was seized, or at the furnace, and burns the same day without a store."""

from __future__ import annotations

from custody.destruction.actions import fastlane
from custody.evidence.actions import moving, reseal
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.evidence.exceptional import signed_by_each
from tests.stories import act_of, fresh


def to_the_furnace(cast, *, sampled_on_the_quay=True):
    """Return an approved burn of two bags that went from the quay to the furnace, and the bags."""
    units = evidence.swept(cast, evidence.seized(cast, count=2))
    for unit in units if sampled_on_the_quay else units[:1]:
        evidence.sampled(cast, unit, witness=cast.officer)
    stories.photographed(cast, units)
    stories.verified(cast, stories.recorded(cast, fresh(units)))
    session = stories.approved(cast, stories.planned(cast, fresh(units)))
    offer = evidence.offered(cast, fresh(units), receiver=cast.crew, second=cast.second_crew, purpose="departure",
                             route=evidence.route("CURLEW", vehicle_seal="VS777001"))  # fmt: skip
    evidence.accepted(offer, by=cast.crew)
    evidence.countersigned(cast.second_crew)
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="CURLEW")
    session.refresh_from_db()
    return session, fresh(units)


def checked(cast, session, units):
    answer = fastlane.stage_on_intake(
        act=act_of(cast.checker), session_id=session.id, vehicle_seal="VS777001",
        seals={unit.id: unit.seal for unit in fresh(units)},
    )
    stories.signed_by_those_named("unit.staged_on_intake/1")
    return answer


def test_a_load_that_was_sampled_on_the_quay_burns_the_same_day(cast):
    session, units = to_the_furnace(cast)

    assert checked(cast, session, units).staged == units
    stories.attested(cast, session)
    stories.lots_tested(cast, stories.drawn(cast, session))
    session = stories.burn(cast, session)

    codes = [line.type.code for line in told([units[0].stream_id], newest_first=False, limit=1000)]
    assert "unit.stored/1" not in codes
    assert codes.index("sampling.closed/1") < codes.index("unit.departed/1") < codes.index("unit.destroyed/1")
    assert session.burnt_mg == sum(unit.gross_mg for unit in units) == 2 * (evidence.BAG_MG - 5_000)
    assert replay_state().findings == []


def test_what_is_opened_at_the_furnace_after_its_check_is_checked_anew(cast):
    session, [first, second] = to_the_furnace(cast, sampled_on_the_quay=False)
    checked(cast, session, [first, second])

    evidence.sampled(cast, second, witness=cast.crew)

    [first, second] = fresh([first, second])
    assert stories.units_of(session) == [first]
    assert (second.custody_state, second.authority_state) == ("at_furnace", "ordered")
    [left] = [line for line in told([second.stream_id], limit=1000) if line.type.code == "unit.unscheduled/1"]
    assert left.values["reason"] == "opened"
    again = stories.approved(cast, stories.planned(cast, [second]), pair=(cast.second_supervisor, cast.second_witness))
    assert checked(cast, again, [second]).staged == [second]
    assert replay_state().findings == []


def test_a_bag_that_its_crew_sealed_anew_at_the_furnace_is_weighed_there(cast, refused):
    session, [first, second] = to_the_furnace(cast)
    reseal.replace_seal(act=act_of(cast.crew), unit_id=first.id, new_seal=evidence.new_seal(), reason="bag torn",
                        witness_badge=cast.second_crew.badge)  # fmt: skip
    signed_by_each([first])

    with refused("fastlane.opened"):
        checked(cast, session, [first, second])
    assert checked(cast, session, [second]).staged == [second]
