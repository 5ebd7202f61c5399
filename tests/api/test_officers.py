"""Who may do what, over the API."""

from __future__ import annotations


def test_a_change_is_proposed_read_decided_and_another_taken_back(cast, caller, token_of, done, refused):
    administrator, supervisor = caller(cast.administrator), caller(cast.supervisor)
    body = {"badge": "4417", "roles": ["officer", "crew"], "clearance": 1, "reason": "drives too"}
    refused(token_of(cast.administrator).post("officers/proposals/", body), 403, "token.cannot_sign")
    made = done(administrator.post("officers/proposals/", body))["officer_proposal"]
    path = f"officers/proposals/{made['id']}/"
    refused(administrator.post(path + "decision/", {"approve": True}), 403, "policy.own")
    assert supervisor.get(path).json()["state"] == "open"
    assert [each["id"] for each in supervisor.get("officers/proposals/").json()["results"]] == [made["id"]]
    assert done(supervisor.post(path + "decision/", {"approve": True}))["officer_proposal"]["decided_by"] == "4901"
    [row] = [each for each in supervisor.get("officers/").json()["results"] if each["badge"] == "4417"]
    assert row == {"badge": "4417", "roles": ["crew", "officer"], "clearance": 1, "is_active": True}

    other = done(administrator.post("officers/proposals/", body | {"badge": "4499"}))["officer_proposal"]
    back = done(administrator.post(f"officers/proposals/{other['id']}/withdrawal/"))["officer_proposal"]
    assert back["state"] == "withdrawn"
