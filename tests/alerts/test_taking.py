"""Taking an alert is a promise that runs out; only an event of custody ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from custody.alerts import permissions, selectors
from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.resolving import take_back
from custody.core.errors import AlreadyRecorded, InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.ledger.selectors import told
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import let_pass, raised

MINUTE = timedelta(minutes=1)


@pytest.fixture
def alert(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    return Alert.objects.get()


def run_out(alert):
    """Let the next step of an alert be due."""
    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=stories.now() - MINUTE)


def take(officer, alert):
    return acknowledge(act=stories.act_of(officer), alert_id=alert.id)


# --- taking ---------------------------------------------------------------------------------------------


def test_who_takes_an_alert_has_it_for_half_an_hour_and_unsent_messages_are_taken_back(cast, alert):
    taken = take(cast.duty_officer, alert)

    taken.refresh_from_db()
    assert (taken.state, taken.acknowledged_by) == ("acknowledged", cast.duty_officer)
    assert taken.ack_expires_at - taken.acknowledged_at == timedelta(minutes=30)
    assert taken.next_escalation_at == taken.ack_expires_at
    assert set(Delivery.objects.values_list("state", flat=True)) == {"superseded"}
    assert told([alert.stream_id])[0].type.code == "alert.acknowledged/1"


def test_a_double_click_takes_it_once(cast, alert):
    act = stories.act_of(cast.duty_officer)
    acknowledge(act=act, alert_id=alert.id)

    with pytest.raises(AlreadyRecorded) as again:
        acknowledge(act=act, alert_id=alert.id)

    assert again.value.result["alert"] == str(alert.id)


def test_an_alert_that_does_not_exist_is_not_found(cast):
    with pytest.raises(NotFound):
        acknowledge(act=stories.act_of(cast.duty_officer), alert_id=cast.duty_officer.id)


@pytest.mark.parametrize("name", ["storekeeper", "supervisor", "second_supervisor", "duty_officer"])
def test_the_keeper_and_the_command_may_take_it(cast, alert, name):
    assert take(getattr(cast, name), alert).state == "acknowledged"


@pytest.mark.parametrize(
    "name",
    ["officer", "crew", "second_storekeeper", "planner", "auditor", "internal_affairs", "administrator", "nobody"],
)
def test_nobody_else_can_silence_it(cast, alert, name):
    with pytest.raises(NotPermitted):
        take(getattr(cast, name), alert)


def test_an_officer_who_left_takes_nothing(cast, alert):
    cast.supervisor.is_active = False

    with pytest.raises(NotPermitted):
        permissions.check_can_acknowledge(cast.supervisor, alert)


def test_each_party_of_a_hand_over_may_take_its_alert(cast):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    let_pass(offer, "ACCEPTANCE", past_due=MINUTE)
    fire(engine="test")
    found = Alert.objects.get()

    assert selectors.answers_for(cast.officer, found)
    assert selectors.answers_for(cast.storekeeper, found)
    assert not selectors.answers_for(cast.crew, found)


def test_what_somebody_has_is_not_taken_again(cast, alert):
    take(cast.duty_officer, alert)

    with pytest.raises(NotAllowedNow, match="already"):
        take(cast.duty_officer, alert)
    with pytest.raises(NotAllowedNow, match="Somebody else"):
        take(cast.supervisor, alert)


def test_what_is_resolved_is_not_taken(cast):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    let_pass(offer, "ACCEPTANCE", past_due=MINUTE)
    fire(engine="test")
    stories.accepted(offer, by=cast.storekeeper)

    with pytest.raises(NotAllowedNow, match="resolved"):
        take(cast.duty_officer, Alert.objects.get())


# --- the ladder -----------------------------------------------------------------------------------------


def test_what_nobody_takes_is_told_again_and_again_ever_more_slowly(cast, alert):
    waits = []
    for step in range(1, 9):
        run_out(alert)
        assert escalate(engine="test") == 1
        alert.refresh_from_db()
        assert alert.step == step
        waits.append(round((alert.next_escalation_at - stories.now()) / MINUTE))
        assert Delivery.objects.filter(alert=alert, step=step).count() == (8 if step % 3 == 0 else 2)

    assert waits == [5, 5, 10, 10, 10, 20, 20, 20]


def test_before_its_time_nobody_is_told_again(cast, alert):
    assert escalate(engine="test") == 0
    assert not Delivery.objects.filter(step=1).exists()


def test_a_promise_that_ran_out_gives_the_alert_back_and_tells_the_next_rung(cast, alert):
    take(cast.duty_officer, alert)
    run_out(alert)

    assert escalate(engine="test") == 1

    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by, alert.ack_expires_at) == ("open", None, None)
    assert set(Delivery.objects.filter(state="pending").values_list("officer__badge", "step")) == {("4905", 1)}
    assert alert.let_lapse == [cast.duty_officer.id]
    assert told([alert.stream_id])[0].type.code == "alert.reopened/1"


# --- the cure -------------------------------------------------------------------------------------------


def test_a_taken_alert_is_resolved_by_the_event_of_custody(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "MAX_STORAGE", past_due=MINUTE)
    fire(engine="test")
    alert = Alert.objects.get()
    take(cast.storekeeper, alert)

    stories.on_the_road(cast, units=[unit], giver=cast.storekeeper)

    alert.refresh_from_db()
    assert alert.state == "resolved"
    assert alert.next_escalation_at is None
    assert alert.acknowledged_by == cast.storekeeper
    assert told([alert.stream_id])[0].type.code == "alert.resolved/2"
    assert escalate(engine="test") == 0


def test_an_event_of_custody_that_closes_no_clock_ends_no_alert(cast, alert):
    from custody.evidence.models import HandlingUnit

    stories.on_the_road(cast, units=[HandlingUnit.objects.get(pk=alert.subject_id)], giver=cast.storekeeper)

    alert.refresh_from_db()
    assert alert.state == "open"


# --- who sees what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["supervisor", "duty_officer", "planner", "case_officer", "auditor", "internal_affairs"]
)
def test_who_oversees_sees_every_alert(cast, alert, name):
    assert selectors.alert_for(getattr(cast, name), public_ref=alert.public_ref.lower()) == alert


def test_the_keeper_sees_it_and_so_does_who_was_told_or_took_it(cast, alert):
    assert selectors.alert_for(cast.storekeeper, alert_id=alert.id) == alert
    Alert.objects.filter(pk=alert.pk)  # the unit moves on; who was told may still look it up
    assert selectors.untaken_count(cast.storekeeper) == 1


@pytest.mark.parametrize("name", ["officer", "crew", "sampler", "witness", "administrator", "nobody"])
def test_nobody_else_knows_that_there_is_one(cast, alert, name):
    officer = getattr(cast, name)

    with pytest.raises(NotFound):
        selectors.alert_for(officer, alert_id=alert.id)
    assert list(selectors.visible_alerts(officer)) == []
    assert selectors.untaken_count(officer) == 0


def test_an_officer_who_left_sees_none(cast, alert):
    cast.supervisor.is_active = False

    assert list(selectors.visible_alerts(cast.supervisor)) == []


def test_the_tabs_sort_alerts_by_who_has_them(cast, alert):
    assert selectors.tab_counts(cast.supervisor) == {"untaken": 1, "mine": 0, "taken": 0}

    take(cast.duty_officer, alert)

    assert selectors.tab_counts(cast.supervisor) == {"untaken": 0, "mine": 0, "taken": 1}
    assert selectors.tab_counts(cast.duty_officer) == {"untaken": 0, "mine": 1, "taken": 0}
    assert list(selectors.tab(cast.supervisor, name="resolved")) == []
    assert list(selectors.tab(cast.supervisor, name="nonsense")) == []


def test_the_dashboard_counts_what_nobody_has(cast, alert):
    found = selectors.untaken()

    assert (found.count, found.urgent, found.oldest) == (1, 1, alert.raised_at)
    assert selectors.untaken_alerts(cast.supervisor) == (1, alert.raised_at)
    assert selectors.first_untaken(cast.supervisor) == alert
    assert selectors.first_untaken(cast.nobody) is None
    assert set(selectors.subjects_of([alert])) == {alert.subject_id}


def test_the_page_of_an_alert_knows_what_was_tried_and_what_waits(cast, alert):
    waiting = selectors.waiting_messages(alert)
    DeliveryAttempt.objects.create(delivery=waiting[0], outcome="retry", detail="answer 451", engine="test")

    assert len(waiting) == 8
    assert [(each.outcome, each.delivery) for each in selectors.told_of(alert)] == [("retry", waiting[0])]


def test_what_a_hand_over_alert_is_about_is_the_hand_over(cast):
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    let_pass(offer, "ACCEPTANCE", past_due=MINUTE)
    fire(engine="test")

    assert selectors.subjects_of(Alert.objects.all()) == {offer.id: offer}


# --- the doors --------------------------------------------------------------------------------------------


def test_the_inbox_is_for_people_only():
    assert set(Role) - set(permissions.READERS) == {Role.ENGINE, Role.DEVICE}


def test_messages_are_locked_in_the_order_of_their_ids_before_they_are_taken_back(alert):
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        take_back([alert])

    [lock] = [each["sql"] for each in seen if "FOR UPDATE" in each["sql"]]
    assert 'ORDER BY "custody_delivery"."id" ASC' in lock or "ORDER BY 1 ASC" in lock
    assert set(alert.deliveries.values_list("state", flat=True)) == {"superseded"}


def test_who_promises_sooner_has_it_until_then_and_it_goes_past_them_after(cast):
    alert = raised(level=2)

    taken = acknowledge(act=stories.act_of(cast.supervisor), alert_id=alert.id, within_minutes=30)

    assert timedelta(minutes=29) < taken.ack_expires_at - stories.now() <= timedelta(minutes=30)
    with pytest.raises(NotAllowedNow, match="already"):  # a short promise is not a thing passed on
        acknowledge(act=stories.act_of(cast.supervisor), alert_id=alert.id)
    Alert.objects.filter(pk=alert.pk).update(
        acknowledged_at=stories.now() - timedelta(minutes=31), ack_expires_at=stories.now(),
        next_escalation_at=stories.now(),
    )  # fmt: skip
    assert escalate(engine="test") == 1
    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by) == ("open", None)


@pytest.mark.parametrize("minutes", [0, 4, 121, -30])
def test_nobody_promises_more_than_the_level_gives_nor_what_cannot_be_kept(cast, minutes):
    alert = raised(level=2)

    with pytest.raises(InvalidInput, match="between 5 and 120"):
        acknowledge(act=stories.act_of(cast.supervisor), alert_id=alert.id, within_minutes=minutes)
