"""The lists of hot seizures through the API."""

from __future__ import annotations

from uuid import uuid4

from tests import hot


def test_a_list_is_read_and_its_lines_are_taken_finished_and_set_aside(cast, caller, token_of, done, refused):
    units = hot.hot_seizure(cast)
    found = hot.list_of(units)
    case, duty = caller(cast.case_officer), caller(cast.duty_officer)
    call, guard = hot.line_of(units, "prosecutor"), hot.line_of(units, "guard")

    shown = duty.get("checklists/", state="open").json()["results"][0]
    assert (shown["id"], shown["cause"], shown["mass_mg"]) == (str(found.id), "mass", None)
    assert [line["what"] for line in shown["lines"] if line["ticked_by_itself"]] == [
        "guard", "sweep", "fast_lane", "embargo",
    ]  # fmt: skip
    assert caller(cast.supervisor).get(f"checklists/{found.id}/").json()["mass_mg"] == hot.HOT_MG
    refused(caller(cast.storekeeper).get(f"checklists/{found.id}/"), 404, "record.not_found")

    key, body = uuid4(), {"line_ids": [str(call.id)]}
    taken = done(token_of(cast.case_officer).post("checklist-lines/taking/", body, key=key))["checklist"]
    assert taken["lines"][2]["taken_by"] == cast.case_officer.badge
    refused(case.post("checklist-lines/taking/", {"line_ids": [str(guard.id)]}), 403, "hot.not_yours")
    refused(case.post("checklist-lines/taking/", {"line_ids": [str(uuid4())]}), 404, "record.not_found")

    path = f"checklist-lines/{call.id}/completion/"
    refused(token_of(cast.case_officer).post(path, {}), 403, "token.cannot_sign")
    assert done(case.post(path, {"remark": "Informed"}))["checklist"]["lines"][2]["state"] == "done"
    refused(case.post(path, {}), 409, "hot.settled")
    refused(duty.post(f"checklist-lines/{guard.id}/completion/", {}), 409, "hot.seen_only")
    refused(duty.post(f"checklist-lines/{guard.id}/setting-aside/", {"reason": "x"}), 409, "hot.gate")
    decoy = hot.line_of(units, "decoy")
    aside = done(duty.post(f"checklist-lines/{decoy.id}/setting-aside/", {"reason": "No van"}))["checklist"]
    assert aside["lines"][6]["state"] == "set_aside"
