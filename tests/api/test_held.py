"""Held forms over the API: what is wrong is read, what was typed is not."""

from __future__ import annotations

from uuid import uuid4

from custody.evidence.actions.held import hold_report
from tests.stories import act_of, now


def test_a_held_form_is_read_handed_back_and_set_aside_by_two(cast, caller, token_of, done, refused):
    held = hold_report(act=act_of(cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                       signed_at=now(), sealed=b"ZZZZ 999999 9", wrong=[("Place", "{read} is unknown")])
    boss, other, path = caller(cast.supervisor), caller(cast.second_supervisor), f"held-forms/{held.id}/"

    seen = boss.get(path).json()
    assert (seen["author"], seen["labels"], seen["reasons"]) == ("4417", ["Place"], ["{read} is unknown"])
    assert "ZZZZ" not in str(seen)
    assert "storage" not in str(seen)
    assert [each["id"] for each in caller(cast.officer).get("held-forms/").json()["results"]] == [str(held.id)]
    assert caller(cast.crew).get("held-forms/").json()["results"] == []
    refused(token_of(cast.supervisor).post(path + "handing-back/", {"note": "x"}), 403, "token.cannot_sign")
    assert done(boss.post(path + "handing-back/", {"note": "Read it again"}))["held"]["handed_back_by"] == "4901"
    assert done(boss.post(path + "setting-aside/", {"reason": "Made twice"}))["held"]["state"] == "asked"
    refused(boss.post(path + "setting-aside/decision/", {"approve": True}), 403, "held.own_request")
    assert done(other.post(path + "setting-aside/decision/", {"approve": True}))["held"]["state"] == "set_aside"
