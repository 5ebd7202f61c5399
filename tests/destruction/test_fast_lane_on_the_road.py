"""The fast lane is for what came straight: in one vehicle, under one seal, with two beside it all the way (R9)."""

from __future__ import annotations

import pytest

from custody.destruction.selectors.fastlane import vehicle_seals_of
from custody.evidence.actions import crews, moving
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import stage
from tests.stories import act_of, fresh

SEAL = "VS777001"


@pytest.fixture
def under_way(cast):
    """Return a planned burn, and its load that a crew of two has on the road to the furnace from the quay."""
    seizure = evidence.opened_seizure(cast)
    kept, *load = evidence.swept(cast, evidence.seized(cast, count=3, of=seizure))
    evidence.accepted(evidence.offered(cast, [kept], receiver=cast.storekeeper), by=cast.storekeeper)
    [kept] = moving.store_units(act=act_of(cast.storekeeper), unit_ids=[kept.id], place="BITTERN")
    evidence.sampled(cast, kept)
    stories.photographed(cast, load)
    stories.verified(cast, stories.recorded(cast, fresh(load)))
    session = stories.approved(cast, stories.planned(cast, fresh(load)))
    offer = evidence.offered(cast, fresh(load), receiver=cast.crew, second=cast.second_crew, purpose="departure",
                             route=evidence.route("CURLEW", vehicle_seal=SEAL))  # fmt: skip
    evidence.accepted(offer, by=cast.crew)
    evidence.countersigned(cast.second_crew)
    return session, fresh(load)


def arrived(load, *, by, seal):
    moving.arrive(act=act_of(by), unit_ids=[unit.id for unit in load], place="CURLEW", vehicle_seals=[seal])


def test_what_came_straight_is_staged_by_its_intake(cast, under_way):
    session, load = under_way
    arrived(load, by=cast.crew, seal=SEAL)
    session.refresh_from_db()

    assert len(stage(cast, session, vehicle_seal=SEAL).staged) == 2


def test_what_went_into_another_van_is_checked_as_any_load(cast, under_way, refused):
    session, load = under_way
    offer = evidence.offered(cast, load, giver=cast.crew, receiver=cast.third_crew, second=cast.officer)
    evidence.accepted(offer, by=cast.third_crew, new_vehicle="T-9", new_vehicle_seal="VS777002")
    evidence.countersigned(cast.officer)
    arrived(load, by=cast.third_crew, seal="VS777002")
    session.refresh_from_db()

    assert set(vehicle_seals_of(fresh(load)).values()) == {None}
    with refused("fastlane.no_seal"):
        stage(cast, session, vehicle_seal="VS777002")


def test_what_one_person_had_alone_on_the_road_is_checked_as_any_load(cast, under_way, refused):
    session, load = under_way
    crews.leave_crew(act=act_of(cast.second_crew), why="ill")
    arrived(load, by=cast.crew, seal=SEAL)
    session.refresh_from_db()

    with refused("fastlane.no_seal"):
        stage(cast, session, vehicle_seal=SEAL)
