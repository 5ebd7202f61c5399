"""Any number of engines, a kill at the worst moment, and a cure at the very moment of firing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from custody.alerts import raising
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.evidence.actions import stop
from tests import environment, stories
from tests.alerts.conftest import let_pass

MINUTE = timedelta(minutes=1)


def together(count, work):
    """Run ``work(number)`` in threads that begin at the same moment."""
    gate = threading.Barrier(count)
    errors = []

    def run(number):
        gate.wait()
        try:
            work(number)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def unguarded(cast):
    unit = stories.contained(cast)
    let_pass(unit, "GUARD_COVER", past_due=MINUTE)
    return unit


def guard(cast, unit):
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge=cast.third_officer.badge)


def test_eight_scanners_at_once_raise_one_alert_for_each_stage(house_cast):
    units = stories.stored(house_cast, count=40)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)

    together(8, lambda number: fire(engine=f"engine{number}"))
    while fire(engine="last"):
        pass

    # Whoever is told of forty things at once has a flood: that is an alert of the watch, with no clock.
    raised = Alert.objects.filter(clock__isnull=False)
    assert raised.count() == 40
    assert raised.values("subject_id").distinct().count() == 40
    assert Delivery.objects.filter(alert__in=raised).count() == 40 * 8
    assert not Clock.objects.filter(next_fire_at__lte=stories.now()).exists()


def test_two_engines_tell_again_once(house_cast):
    unguarded(house_cast)
    fire(engine="test")
    Alert.objects.update(next_escalation_at=stories.now() - MINUTE)

    together(4, lambda number: escalate(engine=f"engine{number}"))

    assert Alert.objects.get().step == 1
    assert set(Delivery.objects.filter(step=1).values_list("officer__badge", flat=True)) == {"4905"}
    assert Delivery.objects.filter(step=1).count() == 2


def test_a_kill_inside_the_fire_transaction_leaves_nothing_half_written(house_cast, house):
    unguarded(house_cast)
    script = (
        "import django; django.setup(); import time\n"
        "from custody.alerts import raising\n"
        "from custody.alerts.passes.fire import fire\n"
        "def hang(alerts, at):\n"
        "    print('written', len(alerts), flush=True); time.sleep(60)\n"
        "raising.tell = hang\n"
        "fire(engine='killed')\n"
    )
    ready = os.environ | environment.application_environment(database=house)
    victim = subprocess.Popen(
        [sys.executable, "-c", script], cwd=environment.ROOT, env=ready, stdout=subprocess.PIPE, text=True
    )
    with victim.stdout as said:
        assert said.readline() == "written 1\n"
        victim.send_signal(signal.SIGKILL)
        victim.wait(10)

    assert not Alert.objects.exists()
    assert Clock.objects.filter(next_fire_at__lte=stories.now()).count() == 1
    until = time.monotonic() + 10
    while not fire(engine="next") and time.monotonic() < until:
        time.sleep(0.1)  # until the server has noticed that the victim is gone
    assert Alert.objects.get().engine == "next"


@pytest.fixture
def slow_tell(monkeypatch):
    """Let the fire pass stop before its commit until it may go on."""
    reached, go_on = threading.Event(), threading.Event()
    tell = raising.tell

    def slowly(alerts, at):
        done = tell(alerts, at=at)
        reached.set()
        go_on.wait(10)
        return done

    monkeypatch.setattr(raising, "tell", slowly)
    return reached, go_on


def test_a_cure_that_comes_while_the_alert_is_written_resolves_it(house_cast, slow_tell):
    unit = unguarded(house_cast)
    reached, go_on = slow_tell
    threads = [threading.Thread(target=lambda: (fire(engine="test"), connection.close()))]
    threads[0].start()
    reached.wait(10)
    threads.append(threading.Thread(target=lambda: (guard(house_cast, unit), connection.close())))
    threads[1].start()
    time.sleep(0.5)  # the act waits for the clock
    go_on.set()
    for thread in threads:
        thread.join()

    alert = Alert.objects.get()
    assert alert.state == "resolved"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"superseded"}


def test_a_clock_that_is_being_closed_does_not_fire_and_fires_when_the_act_fails(house_cast, monkeypatch):
    from custody.deadlines import reactions

    reached, go_on, broken = threading.Event(), threading.Event(), threading.Event()
    close = reactions.close

    def close_and_wait(record, **what):
        close(record, **what)
        reached.set()
        go_on.wait(10)
        if broken.is_set():
            raise ZeroDivisionError
        return 0

    def act(unit):
        try:
            guard(house_cast, unit)
        except ZeroDivisionError:
            pass
        finally:
            connection.close()

    units = [stories.contained(house_cast), stories.contained(house_cast)]
    monkeypatch.setattr(reactions, "close", close_and_wait)
    for unit, change_broken, fired in zip(units, (broken.set, broken.clear), (1, 0), strict=True):
        change_broken()
        let_pass(unit, "GUARD_COVER", past_due=MINUTE)
        reached.clear()
        go_on.clear()
        thread = threading.Thread(target=act, args=[unit])
        thread.start()
        reached.wait(10)

        assert fire(engine="meanwhile") == 0
        go_on.set()
        thread.join()
        assert fire(engine="after") == fired

    assert Alert.objects.get().state == "open"
