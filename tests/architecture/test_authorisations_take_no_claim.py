"""What somebody allows counts from when it is recorded: no verb of authority takes a claimed time."""

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
    "close": "an alert is closed by what was found",
    "close_audit": "an audit says what was seen",
    "confirm_contact_change": "a code came back",
    "refuse_transfer": "the goods were not taken: a fact",
    "refuse_unit": "a witness refused it at the furnace: a fact",
    "sign_inventory": "what was counted",
    "sign_tally": "what went in was counted: a fact",
    "withdraw_scale": "it is broken since",
}


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
