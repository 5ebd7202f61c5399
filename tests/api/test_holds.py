"""Holds through the API: the same acts and refusals as through the pages."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.destruction import decided, stories
from tests.stories import fresh, now


def said(units, **changes):
    return {"unit_ids": [str(unit.id) for unit in units], "authority": "court", "reference": "KP 9",
            "reason": "second opinion"} | changes  # fmt: skip


def paper(**changes):
    return {"reference": "KP 10", "decided_on": stories.local_day(now()).isoformat()} | changes


def test_a_hold_is_placed_verified_renewed_and_lifted(cast, caller, done, refused):
    [unit] = stories.kept(cast)
    first, second = caller(cast.case_officer), caller(cast.second_case_officer)
    key = uuid4()

    [hold] = done(first.post("holds/", said([unit]), key=key))["holds"]
    assert done(first.post("holds/", said([unit]), key=key), again=True)["holds"] == [hold]
    assert (hold["unit"], hold["verified_at"], hold["placed_by"]) == (unit.label, None, "4801")
    assert fresh([unit])[0].authority_state == "held"
    refused(first.post(f"holds/{hold['id']}/verification/"), 403, "hold.own")
    stale = {"expected_seq": hold["version"] - 1}
    refused(second.post(f"holds/{hold['id']}/verification/", stale), 409, "record.stale")
    [verified] = done(second.post(f"holds/{hold['id']}/verification/", {"expected_seq": hold["version"]}))["holds"]
    assert verified["verified_by"] == "4802"
    done(first.post(f"holds/{hold['id']}/renewal/"))
    lift = done(first.post(f"holds/{hold['id']}/lifting/", paper()))["decision"]
    assert (lift["state"], lift["authority"], lift["reference"], lift["has_paper"]) == (
        "recorded", "court", "KP 10", False,
    )  # fmt: skip
    path = f"decisions/{lift['id']}/"
    refused(second.post(path + "verification/"), 409, "decision.no_paper")
    attached = {"document": SimpleUploadedFile("paper.pdf", decided.PDF)}
    assert done(first.post(path + "paper/", attached, form=True))["decision"]["has_paper"]
    refused(first.post(path + "verification/"), 403, "decision.own")
    assert done(second.post(path + "verification/"))["decision"]["verified_by"] == "4802"
    assert second.get(f"holds/{hold['id']}/").json()["lifted_by"] == "4802"
    assert [row["id"] for row in second.get("decisions/", state="verified").json()["results"]] == [lift["id"]]
    refused(caller(cast.storekeeper).get(path), 404, "record.not_found")


def test_holds_are_listed_by_their_state(cast, caller, done):
    first, second = stories.kept(cast), stories.kept(cast)
    boss, reader = caller(cast.case_officer), caller(cast.auditor)
    [one] = done(boss.post("holds/", said(first)))["holds"]
    done(boss.post("holds/", said(second)))
    lift = done(caller(cast.supervisor).post(f"holds/{one['id']}/lifting/", paper()))["decision"]
    done(caller(cast.second_case_officer).post(f"decisions/{lift['id']}/verification/"))

    def labels(**asked):
        return {row["unit"] for row in reader.get("holds/", **asked).json()["results"]}

    assert labels() == {first[0].label, second[0].label}
    assert labels(state="lifted") == {first[0].label}
    assert labels(state="lasting") == labels(state="unverified") == {second[0].label}
    assert caller(cast.storekeeper).get("holds/").json()["results"] == []


def test_a_token_does_not_sign(cast, caller, token_of, done, refused):
    [hold] = done(caller(cast.case_officer).post("holds/", said(stories.kept(cast))))["holds"]

    token = token_of(cast.supervisor)
    refused(token.post(f"holds/{hold['id']}/verification/"), 403, "token.cannot_sign")
    done(token.post(f"holds/{hold['id']}/lifting/", paper()))


def test_what_cannot_be_held_is_refused_in_words(cast, caller, refused):
    [unit] = stories.kept(cast)
    boss = caller(cast.case_officer)

    refused(boss.post("holds/", said([unit], authority="king")), 400, "choice.unknown")
    refused(boss.post("holds/", said([unit], review_at="2199-01-01T00:00:00Z")), 400, "hold.review")
    refused(caller(cast.by_badge["4971"]).post("holds/", said([unit])), 403, "role.missing")
    refused(caller(cast.planner).get(f"holds/{uuid4()}/"), 404, "record.not_found")
