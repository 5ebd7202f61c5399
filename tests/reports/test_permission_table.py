"""The page of who may do what is read off the code: acts, checks, refusals and doors."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody.evidence.permissions import TAKES_OUT
from custody.organisation.roles import Role
from custody.reports import permission_table
from custody.reports.permission_table import Asked, acts, rows

ROOT = Path(__file__).parents[2]
KNOWS_OF_IT = {"leave_crew", "look_at_scan", "note", "read_document", "read_photo", "reveal_target"}
"""Acts that ask for nothing but that the thing is found: who may not know of it does not find it."""
EVERYBODY = {"note_codes_not_found", "disown_sign_in", "add_passkey", "remove_passkey"}
"""Acts of whoever it is: what somebody tried is written down, and each says for themselves who came in as them."""
THE_ENGINE = {"apply_contact_change"}
"""Acts of a pass that nobody else can reach."""
NO_ENDPOINT = {
    "set_duress_code": "a code that betrays danger is typed where nobody looks on",
    "forget_duress_code": "as it is set",
    "invite_officer": "a code that is handed over in person goes through no program",
    "countersign_invitation": "as the first code",
    "disown_sign_in": "it ends the other sessions of browsers, and a program has none",
    "add_passkey": "a browser makes it, for the origin that it sees",
    "remove_passkey": "as it is added",
    "hold_report": "only a device keeps what was signed until there is a connection",
    "note_put_right": "noted when what is held is recorded",
    "note_strange_reads": "a list of codes is pasted on a page only; the API takes a seal for each unit",
    "note_codes_not_found": "what is scanned to be found is scanned on a page; the API names things by their id",
}  # fmt: skip
NO_PAGE = {"change_officer": "proposed by one and decided by another: `propose_officer`, `decide_officer`"}


def row(name):
    [found] = [each for each in rows() if each.name == name]
    return found


def test_every_act_says_who_may_and_asks_it():
    assert [each.name for each in rows() if not each.who] == []
    assert {each.name for each in rows() if not each.asked and not each.refused} == (
        KNOWS_OF_IT | EVERYBODY | THE_ENGINE
    )
    assert len(rows()) == len(acts()) > 200


def test_what_can_be_done_on_a_page_can_be_done_by_the_api_and_the_other_way_round():
    assert {each.name for each in rows() if each.pages and not each.endpoints} <= set(NO_ENDPOINT)
    assert {each.name for each in rows() if not each.pages and not each.machines} <= set(NO_PAGE)


def test_a_row_holds_the_roles_the_separation_of_duties_the_doors_and_the_events_of_its_act():
    approving = row("approve_session")

    assert Asked("who acts", (Role.SUPERVISOR,)) in approving.asked
    assert Asked("witness", (Role.SUPERVISOR, Role.WITNESS)) in approving.asked
    assert {"session.own", "witness.custodian", "people.same"} <= set(approving.refused)
    assert approving.pages == ("/burns/{session_id}/approve/",)
    assert approving.endpoints == ("POST /api/v1/sessions/{session_id}/approval/",)
    assert approving.events == ("session.approved/1",)
    assert Asked("who acts", tuple(role for role in Role if role in TAKES_OUT)) in row("take_out_figures").asked
    assert "task alert_inventories" in row("expire_waiver").machines


def test_a_role_whose_yes_is_a_refusal_is_one_that_may_never():
    [asked] = row("ask_contact_change").asked

    assert asked == Asked("who acts", (Role.ENGINE, Role.DEVICE), never=True)
    assert asked.in_words() == "who acts: never device, engine"
    assert Asked("who acts", (), "TABLE[code]").in_words() == "who acts: by `TABLE[code]`"
    everybody = Asked("who acts", tuple(role for role in Role if role is not Role.ENGINE))
    assert everybody.in_words() == "who acts: anybody but engine"


@pytest.mark.parametrize("part", ["## The checks", "## The refusals of a person", "| `people.same` | Choose another"])
def test_the_page_gives_the_words_of_the_checks_and_of_the_refusals(part):
    assert part in permission_table.permission_table_page()
