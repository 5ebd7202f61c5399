"""A furnace that may soon burn nothing any more is told of before a load stands in front of it (R26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.actions.close import close
from custody.alerts.models import Alert, Heartbeat
from custody.alerts.passes.all import SWEEPING
from custody.alerts.passes.licences import endings, licences
from custody.destruction.selectors.licences import day_at
from tests import stories
from tests.destruction import stories as burning


@pytest.fixture
def furnace(cast):
    return burning.furnace(cast)


def until(cast, furnace, days, **changes):
    """Record the licence of a furnace anew, with its last day in so many days; ``None``: without an end."""
    today = day_at(furnace, stories.now())
    return burning.licensed(cast, valid_until_on=None if days is None else today + timedelta(days=days), **changes)


def told():
    Heartbeat.objects.filter(work="licences").update(last_ok_at=stories.now() - timedelta(hours=2))
    licences(engine="test")
    return [(each.stage, each.level) for each in Alert.objects.filter(rule="LICENCE").exclude(state="resolved")]


def test_what_ends_in_a_month_is_told_once_and_louder_the_nearer_it_is(cast, furnace):
    assert told() == []
    until(cast, furnace, 31)
    assert told() == []

    until(cast, furnace, 29)
    assert told() == told() == [("30d", 4)]
    until(cast, furnace, 6)
    assert told() == [("7d", 3)]
    until(cast, furnace, -1)
    assert told() == [("ended", 2)]
    until(cast, furnace, None)
    assert told() == []


def test_a_gap_between_two_licences_is_an_end(cast, furnace):
    today = day_at(furnace, stories.now())
    until(cast, furnace, 3)
    burning.licensed(cast, number="L-2", valid_from_on=today + timedelta(days=6))

    assert told() == [("7d", 3)], "on two days of this week nothing may burn"


def test_a_second_licence_that_goes_on_is_enough_where_it_says_as_much(cast, furnace):
    until(cast, furnace, 5)
    until(cast, furnace, None, number="L-2", substances=["heroin"])
    assert [(each.days, each.furnace) for each in endings(at=stories.now())] == [(7, furnace)]

    until(cast, furnace, None, number="L-3")
    assert endings(at=stories.now()) == []


def test_it_is_one_of_the_passes_that_an_engine_makes_and_looks_once_an_hour(cast, furnace):
    assert ("licences", licences) in SWEEPING
    assert licences(engine="test") == 0
    until(cast, furnace, 3)
    assert licences(engine="test") == 0, "within the hour"


def test_a_licence_that_one_recorded_is_read_by_another_who_closes_it(cast, furnace):
    """One badge would decide where goods may burn (R26)."""
    until(cast, furnace, None)

    [alert] = Alert.objects.filter(rule="LICENSED")
    assert (alert.stage, alert.level, alert.about) == ("recorded", 3, [cast.administrator.id])
    close(act=stories.act_of(cast.supervisor), alert_id=alert.id, reason="Read L-1 of the operator")

    assert Alert.objects.get(pk=alert.id).state == "resolved"
