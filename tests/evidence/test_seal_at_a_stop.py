"""A stop is when somebody opens a door: who drives on looks at the seal of the vehicle first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.evidence.actions import mission as missions
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.timeline import timeline
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_mission import say
from tests.evidence.test_mission_load import gone_off


@pytest.fixture
def standing_still(cast):
    """Return a transport that stands still, what rides with it, and the seal on its vehicle."""
    mission, units = gone_off(cast)
    say(missions.stop_mission, cast.crew, mission, reason="a flat tyre")
    [seal] = set(vehicle_seals(units).values())
    return mission, units, seal


def readings(unit):
    return [(line.type.code, line.values["occasion"]) for line in timeline(unit)
            if line.type.code in ("vehicle.seal_read/1", "seal.misread/1")]


def frozen(units):
    return [unit.discrepancy_open for unit in stories.fresh(units)]


def test_the_right_seal_is_written_down_and_the_transport_drives_on(cast, standing_still):
    mission, units, seal = standing_still

    assert say(missions.go_on, cast.crew, mission, vehicle_seals=[seal]).state == "moving"

    assert readings(units[0]) == [("vehicle.seal_read/1", "stop")]
    assert frozen(units) == [False, False]
    assert replay_state().findings == []


def test_another_one_is_read_twice_and_freezes_what_rides_and_nobody_is_kept_there(cast, standing_still, refused):
    mission, units, _seal = standing_still
    with refused("vehicle_seal.read_again"):
        say(missions.go_on, cast.crew, mission, vehicle_seals=["VS 000"])
    mission.refresh_from_db()
    assert (mission.state, frozen(units)) == ("stopped", [False, False])

    say(missions.go_on, cast.crew, mission, vehicle_seals=["VS 000"])

    mission.refresh_from_db()
    assert (mission.state, frozen(units)) == ("moving", [True, True])
    found = Discrepancy.objects.filter(unit=units[0]).get()
    assert (found.discrepancy_kind, found.found) == ("vehicle", "VS000")
    assert readings(units[0]) == [("vehicle.seal_read/1", "stop"), ("seal.misread/1", "stop")]
    assert replay_state().findings == []


@pytest.mark.parametrize(("seen", "froze"), [(None, False), ([None], True)])
def test_who_must_be_off_at_once_reads_nothing_and_a_broken_seal_freezes_at_once(cast, standing_still, seen, froze):
    mission, units, _seal = standing_still

    assert say(missions.go_on, cast.crew, mission, vehicle_seals=seen).state == "moving"

    assert frozen(units) == [froze, froze]


def test_the_page_asks_for_it_and_says_before_that_it_would_freeze(cast, client, standing_still):
    mission, units, seal = standing_still
    path = reverse("mission:go_on", args=[mission.id])
    client.force_login(cast.crew)
    asked = client.get(path).content.decode()
    assert "Seal of the vehicle" in asked
    assert seal not in asked
    assert path in client.get(reverse("mission:mission", args=[mission.id])).content.decode()

    sent = {"idempotency_key": "6f0d4c1e-0000-4000-8000-000000000001", "vehicle_seal_0": "VS 000"}
    differs = client.post(path, sent)
    assert differs.status_code == 422
    assert "If you record it, 2 units are frozen" in differs.content.decode()
    again = client.post(path, sent | {"type_again": "1"}).content.decode()
    assert "If it differs again, 2 units are frozen" in again
    assert "VS000" not in again
    sent = {"idempotency_key": "6f0d4c1e-0000-4000-8000-000000000002", "vehicle_seal_0": seal}
    assert client.post(path, sent).status_code == 302
    assert frozen(units) == [False, False]
