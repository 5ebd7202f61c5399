"""A crew that arrives by itself with a load in two vehicles is asked for the seal of each."""

from __future__ import annotations

from tests import stories
from tests.evidence.test_two_vehicles import differing, in_two
from tests.web.shared.pages import read


def test_a_crew_that_arrives_by_itself_is_asked_for_each(cast, page_for):
    units = in_two(cast)
    sent = {"units": [str(unit.id) for unit in units], "place": "CURLEW"}

    page = page_for(cast.crew, "/road/arrive/")
    asked = {each.get("name") for each in read(page.html).iter("input")}
    assert {"vehicle_seal", "vehicle_seal_1"} <= asked
    assert not {"VS700001", "VS700002"} & set(page.words.split())

    wrong = page_for(cast.crew, "/road/arrive/", sent | {"vehicle_seal": "VS 700001", "vehicle_seal_1": "VS 799999"})
    assert "You read VS 700001, VS 799999. That is not the seal we know on this vehicle" in wrong.words
    done = page_for(cast.crew, "/road/arrive/", sent | {"vehicle_seal": "VS 700001", "vehicle_seal_1": "VS 700002"})

    assert done.status == 302
    assert [kind for _label, kind, _expected in differing() if kind == "vehicle"] == []


def test_of_one_vehicle_one_seal_is_asked(cast, page_for):
    stories.on_the_road(cast)

    asked = {each.get("name") for each in read(page_for(cast.crew, "/road/arrive/").html).iter("input")}

    assert {name for name in asked if name and name.startswith("vehicle_seal")} == {"vehicle_seal"}
