"""What goes wrong at the fire: broken off, refused, by the fast lane, and who is drawn to watch."""

from __future__ import annotations

from datetime import timedelta

from custody.destruction.actions import aborting, fastlane, witnesses
from custody.destruction.entries import LeftOver
from custody.destruction.selectors import lotteries
from custody.destruction.selectors import witnesses as lots
from custody.evidence.actions import moving, signatures
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh, now


def left_over(unit, **changes):
    reading = evidence.reading(changes.pop("gross_mg", unit.gross_mg), package_count=25)
    return LeftOver(**({"unit_id": unit.id, "new_seal": evidence.new_seal(), "reading": reading} | changes))


def abort(cast, session, left, **changes):
    started_at = now()
    return aborting.abort_burn(
        **({"act": act_of(cast.crew), "session_id": session.id, "started_at": started_at, "ended_at": now(),
            "reason": "filter", "unusual_events": "the filter failed", "left": left} | changes)
    )


def ready(cast, count=2, *, statement="saw_part"):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=count)))
    return stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, session)), statement=statement)


def story(row):
    return [line.type.code for line in told([row.stream_id], newest_first=False)]


# --- broken off --------------------------------------------------------------------------------------


def test_of_each_unit_it_is_said_whether_it_burnt_and_the_rest_is_sealed_weighed_and_kept(cast):
    session = ready(cast)
    ash, kept = stories.units_of(session)
    seal = kept.seal

    session = abort(cast, session, [left_over(kept)])

    ash, kept = fresh([ash, kept])
    assert (session.state, session.abort_reason, session.burnt_mg) == ("burnt", "filter", ash.gross_mg)
    assert (ash.custody_state, ash.custodian) == ("destroyed", None)
    assert (kept.custody_state, kept.authority_state, kept.custodian) == ("at_furnace", "ordered", cast.crew)
    assert kept.seal != seal
    assert story(kept)[-5:] == ["seal.removed/1", "seal.applied/1", "unit.weighed/1", "unit.unscheduled/1",
                                "signature.owed/1"]  # fmt: skip
    [line] = [line for line in told([session.stream_id]) if line.type.code == "burn.aborted/1"]
    assert (line.values["destroyed_count"], line.values["left_count"]) == (1, 1)


def test_a_burn_of_which_nothing_burnt_needs_no_witness_and_makes_no_certificate(cast):
    session = stories.at_furnace(cast, stories.staged(cast))
    units = stories.units_of(session)

    session = abort(cast, session, [left_over(unit) for unit in units])

    assert (session.state, session.burnt_at) == ("aborted", None)
    assert "document.asked/1" not in story(session)
    assert {unit.custody_state for unit in fresh(units)} == {"at_furnace"}


def test_what_is_left_goes_back_by_a_fresh_hand_over_and_can_burn_later(cast):
    session = stories.at_furnace(cast, stories.staged(cast))
    [unit] = stories.units_of(session)
    abort(cast, session, [left_over(unit)])
    witness_signs(cast)

    evidence.accepted(
        evidence.offered(cast, fresh([unit]), receiver=cast.third_crew, second=cast.third_officer,
                         giver=cast.crew, purpose="departure", route=evidence.route("BITTERN")),
        by=cast.third_crew,
    )
    evidence.accepted(
        evidence.offered(cast, fresh([unit]), receiver=cast.storekeeper, giver=cast.third_crew, purpose="arrival"),
        by=cast.storekeeper, place="BITTERN",
    )

    [unit] = fresh([unit])
    assert (unit.custody_state, unit.custodian) == ("stored", cast.storekeeper)
    later = stories.planned(cast, [unit])
    assert stories.units_of(later) == [unit]


def witness_signs(cast):
    """Let the witness who saw what was left sealed anew sign for it."""
    owed = signatures_awaited(cast.second_supervisor)
    assert {(row.matter, row.about) for row in owed} == {("witness", "burn.aborted/1")}
    signatures.sign(act=act_of(cast.second_supervisor), signature_ids=[row.id for row in owed])


def test_nobody_breaks_off_alone_or_far_from_the_fire_or_by_a_declared_weight(cast, refused):
    session = stories.approved(cast)
    [unit] = stories.units_of(session)
    with refused("burn.not_here"):
        abort(cast, session, [left_over(unit)], act=act_of(cast.storekeeper))
    session = stories.at_furnace(cast, stories.staged(cast, session))
    declared = evidence.reading(1_000_000, method="declared", package_count=25)
    with refused("abort.unweighed"):
        abort(cast, session, [LeftOver(unit_id=unit.id, new_seal=evidence.new_seal(), reading=declared)])

    abort(cast, session, [left_over(unit)])

    [unit] = fresh([unit])
    assert unit.signature_owed
    with refused("unit.unsigned"):
        stories.planned(cast, [unit])
    witness_signs(cast)
    assert not fresh([unit])[0].signature_owed


