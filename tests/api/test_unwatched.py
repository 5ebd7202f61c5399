"""A camera or an alarm is down, and drills, by the API: two lists, and never one in the other."""

from __future__ import annotations

from custody.alerts.models import Alert
from tests.evidence.test_unwatched import down, drilled


def test_anybody_reports_it_and_somebody_else_ends_it(cast, caller, token_of, done, refused):
    body = {"place": "HERON", "what": "camera", "remark": "The screen is black"}
    made = done(token_of(cast.crew).post("unwatched/", body))["report"]

    keeper = caller(cast.storekeeper)
    [row] = keeper.get("unwatched/").json()["results"]
    assert (row["id"], row["what"], row["reported_by"], row["ended_at"]) == (made, "camera", cast.crew.badge, None)
    assert caller(cast.planner).get("unwatched/").json()["results"] == []
    assert caller(cast.planner).get(f"unwatched/{made}/").status_code == 404
    done(keeper.post(f"unwatched/{made}/end/", {"finding": "A fuse, replaced"}))
    assert keeper.get(f"unwatched/{made}/").json()["finding"] == "A fuse, replaced"
    assert keeper.get("drills/").json()["results"] == []


def test_a_drill_is_ordered_answered_and_measured(cast, caller, done, refused):
    auditor, duty = caller(cast.auditor), caller(cast.duty_officer)
    drill = done(auditor.post("drills/", {"place": "HERON", "what": "fire", "reason": "The yearly drill"}))["report"]
    assert auditor.get(f"drills/{drill}/").json()["response_seconds"] is None
    assert auditor.get("unwatched/").json()["results"] == []
    assert duty.get("alerts/").json()["results"] == [], "a drill is no alert of the list"
    alert = Alert.objects.get(rule="DRILL")
    assert duty.get(f"alerts/{alert.id}/").json()["subject_id"] == drill

    done(duty.post(f"drills/{drill}/answer/"))

    shown = auditor.get(f"drills/{drill}/").json()
    assert shown["answered_by"] == cast.duty_officer.badge
    assert shown["response_seconds"] >= 0
    other = drilled(cast, place="PLOVER")
    done(auditor.post(f"drills/{other.id}/stop/", {"finding": "A true alarm elsewhere"}))
    refused(duty.post(f"drills/{other.id}/answer/"), 409, "watch.over")
    assert down(cast).drill is False
