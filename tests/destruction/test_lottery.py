"""The lottery before the fire, through the real acts: who draws, who tests, and what a negative test stops."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core import lottery as lots
from custody.destruction.actions import burning, holds, lottery, sessions
from custody.destruction.actions.contradicting import UNTESTED
from custody.destruction.models import LotteryTicket
from custody.destruction.selectors import gates, lotteries
from custody.evidence.actions import dividing, moving, signatures
from custody.evidence.entries import NewUnit
from custody.evidence.models import Countersignature, Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh
from tests.template import LONG_AGO


def of(cast, count):
    return stories.staged(cast, stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=count))))


def story(row):
    return [line.type.code for line in told([row.stream_id], newest_first=False)]


def test_the_list_is_locked_and_as_many_are_drawn_as_the_rule_says(cast):
    session = of(cast, 4)
    seals = {unit.label: unit.seal for unit in stories.units_of(session)}

    stories.drawn(cast, session)

    drawn = lotteries.lottery_of(session)
    assert (drawn.unit_count, drawn.draw_size) == (4, lots.draw_size(4, share=90, confidence=95))
    assert drawn.list_sha256 == lots.list_hash(seals)
    assert len(stories.waiting_units(session)) == drawn.draw_size
    assert (drawn.seed, drawn.published_at) == (None, None)


def test_the_share_is_a_rule_of_the_jurisdiction(cast):
    for key, value in (("lottery.share", 50), ("lottery.confidence", 99)):
        register.set_policy(
            act=act_of(cast.administrator), approver=cast.second_administrator, key=key, jurisdiction="BE",
            value=value, measure="percent", valid_from=LONG_AGO + timedelta(days=1), source="tests",
        )  # fmt: skip

    session = stories.drawn(cast, of(cast, 4))

    assert lotteries.lottery_of(session).draw_size == lots.draw_size(4, share=50, confidence=99)
    assert lots.draw_size(4, share=50, confidence=99) < lots.draw_size(4, share=90, confidence=95)


def test_the_seed_is_published_after_the_last_test_and_anybody_can_repeat_the_draw(cast):
    session = of(cast, 5)
    seals = {unit.label: unit.seal for unit in stories.units_of(session)}
    stories.drawn(cast, session)
    first, *others = stories.waiting_units(session)

    stories.lots_tested(cast, session, units=[first])
    assert lotteries.lottery_of(session).seed is None
    stories.lots_tested(cast, session, units=others)

    drawn = lotteries.lottery_of(session)
    labels = tuple(ticket.unit.label for ticket in lotteries.tickets_of(drawn))
    assert lots.proves(
        seals, seed=bytes.fromhex(drawn.seed), seed_sha256=drawn.seed_sha256, list_sha256=drawn.list_sha256,
        labels=labels,
    )
    assert [line.type.code for line in told([session.stream_id], limit=1)] == ["lottery.published/1"]


def test_what_was_drawn_and_is_left_out_is_asked_about_and_keeps_no_seed_secret(cast, refused):
    session = of(cast, 3)
    seals = {unit.label: unit.seal for unit in stories.units_of(session)}
    stories.drawn(cast, session)
    left, *others = stories.waiting_units(session)

    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[left.id], reason="replanned")

    [asked] = Discrepancy.objects.filter(unit=left, resolved_at__isnull=True)
    assert (asked.discrepancy_kind, asked.found, lotteries.owed_among([left])) == ("untested", UNTESTED, {left.id})
    assert fresh([left])[0].discrepancy_open
    assert lotteries.lottery_of(session).seed is None
    stories.lots_tested(cast, session, units=others)
    drawn = lotteries.lottery_of(session)
    tickets = lotteries.tickets_of(drawn)
    assert lots.proves(
        seals, seed=bytes.fromhex(drawn.seed), seed_sha256=drawn.seed_sha256, list_sha256=drawn.list_sha256,
        labels=tuple(ticket.unit.label for ticket in tickets),
    )  # fmt: skip
    assert {ticket.unit_id for ticket in tickets if ticket.left_out} == {left.id}
    assert stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session))).state == "burnt"
    assert not replay_state().findings


def test_the_seed_is_published_when_the_last_that_was_not_tested_leaves_however_it_does(cast):
    session = of(cast, 3)
    stories.drawn(cast, session)
    held, *others = stories.waiting_units(session)
    stories.lots_tested(cast, session, units=others)
    assert lotteries.lottery_of(session).seed is None

    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[held.id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip

    assert lotteries.lottery_of(session).seed is not None
    assert not fresh([held])[0].discrepancy_open
    assert not replay_state().findings


def test_before_the_lock_there_is_nothing_to_know_and_afterwards_the_seed_is_no_open_field(cast):
    session = of(cast, 3)
    assert lotteries.tickets_of(lotteries.lottery_of(session)) == []

    stories.drawn(cast, session)

    seed = lotteries.seed_of(lotteries.lottery_of(session)).hex()
    [line] = [line for line in told([session.stream_id]) if line.type.code == "lottery.drawn/1"]
    assert seed not in str(line.values)
    assert line.values["seed_sha256"] == lots.commitment_to(bytes.fromhex(seed))


def test_a_talc_swap_with_the_right_weight_and_seal_freezes_the_burn(cast):
    session = of(cast, 3)
    stories.drawn(cast, session)
    talc = stories.waiting_units(session)[0]

    stories.lots_tested(cast, session, units=[talc], swapped=[talc])

    assert session.frozen_at is not None
    [talc] = fresh([talc])
    assert (talc.discrepancy_open, talc.authority_state) == (True, "ordered")
    assert Discrepancy.objects.get(unit=talc).discrepancy_kind == "identity"
    assert story(talc)[-3:-1] == ["discrepancy.opened/1", "unit.unscheduled/1"]
    assert talc not in stories.units_of(session)
    # Where one is talc, more may be: all that is left is opened.
    assert set(stories.waiting_units(session)) == set(stories.units_of(session))


def test_a_frozen_burn_is_neither_attested_nor_recorded(cast, refused):
    session = of(cast, 2)
    stories.drawn(cast, session)
    talc = stories.waiting_units(session)[0]
    stories.lots_tested(cast, session, units=[talc], swapped=[talc])
    stories.at_furnace(cast, session)

    with refused("session.frozen"):
        burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    with refused("session.frozen"):
        stories.burn(cast, session)


def test_a_supervisor_lets_a_frozen_burn_go_on_when_all_that_is_left_was_opened(cast, refused):
    session = of(cast, 3)
    stories.drawn(cast, session)
    talc = stories.waiting_units(session)[0]
    stories.lots_tested(cast, session, units=[talc], swapped=[talc])

    with refused("lottery.all"):
        lottery.unfreeze_session(act=act_of(cast.second_supervisor), session_id=session.id, reason="all looked at")
    stories.lots_tested(cast, session)
    with refused("session.own_freeze"):
        lottery.unfreeze_session(act=act_of(cast.supervisor), session_id=session.id, reason="all looked at")
    lottery.unfreeze_session(act=act_of(cast.second_supervisor), session_id=session.id, reason="all looked at")

    session.refresh_from_db()
    assert session.frozen_at is None
    assert stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session))).state == "burnt"
    with refused("session.state"):
        lottery.unfreeze_session(act=act_of(cast.second_supervisor), session_id=session.id, reason="again")


def test_a_burn_that_is_not_frozen_is_not_let_go(cast, refused):
    session = of(cast, 1)

    with refused("session.not_frozen"):
        lottery.unfreeze_session(act=act_of(cast.second_supervisor), session_id=session.id, reason="why not")


def test_nothing_burns_before_lots_were_drawn_and_what_was_drawn_was_tested(cast, refused):
    session = of(cast, 2)
    evidence.on_the_road(cast, units=stories.units_of(session), giver=cast.storekeeper, destination="CURLEW")
    moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in stories.units_of(session)], place="CURLEW")
    session.refresh_from_db()
    stories.attested(cast, session)

    with refused("lottery.none"):
        stories.burn(cast, session)
    stories.drawn(cast, session)
    with refused("lottery.untested"):
        stories.burn(cast, session)
    stories.lots_tested(cast, session)
    assert stories.burn(cast, session).state == "burnt"


def test_packing_what_was_drawn_anew_frees_it_from_no_lot(cast):
    session = stories.drawn(cast)
    [drawn] = stories.waiting_units(session)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[drawn.id], place="BITTERN")

    parts = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=drawn.id, witness_badge=cast.second_officer.badge, reason="too heavy",
        parts=[NewUnit(kind="bag", package_count=count, reading=evidence.reading(mass), seal=evidence.new_seal())
               for count, mass in ((12, 12_000_000), (13, drawn.gross_mg - 12_000_000))],
    )  # fmt: skip

    assert lotteries.owed_among(parts) == {part.id for part in parts}


def test_calling_off_a_burn_is_no_second_draw(cast):
    session = of(cast, 3)
    units = stories.units_of(session)
    stories.drawn(cast, session)
    owed = stories.waiting_units(session)
    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="threat")
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="BITTERN")
    anew = stories.staged(cast, stories.approved(cast, stories.planned(cast, fresh(units)),
                                                 pair=(cast.second_supervisor, cast.second_witness)))
    stories.drawn(cast, anew)

    assert set(owed) <= set(stories.waiting_units(anew))
    stories.lots_tested(cast, anew)
    assert lotteries.owed_among(units) == set()


@pytest.mark.parametrize("who", ["storekeeper", "supervisor", "crew", "auditor", "witness"])
def test_only_a_checker_draws_and_tests(cast, refused, who):
    session = of(cast, 1)

    with refused("role.missing"):
        stories.drawn(cast, session, by=getattr(cast, who))
    stories.drawn(cast, session)
    with refused("role.missing"):
        stories.lots_tested(cast, session, act=act_of(getattr(cast, who)))


def test_nobody_from_the_chain_draws_or_tests(cast, refused):
    session = of(cast, 1)
    evidence.on_the_road(cast, units=stories.units_of(session), giver=cast.storekeeper, destination="CURLEW")
    register.change_officer(
        act=act_of(cast.administrator), officer=cast.crew, is_active=True, clearance=cast.crew.clearance,
        roles=[Role.CREW, Role.CHECKER],
    )
    cast.crew.refresh_from_db()
    with refused("chain.inside"):
        stories.drawn(cast, session, by=cast.crew)


def test_a_test_needs_a_second_person(cast, refused):
    session = stories.drawn(cast, of(cast, 1))

    with refused("people.same"):
        stories.lots_tested(cast, session, witness_badge=cast.second_checker.badge)


def test_a_list_that_can_still_grow_is_not_locked(cast, refused):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    first, second = stories.units_of(session)
    stories.staged(cast, session, checks=[stories.check_of(first)])

    with refused("lottery.unchecked", f"{second.label} was not checked yet. Check it or take it out, then draw"):
        stories.drawn(cast, session)


def test_lots_are_drawn_once(cast, refused):
    session = stories.drawn(cast, of(cast, 1))

    with refused("lottery.drawn"):
        stories.drawn(cast, session)


def test_an_empty_burn_draws_nothing(cast, refused):
    session = of(cast, 1)
    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id,
                             unit_ids=[unit.id for unit in stories.units_of(session)], reason="threat")

    with refused("units.none"):
        stories.drawn(cast, session)


def test_only_what_was_drawn_is_tested_and_only_once(cast, refused):
    session = stories.drawn(cast, of(cast, 2))
    [unit, *_] = stories.waiting_units(session)

    with refused("stage.twice"):
        lottery.record_tests(act=act_of(cast.second_checker), session_id=session.id,
                             witness_badge=cast.second_witness.badge,
                             tests=[stories.lot_of(unit), stories.lot_of(unit)])
    stories.lots_tested(cast, session, units=[unit])
    with refused("lottery.not_drawn"):
        stories.lots_tested(cast, session, units=[unit])


def test_a_load_on_the_road_is_not_opened(cast, refused):
    session = stories.drawn(cast, of(cast, 1))
    units = evidence.on_the_road(cast, units=stories.units_of(session), giver=cast.storekeeper, destination="CURLEW")

    with refused("lottery.not_here"):
        stories.lots_tested(cast, session, units=units)


def test_each_drawn_unit_gets_a_new_seal_before_two_people(cast):
    session = stories.drawn(cast, of(cast, 1))
    [unit] = stories.waiting_units(session)
    before = unit.seal

    stories.lots_tested(cast, session)

    [unit] = fresh([unit])
    ticket = LotteryTicket.objects.get(unit=unit)
    assert unit.seal not in (None, before)
    assert (ticket.tested_by, ticket.witness, ticket.result) == (cast.second_checker, cast.second_witness, "positive")
    assert story(unit)[-5:] == ["seal.removed/1", "seal.applied/1", "unit.tested/1", "signature.owed/1",
                                "signature.given/1"]  # fmt: skip


def test_the_witness_of_a_test_signs_on_their_own_device_before_the_load_leaves(cast, refused):
    session = stories.lots_tested(cast, stories.drawn(cast, of(cast, 1)), signed=False)
    units = stories.units_of(session)

    with refused("unit.unsigned"):
        evidence.on_the_road(cast, units=units, giver=cast.storekeeper, destination="CURLEW")
    [owed] = Countersignature.objects.filter(unit=units[0], signed_at__isnull=True)
    assert (owed.wanted, owed.owed_by) == (cast.second_witness, cast.second_checker)
    for who in (cast.second_checker, cast.supervisor):
        with refused("signature.not_named"):
            signatures.sign(act=act_of(who), signature_ids=[owed.id])
    stories.tests_signed(cast)
    assert not fresh(units)[0].signature_owed


def test_who_staged_or_loads_a_burn_neither_tests_for_it_nor_watches_the_test(cast, refused):
    session = stories.drawn(cast, of(cast, 2))
    lot, *_ = stories.waiting_units(session)
    for tester, witness in ((cast.checker, cast.second_witness), (cast.second_checker, cast.checker)):
        with refused("lottery.hands"):
            stories.lots_tested(cast, session, units=[lot], act=act_of(tester), witness_badge=witness.badge)
    with refused("chain.inside"):
        stories.lots_tested(cast, session, units=[lot], witness_badge=cast.storekeeper.badge)
    stories.seen_going_in(cast, session, "calls", by=cast.third_crew, loads=stories.loads_of([lot]))
    with refused("lottery.hands"):
        stories.lots_tested(cast, session, units=[lot], witness_badge=cast.third_crew.badge)

    stories.lots_tested(cast, session)

    with refused("tally.tested"):
        stories.seen_going_in(cast, session, "counts", by=cast.second_checker)
    involved = gates.involved_in([lot])[lot.id]
    assert {cast.second_checker.id, cast.second_witness.id, cast.third_crew.id} <= involved


def test_the_replay_ends_in_the_same_state(cast):
    session = of(cast, 3)
    stories.drawn(cast, session)
    talc = stories.waiting_units(session)[0]
    stories.lots_tested(cast, session, units=[talc], swapped=[talc])
    stories.lots_tested(cast, session)
    lottery.unfreeze_session(act=act_of(cast.second_supervisor), session_id=session.id, reason="all looked at")

    assert replay_state().findings == []