def test_what_weighs_less_after_the_abort_is_a_discrepancy(cast):
    session = stories.at_furnace(cast, stories.staged(cast))
    [unit] = stories.units_of(session)

    abort(cast, session, [left_over(unit, gross_mg=unit.gross_mg - 1_000_000)])

    assert Discrepancy.objects.get(unit=unit).discrepancy_kind == "weight"


def test_what_burnt_in_a_broken_burn_needs_both_witnesses(cast, refused):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    session = stories.at_furnace(cast, stories.staged(cast, session))
    kept = stories.units_of(session)[1]
    with refused("burn.unattested"):
        abort(cast, session, [left_over(kept)])

    session = stories.attested(cast, session, statement="refuses")
    with refused("burn.not_seen"):
        abort(cast, session, [left_over(kept)])


def test_an_abort_names_what_is_left_once_and_from_this_burn(cast, refused):
    session = ready(cast)
    [kept, _] = stories.units_of(session)
    [stranger] = evidence.stored(cast)

    with refused("abort.nothing_left"):
        abort(cast, session, [])
    with refused("stage.twice"):
        abort(cast, session, [left_over(kept), left_over(kept)])
    with refused("session.not_on_manifest"):
        abort(cast, session, [left_over(stranger)])
    with refused("burn.not_yours"):
        abort(cast, session, [left_over(kept)], act=act_of(cast.supervisor))
    with refused("text.empty"):
        abort(cast, session, [left_over(kept)], unusual_events=" ")


# --- refused by a witness ----------------------------------------------------------------------------


def test_a_unit_that_a_witness_refuses_is_out_of_the_burn_with_a_discrepancy(cast, refused):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=2)))))
    bad, good = stories.units_of(session)

    with refused("witness.not_named"):
        aborting.refuse_unit(act=act_of(cast.checker), session_id=session.id, unit_id=bad.id, finding="seal")
    aborting.refuse_unit(act=act_of(session.witness_a), session_id=session.id, unit_id=bad.id, finding="seal",
                         remark="the lid sits askew")

    [bad] = fresh([bad])
    assert (bad.discrepancy_open, bad.authority_state) == (True, "ordered")
    assert stories.units_of(session) == [good]
    assert story(bad)[-3:] == ["unit.refused/1", "discrepancy.opened/1", "unit.unscheduled/1"]
    with refused("session.not_on_manifest"):
        aborting.refuse_unit(act=act_of(session.witness_b), session_id=session.id, unit_id=bad.id, finding="seal")
    assert stories.burn(cast, stories.attested(cast, session)).state == "burnt"


# --- the fast lane -----------------------------------------------------------------------------------


def by_fast_lane(cast, *, count=3, pair=None, vehicle_seals=("VS777001",), read=None):
    """Return an approved burn whose loads went from the quay to the furnace, a load under each seal; one bag stays
    behind for the samples. ``read`` is what the crew reads off the vehicle there, where it reads it."""
    seizure = evidence.opened_seizure(cast)
    units = evidence.swept(cast, evidence.seized(cast, count=count, of=seizure))
    kept, *fast = units
    evidence.accepted(evidence.offered(cast, [kept], receiver=cast.storekeeper), by=cast.storekeeper)
    [kept] = moving.store_units(act=act_of(cast.storekeeper), unit_ids=[kept.id], place="BITTERN")
    evidence.sampled(cast, kept)
    stories.photographed(cast, fast)
    stories.verified(cast, stories.recorded(cast, fresh(fast)))
    session = stories.approved(cast, stories.planned(cast, fresh(fast)), pair=pair)
    for place, number in enumerate(vehicle_seals):
        load = fresh(fast)[place :: len(vehicle_seals)]
        offer = evidence.offered(cast, load, receiver=cast.crew, second=cast.second_crew, purpose="departure",
                                 route=evidence.route("CURLEW", vehicle_seal=number))  # fmt: skip
        evidence.accepted(offer, by=cast.crew)
        evidence.countersigned(cast.second_crew)
    evidence.read_again(lambda: moving.arrive(
        act=act_of(cast.crew), unit_ids=[unit.id for unit in fast], place="CURLEW",
        vehicle_seals=None if read is None else [read],
    ))  # fmt: skip
    session.refresh_from_db()
    return session


def stage(cast, session, *, vehicle_seal="VS 777001", seals=None):
    return fastlane.stage_on_intake(
        act=act_of(cast.checker), session_id=session.id, vehicle_seal=vehicle_seal,
        seals=seals or {unit.id: unit.seal for unit in stories.units_of(session)},
    )


