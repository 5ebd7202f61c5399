"""The fast lane goes by the seal of the one journey from the quay, and by none that was ever found to be another."""

from __future__ import annotations

from custody.destruction.selectors import fastlane
from custody.evidence.actions import moving, operation, weigh
from custody.evidence.models import Discrepancy
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import by_fast_lane, stage
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def driven_again(cast, units):
    """Let the crew drive off with what it had brought, by its own act and under a seal of its own, and come back."""
    route = evidence.route("CURLEW", vehicle_seal="VS 777002")
    ids = [unit.id for unit in units]
    moving.depart(act=act_of(cast.crew), unit_ids=ids, route=route)
    evidence.countersigned(cast.second_crew)
    moving.arrive(act=act_of(cast.crew), unit_ids=ids, place="CURLEW", vehicle_seals=["VS 777002"])


def test_after_a_second_journey_no_seal_says_what_is_inside(cast, refused):
    session = by_fast_lane(cast)
    units = stories.units_of(session)
    driven_again(cast, units)
    assert not any(unit.discrepancy_open for unit in fresh(units))
    session = stories.approved(cast, stories.planned(cast, fresh(units)),
                               pair=(cast.second_supervisor, cast.second_witness))  # fmt: skip

    for seal in ("VS 777001", "VS 777002"):
        with refused("fastlane.no_seal"):
            stage(cast, session, vehicle_seal=seal, seals={unit.id: unit.seal for unit in units})


def test_nor_after_a_written_act_let_them_go_on(cast):
    straight, let_go = evidence.seized(cast, count=2)
    exceptional.let_go_on(cast, let_go)
    operation.end_operation(act=act_of(cast.officer), unit_id=let_go.id, witness_badge=cast.second_officer.badge,
                            place="HERON")  # fmt: skip
    exceptional.signed_by_each([let_go])

    units = evidence.on_the_road(cast, units=evidence.swept(cast, [straight, let_go]))

    seals = fastlane.vehicle_seals_of(units)
    assert seals[straight.id] is not None
    assert seals[let_go.id] is None


def test_another_seal_on_the_vehicle_is_never_whole_again(cast, refused):
    session = by_fast_lane(cast, read="VS 000")
    units = stories.units_of(session)
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), resolution="misread",
                              discrepancy_id=Discrepancy.objects.filter(unit=units[0]).get().id)  # fmt: skip
    assert not any(unit.discrepancy_open for unit in fresh(units))

    with refused("fastlane.no_seal"):
        stage(cast, session)
