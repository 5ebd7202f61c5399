"""Every verb of the destruction room, on rows that a walk chooses: each returns one act, ready to be tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from custody.deadlines.models import Clock
from custody.destruction.actions import (
    aborting,
    burning,
    decisions,
    fastlane,
    holds,
    lottery,
    orders,
    owed_tests,
    partial_hold,
    reconcile,
    sessions,
    staging,
    tally,
    variances,
    witnesses,
)
from custody.destruction.entries import LeftOver
from custody.destruction.models import AuthorityDecision, BurnSession, DestructionOrder, Loaded
from custody.destruction.selectors import books
from custody.evidence.models import HandlingUnit, Hold, Seizure
from tests import stories
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.stories import now
from tests.walk.verbs import parts_of

OPEN = ("planned", "approved")


def _session(world, *states):
    near = list(BurnSession.objects.filter(state__in=states).order_by("code_word"))
    return world.one_of(near or BurnSession.objects.order_by("code_word"))


def at_fire(world):
    """Return an approved burn, five times in six one whose loads are at the furnace."""
    there = BurnSession.objects.filter(state="approved", lines__unit__custody_state="at_furnace").distinct()
    near = list(there.order_by("code_word")) if world.dice.randrange(6) else []
    return world.one_of(near) if near else _session(world, "approved")


def _goods(world, *states, authority=()):
    near = sorted((unit for unit in world.seen.units.values() if unit.custody_state in states
                   and (not authority or unit.authority_state in authority)), key=lambda unit: unit.label)  # fmt: skip
    return world.one_of(near) if near and world.dice.randrange(8) else world.unit(*states)


def record_order(world):
    unit = _goods(world, "stored", "seized", authority=("none",))
    day = burns.local_day(unit.seized_at or now())
    return lambda: orders.record_order(
        act=stories.act_of(world.cast.case_officer), unit_ids=[unit.id], authority="prosecutor",
        number=burns.order_number(), issued_on=day, document=burns.PAPER,
    )  # fmt: skip


def _order(world):
    waiting = list(DestructionOrder.objects.filter(state="recorded").order_by("recorded_at"))
    return world.one_of(waiting or DestructionOrder.objects.order_by("recorded_at"))


def verify_order(world):
    order = _order(world)
    return lambda: orders.verify_order(act=stories.act_of(world.cast.second_case_officer), order_id=order.id)


def verify_own_order(world):
    order = _order(world)
    return lambda: orders.verify_order(act=stories.act_of(order.recorded_by), order_id=order.id)


def refuse_order(world):
    order = _order(world)
    return lambda: orders.refuse_order(act=stories.act_of(world.cast.second_case_officer), order_id=order.id,
                                       reason="another number")  # fmt: skip


def plan(world):
    unit = _goods(world, "stored", authority=("ordered",))
    at = now() + timedelta(hours=3, minutes=world.dice.randrange(600))
    return lambda: sessions.plan_session(act=stories.act_of(world.cast.planner), facility="FORGE", starts_at=at,
                                         unit_ids=[unit.id])  # fmt: skip


PAIRS = (("4901", "4921"), ("4902", "4922"), ("4901", "4922"), ("4902", "4921"), ("4921", "4922"), ("4901", "4901"))


def approve(world):
    session, (first, second) = _session(world, "planned"), world.dice.choice(PAIRS)
    who = world.dice.choice([world.cast.supervisor, world.cast.second_supervisor])
    return lambda: sessions.approve_session(act=stories.act_of(who), session_id=session.id, witness_a_badge=first,
                                            witness_b_badge=second)  # fmt: skip


def draw_witnesses(world):
    session = _session(world, "planned")
    return lambda: witnesses.draw_witnesses(act=stories.act_of(world.cast.supervisor), session_id=session.id)


def leave_out(world):
    session = _session(world, *OPEN)
    units = burns.units_of(session) or [world.unit("stored")]
    return lambda: sessions.leave_out_units(act=stories.act_of(world.cast.planner), session_id=session.id,
                                            unit_ids=[units[0].id], reason="replanned")  # fmt: skip


def cancel(world):
    session = _session(world, *OPEN)
    return lambda: sessions.cancel_session(act=stories.act_of(world.cast.planner), session_id=session.id,
                                           reason="threat")  # fmt: skip


def stage(world):
    session = _session(world, "approved")
    units = [unit for unit in burns.units_of(session) if unit.custody_state == "stored"] or [world.unit("stored")]
    less = world.dice.choice([0, 0, 0, 2_000_000])
    checks = [burns.check_of(unit, gross_mg=max(1, (unit.gross_mg or less) - less)) for unit in units]
    who = world.dice.choice([world.cast.checker, world.cast.second_checker])
    return lambda: staging.stage_units(act=stories.act_of(who), session_id=session.id, checks=checks)


def stage_on_intake(world):
    session = _session(world, "approved")
    units = burns.units_of(session) or [world.unit("at_furnace")]
    return lambda: fastlane.stage_on_intake(
        act=stories.act_of(world.cast.checker), session_id=session.id, vehicle_seal="VS 777001",
        seals={unit.id: unit.seal for unit in units},
    )  # fmt: skip


def draw(world):
    session = at_fire(world)
    return lambda: lottery.draw_lottery(act=stories.act_of(world.cast.checker), session_id=session.id)


def test_lots(world):
    session = at_fire(world)
    units = burns.waiting_units(session) if hasattr(session, "lottery") else []
    units = units or [world.unit("staged", "at_furnace")]
    talc = world.dice.randrange(5) == 0
    tests = [burns.lot_of(unit, result="negative" if talc else "positive") for unit in units]
    staged_by = {line.checker_id for line in session.lines.all()}
    who = world.cast.second_checker if world.cast.checker.id in staged_by else world.cast.checker
    signs = world.dice.randrange(8)

    def do():
        answer = lottery.record_tests(act=stories.act_of(who), session_id=session.id,
                                      witness_badge=world.cast.second_witness.badge, tests=tests)  # fmt: skip
        if signs:
            burns.tests_signed(world.cast)
        return answer

    return do


test_lots.__test__ = False


def test_owed(world):
    """What left its burn untested is tested where it lies, mostly; or something that owes nothing."""
    owed = Clock.objects.filter(clock_type="TEST_OWED", closed_at__isnull=True).order_by("subject_id").first()
    unit = world.unit("stored", "seized", "staged") if owed is None else HandlingUnit.objects.get(pk=owed.subject_id)
    result = world.dice.choice(["positive", "positive", "negative"])
    return lambda: owed_tests.record_owed_test(
        act=stories.act_of(world.cast.second_checker), unit_id=unit.id, result=result, new_seal=stories.new_seal(),
        witness_badge=world.cast.second_witness.badge,
    )  # fmt: skip


test_owed.__test__ = False


def unfreeze(world):
    session = _session(world, "approved")
    return lambda: lottery.unfreeze_session(act=stories.act_of(world.cast.second_supervisor), session_id=session.id,
                                            reason="all tested")  # fmt: skip


def attest(world):
    session = at_fire(world)
    who = world.dice.choice([session.witness_a, session.witness_b]) or world.cast.witness
    said = world.dice.choice(["saw_all", "saw_all", "saw_all", "saw_part", "refuses"])
    return lambda: burning.attest_burn(act=stories.act_of(who), session_id=session.id, statement=said)


def load(world):
    session = at_fire(world)
    part = world.dice.choice(["calls", "counts"])
    who = {"calls": world.cast.crew, "counts": world.cast.checker}[part] if world.dice.randrange(4) else \
        world.dice.choice([world.cast.crew, world.cast.checker, world.cast.witness])  # fmt: skip
    units = burns.units_of(session)
    if not world.dice.randrange(4):
        units = [*units[1:], _goods(world, "stored")]
    loads = [replace(each, looked_again=bool(world.dice.randrange(3))) for each in burns.loads_of(units)]
    return lambda: tally.record_loading(act=stories.act_of(who), session_id=session.id, part=part, loads=loads)


def sign_tally(world):
    row = world.one_of(Loaded.objects.order_by("loaded_at", "id"))
    return lambda: tally.sign_tally(act=stories.act_of(row.loaded_by), session_id=row.session_id)


def burn(world):
    session = at_fire(world)
    units = burns.units_of(session)
    who = units[0].custodian if units and units[0].custodian else world.cast.crew
    why = world.dice.choice([None, "x"])
    # Now is after the witnesses signed: it burns all the same, and somebody says why.
    begun = now() if world.dice.randrange(4) == 0 else burns.lit_at(session)
    return lambda: burning.record_burn(act=stories.act_of(who), session_id=session.id, started_at=begun,
                                       ended_at=now(), unusual_events="none", without_tally=why)  # fmt: skip


def abort(world):
    session = at_fire(world)
    units = burns.units_of(session)
    left = [LeftOver(unit_id=unit.id, new_seal=stories.new_seal(), reading=stories.reading(unit.gross_mg))
            for unit in (units if world.dice.randrange(2) else units[:1]) if unit.gross_mg]  # fmt: skip
    who = units[0].custodian if units and units[0].custodian else world.cast.crew
    return lambda: aborting.abort_burn(
        act=stories.act_of(who), session_id=session.id, started_at=now(), ended_at=now(), reason="filter",
        unusual_events="the filter failed", left=left,
    )  # fmt: skip


def refuse_unit(world):
    session = at_fire(world)
    unit = world.one_of(burns.units_of(session))
    return lambda: aborting.refuse_unit(act=stories.act_of(session.witness_a or world.cast.witness),
                                        session_id=session.id, unit_id=unit.id, finding="seal")  # fmt: skip


def place_hold(world):
    unit = _goods(world, "stored", "seized")
    return lambda: holds.place_hold(act=stories.act_of(world.cast.case_officer), unit_ids=[unit.id],
                                    authority="prosecutor", reference="KP 1", reason="x")  # fmt: skip


def verify_hold(world):
    hold = world.one_of(Hold.objects.order_by("placed_at"))
    return lambda: holds.verify_hold(act=stories.act_of(world.cast.second_case_officer), hold_id=hold.id)


def lift_hold(world):
    hold = world.one_of(Hold.objects.order_by("lifted_at", "placed_at"))
    return lambda: decided.lift_recorded(world.cast, hold)


def revoke_order(world):
    order = world.one_of(DestructionOrder.objects.order_by("-state", "recorded_at"))
    return lambda: decided.revocation(world.cast, order)


def verify_decision(world):
    found = world.one_of(AuthorityDecision.objects.order_by("state", "recorded_at"))
    return lambda: decided.verified(found, by=world.cast.second_case_officer)


def refuse_decision(world):
    found = world.one_of(AuthorityDecision.objects.order_by("state", "recorded_at"))
    return lambda: decisions.refuse_decision(
        act=stories.act_of(world.cast.second_case_officer), decision_id=found.id, reason="x"
    )


def hold_part(world):
    unit = _goods(world, "stored", authority=("none", "ordered"))
    gross, who = unit.gross_mg or 10_000_000, unit.custodian or world.cast.officer
    retained, rest = parts_of(unit, gross // 4, gross - gross // 4)
    return lambda: partial_hold.hold_part(
        act=stories.act_of(who), unit_id=unit.id, witness_badge="4420", retained=retained, rest=[rest],
        authority="prosecutor", reference="KP 9", reason="x",
    )  # fmt: skip


def reconcile_units(world):
    unit = _goods(world, "destroyed")
    return lambda: reconcile.reconcile_units(act=stories.act_of(world.cast.auditor), unit_ids=[unit.id])


def close_seizure(world):
    seizure = world.one_of(Seizure.objects.order_by("code_word"))
    return lambda: reconcile.close_seizure(act=stories.act_of(world.cast.auditor), seizure_id=seizure.id)


def _variance(world):
    """Return a variance of the books."""
    return world.one_of(books.variances())


def offer_variance(world):
    found = _variance(world)
    by = world.dice.choice([found.owner, world.cast.supervisor])
    to = world.dice.choice(["4601", "4602", "4417", "4901", found.owner.badge])
    return lambda: variances.offer_variance(act=stories.act_of(by), unit_id=found.unit.id, to_badge=to, reason="x")


def answer_variance(world):
    found = _variance(world)
    by = found.owner if found.offer is None else found.offer.to_owner
    outcome = world.dice.choice(["accepted", "accepted", "refused", "withdrawn"])
    return lambda: variances.answer_variance(act=stories.act_of(by), unit_id=found.unit.id, outcome=outcome, answer="x")


def close_variance(world):
    found = _variance(world)
    return lambda: variances.close_variance(act=stories.act_of(world.cast.auditor), unit_id=found.unit.id, finding="x")


FIRE_VERBS = {
    each.__name__: each for each in (
        record_order, verify_order, verify_own_order, refuse_order, plan, approve, draw_witnesses, leave_out, cancel,
        stage, stage_on_intake, draw, test_lots, test_owed, unfreeze, attest, load, sign_tally, burn, abort,
        refuse_unit, place_hold, verify_hold,
        lift_hold, revoke_order, verify_decision, verify_decision, refuse_decision,
        hold_part, reconcile_units, close_seizure, offer_variance, answer_variance, close_variance,
    )
}  # fmt: skip
