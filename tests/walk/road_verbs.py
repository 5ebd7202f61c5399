"""Every verb of transports, guards, danger and the list of a hot seizure, on rows that a walk chooses."""

from __future__ import annotations

from custody.core.exceptional import NEEDS
from custody.evidence import lists
from custody.evidence.actions import (
    checklist,
    crews,
    endangering,
    exceptions,
    giving,
    guarding,
    incident,
    laboratory,
    linking,
    lookups,
    mission,
    mission_load,
    scans,
    stop,
    targets,
    tips,
    tracker,
    transfer,
    tries,
)
from custody.evidence.models import (
    ChecklistLine,
    GuardPost,
    Incident,
    LabResult,
    Mission,
    MissionLoad,
    Proposal,
    ScanImage,
    Target,
    Tip,
    Transfer,
)
from custody.organisation.models import Place, Site
from tests import stories, targeting
from tests.evidence.exceptional import GIVEN_AWAY, PAPER, TAKEN
from tests.walk.choosing import COMMAND, by, one_of_goods, row, verbs_of


def plan_transport(world):
    act = by(world, "officer", "storekeeper", "planner", *COMMAND)
    units = [one_of_goods(world, "seized", "stored", "in_transit").id] if world.dice.randrange(2) else []
    offers = list(Transfer.objects.filter(state="offered").order_by("offered_at")[:1]) if not units else []
    crew = world.dice.choice([("4501", "4502"), ("4501", "4502"), ("4503", "4420"), ("4501", "4501")])
    return lambda: mission.plan_mission(
        act=act, driver_badge=crew[0], second_badge=crew[1], vehicle="T-4", escort="E-2", planned_minutes=90,
        unit_ids=units, transfer_ids=[each.id for each in offers],
    )  # fmt: skip


PAPERED = [each.value for each, needs in NEEDS.items() if needs.paper]


def attach_act(world):
    return paper(world, world.one_of(Proposal.objects.filter(exception__in=PAPERED).order_by("act_at", "proposed_at")))


def paper(world, asked):
    """Return the act that attaches the paper of what was asked for."""
    who = world.dice.choice([world.cast.case_officer, world.cast.supervisor])
    act = stories.act_of(who)
    return lambda: exceptions.attach_act(act=act, proposal_id=asked.id, reference="KP 1", document=PAPER)


def attach_result_paper(world):
    result = world.one_of(LabResult.objects.order_by("verified_at", "-reported_at")[:4])
    return lambda: laboratory.attach_result_paper(
        act=stories.act_of(world.cast.case_officer), result_id=result.id, unit_id=result.unit_id, document=PAPER
    )


def give_away(world):
    waiting = Proposal.objects.filter(exception__in=GIVEN_AWAY, state="approved").order_by("given_at", "decided_at")
    return giving_away(world, world.one_of(waiting))


def giving_away(world, asked):
    """Return the act that gives away what was approved."""
    keeper = asked.unit.custodian or world.cast.storekeeper
    witness = "4420" if keeper.badge != "4420" else "4418"
    return lambda: giving.give_unit(act=stories.act_of(keeper), proposal_id=asked.id, witness_badge=witness,
                                    document=PAPER, **TAKEN)  # fmt: skip


def read_strange(world):
    offer, number = row(world, Transfer, state="offered"), world.dice.randrange(1_000_000)
    act = by(world, *[offer.receiver.badge] * 3, "officer")
    return lambda: tries.note_strange_reads(act=act, transfer_id=offer.id, codes=[f"ZZ {number:06}"])


def scan_strange(world):
    act, number = by(world, "officer", "crew", "storekeeper", "auditor"), world.dice.randrange(10, 1_000)
    return lambda: tries.note_codes_not_found(act=act, codes=[f"NOTHERE-{number}"])


def _transport(world, *states):
    return row(world, Mission, state__in=states)


def _crew(world, found):
    return by(world, *[found.driver.badge, found.second.badge] * 3, "officer", "duty_officer")


def confirm_escort(world):
    found, act = _transport(world, "planned", "moving"), by(world, *COMMAND, "officer", "crew", "storekeeper")
    return lambda: mission.confirm_escort(act=act, mission_id=found.id)


def begin_transport(world):
    found = _transport(world, "planned")
    act = _crew(world, found)
    return lambda: mission.begin_mission(act=act, mission_id=found.id)


def check_in(world):
    found = _transport(world, "moving", "stopped")
    act = _crew(world, found)
    return lambda: mission.check_in(act=act, mission_id=found.id)


