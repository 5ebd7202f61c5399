"""The sweep sees what must never be, also behind a lock, arms what should run, tells people once, and says when it is
over."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

from django.db import connection

from custody.alerts.models import Alert, AlertNote, Delivery, Heartbeat
from custody.alerts.passes.all import run_all
from custody.alerts.passes.fire import fire
from custody.alerts.passes.sweep import GOOD_CYCLES, NAMED_AT_MOST, sweep
from custody.alerts.selectors import engine_ages
from custody.alerts.watching import examine, keeps_the_switch_quiet
from custody.alerts.watching.parts import Part, watched
from custody.deadlines import missing
from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType
from custody.ledger.replay import replay_state
from tests import stories
from tests.alerts.conftest import HOUR, let_pass
from tests.passing import give_away

MINUTE = timedelta(minutes=1)


def raised():
    """Return the open alerts of the watch, by key."""
    return {each.dedupe_key: each for each in Alert.objects.exclude(state="resolved") if watched(each.dedupe_key)}


def forget(*units):
    """Nothing deletes a clock; one of another subject is what a forgotten one looks like."""
    for number, clock in enumerate(Clock.objects.filter(subject_id__in=[unit.id for unit in units])):
        give_away(clock, kind="x", subject_id=UUID(int=number))


def test_a_house_in_order_has_no_findings(cast):
    stories.contained(cast)
    stories.stored(cast)
    stories.sampled(cast)

    found = sweep(engine="test")

    assert found.is_well
    assert raised() == {}
    assert keeps_the_switch_quiet(examine(stories.now()))


def test_a_unit_without_a_clock_gets_one_from_the_facts_and_is_told_of(cast):
    unit, conveyance = stories.stored(cast)[0], stories.contained(cast)
    forget(unit, conveyance)
    assert list(missing.units_without_clock(ClockType.TARGET_DESTRUCTION)) == [unit]

    found = sweep(engine="test")

    assert found.units_without_clock >= 2
    clock = Clock.objects.get(subject_id=unit.id, clock_type="TARGET_DESTRUCTION")
    assert clock.started_at == unit.seized_at
    assert Clock.objects.get(subject_id=conveyance.id).clock_type == "STRIP"
    alert = raised()[f"unarmed:{unit.id}"]
    assert (alert.rule, alert.level, alert.subject_kind) == ("AL19", 1, "unit")
    assert set(raised()) == {f"unarmed:{unit.id}", f"unarmed:{conveyance.id}"}
    assert sweep(engine="test").is_well


def test_many_forgotten_units_are_one_alert(cast):
    forget(*stories.stored(cast, count=NAMED_AT_MOST + 1))

    assert sweep(engine="test").units_without_clock > NAMED_AT_MOST
    assert set(raised()) == {"unarmed:many"}


def test_a_due_clock_that_did_not_fire_is_told_once_and_ends_after_three_good_sweeps(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=3 * MINUTE)

    assert sweep(engine="test").unfired_past_due == 1
    assert sweep(engine="another").unfired_past_due == 1

    alert = raised()["sys:clocks"]
    assert (alert.rule, alert.level) == ("AL13", 1)
    assert Alert.objects.filter(dedupe_key="sys:clocks").count() == 1
    assert "1 did not fire" in AlertNote.objects.get(alert=alert).text
    assert Delivery.objects.filter(alert=alert).exists()

    fire(engine="test")
    for _ in range(GOOD_CYCLES - 1):
        assert sweep(engine="test").is_well
    assert "sys:clocks" in raised()
    sweep(engine="test")
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("resolved", "cured")
    assert replay_state().findings == []


def test_a_part_that_is_ill_again_begins_its_good_sweeps_anew(cast):
    [unit] = stories.stored(cast)
    clock = let_pass(unit, "TARGET_DESTRUCTION", past_due=3 * MINUTE)
    sweep(engine="test")
    Clock.objects.filter(pk=clock.pk).update(next_fire_at=stories.now() + HOUR)
    sweep(engine="test")
    Clock.objects.filter(pk=clock.pk).update(next_fire_at=stories.now() - 3 * MINUTE)
    sweep(engine="test")
    Clock.objects.filter(pk=clock.pk).update(next_fire_at=stories.now() + HOUR)
    sweep(engine="test")
    sweep(engine="test")

    assert "sys:clocks" in raised()


def test_messages_that_stay_steps_not_taken_and_refusals_are_told(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    rows = Delivery.objects.count()
    Delivery.objects.update(created_at=stories.now() - 3 * MINUTE)
    Alert.objects.update(next_escalation_at=stories.now() - 3 * MINUTE)
    row = Delivery.objects.first()
    Delivery.objects.filter(pk=row.pk).update(state="failed", next_attempt_at=None)

    found = sweep(engine="test")

    assert (found.unsent_for_long, found.steps_not_taken, found.refused_for_good) == (rows - 1, 1, 1)
    assert set(raised()) == {"sys:unsent", "sys:steps"}, "what is refused for good is told of where it happens"


def test_messages_of_level_3_may_wait(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    Delivery.objects.update(created_at=stories.now() - 3 * MINUTE, level=3, alert=None, kind="shift")

    assert sweep(engine="test").unsent_for_long == 0


def test_an_alert_that_reaches_nobody_is_told(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    Delivery.objects.update(kind="shift", alert=None)

    assert sweep(engine="test").told_to_nobody == 1
    assert "sys:nobody" in raised()


def test_a_session_that_sits_on_a_due_clock_is_named_by_the_sweep_and_fires_when_it_is_ended(house_cast):
    """T6. The lock is never waited for; the session's own idle time-out, here two seconds, ends it."""
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=3 * MINUTE)
    held, over, pids = threading.Event(), threading.Event(), []

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = '2s'")
            cursor.execute("SET application_name = 'a forgotten window'")
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_backend_pid() FROM custody_clock WHERE next_fire_at < now() FOR UPDATE")
            pids.append(cursor.fetchone()[0])
            held.set()
            over.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    assert fire(engine="test") == 0
    assert sweep(engine="test").unfired_past_due == 1
    note = AlertNote.objects.get(alert=raised()["sys:clocks"]).text
    assert f"pid {pids[0]} (a forgotten window, custody_app) holds them since 20" in note

    until = stories.now() + 20 * timedelta(seconds=1)
    while not fire(engine="test") and stories.now() < until:
        over.wait(0.1)
    over.set()
    holder.join()

    assert Alert.objects.filter(clock__isnull=False).count() == 1


