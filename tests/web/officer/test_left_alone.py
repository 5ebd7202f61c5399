"""The page of a departure asks why one person goes, only of who has a load alone."""

from __future__ import annotations

from custody.evidence.models import HandlingUnit
from tests import stories

ASKED = "Only when one person drives off with it: why?"


def answers(unit, **changes):
    route = stories.route()
    return {"units": [str(unit.id)], "vehicle": route.vehicle, "vehicle_seal": route.vehicle_seal, "escort": "E-2",
            "destination": "CURLEW"} | changes  # fmt: skip


def test_one_person_is_refused_once_and_recorded_with_a_reason(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))

    refused = page_for(cast.officer, "/road/depart/", answers(unit))
    recorded = page_for(cast.officer, "/road/depart/", answers(unit, alone_reason="the second fell ill"))

    assert (refused.status, recorded.status) == (409, 302)
    assert ASKED in refused.words
    assert HandlingUnit.objects.get(pk=unit.pk).custody_state == "in_transit"


def test_a_crew_of_two_is_not_asked(cast, page_for):
    stories.swept(cast, stories.seized(cast, crew=True))

    assert ASKED not in page_for(cast.officer, "/road/depart/").words