def stop_transport(world):
    found, why = _transport(world, "moving"), world.dice.choice([None, "a flat tyre"])
    act = _crew(world, found)
    return lambda: mission.stop_mission(act=act, mission_id=found.id, reason=why)


def explain_stop(world):
    found = _transport(world, "stopped", "moving", "arrived")
    act = _crew(world, found)
    return lambda: mission.explain_stop(act=act, mission_id=found.id, reason="a flat tyre")


def answer_for_escort(world):
    found = row(world, Mission, unescorted_at__isnull=False)
    act = by(world, found.driver.badge, found.planned_by.badge, *COMMAND, "storekeeper")
    return lambda: mission.answer_for_escort(act=act, mission_id=found.id, decided_badge="4801", reason="no patrol")


def go_on(world):
    found = _transport(world, "stopped")
    act = _crew(world, found)
    read = ["VS 000"] if world.dice.randrange(3) == 0 else None
    return lambda: mission.go_on(act=act, mission_id=found.id, vehicle_seals=read)


def end_transport(world):
    found = _transport(world, "moving", "stopped")
    act = _crew(world, found)
    aboard = MissionLoad.objects.filter(mission=found).order_by("stream_id").values_list("unit_id", flat=True)
    missing = dict.fromkeys(aboard[:1]) if world.dice.randrange(3) == 0 else None
    return lambda: mission.end_mission(act=act, mission_id=found.id, missing=missing)


def cancel_transport(world):
    found = _transport(world, "planned")
    act = by(world, found.planned_by.badge, "duty_officer", "crew")
    return lambda: mission.cancel_mission(act=act, mission_id=found.id, reason="fog")


def name_load(world):
    found, unit = _transport(world, "planned", "moving"), one_of_goods(world, "seized", "stored", "in_transit")
    act = by(world, found.planned_by.badge, found.driver.badge, "duty_officer", "officer")
    return lambda: mission_load.name_load(act=act, mission_id=found.id, unit_ids=[unit.id])


def leave_crew(world):
    unit = world.unit("in_transit", "at_furnace")
    two = [each for each in (unit.custodian, unit.co_custodian) if each] or [world.cast.third_crew]
    act, gone = stories.act_of(world.dice.choice([*two * 3, world.cast.officer])), world.dice.choice([None, two[-1]])
    why, remark = world.dice.choice(lists.GONE_BECAUSE), world.dice.choice(["In the ambulance", None])
    return lambda: crews.leave_crew(act=act, why=why, where="A12, km 31", remark=remark,
                                    leaver_badge=gone and gone.badge)  # fmt: skip


def offer_second(world):
    unit = world.unit("in_transit", "at_furnace")
    act, who = stories.act_of(unit.custodian or world.cast.crew), world.dice.choice(["4420", "4501", "4502", "4503"])
    return lambda: transfer.offer_transfer(act=act, unit_ids=[unit.id], receiver_badge=who, purpose=lists.SECOND)


def _post(world):
    return row(world, GuardPost, relieved_at__isnull=True)


def take_over_guard(world):
    post, act = _post(world), by(world, "crew", "second_crew", "third_officer", "nobody")
    return lambda: guarding.take_over_guard(act=act, guard_id=post.id)


def relieve_guard(world):
    post = _post(world)
    act = by(world, post.guard.badge, "supervisor", "duty_officer", "storekeeper")
    return lambda: stop.relieve_guard(act=act, guard_id=post.id)


def report_danger(world):
    site, act = world.one_of([None, *Site.objects.order_by("code_word")]), by(world, "officer", "crew", "nobody")
    kind, quietly = world.dice.choice(lists.INCIDENT_KINDS), world.dice.choice([True, False])
    caller = world.dice.choice([None, world.cast.officer, world.cast.supervisor])
    return lambda: incident.report_incident(act=act, kind=kind, site_id=site and site.id, silent=quietly, remark="x",
                                            said_by=caller)  # fmt: skip


def attend_danger(world):
    found, act = row(world, Incident), by(world, *COMMAND, "officer")
    return lambda: incident.attend_incident(act=act, incident_id=found.id)


def end_danger(world):
    found, act = row(world, Incident, ended_at__isnull=True), by(world, *COMMAND, "officer")
    return lambda: incident.end_incident(act=act, incident_id=found.id, finding="Two boys")


def endanger_place(world):
    place, act, much = row(world, Place), by(world, *COMMAND, "officer"), world.dice.choice([1, 2, 3, 9])
    return lambda: endangering.endanger_place(act=act, place=place.code_word, danger=much, cause="A drone")


