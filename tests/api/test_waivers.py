"""The register of waivers through the API."""

from __future__ import annotations

from uuid import uuid4

from custody.organisation.selectors import place_by_code_word


def test_a_waiver_is_asked_for_decided_read_and_ended(cast, caller, token_of, done, refused):
    body = {
        "rule": "place.over_cap", "subject_id": str(place_by_code_word(code_word="DUNLIN").id), "hours": 8,
        "reason": "No room elsewhere", "amount": 200_000_000,
    }  # fmt: skip
    keeper, head, key = caller(cast.storekeeper), caller(cast.regional_head), uuid4()
    made = done(keeper.post("waivers/", body, key=key))["waiver"]
    assert done(keeper.post("waivers/", body, key=key), again=True)["waiver"] == made
    refused(keeper.post("waivers/", body), 409, "waiver.asked")
    refused(keeper.post("waivers/", body | {"rule": "fire.witness"}), 400, "waiver.rule", field="rule")
    for hours in (2**53 - 1, 1 - 2**53):
        code = "waiver.long" if hours > 0 else "waiver.past"
        refused(keeper.post("waivers/", body | {"hours": hours}), 400, code, field="until")
    path = f"waivers/{made['id']}/"
    assert (made["asked_by"], made["state"], made["amount"]) == ("4601", "asked", 200_000_000)
    assert caller(cast.auditor).get(path).json() == made

    decision = {"grant": True, "answer": "Convoy at six"}
    refused(keeper.post(path + "decision/", decision), 403, "waiver.own")
    refused(caller(cast.supervisor).post(path + "decision/", decision), 403, "waiver.level")
    refused(token_of(cast.regional_head).post(path + "decision/", decision), 403, "token.cannot_sign")
    granted = done(head.post(path + "decision/", decision))["waiver"]
    assert (granted["state"], granted["decided_by"]) == ("granted", "4905")
    assert [row["id"] for row in head.get("waivers/", state="granted").json()["results"]] == [made["id"]]

    assert done(keeper.post(path + "end/"))["waiver"]["state"] == "ended"
    refused(head.post(path + "decision/", {"grant": False, "answer": "no"}), 409, "waiver.decided")
    assert caller(cast.officer).get("waivers/").json()["results"] == []
    refused(caller(cast.officer).get(path), 404, "record.not_found")
