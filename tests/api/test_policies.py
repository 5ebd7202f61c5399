"""The values of the rules through the API."""

from __future__ import annotations

from uuid import uuid4

from tests import stories

BODY = {"key": "clock.max_storage", "jurisdiction": "BE", "value": 48, "measure": "hours", "source": "Order 12"}


def test_a_value_is_proposed_seen_decided_and_read(cast, caller, done, refused):
    stories.stored(cast, count=2)
    first, second = caller(cast.administrator), caller(cast.supervisor)
    key = uuid4()

    made = done(first.post("policies/proposals/", BODY, key=key))["proposal"]
    assert done(first.post("policies/proposals/", BODY, key=key), again=True)["proposal"] == made
    path = f"policies/proposals/{made['id']}/"
    assert second.get(path).json() == made
    assert second.get(path + "preview/").json() == {"looked": 2, "earlier": 2, "later": 0, "past_due_at_once": 0}
    refused(first.post(path + "decision/", {"approve": True}), 403, "policy.own")
    decided = done(second.post(path + "decision/", {"approve": True}))["proposal"]
    assert (decided["state"], decided["decided_by"]) == ("approved", "4901")
    refused(second.post(path + "decision/", {"approve": True}), 409, "policy.decided")

    newest = second.get("policies/", key="clock.max_storage").json()["results"][0]
    assert (newest["value"], newest["measure"], newest["approved_by"]) == (48, "hours", "4901")


def test_a_proposal_is_taken_back_by_who_made_it(cast, caller, done, refused):
    made = done(caller(cast.administrator).post("policies/proposals/", BODY))["proposal"]
    path = f"policies/proposals/{made['id']}/withdrawal/"

    refused(caller(cast.supervisor).post(path), 403, "policy.not_yours")
    assert done(caller(cast.administrator).post(path))["proposal"]["state"] == "withdrawn"
    listed = caller(cast.auditor).get("policies/proposals/", state="withdrawn").json()["results"]
    assert [row["id"] for row in listed] == [made["id"]]


def test_a_rule_that_is_no_clocks_changes_no_running_clock(cast, caller, done, refused):
    stories.stored(cast)
    first, second = caller(cast.administrator), caller(cast.supervisor)
    body = BODY | {"key": "alert.large_seizure", "value": 300, "measure": "kg"}
    refused(first.post("policies/proposals/", body | {"measure": "hours"}), 400, "policy.measure", field="measure")
    refused(first.post("policies/proposals/", body | {"value": 20_000}), 400, "policy.bounds", field="value")

    made = done(first.post("policies/proposals/", body))["proposal"]
    path = f"policies/proposals/{made['id']}/"

    assert second.get(path + "preview/").json() == {"looked": 0, "earlier": 0, "later": 0, "past_due_at_once": 0}
    assert done(second.post(path + "decision/", {"approve": True}))["proposal"]["state"] == "approved"
    newest = second.get("policies/", key="alert.large_seizure").json()["results"][0]
    assert (newest["value"], newest["measure"]) == (300, "kg")


def test_a_token_proposes_and_does_not_decide(cast, caller, token_of, done, refused):
    made = done(token_of(cast.administrator).post("policies/proposals/", BODY))["proposal"]

    path = f"policies/proposals/{made['id']}/decision/"
    refused(token_of(cast.supervisor).post(path, {"approve": True}), 403, "token.cannot_sign")


def test_who_makes_no_rules_finds_none(cast, caller, refused):
    reader = caller(cast.officer)

    assert reader.get("policies/").json()["results"] == []
    assert reader.get("policies/proposals/").json()["results"] == []
    refused(reader.get(f"policies/proposals/{uuid4()}/"), 404, "record.not_found")
    refused(reader.post("policies/proposals/", BODY), 403, "role.missing")
    refused(caller(cast.supervisor).post("policies/proposals/", BODY | {"value": 0}), 400, "policy.short")
