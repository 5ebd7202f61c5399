"""One of two on the road says through the API that one of them is gone; another comes beside by the same door."""

from __future__ import annotations

from custody.evidence.models import Transfer
from tests import stories
from tests.stories import fresh


def test_one_leaves_and_another_comes_beside(cast, caller, done):
    [unit] = stories.on_the_road(cast)
    gone = {"why": "ill", "where": "A12, km 31", "leaver_badge": "4502", "remark": "a stroke"}

    answer = done(caller(cast.crew).post("crew-departures/", gone))
    assert [each["id"] for each in answer["units"]] == [str(unit.id)]
    assert "A12" not in str(answer)

    asked = {"unit_ids": [str(unit.id)], "receiver_badge": "4503", "purpose": "second"}
    transfer_id = done(caller(cast.crew).post("transfers/", asked))["transfer"]["id"]
    said = caller(cast.crew).get(f"units/{unit.id}/").json()
    assert [gap["gap"] for gap in said["open_gaps"]] == ["one of the two gone"]
    read = {"units": [{"unit_id": str(unit.id), "seal_seen": unit.seal}],
            "vehicle_seals": stories.on_vehicles(Transfer.objects.get(pk=transfer_id))}  # fmt: skip
    done(caller(cast.third_crew).post(f"transfers/{transfer_id}/acceptance/", read))

    assert (fresh([unit])[0].custodian, unit.co_custodian) == (cast.crew, cast.third_crew)
