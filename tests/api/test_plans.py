"""Plans, slots, crews, outages, figures and releases through the API: the same acts and refusals as on the pages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from custody.evidence.models import Consultation
from tests.destruction import plan_stories, stories
from tests.stories import BAG_MG, now


def text(moment):
    return moment.isoformat()


def test_a_plan_is_made_read_and_approved(cast, caller, token_of, done, refused):
    units = stories.ordered(cast, count=2)
    plan_stories.crews(cast)
    plan_stories.slot(cast)
    planner, boss = caller(cast.planner), caller(cast.supervisor)
    key = uuid4()

    plan = done(planner.post("plans/", {"jurisdiction": "BE"}, key=key))["plan"]
    assert done(planner.post("plans/", {"jurisdiction": "BE"}, key=key), again=True)["plan"] == plan
    assert (plan["state"], plan["session_count"], plan["planned_mg"]) == ("made", 1, None)
    assert plan["sentences"][0]["code"] == "planned.first"
    [line] = boss.get(f"plans/{plan['id']}/slots/").json()["results"]
    assert line["planned_mg"] == sum(unit.gross_mg for unit in units)
    assert sorted(line["unit_ids"]) == sorted(str(unit.id) for unit in units)
    refused(planner.post(f"plans/{plan['id']}/approval/"), 403, "role.missing")
    refused(token_of(cast.supervisor).post(f"plans/{plan['id']}/approval/"), 403, "token.cannot_sign")
    approved = done(boss.post(f"plans/{plan['id']}/approval/"))["plan"]
    assert (approved["state"], approved["decided_by"]) == ("approved", "4901")
    refused(boss.post(f"plans/{plan['id']}/refusal/", {"reason": "other"}), 409, "plan.decided")
    assert boss.get(f"plans/{plan['id']}/").json() == approved
    assert len(boss.get("plans/").json()["results"]) == 1
    assert caller(cast.crew).get("plans/").json()["results"] == []


LICENCE = {"number": "L-2", "valid_from_on": "2020-01-01", "valid_until_on": None}


def test_what_a_plan_needs_is_booked_and_taken_back(cast, caller, done, refused):
    stories.furnace(cast)
    planner = caller(cast.planner)
    hour = now() + timedelta(hours=50)
    [slot] = done(planner.post("slots/", {"facility": "FORGE", "starts_at": [text(hour)]}))["slots"]
    assert planner.get("slots/").json()["results"][0]["id"] == slot
    refused(planner.post("slots/", {"facility": "FORGE", "starts_at": [text(hour)]}), 400, "slot.taken",
            field="starts_at")  # fmt: skip
    done(planner.post(f"slots/{slot}/withdrawal/", {"reason": "slip"}))
    stretch = {"begins_at": text(now()), "ends_at": text(now() + timedelta(days=6))}
    shift = done(planner.post("crews/", {**stretch, "crews": 4, "escorts": 4}))["shift"]
    assert planner.get("crews/").json()["results"][0]["crews"] == 4
    done(planner.post(f"crews/{shift}/cancellation/"))
    outage = done(planner.post("outages/", {**stretch, "facility": "FORGE", "reason": "fault"}))["outage"]
    done(planner.post(f"outages/{outage}/end/"))
    assert planner.get("outages/").json()["results"][0]["ended_at"] is not None
    done(caller(cast.administrator).post("licences/", {"facility": "FORGE", "substances": ["heroin"], **LICENCE}))
    refused(planner.post("licences/", {"facility": "FORGE", "substances": [], **LICENCE}), 403, "role.missing")
    plan = done(planner.post("plans/", {"jurisdiction": "BE"}))["plan"]
    done(caller(cast.supervisor).post(f"plans/{plan['id']}/refusal/", {"reason": "crews"}))


def test_figures_are_taken_out_with_a_reason_that_is_recorded_first_and_bear_the_mark_of_who_took_them(
    cast, caller, done, refused
):
    stories.ordered(cast)
    auditor, said = caller(cast.auditor), {"reason": "the annual report"}
    for nothing in ({}, {"reason": " "}, said | {"year": 99999}, said | {"year": 0}):
        assert auditor.post("figures/", nothing).status_code == 400
    refused(auditor.client.get("/api/v1/figures/"), 405, "method_not_allowed")
    refused(auditor.client.get("/api/v1/releases/"), 405, "method_not_allowed")
    for name in ("figures/", "releases/"):
        refused(caller(cast.planner).post(name, said), 403, "role.missing")
    assert Consultation.objects.count() == 0

    key = uuid4()
    found = done(auditor.post("figures/", said, key=key))

    taken = Consultation.objects.get(field_group="figures")
    assert (found["rows"][-1]["seizures"], found["slots"]) == (1, {"filled": 0, "total": 0})
    assert (taken.officer, taken.reason, str(taken.id)) == (cast.auditor, "the annual report", found["consultation"])
    assert f"badge {cast.auditor.badge}" in found["mark"]
    assert "the annual report" in found["mark"]
    refused(auditor.post("figures/", said, key=key), 409, "figures.taken")
    earlier = done(auditor.post("figures/", said | {"year": 2020}))
    assert (earlier["year"], earlier["rows"][-1]["seizures"]) == (2020, 0)


def test_the_releases_are_empty_before_the_fire_or_a_decision(cast, caller, done, refused):
    [unit] = stories.ordered(cast)
    reader, director, why = caller(cast.supervisor), caller(cast.director), {"reason": "the network"}
    text_of = f"seizures/{unit.seizure_id}/release-text/"
    refused(caller(cast.planner).get(text_of), 403, "role.missing")
    assert done(reader.post("releases/", why))["rows"] == []
    assert reader.get(text_of).json() == {"headline": None, "body": None}
    said = {"fields_told": ["mass"], "publishable_at": None, "reason": "not yet"}
    done(director.post(f"seizures/{unit.seizure_id}/publication/", said))
    assert done(reader.post("releases/", why))["rows"] == []
    done(director.post(f"seizures/{unit.seizure_id}/publication/",
                       said | {"publishable_at": text(now() - timedelta(hours=1))}))  # fmt: skip
    told = done(reader.post("releases/", why))
    assert told["rows"] == [
        {"on": None, "gross_mg": BAG_MG, "origin": None, "cover_load": None, "destroyed": False}
    ]
    assert Consultation.objects.filter(field_group="non_nominal", officer=cast.supervisor).count() == 3
    assert "Customs seized" in reader.get(text_of).json()["body"]
    refused(reader.post(f"seizures/{unit.seizure_id}/publication/", said), 403, "role.missing")
