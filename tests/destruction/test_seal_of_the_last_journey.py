"""The fast lane goes by the seal of the last journey, and only by one that nobody ever found to be another."""

from __future__ import annotations

from custody.evidence.actions import moving, weigh
from custody.evidence.models import Discrepancy
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import by_fast_lane, stage
from tests.stories import act_of, fresh


def driven_again(cast, units, *, read):
    """Let the crew drive off with what it had brought, by its own act, and come back under the seal that is read."""
    route = evidence.route("CURLEW", vehicle_seal="VS 777002")
    ids = [unit.id for unit in units]
    moving.depart(act=act_of(cast.crew), unit_ids=ids, route=route)
    evidence.read_again(lambda: moving.arrive(act=act_of(cast.crew), unit_ids=ids, place="CURLEW",
                                              vehicle_seals=[read]))  # fmt: skip


def test_a_second_journey_counts_under_its_own_seal(cast):
    session = by_fast_lane(cast)
    units = stories.units_of(session)
    driven_again(cast, units, read="VS 777002")

    answer = evidence.read_again(lambda: stage(cast, session, vehicle_seal="VS 777001"))

    assert (answer.staged, len(answer.refused)) == ([], len(units))


def test_another_seal_on_the_vehicle_is_never_whole_again(cast, refused):
    session = by_fast_lane(cast)
    units = stories.units_of(session)
    driven_again(cast, units, read="VS 000")
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), resolution="misread",
                              discrepancy_id=Discrepancy.objects.filter(unit=units[0]).get().id)  # fmt: skip
    assert not any(unit.discrepancy_open for unit in fresh(units))

    with refused("fastlane.no_seal"):
        stage(cast, session, vehicle_seal="VS 777002")
