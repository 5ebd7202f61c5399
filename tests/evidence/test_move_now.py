"""A load that must move before its tracker sweep: the fact is recorded, the sweep is owed, and somebody is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.evidence.actions import moving
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import waiver
from custody.organisation.actions.register import register_place
from tests import stories

WHY = "armed men at the gate"
QUARANTINE = "SANDPIPER"


@pytest.fixture(autouse=True)
def _bay(cast):
    """Give the house a quarantine bay."""
    register_place(act=stories.act_of(cast.administrator), code_word=QUARANTINE, kind="quarantine", jurisdiction="BE")


def deferred(unit):
    lines = told([unit.stream_id], classes=frozenset(FieldClass))
    return [line.values for line in lines if line.type.code == "sweep.deferred/1"]


def offered_now(cast, units, **changes):
    return stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure",
                           **({"route": stories.route(QUARANTINE), "unswept_reason": WHY} | changes))


def test_without_a_word_an_unswept_load_stays_and_with_one_it_leaves_for_quarantine(cast, refused):
    units = stories.seized(cast, count=2)
    for words in (None, "  "):
        with refused("sweep.missing"):
            offered_now(cast, units, unswept_reason=words)
    with refused("sweep.quarantine") as refusal:
        offered_now(cast, units, route=stories.route("BITTERN"))
    assert refusal.error.field == "destination"

    stories.accepted(offered_now(cast, units), by=cast.crew)

    for unit in stories.fresh(units):
        assert (unit.custody_state, unit.unswept) == ("in_transit", True)
        [owed] = deferred(unit)
        assert (owed["reason"], owed["decided_by"]) == (WHY, cast.officer.pseudonym)
        assert Clock.objects.filter(subject_id=unit.id, clock_type="SWEEP_OWED", closed_at__isnull=True).exists()
    alert = Alert.objects.get(rule="AL2")
    assert (alert.level, alert.subject_id, alert.state) == (2, units[0].seizure_id, "open")


def test_the_alert_ends_when_all_of_the_load_is_swept(cast):
    first, second = units = stories.seized(cast, count=2)
    stories.accepted(offered_now(cast, units), by=cast.crew)
    arrival = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    stories.accepted(arrival, by=cast.storekeeper, place=QUARANTINE)

    stories.swept(cast, [first])
    assert Alert.objects.get(rule="AL2").state == "open"
    stories.swept(cast, [second])
    assert Alert.objects.get(rule="AL2").state == "resolved"


def test_a_crew_leaves_by_itself_in_the_same_way(cast, refused):
    units = stories.seized(cast, crew=True)
    act = {"act": stories.act_of(cast.officer), "unit_ids": [units[0].id], "route": stories.route(QUARANTINE)}
    with refused("sweep.missing"):
        moving.depart(**act)

    moving.depart(**act | {"act": stories.act_of(cast.officer), "unswept_reason": WHY})

    assert len(deferred(units[0])) == 1


def test_of_a_load_that_was_swept_nothing_is_owed(cast):
    units = stories.swept(cast, stories.seized(cast))

    stories.accepted(offered_now(cast, units, route=stories.route("BITTERN")), by=cast.crew)

    assert deferred(units[0]) == []
    assert not Alert.objects.filter(rule="AL2").exists()


def test_a_reason_has_an_end(cast, refused):
    with refused("text.too_long"):
        offered_now(cast, stories.seized(cast), unswept_reason="x" * 2001)


def test_a_waiver_two_levels_up_lets_a_load_leave_unswept_while_it_runs(cast, refused):
    [unit] = stories.seized(cast)
    asked = waiver.ask_waiver(act=stories.act_of(cast.officer), rule="sweep.missing", subject_id=unit.id,
                              length=timedelta(hours=2), reason="the detector is broken")
    with refused("sweep.missing"):
        offered_now(cast, [unit], unswept_reason=None, route=stories.route("BITTERN"))

    waiver.grant_waiver(act=stories.act_of(cast.regional_head), waiver_id=asked.id, answer="go")
    stories.accepted(offered_now(cast, [unit], unswept_reason=None, route=stories.route("BITTERN")), by=cast.crew)

    assert stories.fresh([unit])[0].custody_state == "in_transit"
    arrival = stories.offered(cast, [unit], receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    stories.accepted(arrival, by=cast.storekeeper, place="BITTERN")
    assert kinds([unit]) == []


def brought(cast, units, *, place):
    """Let the crew bring an unswept load that left for quarantine to another place."""
    stories.accepted(offered_now(cast, units), by=cast.crew)
    arrival = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    stories.accepted(arrival, by=cast.storekeeper, place=place)
    return stories.fresh(units)


def kinds(units):
    rows = Discrepancy.objects.filter(unit__in=[unit.id for unit in units])
    return sorted(rows.values_list("discrepancy_kind", flat=True))


def test_an_unswept_load_that_comes_to_a_store_is_there_frozen_and_told(cast, refused):
    units = brought(cast, stories.seized(cast, count=2), place="BITTERN")

    assert [(unit.custody_state, unit.discrepancy_open, unit.unswept) for unit in units] == [("stored", True, True)] * 2
    assert kinds(units) == ["unswept", "unswept"]
    for unit in units:
        assert Clock.objects.filter(subject_id=unit.id, clock_type="SWEEP_OWED", closed_at__isnull=True).count() == 1
    alert = Alert.objects.get(rule="AL2", state="open")
    assert (alert.level, alert.stage, alert.subject_id) == (1, "elsewhere", units[0].seizure_id)
    assert not Alert.objects.filter(rule="AL6").exists()
    with refused("unit.frozen"):
        stories.offered(cast, units, receiver=cast.second_storekeeper, giver=cast.storekeeper)

    stories.swept(cast, units)
    alert.refresh_from_db()
    assert alert.state == "resolved"
    assert stories.fresh(units)[0].discrepancy_open
    assert replay_state().findings == []


def test_in_the_quarantine_bay_nothing_is_wrong_until_it_is_moved_on_unswept(cast):
    [unit] = brought(cast, stories.seized(cast), place=QUARANTINE)
    assert kinds([unit]) == []

    for place in ("DUNLIN", "BITTERN"):
        moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place=place)

    assert kinds([unit]) == ["unswept"]


def test_goods_that_were_seized_in_a_store_lie_there_and_what_is_stored_unswept_does_not(cast):
    [unit] = stories.seized(cast)
    moving.move_units(act=stories.act_of(cast.officer), unit_ids=[unit.id], place="DUNLIN")
    assert kinds([unit]) == []
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)

    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    assert kinds([unit]) == ["unswept"]


def test_a_crew_that_brings_an_unswept_load_to_the_furnace_is_told_on(cast):
    units = stories.seized(cast)
    stories.accepted(offered_now(cast, units), by=cast.crew)

    moving.arrive(act=stories.act_of(cast.crew), unit_ids=[units[0].id], place="CURLEW")

    assert kinds(units) == ["unswept"]
