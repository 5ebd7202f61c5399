"""Inventories and audits through the API: blind to who counts."""

from __future__ import annotations

from custody.core.audits import QUESTIONS
from tests import stories


def test_an_inventory_is_asked_for_counted_and_signed(cast, caller, token_of, done, refused):
    unit, other = stories.stored(cast, count=2)
    body = {"place": "BITTERN", "kind": "scheduled", "percent": 100}
    made = done(token_of(cast.auditor).post("inventories/", body))["inventory"]
    path, first, second = f"inventories/{made['id']}/", caller(cast.checker), caller(cast.second_checker)
    refused(token_of(cast.checker).post(path + "opening/", {"second_badge": "4912"}), 403, "token.cannot_sign")
    refused(caller(cast.storekeeper).post(path + "opening/", {"second_badge": "4912"}), 403, "role.missing")
    assert done(first.post(path + "opening/", {"second_badge": "4912"}))["inventory"]["state"] == "open"
    right = {"label": unit.label, "seal_seen": unit.seal, "package_count": 25, "gross_mg": 25_000_000,
             "scale": "S-FLOOR", "packaging_whole": True, "found_in_time": None}
    answer = done(first.post(path + "lines/", right))
    assert set(answer) == {"receipt", "line"}
    wrong = {"label": other.label, "seal_seen": "ZZ123456"}
    refused(second.post(path + "lines/", wrong), 400, "seal.read_again")
    done(second.post(path + "lines/", wrong))
    lines = second.get(path + "lines/").json()["results"]
    assert {line["label"] for line in lines} == {unit.label, other.label}
    assert "outcome" not in lines[0]
    assert {(line["packaging_whole"], line["found_in_time"]) for line in lines} == {(True, None), (None, None)}
    assert caller(cast.supervisor).get(path + "lines/").json()["results"] == []
    done(first.post(path + "end/"))
    refused(first.post(path + "signature/"), 403, "inventory.second")
    signed = done(second.post(path + "signature/"))["inventory"]

    assert (signed["state"], signed["found"], signed["differences"]) == ("signed", None, None)
    outcome = caller(cast.supervisor).get(path).json()
    assert (outcome["found"], outcome["missing"], outcome["differences"]) == (2, 0, 1)
    assert caller(cast.supervisor).get("inventories/", state="signed").json()["results"][0]["id"] == made["id"]


def test_an_audit_is_planned_answered_and_closed(cast, caller, done, refused):
    body = {"place": "BITTERN", "auditor_badge": "4931", "announced": False}
    refused(caller(cast.supervisor).post("audits/", body), 403, "inventory.unannounced")
    made = done(caller(cast.director).post("audits/", body))["audit"]
    path, auditor = f"audits/{made['id']}/", caller(cast.auditor)
    refused(caller(cast.supervisor).get(path), 404, "record.not_found")
    done(auditor.post(path + "opening/"))
    for question in QUESTIONS:
        done(auditor.post(path + "answers/", {"question": question, "verdict": "kept"}))
    closed = done(auditor.post(path + "closure/", {"conclusion": "All is well"}))["audit"]
    assert (closed["state"], closed["broken"], len(closed["answers"])) == ("closed", 0, len(QUESTIONS))
    assert caller(cast.supervisor).get("audits/").json()["results"] == [closed]