def test_a_clock_that_cannot_be_judged_is_tried_every_minute_and_told_after_three_times(cast, caplog):
    """T16: the others fire on time."""
    poison, good = stories.stored(cast, count=2)
    bad = let_pass(poison, "TARGET_DESTRUCTION", past_due=MINUTE)
    Clock.objects.filter(pk=bad.pk).update(fired_stage="no such rung")
    let_pass(good, "TARGET_DESTRUCTION", past_due=MINUTE)

    assert fire(engine="test") == 1
    for turn in (1, 2, 3):
        bad.refresh_from_db()
        assert bad.eval_errors == turn
        assert timedelta(seconds=50) < bad.next_fire_at - stories.now() <= timedelta(seconds=60)
        Clock.objects.filter(pk=bad.pk).update(next_fire_at=stories.now())
        sweep(engine="test")
        assert ("sys:poison" in raised()) is (turn == 3)
        fire(engine="test")

    assert str(bad.pk) in AlertNote.objects.get(alert=raised()["sys:poison"]).text
    Clock.objects.filter(pk=bad.pk).update(fired_stage=None, next_fire_at=stories.now())
    fire(engine="test")
    bad.refresh_from_db()
    assert bad.eval_errors == 0
    for _ in range(GOOD_CYCLES):
        sweep(engine="test")
    assert "sys:poison" not in raised()


# --- the engines themselves -----------------------------------------------------------------------------


def test_every_pass_leaves_a_sign_of_life(house_cast):
    done = run_all(engine="test")

    assert not [name for name, what in done.items() if str(what).startswith("failed")]
    assert {"fire", "escalate", "dispatch", "sweep", "shift", "canary", "probe"} <= set(
        Heartbeat.objects.values_list("work", flat=True)
    )
    assert 0 <= engine_ages()["test"] < 60


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


def test_a_blackout_is_never_resolved_by_itself():
    assert not watched("sys:blackout:outage:1")
    assert not watched("sys:given_up:1")
    assert not watched("sys:gateway:first")
    assert not watched("TARGET_DESTRUCTION:1")
    assert watched(Part(kind="mail").key)
