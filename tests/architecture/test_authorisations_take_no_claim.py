"""What somebody allows, answers or looks up counts from when it is recorded: only what happened has a claimed time."""

from __future__ import annotations

import ast

from tests.architecture.source import python_files, relative

VERBS = frozenset({
    "approve", "authorise", "cancel", "clear", "close", "command", "confirm", "countersign", "decide", "designate",
    "draw", "invite", "issue", "lift", "open_instruction", "place", "plan", "propose", "reconcile", "refuse", "renew",
    "resolve", "revoke", "serve", "settle", "sign", "unfreeze", "verify", "withdraw",
})
NOT_OF_AUTHORITY = {
    "cancel_contact_change": "an officer takes back their own wish",
    "cancel_duty": "a roster reaches no goods",
    "cancel_transfer": "the goods stayed where they are: a fact",
    "close_audit": "an audit says what was seen",
    "confirm_contact_change": "a code came back",
    "refuse_transfer": "the goods were not taken: a fact",
    "refuse_unit": "a witness refused it at the furnace: a fact",
    "sign_inventory": "what was counted",
    "sign_tally": "what went in was counted: a fact",
    "withdraw_scale": "it is broken since",
}

MAY_BE_CLAIMED = frozenset({
    # What was done with goods, and what was seen of them: on the quay, on the road, in store, at the fire.
    "abort_burn", "accept_transfer", "apply_seal", "apply_seals", "arrive", "attest_burn", "begin_mission", "check_in",
    "contain_conveyance", "declare_missing", "depart", "describe_find", "dispose_of_residue", "end_extraction",
    "end_loan", "end_mission", "end_operation", "endanger_place", "exchange_unit", "give_unit", "go_on",
    "interrupt_extraction", "merge_units", "move_in_emergency", "move_units", "name_load", "neutralise_units",
    "offer_transfer", "open_seizure", "post_guard", "record_burn", "record_clearance", "record_count", "record_found",
    "record_loading", "record_owed_test",
    "record_sweep", "record_tests", "record_tracker", "record_weighing", "recover_unit",
    "leave_crew", "record_attendance", "lay_out_bays", "shelve_units", "remark_on_discrepancy",
    "refuse_transfer", "cancel_transfer", "refuse_unit", "register_beside", "register_units", "relieve_guard",
    "remove_seal", "replace_seal", "report_seal_fault", "report_unlocated", "resume_extraction", "retest_units",
    "say_nothing_left", "say_who_holds", "sign_tally", "split_unit", "stage_on_intake", "stage_units",
    "start_extraction", "stop_mission", "store_units", "take_out", "take_over_guard", "take_sample", "tell_burn",
    "weigh_residue",
    # What was counted, heard, found out or received, and a line of a list that was carried out.
    "answer_audit", "appeal_retention", "close_audit", "end_incident", "end_outage", "finish_inventory", "finish_lines",
    "link_conveyance", "look_at_scan", "open_audit", "open_inventory", "receive_seals", "record_objection",
    "record_oral_order", "record_outage", "record_report", "record_tip", "report_calibration", "report_incident",
    "report_outage", "report_result", "send_certificate", "sign_inventory", "tell_of_find", "unlink_conveyance",
    "report_found_label", "withdraw_scale",
    # Forms of paper and of phones without a network, which carry both times; what a camera took.
    "attach_photo", "attach_scan", "enter_sheet", "hold_report", "note_put_right",
    # Who comes and goes, and what somebody takes back of their own.
    "cancel_contact_change", "cancel_duty", "come", "confirm_contact_change", "join", "leave",
})  # fmt: skip
"""What happened, and may be written down later with the time it happened at."""
BY_THE_HOUSE = frozenset({
    "_block_after", "_doubt", "_record", "_seen", "_stop", "_under_duress", "expire_transfer", "expire_waiver",
    "found_house",
    "heed_duress_code", "import_opening", "keep_document", "note_codes_not_found", "note_strange_reads",
    "register_opening", "tell_of_reused_key",
})  # fmt: skip
"""What the house writes by itself, or whose act it makes: nobody sends a time with it."""


def recorders():
    """Yield file, name and keywords of ``recording`` of every act."""
    for file in python_files("custody"):
        if "actions" not in relative(file).parts:
            continue
        for act in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(act, ast.FunctionDef):
                for call in ast.walk(act):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", None) == "recording":
                        yield f"{relative(file)}:{act.name}", act.name, {word.arg for word in call.keywords}


def test_a_verb_of_authority_takes_no_claimed_time():
    found = list(recorders())
    bare = [
        where for where, name, words in found
        if ({name, name.split("_")[0]} & VERBS) and name not in NOT_OF_AUTHORITY and "authorises" not in words
    ]

    assert len(found) > 150
    assert not bare


def test_what_happened_keeps_its_time():
    authorising = {name for _, name, words in recorders() if "authorises" in words}

    assert not authorising & {
        "record_burn", "tell_burn", "attest_burn", "abort_burn", "stage_units", "record_weighing", "arrive", "depart",
        "accept_transfer", "record_objection", "record_oral_order", "record_outage", *NOT_OF_AUTHORITY,
    }


def test_each_act_that_takes_a_claimed_time_is_one_that_happened():
    takes = {name for _, name, words in recorders() if "authorises" not in words}

    assert takes - MAY_BE_CLAIMED - BY_THE_HOUSE == set()
    assert (MAY_BE_CLAIMED | BY_THE_HOUSE) - takes == set(), "no longer"
