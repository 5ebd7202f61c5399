"""The sweep sees what must never be, also behind a lock, and arms what should run."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from custody.alerts import selectors
from custody.alerts.models import Alert, Delivery, Heartbeat
from custody.alerts.passes.all import run_all
from custody.alerts.passes.fire import fire
from custody.alerts.passes.sweep import sweep
from custody.deadlines import missing
from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType
from tests import stories
from tests.alerts.conftest import HOUR, let_pass, reach

MINUTE = timedelta(minutes=1)


def test_a_house_in_order_has_no_findings(cast):
    stories.contained(cast)
    stories.stored(cast)
    stories.sampled(cast)

    found = sweep(engine="test")

    assert found.is_well
    assert selectors.findings() == {}


def test_a_unit_without_a_clock_gets_one_from_the_facts(cast):
    unit, conveyance = stories.stored(cast)[0], stories.contained(cast)
    # Nothing deletes a clock; one of another subject is what a forgotten one looks like.
    Clock.objects.filter(subject_id__in=[unit.id, conveyance.id]).update(subject_id=cast.nobody.id, subject_kind="x")
    assert list(missing.units_without_clock(ClockType.TARGET_DESTRUCTION)) == [unit]

    found = sweep(engine="test")

    assert found.units_without_clock == 2
    clock = Clock.objects.get(subject_id=unit.id)
    assert (clock.clock_type, clock.started_at) == ("TARGET_DESTRUCTION", unit.seized_at)
    assert Clock.objects.get(subject_id=conveyance.id).clock_type == "STRIP"
    assert sweep(engine="test").is_well


def test_a_due_clock_that_did_not_fire_is_reported(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=3 * MINUTE)

    assert sweep(engine="test").unfired_past_due == 1
    assert selectors.findings() == {"unfired_past_due": 1}


def test_messages_that_stay_steps_not_taken_and_refusals_are_reported(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    Delivery.objects.update(created_at=stories.now() - 3 * MINUTE)
    Alert.objects.update(next_escalation_at=stories.now() - 3 * MINUTE)
    row = Delivery.objects.first()
    Delivery.objects.filter(pk=row.pk).update(state="failed", next_attempt_at=None)

    found = sweep(engine="test")

    assert (found.unsent_for_long, found.steps_not_taken, found.refused_for_good) == (7, 1, 1)


def test_an_alert_that_reaches_nobody_is_reported(cast):
    reach(cast, cast.storekeeper, cast.supervisor, cast.second_supervisor, cast.duty_officer, verified=False)
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")

    assert sweep(engine="test").told_to_nobody == 1


def test_a_session_that_sits_on_a_due_clock_hides_it_from_the_fire_pass_and_not_from_the_sweep(house_cast):
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=3 * MINUTE)
    held, over = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM custody_clock FOR UPDATE")
            held.set()
            over.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    assert fire(engine="test") == 0
    assert sweep(engine="test").unfired_past_due == 1
    over.set()
    holder.join()

    assert fire(engine="test") == 1


def test_every_pass_leaves_a_sign_of_life(house_cast):
    done = run_all(engine="test")

    assert set(done) == {"fire", "escalate", "dispatch", "sweep"}
    assert set(Heartbeat.objects.values_list("work", flat=True)) == set(done)
    assert 0 <= selectors.engine_ages()["test"] < 60


def test_a_pass_that_fails_stops_no_other(cast, caplog):
    def broken(*, engine):
        raise ZeroDivisionError

    done = run_all(engine="test", passes=(("broken", broken), ("fire", fire)))

    assert done == {"broken": "failed: ZeroDivisionError", "fire": 0}
    assert "the pass broken failed" in caplog.text


def test_a_database_that_is_away_is_asked_again_over_a_new_connection(house_cast, caplog):
    def cut(*, engine):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    done = run_all(engine="test", passes=(("cut", cut), ("fire", fire)))

    assert done["cut"].startswith("failed")
    assert done["fire"] == 0
    assert "does not answer" in caplog.text


@pytest.mark.parametrize("hours", [1, 30])
def test_after_an_outage_everybody_gets_one_digest(cast, hours):
    units = stories.stored(cast, count=5)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=hours * HOUR)

    assert fire(engine="test") == 5

    assert Alert.objects.count() == 5
    assert Delivery.objects.values("officer", "channel").distinct().count() == 8
