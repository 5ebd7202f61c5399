"""A transport by the API: planned, confirmed, heard of, arrived; its route is shown to nobody here."""

from __future__ import annotations

from tests import stories
from tests.evidence.test_mission import planned

BODY = {"driver_badge": "4501", "second_badge": "4502", "vehicle": "T-4", "escort": "E-2", "planned_minutes": 90}


def test_a_transport_goes_from_its_plan_to_its_arrival(cast, caller, done):
    made = done(caller(cast.officer).post("missions/", BODY))["mission"]
    here, crew = f"missions/{made['id']}/", caller(cast.crew)

    done(caller(cast.duty_officer).post(here + "escort/", {}))
    states = [
        done(crew.post(here + what, body))["mission"]["state"]
        for what, body in (
            ("beginning/", {}), ("check-ins/", {}), ("stops/", {"reason": "a bridge"}), ("continuation/", {}),
            ("arrival/", {}),
        )
    ]

    assert states == ["moving", "moving", "stopped", "moving", "arrived"]
    shown = crew.get(here)
    assert (shown.json()["escort_confirmed_by"], shown.json()["driver"]) == ("4903", "4501")
    assert "T-4" not in shown.content.decode()
    assert [each["id"] for each in crew.get("missions/?state=arrived").json()["results"]] == [made["id"]]


def test_its_load_is_named_counted_and_its_stop_explained(cast, caller, done, refused):
    units = stories.swept(cast, stories.seized(cast, count=2))
    ids = [str(unit.id) for unit in units]
    made = done(caller(cast.officer).post("missions/", BODY | {"unit_ids": ids[:1]}))["mission"]
    here, crew = f"missions/{made['id']}/", caller(cast.crew)
    done(caller(cast.officer).post(here + "load/", {"unit_ids": ids[1:]}))
    refused(caller(cast.officer).post(here + "load/", {"transfer_ids": [made["id"]]}), 404, "record.not_found")
    stories.on_the_road(cast, units=units)
    done(crew.post(here + "beginning/", {}))
    done(crew.post(here + "stops/", {}))
    assert crew.get(here).json()["unexplained_stops"] == 1
    done(crew.post(here + "stops/explanation/", {"reason": "a tyre"}))
    twice = [{"unit_id": ids[0]}, {"unit_id": ids[0]}]
    refused(crew.post(here + "arrival/", {"missing": twice}), 400, "unit.twice", field="missing")
    done(crew.post(here + "arrival/", {"missing": [{"unit_id": ids[0], "remark": "gone"}]}))

    shown = crew.get(here).json()
    assert {each["unit_id"]: each["state"] for each in shown["load"]} == {ids[0]: "missing", ids[1]: "arrived"}
    assert shown["unexplained_stops"] == 0


def test_a_transport_is_called_off_by_who_planned_it(cast, caller, done, refused):
    mission = planned(cast)
    here = f"missions/{mission.id}/cancellation/"

    refused(caller(cast.crew).post(here, {"reason": "fog"}), 403, "role.missing")

    assert done(caller(cast.officer).post(here, {"reason": "fog"}))["mission"]["state"] == "cancelled"
