"""A scene: engines, a broker and sinks, a hand that breaks them, and the count at the end."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import redis
from django.db import connection
from django.db.models import Q

from config.launcher.processes import PROCESSES
from config.launcher.system import shared_memory_works
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from tests import stories
from tests.alerts.chaos.crowd import KIND
from tests.tasks.conftest import Stack

COMMANDS = {process.name: process.command for process in PROCESSES}
FINAL = ("accepted", "delivered")
LOOK_EVERY_SECONDS = 0.25


class Scene(Stack):
    """Starts, kills and freezes by process id, and remembers what was on its way at each kill."""

    def __init__(self, *, database, var, sinks):
        super().__init__(database=database, var=var, mail_port=sinks.mail_port, sms_port=sinks.sms_port)
        for number, port in enumerate(sinks.sms_ports[1:], start=2):
            self.told |= {
                f"CUSTODY_SMS{number}_URL": f"http://127.0.0.1:{port}/cgi-bin/sendsms",
                f"CUSTODY_SMS{number}_PASSWORD": "of the test",
            }
        self.sinks, self.kills, self.in_flight, self._orphans = sinks, Counter(), set(), []
        self.aims = False  # whether the hand waits with a kill until something is on its way

    def open(self, name):
        """Start one engine with the command of the launcher: ``worker``, ``beat`` (or ``beat2`` ...), ``engine``."""
        if name == "engine":
            self.engine()
            return
        command = [word.format(var=self.var) for word in COMMANDS[name.rstrip("0123456789")]]
        if name == "worker" and not shared_memory_works():
            command += ["--pool", "solo"]
        if name.startswith("beat"):
            command[command.index("--schedule") + 1] = str(self.var / name)
        self.start(name, *command)

    def kill(self, name):
        """``kill -9`` the group of one engine and return the messages it may have had on their way."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[name] += 1
        claimed = list(Delivery.objects.filter(state="claimed").values_list("message", "token").distinct())
        self.in_flight |= {str(message) for message, _ in claimed}
        self._orphans.append((time.monotonic(), [token for _, token in claimed]))
        return {str(message) for message, _ in claimed}

    def strike(self, stroke):
        """Do what the hand does."""
        if stroke.what == "kill":
            self.kill(stroke.whom)
            self.open(stroke.whom)  # as a service manager does
        elif stroke.what == "flush":
            redis.Redis.from_url(self.broker.url).flushall()
        elif stroke.what in {"freeze", "thaw"}:
            number = signal.SIGSTOP if stroke.what == "freeze" else signal.SIGCONT
            os.kill(self.broker._process.pid, number)
        elif stroke.what == "down":
            self.broker._process.kill()
            self.broker.stop()
        else:
            self.broker.start()

    def aim(self, until):
        """Wait until something is on its way, or ``until()``, or half a minute."""
        began = time.monotonic()
        while not Delivery.objects.filter(state="claimed").exists():
            if until() or time.monotonic() - began > 30:
                return
            time.sleep(0.01)

    def let_leases_run_out(self, after):
        """Let the claims of the dead run out ``after`` seconds from their death, where a lease is a minute."""
        dead = [token for died, tokens in self._orphans if time.monotonic() - died > after for token in tokens]
        self._orphans = [(died, tokens) for died, tokens in self._orphans if time.monotonic() - died <= after]
        if dead:
            at = stories.now()
            Delivery.objects.filter(state="claimed", token__in=dead).update(next_attempt_at=at, lease_until=at)

    def play(self, plan, *, until, patience, lease=None):
        """Let the hand do its work, wait until ``until()`` is true and say whether it came in ``patience`` seconds.

        ``lease`` shortens the leases of the dead to so many seconds; None leaves them as they are.
        """
        began, left = time.monotonic(), list(plan)
        while time.monotonic() - began < patience:
            while left and time.monotonic() - began >= left[0].second:
                if self.aims and left[0].what == "kill":
                    self.aim(until)
                self.strike(left.pop(0))
            if lease is not None:
                self.let_leases_run_out(lease)
            if not left and until():
                return True
            time.sleep(LOOK_EVERY_SECONDS)
        return False

    def close(self):
        """End everything; a frozen broker is woken first."""
        if self.broker._process is not None:
            os.kill(self.broker._process.pid, signal.SIGCONT)
        super().close()


