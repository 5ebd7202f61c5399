"""A load of one transport in two vehicles: each leaves under a seal of its own, which is read by itself at a stop and
where it arrives (R9)."""

from __future__ import annotations

from custody.evidence.actions import mission as missions
from custody.evidence.models import Discrepancy, MissionLoad
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_mission import planned, say
from tests.stories import fresh


def in_two(cast):
    """Return two bags on the road with one crew, each in a vehicle with a seal of its own."""
    seals, units = ("VS700001", "VS700002"), stories.swept(cast, stories.seized(cast, count=2))
    for unit, seal, van in zip(units, seals, ("T-4", "T-5"), strict=True):
        offer = stories.offered(cast, [unit], receiver=cast.crew, second=cast.second_crew, purpose="departure",
                                route=stories.route(vehicle=van, vehicle_seal=seal))  # fmt: skip
        stories.accepted(offer, by=cast.crew)
    stories.countersigned(cast.second_crew)
    return fresh(units)


def differing():
    return list(Discrepancy.objects.order_by("unit__label").values_list("unit__label", "discrepancy_kind", "expected"))


def test_each_vehicle_of_a_transport_has_its_own_seal(cast):
    mission = planned(cast)
    say(missions.begin_mission, cast.crew, mission)
    units = in_two(cast)

    assert set(vehicle_seals(units).values()) == {"VS700001", "VS700002"}
    assert set(MissionLoad.objects.filter(mission=mission).values_list("state", flat=True)) == {"carried"}

    say(missions.stop_mission, cast.crew, mission, reason="a bridge")
    say(missions.go_on, cast.crew, mission, vehicle_seals=["VS700002", "VS700001"])
    assert differing() == []
    say(missions.stop_mission, cast.crew, mission, reason="a bridge")
    stories.read_again(lambda: say(missions.go_on, cast.crew, mission, vehicle_seals=["VS700001", "VS 000"]))
    assert differing() == [(units[1].label, "vehicle", "VS700002")], "the other van is as it was"
    assert replay_state().findings == []


def test_who_takes_it_over_at_the_end_reads_each(cast):
    units = in_two(cast)
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")

    stories.accepted(offer, by=cast.storekeeper, place="BITTERN", vehicle_seals=["VS700001", None])

    assert differing() == [(units[1].label, "vehicle", "VS700002")]
