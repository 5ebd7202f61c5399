"""The way to each verb that chance did not bring about: what must stand there, and the verbs that come before it, each
tried until it is done."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

from custody.core.audits import QUESTIONS
from custody.destruction.actions import notices
from custody.evidence.actions import inventory, searching, seizure, tracker
from custody.evidence.entries import NewExhibit
from custody.organisation.actions import presence, waiver
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Site
from tests import clearing, hot, packs, stories
from tests.destruction import decided, lawful, plan_stories
from tests.destruction import stories as burns
from tests.destruction.test_aborting import by_fast_lane
from tests.destruction.test_committees import ordered as by_committee
from tests.destruction.test_designations import burn_of
from tests.evidence import exceptional
from tests.evidence.test_bench_acts import swept
from tests.evidence.test_command import ordered as commanded
from tests.stories import act_of
from tests.walk import sight

_COUNT = ("ask_count", "begin_count")
_ON_THE_ROAD = ("plan_transport", "begin_transport")
_REQUEST = ("photograph", "ask_magistrate", "send_link")
_BURN = ("draw", "test_lots", "load")
BEFORE = {
    "shelve": ("lay_out",),
    "accept": ("offer_handover",),
    "add_decision_paper": ("revoke_order",),
    "add_scan": ("look_for",),
    "answer_audit": ("plan_audit", "begin_audit"),
    "answer_drill": ("drill",),
    "answer_request": (*_REQUEST, "follow_link"),
    "answer_variance": ("offer_variance",),
    "answer_waiver": ("ask_waiver",),
    "apply_seals": ("remove_seal",),
    "approve_contact": ("ask_contact",),
    "approve_silence": ("ask_silence",),
    "call_it_noise": ("close_alert",),
    "ask_certificate": ("burn",),
    "ask_clearing": ("endanger_place",),
    "ask_correction": ("write_report",),
    "ask_let_go": ("look_for",),
    "ask_set_aside": ("hold_form",),
    "attach_act": ("propose",),
    "attach_result_paper": ("report_result",),
    "attend_danger": ("report_danger",),
    "begin_audit": ("plan_audit",),
    "begin_count": ("ask_count",),
    "begin_transport": ("plan_transport",),
    "camera_up": ("camera_down",),
    "cancel_contact": ("ask_contact",),
    "cancel_crews": ("roster_crews",),
    "cancel_duty": ("roster_duty",),
    "cancel_transfer": ("offer_handover",),
    "cancel_transport": ("plan_transport",),
    "check_in": _ON_THE_ROAD,
    "clear_place": ("endanger_place", "ask_clearing"),
    "close_audit": ("plan_audit", "begin_audit", *["answer_audit"] * 3 * len(QUESTIONS)),
    "close_inquiry": ("propose", "decide"),
    "close_instruction": ("open_instruction",),
    "close_variance": ("weigh_light", "resolve_discrepancy"),
    "confirm_escort": ("plan_transport",),
    "confirm_order": ("speak_order",),
    "count_unit": _COUNT,
    "countersign_invitation": ("propose_officer", "decide_officer", "invite"),
    "decide": ("propose",),
    "decide_calibration": ("report_calibration",),
    "decide_correction": ("write_report", "ask_correction"),
    "decide_furnace": ("propose_furnace",),
    "decide_link": ("look_for", "link_target"),
    "decide_objection": ("serve_notice", "object_to_notice"),
    "decide_officer": ("propose_officer",),
    "decide_pack": ("propose_pack",),
    "decide_place": ("propose_place",),
    "decide_retention": ("ask_retention",),
    "decide_rule": ("propose_rule",),
    "decide_search": ("look_for",),
    "decide_set_aside": ("hold_form", "ask_set_aside"),
    "decide_site": ("propose_site",),
    "dispose_of_residue": ("burn", "weigh_residue"),
    "end_danger": ("report_danger", "attend_danger"),
    "end_operation": ("propose", "attach_act", "decide"),
    "end_silence": ("ask_silence",),
    "end_transport": _ON_THE_ROAD,
    "end_waiver": ("ask_waiver", "answer_waiver"),
    "enter_sheet": ("print_sheets",),
    "entrust_tip": ("read_source",),
    "explain_request": (*_REQUEST, "follow_link", "answer_request"),
    "explain_stop": (*_ON_THE_ROAD, "stop_transport"),
    "answer_for_escort": _ON_THE_ROAD,
    "extend_alert": ("take_alert",),
    "finish_count": _COUNT,
    "finish_lines": ("take_lines",),
    "follow_link": _REQUEST,
    "furnace_up": ("furnace_down",),
    "go_on": (*_ON_THE_ROAD, "stop_transport"),
    "hand_back": ("hold_form",),
    "invite": ("propose_officer", "decide_officer"),
    "let_go": ("look_for", "ask_let_go"),
    "let_waiver_end": ("ask_waiver", "answer_waiver"),
    "lift_hold": ("place_hold", "verify_hold"),
    "link_target": ("look_for",),
    "look_at_scan": ("look_for", "add_scan"),
    "name_load": ("plan_transport",),
    "object_to_command": ("command_transfer",),
    "object_to_notice": ("serve_notice",),
    "offer_second": ("leave_crew",),
    "offer_variance": ("weigh_light", "resolve_discrepancy"),
    "pass_alert_on": ("take_alert",),
    "put_right": ("hold_form",),
    "read_document": ("ask_certificate", "make_document"),
    "read_scan": ("look_for", "add_scan"),
    "reconcile_units": ("burn",),
    "refuse_decision": ("revoke_order",),
    "refuse_packet": ("ask_packet",),
    "refuse_transfer": ("offer_handover",),
    "relieve_guard": ("post_guard",),
    "remove_passkey": ("add_passkey",),
    "renew_hold": ("place_hold", "verify_hold"),
    "reschedule_target": ("look_for",),
    "retest_units": ("neutralise_units", "sign"),
    "run_out": ("offer_long_ago",),
    "say_nothing_left": ("burn",),
    "see_proposed_name": ("propose_new_place",),
    "see_target": ("look_for",),
    "send_certificate": ("burn", "ask_certificate", "make_document"),
    "send_link": ("photograph", "ask_magistrate"),
    "settle_label": ("label_found",),
    "settle_notice": ("serve_notice",),
    "show_photo": (*_REQUEST, "follow_link"),
    "sign_tally": ("load",),
    "sign_count": (*_COUNT, "finish_count"),
    "stop_drill": ("drill",),
    "stop_transport": _ON_THE_ROAD,
    "take_in_old_stock": ("list_old_stock", "begin_count", "count_unit", "finish_count", "sign_count"),
    "take_over_guard": ("post_guard",),
    "tell_of_find": ("look_for",),
    "test_owed": ("draw", "leave_out"),
    "unfreeze": ("draw", "test_lots"),
    "unlink_target": ("look_for", "link_target", "decide_link"),
    "verify_decision": ("revoke_order",),
    "verify_hold": ("place_hold",),
    "verify_result": ("report_result", "attach_result_paper"),
    "void_roll": ("print_roll",),
    "void_seals": ("take_in_seals",),
    "weigh_residue": ("burn",),
    "withdraw": ("propose",),
    "withdraw_correction": ("write_report", "ask_correction"),
    "withdraw_furnace": ("propose_furnace",),
    "withdraw_officer": ("propose_officer",),
    "withdraw_pack": ("propose_pack",),
    "withdraw_packet": ("ask_packet",),
    "withdraw_place": ("propose_place",),
    "withdraw_rule": ("propose_rule",),
    "withdraw_site": ("propose_site",),
    "withdraw_slot": ("book_slots",),
}
"""verb -> what is done first; another verb is done with what stands there from the beginning."""


def _in_spain(cast):
    lawful.under(cast, packs.shipped("ES"))
    return lawful.goods(cast, "ES", samples=2, kept=1)


def _noticed(cast, *, over=False, objected=False):
    notice = lawful.noticed(cast, _in_spain(cast))
    if over:
        lawful.run_out(notice)
    if objected:
        notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="The boat is mine")


def _with_talc(cast):
    session = burns.drawn(cast)
    burns.lots_tested(cast, session, swapped=burns.waiting_units(session)[:1])


def _denied(cast):
    [unit] = burns.kept(cast, count=1)
    asked = notices.ask_retention(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor",
                                  retain_mg=1_000_000, reason="x")  # fmt: skip
    decided.retained(cast, asked, "denied")


def _with_a_dead_beacon(cast):
    [unit] = stories.stored(cast)
    tracker.record_tracker(act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge="4602", powered="on",
                           description="IMEI 35", seal=stories.new_seal())  # fmt: skip
    swept(cast, stories.fresh([unit])[0], "clear")


def _waived_for_a_second(cast):
    asked = waiver.ask_waiver(act=act_of(cast.storekeeper), rule="place.over_cap", subject_id=uuid4(), reason="x",
                              amount=1_000_000, length=timedelta(seconds=1))  # fmt: skip
    waiver.grant_waiver(act=act_of(cast.regional_head), waiver_id=asked.id, answer="So be it")
    time.sleep(1.1)


def _with_something_left_in_it(cast):
    clearing.searched(cast, stories.emptied(cast), result="residue")


def _with_little_said(cast):
    seizure.open_seizure(act=act_of(cast.officer), second_badge="4418",
                         exhibits=[NewExhibit(substance="cocaine", form="unknown")])  # fmt: skip


def _here(cast):
    for officer in (cast.officer, cast.crew, cast.supervisor):
        presence.come(act=act_of(officer), site=Site.objects.order_by("code_word").first().code_word, on_guard=False)


def _commanded(cast):
    stories.stored(cast)
    stories.accepted(commanded(cast), by=cast.second_storekeeper)


def _with_a_left_count(cast):
    stories.stored(cast)
    left = inventory.ask_inventory(act=act_of(cast.auditor), place="BITTERN", kind="scheduled")
    inventory.open_inventory(act=act_of(cast.checker), inventory_id=left.id, second_badge=cast.second_checker.badge)
    change_officer(act=act_of(cast.administrator), officer=cast.checker, roles=[], clearance=1, is_active=False)


READY = {
    "break_off_count": _with_a_left_count,
    "attest": lambda cast: burns.tallied(cast, burns.at_furnace(cast)),
    "close_inquiry": lambda cast: exceptional.decided(
        exceptional.asked(cast, stories.stored(cast)[0], "destroyed_by_event", by=cast.duty_officer),
        by=cast.regional_head),
    "close_seizure": burns.reconciled,
    "describe_find": _with_little_said,
    "designate": burn_of,
    "end_incident": _with_a_dead_beacon,
    "end_operation": lambda cast: exceptional.let_go_on(cast, stories.stored(cast)[0]),
    "give_away": lambda cast: exceptional.authorised(
        exceptional.asked(cast, stories.stored(cast)[0], "hand_out", by=cast.case_officer), by=cast.regional_head),
    "leave_crew": stories.on_the_road,
    "leave_site": _here,
    "offer_second": stories.on_the_road,
    "let_waiver_end": _waived_for_a_second,
    "merge": lambda cast: stories.stored(cast, count=6),
    "missing": lambda cast: searching.report_unlocated(act=act_of(cast.auditor), unit_id=stories.stored(cast)[0].id,
                                                       remark="not there"),
    "object_to_command": _commanded,
    "plan": lambda cast: burns.ordered(cast, count=1),
    "recover": lambda cast: exceptional.written_off(cast, stories.stored(cast)[0]),
    "record_order": lambda cast: burns.kept(cast, count=3),
    "resume_extraction": _with_something_left_in_it,
    "settle_notice": lambda cast: _noticed(cast, over=True),
    "serve_notice": _in_spain,
    "sign_minutes": by_committee,
    "sign_tally": lambda cast: burns.at_furnace(cast),
    "stage": burns.approved,
    "stage_on_intake": by_fast_lane,
    "tell_burn": lambda cast: burns.tallied(cast, burns.at_furnace(cast)),
    "test_lots": burns.drawn,
    "unfreeze": _with_talc,
    "decide_objection": lambda cast: _noticed(cast, objected=True),
    "object_to_notice": _noticed,
    "prove_service": _noticed,
    "appeal_retention": _denied,
} | dict.fromkeys(("approve_plan", "refuse_plan"), plan_stories.filled) | dict.fromkeys(
    ("take_lines", "finish_lines", "set_line_aside"), hot.hot_seizure
) | dict.fromkeys(
    ("ask_magistrate", "send_link", "follow_link", "answer_request", "explain_request", "show_photo", "speak_order",
     "confirm_order"), lambda cast: burns.kept(cast, count=3)
) | dict.fromkeys(("make_document", "read_document", "send_certificate"), burns.burnt)  # fmt: skip
"""verb -> the story that is told before its way begins, where what stands there from the beginning is not enough."""
TRIES, ROUNDS = 40, 12


def led_to(world, name):
    """Do a verb by the way that leads to it, and say whether it came about: each step is tried by people and on rows
    that the dice choose, until it is done or was tried often enough."""
    story = READY.get(name)
    if story is not None:
        story(world.cast)
        world.seen = sight.look()
    for attempt in range(ROUNDS):
        for verb in (*BEFORE.get(name, ()), name):
            for luck in range(TRIES):
                if world.attempt(verb, f"the way to {name} {attempt} {luck}") == "done":
                    break
        if world.done[name]:
            return True
    return False
