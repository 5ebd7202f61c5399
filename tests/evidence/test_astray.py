"""A load that comes to another place than it was sent to is there all the same, frozen, and somebody is told (R9)."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.evidence.actions import endangering, moving
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of, fresh


def astray(units):
    rows = Discrepancy.objects.filter(unit__in=units, discrepancy_kind="place", resolved_at__isnull=True)
    return {(row.unit_id, row.expected, row.found) for row in rows}


def arrived(cast, units, place):
    return moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place=place)


def test_a_crew_that_drives_elsewhere_is_seen_to(cast):
    units = stories.on_the_road(cast, count=2, destination="BITTERN")
    before = Alert.objects.count()

    arrived(cast, units, "CURLEW")

    assert astray(units) == {(unit.id, "where it was sent", "at another place") for unit in units}
    assert all(unit.discrepancy_open for unit in fresh(units))
    assert {unit.custody_state for unit in fresh(units)} == {"at_furnace"}
    assert Alert.objects.count() > before
    assert replay_state().findings == []


def test_who_takes_a_load_over_elsewhere_finds_it_frozen_too(cast):
    units = stories.on_the_road(cast, destination="BITTERN")
    offer = stories.offered(cast, units, giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")

    stories.accepted(offer, by=cast.storekeeper, place="DUNLIN")

    assert len(astray(units)) == 1


def test_a_load_that_comes_where_it_was_sent_differs_in_nothing(cast):
    units = stories.on_the_road(cast, destination="CURLEW")

    arrived(cast, units, "CURLEW")

    assert astray(units) == set()


def test_a_crew_that_leaves_by_itself_is_held_to_where_it_said_it_goes(cast):
    units = stories.swept(cast, stories.seized(cast, crew=True, count=2))
    ids = [unit.id for unit in units]
    moving.depart(act=act_of(cast.officer), unit_ids=ids, route=stories.route("BITTERN"))

    moving.arrive(act=act_of(cast.officer), unit_ids=ids, place="CURLEW")

    assert astray(units) == {(unit.id, "where it was sent", "at another place") for unit in units}


def test_what_left_in_an_emergency_was_sent_nowhere(cast):
    units = stories.at_furnace(cast)
    endangering.move_in_emergency(act=act_of(cast.supervisor), unit_ids=[units[0].id], destination="BITTERN",
                                  reason="shots at the gate")  # fmt: skip

    arrived(cast, units, "CURLEW")

    assert astray(units) == set()