@dataclass
class Count:
    """What a scene came to. ``lost`` are the messages that no sink ever got."""

    alerts: int
    alerts_twice: int
    expected: int
    lost: int
    duplicates: int
    duplicates_not_in_flight: int
    in_flight: int
    in_flight_lost: int
    kills: dict[str, int]
    raised_by: dict[str, int]
    sent_by: dict[str, int]
    late: list[float] = field(repr=False)


def all_told(holders):
    """Say whether every message to the holders was taken by its channel, and nothing else is on its way."""
    if Delivery.objects.filter(state="claimed").exists():
        return False
    rows = Delivery.objects.filter(officer__in=[each.officer for each in holders], step=0, state__in=FINAL)
    return rows.values("officer", "channel").distinct().count() == 2 * len(holders)


def count(scene, holders, due):
    """Return what came of the holders' clocks: read from the database and from the sinks, which know nothing of each
    other."""
    arrived = scene.sinks.first_arrivals()
    rows = Delivery.objects.filter(officer__in=[each.officer for each in holders], step=0, message__isnull=False)
    unit_of = {each.officer: each.unit for each in holders}
    late, reached = [], set()
    for officer, channel, message in rows.values_list("officer", "channel", "message"):
        taken = arrived.get((channel, str(message)))
        if taken is not None and (officer, channel) not in reached:
            reached.add((officer, channel))
            late.append(taken - due[unit_of[officer]].timestamp())
    mine = Alert.objects.filter(subject_id__in=unit_of.values(), clock__clock_type=KIND, stage="due")
    repeated = scene.sinks.repeated()
    return Count(
        alerts=mine.values("subject_id").distinct().count(),
        alerts_twice=mine.count() - mine.values("clock", "epoch", "stage").distinct().count(),
        expected=2 * len(holders),
        lost=2 * len(holders) - len(reached),
        duplicates=sum(repeated.values()),
        duplicates_not_in_flight=len(set(repeated) - scene.in_flight),
        in_flight=len(scene.in_flight),
        in_flight_lost=len(scene.in_flight - {reference for _, reference in arrived}),
        kills=dict(scene.kills),
        raised_by=dict(Counter(mine.values_list("engine", flat=True))),
        sent_by=dict(Counter(DeliveryAttempt.objects.filter(outcome="accepted").values_list("engine", flat=True))),
        late=sorted(late),
    )


def assert_nothing_dropped(sinks):
    """Fail when a message that the house calls sent is at no sink, or when a row of the out-tray neither waits nor is
    done with."""
    sent = Delivery.objects.filter(state__in=FINAL, message__isnull=False).values_list("message", flat=True)
    assert {str(message) for message in sent} <= sinks.references()
    waiting = Q(state__in=("pending", "claimed"), next_attempt_at__isnull=False)
    assert not Delivery.objects.exclude(waiting | Q(state__in=(*FINAL, "superseded"))).exists()


def assert_armed(*, late=timedelta(minutes=2)):
    """Fail when something open has no next step, or something due has been left lying."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE next_fire_at IS NULL), "
            "count(*) FILTER (WHERE next_fire_at < clock_timestamp() - %s) FROM custody_clock WHERE closed_at IS NULL",
            [late],
        )
        assert cursor.fetchone() == (0, 0)
        cursor.execute("SELECT count(*) FROM custody_alert WHERE state <> 'resolved' AND next_escalation_at IS NULL")
        assert cursor.fetchone() == (0,)
