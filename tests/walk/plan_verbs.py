"""Every verb of the plan of burns, and of what is said and left after one, on rows that a walk chooses."""

from __future__ import annotations

from datetime import date, timedelta

from custody.destruction import lists
from custody.destruction.actions import attendance, certificates, copies, plans, residues, slots, told, witnesses
from custody.destruction.models import BurnResidue, BurnSession, Facility
from custody.destruction.plan_models import BurnPlan, CrewShift, Slot
from tests import stories
from tests.destruction import stories as burns
from tests.stories import now
from tests.walk.choosing import COMMAND, by, row, verbs_of
from tests.walk.fire_verbs import at_fire

HOUR = timedelta(hours=1)
PLANS = ("planner", "planner", "supervisor", "officer")


def book_slots(world):
    act, at = by(world, *PLANS), now() + world.dice.choice([-9, 2, 30, 60, 90]) * HOUR
    return lambda: slots.book_slots(act=act, facility="FORGE", starts_at=[at])


def withdraw_slot(world):
    slot, act = row(world, Slot, withdrawn_at__isnull=True), by(world, *PLANS)
    return lambda: slots.withdraw_slot(act=act, slot_id=slot.id, reason=world.dice.choice(lists.WITHDRAW_REASONS))


def license_furnace(world):
    furnace, act = row(world, Facility), by(world, "administrator", "planner")
    what = world.dice.choice([["cocaine"], ["cocaine", "heroin"], ["heroin"], []])
    number, until = world.dice.choice(["L-1", "L-2"]), world.dice.choice([None, date(2020, 1, 2), date(2099, 1, 1)])
    return lambda: slots.license_facility(act=act, facility=furnace.code_word, number=number, substances=what,
                                          valid_from_on=date(2020, 1, 1), valid_until_on=until)  # fmt: skip


def roster_crews(world):
    act, days = by(world, *PLANS), world.dice.choice([-3, 1, 20])
    return lambda: slots.roster_crews(act=act, jurisdiction="BE", begins_at=now() - 24 * HOUR,
                                      ends_at=now() + days * 24 * HOUR, crews=4, escorts=4)  # fmt: skip


def cancel_crews(world):
    shift, act = row(world, CrewShift, cancelled_at__isnull=True), by(world, *PLANS)
    return lambda: slots.cancel_crews(act=act, shift_id=shift.id)


def make_plan(world):
    act = by(world, *PLANS)
    return lambda: plans.make_plan(act=act, jurisdiction="BE")


def approve_plan(world):
    plan, act = row(world, BurnPlan, state="made"), by(world, "supervisor", "second_supervisor", "planner")
    return lambda: plans.approve_plan(act=act, plan_id=plan.id)


def refuse_plan(world):
    plan, act = row(world, BurnPlan, state="made"), by(world, "supervisor", "second_supervisor", "planner")
    return lambda: plans.refuse_plan(act=act, plan_id=plan.id, reason=world.dice.choice(lists.REFUSE_REASONS))


def designate(world):
    session = row(world, BurnSession, state__in=["planned", "approved"])
    act, whom = by(world, *COMMAND), world.dice.choice(["4921", "4922", "4901", "4999"])
    return lambda: witnesses.designate_witness(act=act, session_id=session.id, badge=whom)


def tell_burn(world):
    session = at_fire(world)
    units = burns.units_of(session)
    who = units[0].custodian if units and units[0].custodian and world.dice.randrange(6) else world.cast.crew
    begun = burns.lit_at(session)
    return lambda: told.tell_burn(act=stories.act_of(who), session_id=session.id, started_at=begun, ended_at=now(),
                                  reason="The second witness was called away")  # fmt: skip


def _burnt(world):
    return row(world, BurnSession, state="burnt")


def weigh_residue(world):
    session, act = _burnt(world), by(world, "storekeeper", "crew", "checker", "supervisor", "case_officer")
    kind, much = world.dice.choice(lists.RESIDUE_KINDS), world.dice.choice([0, 1_000_000, 2_000_000, 10**12])
    return lambda: residues.weigh_residue(act=act, session_id=session.id, residue_kind=kind, gross_mg=much,
                                          scale="S-FLOOR")  # fmt: skip


def dispose_of_residue(world):
    left, act = row(world, BurnResidue, disposed_at__isnull=True), by(world, "checker", "supervisor", "storekeeper")
    said = {"disposal": "handed_over", "party": "Port waste", "reference": "W 7/26"}
    if left.residue_kind == "unburnt" or not world.dice.randrange(6):
        said = {"disposal": "burnt_again", "again": _burnt(world).code_word}
    return lambda: residues.dispose_of_residue(act=act, session_id=left.session_id, residue_id=left.id, **said)


def say_nothing_left(world):
    session, act = _burnt(world), by(world, "checker", "supervisor", "crew")
    return lambda: residues.say_nothing_left(act=act, session_id=session.id, reason="All went into the slag")


def record_attendance(world):
    session = row(world, BurnSession, state__in=["planned", "approved", "burnt"])
    act, answer = by(world, "crew", "witness", "checker", "auditor"), world.dice.choice(lists.ATTENDANCE_ANSWERS)
    whose = world.dice.choice(lists.ATTENDS_FOR)
    return lambda: attendance.record_attendance(
        act=act, session_id=session.id, attends_for=whose, name="An Peeters", position="shift leader", answer=answer,
        reason=world.dice.choice([None, "Not asked by the office"]), temperature_c=world.dice.choice([None, 950]),
    )  # fmt: skip


def ask_certificate(world):
    session, act = _burnt(world), by(world, "case_officer", "supervisor", "auditor", "crew")
    return lambda: certificates.ask_certificate(act=act, session_id=session.id, language="en")


def send_certificate(world):
    session, act = _burnt(world), by(world, "case_officer", "supervisor", "crew")
    day = burns.local_day(now()) + world.dice.choice([0, 0, 9]) * timedelta(days=1)
    return lambda: copies.send_certificate(act=act, session_id=session.id, sent_to="The prosecutor", way="post",
                                           sent_on=day)  # fmt: skip


PLAN_VERBS = verbs_of(book_slots, withdraw_slot, license_furnace, roster_crews, cancel_crews, make_plan, approve_plan,
                      refuse_plan)  # fmt: skip
AFTER_VERBS = verbs_of(designate, record_attendance, tell_burn, weigh_residue, dispose_of_residue, say_nothing_left,
                       ask_certificate, send_certificate)  # fmt: skip
