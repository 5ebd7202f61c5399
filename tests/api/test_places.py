"""Places and furnaces over the API: read, proposed, foreseen, decided by another."""

from __future__ import annotations

from custody.organisation.selectors import place_by_code_word
from tests.destruction import stories as burns


def test_a_place_is_proposed_foreseen_read_and_decided_by_another(cast, caller, done, refused):
    administrator, supervisor = caller(cast.administrator), caller(cast.supervisor)
    body = {"code_word": "GREYLAG", "kind": "quay", "jurisdiction": "BE", "name": "quay 17", "reason": "a second quay"}
    made = done(administrator.post("places/proposals/", body))["place_proposal"]
    path = f"places/proposals/{made['id']}/"
    assert (made["name"], made["site"], made["place_id"]) == (None, None, None)
    assert supervisor.get(path + "preview/").json()["over"] == "no"
    refused(administrator.post(path + "name/"), 403, "policy.own")
    assert done(supervisor.post(path + "name/"))["place_proposal"]["name"] == "quay 17"
    assert administrator.get(path).json()["name"] is None
    refused(administrator.post(path + "decision/", {"approve": True}), 403, "policy.own")
    assert done(supervisor.post(path + "decision/", {"approve": True}))["place_proposal"]["decided_by"] == "4901"
    assert "GREYLAG" in {each["code_word"] for each in supervisor.get("places/").json()["results"]}

    place = place_by_code_word(code_word="DUNLIN")
    lower = {"place_id": str(place.id), "cap_eur": 1_000_000, "expected_seq": place.last_seq, "reason": "as told"}
    other = done(administrator.post("places/proposals/", lower))["place_proposal"]
    assert done(administrator.post(f"places/proposals/{other['id']}/withdrawal/"))["place_proposal"]["state"] == (
        "withdrawn"
    )
    refused(administrator.post("places/proposals/", lower | {"expected_seq": 0}), 409, "record.stale")
    assert len(supervisor.get("places/proposals/").json()["results"]) == 2


def test_a_furnace_is_proposed_foreseen_and_decided_by_another(cast, caller, done):
    administrator, supervisor = caller(cast.administrator), caller(cast.supervisor)
    session = burns.planned(cast)
    body = {"facility_id": str(session.facility_id), "session_limit_mg": 1, "opens_minute": 0, "closes_minute": 1439,
            "reason": "permit"}  # fmt: skip
    made = done(administrator.post("furnaces/proposals/", body))["facility_proposal"]
    path = f"furnaces/proposals/{made['id']}/"
    assert supervisor.get(path + "preview/").json()["too_heavy"] == [session.code_word]
    assert supervisor.get(path).json()["place_id"] == str(session.facility.place_id)
    assert [each["id"] for each in supervisor.get("furnaces/proposals/").json()["results"]] == [made["id"]]
    done(supervisor.post(path + "decision/", {"approve": True}))
    [listed] = supervisor.get("furnaces/").json()["results"]
    assert (listed["code_word"], listed["session_limit_mg"]) == ("FORGE", 1)
    new = {"code_word": "ANVIL", "place": "CURLEW", "session_limit_mg": 10**9, "reason": "a second furnace"}
    other = done(administrator.post("furnaces/proposals/", new))["facility_proposal"]
    back = done(administrator.post(f"furnaces/proposals/{other['id']}/withdrawal/"))["facility_proposal"]
    assert back["state"] == "withdrawn"