def ask_clearing(world):
    place, act = row(world, Place, danger__gt=0), by(world, *COMMAND)
    return lambda: endangering.ask_clearing(act=act, place=place.code_word, reason="x")


def clear_place(world):
    place, act = row(world, Place, clearing_asked_by__isnull=False), by(world, *COMMAND)
    return lambda: endangering.clear_place(act=act, place=place.code_word, reason="x")


def find_tracker(world):
    unit = world.unit("seized", "stored", "in_transit", "contained")
    act = by(world, "officer", "storekeeper", "crew", "auditor")
    return lambda: tracker.record_tracker(act=act, unit_id=unit.id, witness_badge="4602", description="IMEI 35",
                                          powered="on", seal=stories.new_seal())  # fmt: skip


def _line(world):
    return row(world, ChecklistLine, state__in=["open", "taken"])


def take_lines(world):
    line, act = _line(world), by(world, *COMMAND, "officer", "storekeeper")
    return lambda: checklist.take_lines(act=act, line_ids=[line.id])


def finish_lines(world):
    line, act = _line(world), by(world, *COMMAND, "officer", "storekeeper")
    return lambda: checklist.finish_lines(act=act, line_ids=[line.id], remark="Called at once")


def set_line_aside(world):
    line, act = _line(world), by(world, *COMMAND, "officer")
    return lambda: checklist.set_line_aside(act=act, line_id=line.id, reason="No furnace")


def _target(world):
    return row(world, Target)


def _hunter(world):
    return by(world, "officer", "second_officer", *COMMAND)


def see_target(world):
    target, act = _target(world), _hunter(world)
    return lambda: lookups.reveal_target(act=act, target_id=target.id, reason="x")


def reschedule_target(world):
    target, act, at = _target(world), _hunter(world), targeting.in_hours(world.dice.choice([-4, 0, 9]))
    return lambda: targets.reschedule_target(act=act, target_id=target.id, expected_at=at)


def tell_of_find(world):
    target, act = _target(world), _hunter(world)
    return lambda: targets.tell_of_find(act=act, target_id=target.id, authority="Rotterdam", remark="40 kg")


def link_target(world):
    target, act, unit = _target(world), _hunter(world), world.unit("contained", "extraction", "emptied")
    return lambda: linking.link_conveyance(act=act, target_id=target.id, label=unit.label)


def decide_link(world):
    target, act, yes = row(world, Target, link_unit__isnull=False), _hunter(world), world.dice.choice([True, False])
    return lambda: linking.decide_link(act=act, target_id=target.id, approve=yes)


def unlink_target(world):
    target, act, unit = _target(world), _hunter(world), world.unit("contained", "extraction", "emptied")
    return lambda: linking.unlink_conveyance(act=act, target_id=target.id, label=unit.label, reason="misread")


def add_scan(world):
    target, who = _target(world), world.dice.choice([world.cast.officer, world.cast.second_officer])
    return lambda: targeting.scanned(world.cast, target, by=who)


def look_at_scan(world):
    scan, act = row(world, ScanImage), _hunter(world)
    return lambda: scans.look_at_scan(act=act, scan_id=scan.id, reason="x")


def read_scan(world):
    scan, act, what = row(world, ScanImage), _hunter(world), world.dice.choice(lists.SCAN_RESULTS)
    return lambda: scans.read_scan(act=act, scan_id=scan.id, result=what)


def entrust_tip(world):
    tip = row(world, Tip)
    act, to = by(world, "handler", "second_handler", "internal_affairs"), world.dice.choice(["4431", "4432", "4901"])
    return lambda: tips.entrust_tip(act=act, tip_id=tip.id, handler_badge=to, reason="leave")


ROAD_VERBS = verbs_of(
    plan_transport, confirm_escort, begin_transport, check_in, stop_transport, explain_stop, go_on, end_transport,
    answer_for_escort,
    cancel_transport, name_load, leave_crew, offer_second,
    take_over_guard, relieve_guard, read_strange, scan_strange, attach_act, give_away,
    attach_result_paper,
)  # fmt: skip
DANGER_VERBS = verbs_of(
    report_danger, attend_danger, end_danger, endanger_place, ask_clearing, clear_place, find_tracker, take_lines,
    finish_lines, set_line_aside,
)  # fmt: skip
HUNT_VERBS = verbs_of(
    see_target, reschedule_target, tell_of_find, link_target, decide_link, unlink_target, add_scan, look_at_scan,
    read_scan, entrust_tip,
)  # fmt: skip
