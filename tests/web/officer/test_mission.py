"""The pages of a transport: planned by one, confirmed by another, and one tap for what the crew says on the road."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.evidence.models import Mission
from tests.evidence.test_mission import planned

ANSWERS = {"driver_badge": "4501", "second_badge": "4502", "vehicle": "T-4", "escort": "E-2", "planned_minutes": "90"}


def path(mission, name):
    return reverse(name, args=[mission.id])


def test_a_transport_is_planned_and_goes_by_one_tap_each(cast, page_for):
    sent = page_for(cast.officer, reverse("mission:plan"), ANSWERS)
    mission = Mission.objects.get()
    assert (sent.status, sent.location) == (302, path(mission, "mission:mission"))
    assert "The escort is not confirmed yet" in page_for(cast.crew, path(mission, "mission:mission")).words

    for officer, name, state in (
        (cast.duty_officer, "mission:escort", "planned"), (cast.crew, "mission:begin", "moving"),
        (cast.second_crew, "mission:check_in", "moving"),
    ):
        assert page_for(officer, path(mission, name), {}).status == 302
        mission.refresh_from_db()
        assert mission.state == state
    assert page_for(cast.crew, path(mission, "mission:stop"), {"reason": "a bridge"}).status == 302
    shown = page_for(cast.crew, path(mission, "mission:mission")).words
    assert "We go on" in shown
    assert "To check in by" in shown
    assert "T-4" in shown
    assert page_for(cast.crew, path(mission, "mission:go_on"), {}).status == 302
    assert page_for(cast.crew, path(mission, "mission:arrive"), {}).status == 302
    mission.refresh_from_db()
    assert mission.state == "arrived"


def test_who_only_oversees_sees_no_vehicle_and_is_refused_with_a_sentence(cast, page_for):
    mission = planned(cast)

    shown = page_for(cast.supervisor, path(mission, "mission:mission")).words
    refused = page_for(cast.supervisor, path(mission, "mission:begin"), {})

    assert "T-4" not in shown
    assert "The escort is confirmed" in shown
    assert "We are on our way" not in shown
    assert refused.status == 403
    assert "This is for the crew of this transport" in refused.words
    assert page_for(cast.third_crew, path(mission, "mission:mission")).status == 404


def test_a_plan_that_is_refused_keeps_what_was_typed(cast, page_for):
    refused = page_for(cast.officer, reverse("mission:plan"), ANSWERS | {"second_badge": "4501"})

    assert refused.status in {403, 422}
    assert "Choose another person" in refused.words
    assert 'value="E-2"' in refused.html


@pytest.mark.parametrize("name", ["mission:stop", "mission:cancel"])
def test_a_reason_is_asked_for(cast, page_for, name):
    mission = planned(cast)
    officer = cast.crew if name == "mission:stop" else cast.officer

    assert page_for(officer, path(mission, name)).status == 200
    assert page_for(officer, path(mission, name), {"reason": ""}).status == 422
    if name == "mission:cancel":
        assert page_for(officer, path(mission, name), {"reason": "fog"}).status == 302
        assert "Called off" in page_for(officer, reverse("mission:list")).words