def test_a_load_burns_the_day_it_is_seized_without_a_store_and_the_lottery_stays(cast, refused):
    session = by_fast_lane(cast)
    units = stories.units_of(session)

    assert stage(cast, session).staged == units
    stories.signed_by_those_named("unit.staged_on_intake/1")
    stories.attested(cast, session)
    with refused("lottery.none"):
        stories.burn(cast, session)
    stories.lots_tested(cast, stories.drawn(cast, session))

    assert stories.burn(cast, session).state == "burnt"
    assert "unit.stored/1" not in story(units[0])


def test_a_slip_at_the_vehicle_seal_is_asked_for_again_and_freezes_nothing(cast, refused):
    session = by_fast_lane(cast)
    units = stories.units_of(session)

    with refused("vehicle_seal.read_again"):
        stage(cast, session, vehicle_seal="VS777010")

    assert not any(unit.discrepancy_open for unit in fresh(units))
    assert "seal.misread/1" in story(units[0])
    assert stage(cast, session).staged == units


def test_a_vehicle_seal_that_is_another_refuses_the_whole_load(cast):
    session = by_fast_lane(cast)
    units = stories.units_of(session)

    answer = evidence.read_again(lambda: stage(cast, session, vehicle_seal="VS777002"))

    assert (answer.staged, answer.refused) == ([], units)
    assert {found.expected for found in Discrepancy.objects.filter(unit__in=units)} == {"VS777001"}
    assert all(unit.discrepancy_open for unit in fresh(units))


def test_a_unit_whose_own_seal_differs_is_refused_alone(cast):
    session = by_fast_lane(cast)
    bad, good = stories.units_of(session)

    answer = stage(cast, session, seals={bad.id: None, good.id: good.seal})

    assert (answer.staged, answer.refused) == ([good], [bad])


def test_what_was_ever_in_store_is_checked_in_the_ordinary_way(cast, refused):
    session = stories.at_furnace(cast, stories.staged(cast))

    with refused("fastlane.stored"):
        stage(cast, session, vehicle_seal="whatever")


# --- witnesses by lot --------------------------------------------------------------------------------


def test_witnesses_are_drawn_among_those_who_may_watch(cast):
    session = stories.planned(cast)

    draw = witnesses.draw_witnesses(act=act_of(cast.supervisor), session_id=session.id)

    pair = {draw.witness_a, draw.witness_b}
    assert cast.second_supervisor in pair
    assert pair <= {cast.second_supervisor, cast.witness, cast.second_witness}
    assert not lots.named_by_lot(session)
    session = stories.approved(cast, session, pair=(draw.witness_a, draw.witness_b))
    assert lots.named_by_lot(session)
    assert lots.draws_of(session) == 1


def test_the_pair_of_the_burn_before_is_never_drawn(cast):
    first = stories.approved(cast, stories.planned(cast), pair=(cast.second_supervisor, cast.witness))
    second = stories.planned(cast)

    for _ in range(6):
        draw = witnesses.draw_witnesses(act=act_of(cast.supervisor), session_id=second.id)
        assert {draw.witness_a, draw.witness_b} != {first.witness_a, first.witness_b}
    assert lots.draws_of(second) == 6


def test_where_nobody_may_watch_it_is_said(cast, refused, monkeypatch):
    session = stories.planned(cast)
    monkeypatch.setattr(lots, "officers_with_role", lambda *roles: [])

    with refused("witness.nobody"):
        witnesses.draw_witnesses(act=act_of(cast.supervisor), session_id=session.id)
    with refused("role.missing"):
        witnesses.draw_witnesses(act=act_of(cast.planner), session_id=session.id)


def test_who_meets_whom_is_counted_over_burns_and_journeys(cast):
    since = now() - timedelta(hours=1)  # a standing situation may be some minutes old
    stories.burnt(cast)

    met = {frozenset((each.first, each.second)): each.together for each in lots.who_meets_whom(since=since)}

    assert met[frozenset((cast.crew.badge, cast.second_crew.badge))] == 1
    assert met[frozenset((cast.second_supervisor.badge, cast.witness.badge))] == 1


def test_the_replay_ends_in_the_same_state(cast):
    session = ready(cast)
    abort(cast, session, [left_over(stories.units_of(session)[1])])
    other = by_fast_lane(cast, pair=(cast.second_supervisor, cast.second_witness))
    stage(cast, other)
    witness = other.witness_a
    aborting.refuse_unit(act=act_of(witness), session_id=other.id, unit_id=stories.units_of(other)[0].id,
                         finding="count")
    nothing = stories.approved(cast, stories.planned(cast), pair=(cast.second_supervisor, cast.witness))
    witnesses.draw_witnesses(act=act_of(cast.supervisor), session_id=nothing.id)
    nothing = stories.at_furnace(cast, stories.staged(cast, nothing))
    abort(cast, nothing, [left_over(unit) for unit in stories.units_of(nothing)])
    assert lotteries.lottery_of(session) is not None

    assert replay_state().findings == []
