"""A furnace that stands still: who booked a burn is told, and what is said to have burnt meanwhile is asked about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.alerts.models import Alert
from custody.alerts.selectors import parties_of
from custody.destruction.actions import sessions, slots
from custody.destruction.actions.contradicting import COLD, HOT
from custody.destruction.selectors.unusual import WHILE_DOWN, unusual_of
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests.destruction import plan_stories, stories
from tests.stories import act_of, now
from tests.web.desk import text_of

MOMENT, HOUR = timedelta(microseconds=1), timedelta(hours=1)


def told():
    return Alert.objects.filter(rule="AL15", stage="down")


@pytest.mark.parametrize("book", [stories.planned, stories.approved])
def test_who_planned_and_approved_a_burn_is_told_that_its_furnace_stands_still(cast, book):
    session = book(cast)
    outage = plan_stories.outage(cast)

    alert = told().get()
    assert (alert.subject_kind, alert.subject_id, alert.state) == ("session", session.id, "open")
    booked_by = {each for each in (session.planner, session.approver) if each is not None}
    assert booked_by <= set(parties_of([alert])[session.id])

    slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "cured")


def test_a_cancelled_burn_needs_its_furnace_no_longer(cast):
    session = stories.approved(cast)
    plan_stories.outage(cast)
    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="furnace_stopped")

    assert told().get().state == "resolved"
    assert Alert.objects.get(rule="AL15", stage="cancelled").state == "open"


@pytest.mark.parametrize(("begins", "ends", "stops"), [
    (timedelta(0), MOMENT, True), (-HOUR, timedelta(0), False), (MOMENT, HOUR, False),
])  # fmt: skip
def test_an_outage_stops_the_burns_that_would_begin_in_it(cast, begins, ends, stops):
    at = stories.planned(cast).starts_at
    plan_stories.outage(cast, begins_at=at + begins, ends_at=at + ends)
    assert told().exists() is stops


def test_a_second_outage_keeps_what_was_told_when_the_first_ends(cast):
    stories.planned(cast)
    first, second = plan_stories.outage(cast), plan_stories.outage(cast)
    slots.end_outage(act=act_of(cast.planner), outage_id=first.id)
    assert told().get().state == "open"
    slots.end_outage(act=act_of(cast.planner), outage_id=second.id)
    assert told().get().state == "resolved"


def test_the_page_of_the_burn_says_so_and_it_is_not_approved(cast, refused):
    session = stories.planned(cast)
    says = "The furnace is out of service at that time"
    assert says not in text_of(cast.supervisor, reverse("sessions:session", args=[session.id]))
    plan_stories.outage(cast)
    assert says in text_of(cast.supervisor, reverse("sessions:session", args=[session.id]))
    with refused("facility.down"):
        stories.approved(cast, session)


def test_what_burns_in_a_furnace_that_stands_still_is_a_fact_with_a_difference(cast):
    session = stories.attested(cast)
    plan_stories.outage(cast, begins_at=now() - HOUR)
    burnt = stories.burn(cast, session)

    found = Discrepancy.objects.get()
    assert (found.discrepancy_kind, found.expected, found.found) == ("time", HOT, COLD)
    assert [each.code for each in unusual_of(burnt)] == [WHILE_DOWN, "discrepancy.opened/1"]
    assert told().get().state == "resolved"
    assert Alert.objects.filter(subject_id=found.unit_id, state="open").exists()
    assert replay_state().findings == []


@pytest.mark.parametrize(("begins", "ends", "differs"), [
    (timedelta(0), MOMENT, True), (-HOUR, timedelta(0), False), (MOMENT, HOUR, False),
])  # fmt: skip
def test_an_outage_that_is_entered_afterwards_is_held_against_what_burnt(cast, begins, ends, differs):
    session = stories.burnt(cast)
    at = session.burn_started_at
    plan_stories.outage(cast, begins_at=at + begins, ends_at=at + ends)

    assert [each.unit for each in Discrepancy.objects.all()] == (stories.burnt_units(session) if differs else [])
    assert (WHILE_DOWN in [each.code for each in unusual_of(session)]) is differs
    assert replay_state().findings == []
