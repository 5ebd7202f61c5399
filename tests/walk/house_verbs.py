"""Verbs of the house around the goods, by whoever the dice name: outages, drills, waivers, inquiries, offers that run
out."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.passes.engine import engine_act
from custody.core.act import Basis
from custody.core.waivable import WAIVABLE
from custody.destruction.actions import slots
from custody.destruction.lists import OUTAGE_REASONS
from custody.destruction.plan_models import Outage
from custody.evidence import lists
from custody.evidence.actions import bays, expiring, inquiries, unwatched
from custody.evidence.actions.found_labels import report_found_label, settle_found_label
from custody.evidence.actions.remarking import remark_on_discrepancy
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.evidence.models import Discrepancy, FoundLabel, HandlingUnit, Inquiry, Transfer, WatchReport
from custody.organisation.actions import waiver
from custody.organisation.models import Place, Waiver
from tests import stories

HOUR = timedelta(hours=1)
ABOVE = ("supervisor", "second_supervisor", "duty_officer", "regional_head", "director", "auditor", "internal_affairs")
"""Who answers for a house, and who looks on from outside."""


def _by(world, *others):
    """Return an act of one of those above or of these others."""
    return stories.act_of(getattr(world.cast, world.dice.choice([*ABOVE, *others])))


def _place(world):
    return world.one_of(Place.objects.order_by("code_word")).code_word


def _report(world, *, drill):
    return world.one_of(WatchReport.objects.filter(drill=drill).order_by("reported_at"))


def camera_down(world):
    what = world.dice.choice(lists.UNWATCHED)
    act, place = _by(world, "officer", "nobody"), _place(world)
    return lambda: unwatched.report_outage(act=act, place=place, what=what)


def camera_up(world):
    report, act = _report(world, drill=False), _by(world, "storekeeper", "officer")
    return lambda: unwatched.end_outage(act=act, report_id=report.id, finding="A fuse")


def label_found(world):
    labels = HandlingUnit.objects.order_by("stream_id").values_list("label", flat=True)
    code = world.dice.choice([*labels[:1], "7KQ4"])
    act = _by(world, "officer", "storekeeper", "nobody")
    return lambda: report_found_label(act=act, code=code, found_where="on the quay")


def settle_label(world):
    report, act = world.one_of(FoundLabel.objects.order_by("reported_at")), _by(world, "storekeeper")
    outcome = world.dice.choice(lists.FOUND_LABEL_OUTCOMES)
    return lambda: settle_found_label(act=act, report_id=report.id, outcome=outcome, finding="fetched")


def drill(world):
    act, place, what = _by(world, "officer"), _place(world), world.dice.choice(lists.DRILLS)
    return lambda: unwatched.order_drill(act=act, place=place, what=what, reason="The yearly drill")


def answer_drill(world):
    report, act = _report(world, drill=True), _by(world)
    return lambda: unwatched.answer_drill(act=act, report_id=report.id)


def stop_drill(world):
    report, act = _report(world, drill=True), _by(world)
    return lambda: unwatched.stop_drill(act=act, report_id=report.id, finding="Rain")


def furnace_down(world):
    act, begins = _by(world, "planner"), stories.now() + world.dice.choice([-2, 0, 2]) * HOUR
    why = world.dice.choice(OUTAGE_REASONS)
    return lambda: slots.record_outage(act=act, facility="FORGE", begins_at=begins, ends_at=begins + HOUR, reason=why)


def furnace_up(world):
    outage, act = world.one_of(Outage.objects.order_by("begins_at")), _by(world, "planner")
    return lambda: slots.end_outage(act=act, outage_id=outage.id)


def ask_waiver(world):
    rule = world.dice.choice(sorted(WAIVABLE))
    shape = WAIVABLE[rule]
    subject = Place.objects.order_by("code_word").first() if shape.subject_kind == "place" else world.unit()
    amount = 5_000_000 if shape.counted_in else None
    length, act = world.dice.choice([HOUR, 400 * HOUR]), _by(world, "officer", "storekeeper")
    return lambda: waiver.ask_waiver(act=act, rule=rule, subject_id=subject.id, length=length, amount=amount,
                                     reason="The other store is shut")  # fmt: skip


def _waiver(world):
    return world.one_of(Waiver.objects.order_by("asked_at"))


def answer_waiver(world):
    asked, act = _waiver(world), _by(world, "officer")
    say = world.dice.choice([waiver.grant_waiver, waiver.refuse_waiver])
    return lambda: say(act=act, waiver_id=asked.id, answer="Until the convoy of tonight")


def end_waiver(world):
    asked, act = _waiver(world), _by(world, "officer")
    return lambda: waiver.end_waiver(act=act, waiver_id=asked.id)


def close_inquiry(world):
    inquiry = world.one_of(Inquiry.objects.order_by("opened_at"))
    residue = world.dice.choice([None, None, world.unit().label])
    act, cause = _by(world), world.dice.choice(lists.INQUIRY_CAUSES)
    return lambda: inquiries.close_inquiry(act=act, inquiry_id=inquiry.id, cause=cause, report_number="AN 3",
                                           finding="The pump", residue=residue)  # fmt: skip


def offer_long_ago(world):
    unit = world.unit("seized", "stored")
    who = unit.custodian or world.cast.officer
    paper = stories.act_of(who, basis=Basis.PAPER, occurred_at=stories.now() - timedelta(minutes=45))
    return lambda: stories.offered(world.cast, [unit], receiver=world.cast.storekeeper, act=paper)


def run_out(world):
    late = Transfer.objects.filter(state="offered", expires_at__lte=stories.now()).order_by("offered_at")
    offer = world.one_of(late or Transfer.objects.order_by("offered_at"))
    act = engine_act() if world.dice.randrange(4) else _by(world)
    return lambda: expiring.expire_transfer(act=act, transfer_id=offer.id)


def seal_fault(world):
    unit = world.unit()
    return lambda: report_seal_fault(act=_by(world, "storekeeper", "auditor"), unit_id=unit.id, fault="broken")


def lay_out(world):
    place, act = _place(world), _by(world, "storekeeper", "administrator", "officer")
    size = world.dice.choice([3, 5])
    return lambda: bays.lay_out_bays(act=act, place_id=Place.objects.get(code_word=place).id, rows=size, columns=size)


def shelve(world):
    unit, bay = world.unit("stored"), world.dice.choice(["A1", "C3", "E5"])
    who = world.dice.choice([unit.custodian or world.cast.nobody, world.cast.officer])
    return lambda: bays.shelve_units(act=stories.act_of(who), unit_ids=[unit.id], bay=bay)


def see_plan(world):
    place, act = _place(world), _by(world, "storekeeper", "officer")
    return lambda: bays.reveal_plan(act=act, place_id=Place.objects.get(code_word=place).id, reason="A count")


def remark(world):
    found = world.one_of(Discrepancy.objects.order_by("opened_at"))
    act = _by(world, "officer", "storekeeper", "nobody")
    return lambda: remark_on_discrepancy(act=act, discrepancy_id=found.id, remark="The lid was open at noon")


HOUSE_VERBS = {
    each.__name__: each for each in (
        camera_down, camera_up, drill, answer_drill, stop_drill, furnace_down, furnace_up, ask_waiver, answer_waiver,
        end_waiver, close_inquiry, offer_long_ago, run_out, seal_fault, label_found, settle_label,
        lay_out, shelve, see_plan, remark,
    )
}  # fmt: skip
