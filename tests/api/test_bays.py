"""The bays of a store by the API: laid out, filled, and read by who said why."""

from __future__ import annotations

from custody.organisation.models import Place
from tests import stories


def test_what_stands_in_which_bay_is_read_by_who_said_why(cast, caller, done, refused):
    one, other = stories.stored(cast, count=2)
    path = f"places/{Place.objects.get(code_word='BITTERN').id}/"
    keeper, supervisor = caller(cast.storekeeper), caller(cast.supervisor)

    done(keeper.post(path + "bays/", {"rows": 3, "columns": 4}))
    done(keeper.post("units/bay/", {"unit_ids": [str(one.id)], "bay": "b4"}))
    refused(supervisor.get(path + "plan/"), 403, "plan.masked")
    done(supervisor.post(path + "plan/", {"reason": "The yearly count"}))

    rows = supervisor.get(path + "plan/").json()["results"]
    assert {row["label"]: row["bay"] for row in rows} == {one.label: "B4", other.label: ""}
    refused(keeper.get(path + "plan/"), 403, "plan.masked")
    refused(caller(cast.planner).post(path + "plan/", {"reason": "To plan"}), 403, "place.not_yours")
