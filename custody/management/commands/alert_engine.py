"""``manage.py alert_engine [--once] [--json]``: the passes without a broker, every second."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from custody.alerts.passes.all import CALLING, DECIDING, KNOCKING, SENDING, SWEEPING, VERIFYING, run_all
from custody.alerts.passes.dispatch import MESSAGES_A_PASS
from custody.ledger.passes import Stop

ENGINE = "alert_engine"
TICK_SECONDS = 1.0
SENDERS = 2
"""Two, so that eight messages to a relay that hangs keep nobody else's from leaving."""
WATCH_SECONDS = 12.0
VERIFY_SECONDS = 600.0
FIRST_DECISION_SECONDS = 10.0


class Command(BaseCommand):
    """Run the passes until stopped."""

    # The pages are checked when the house is built; an engine that was killed is back sooner without them.
    requires_system_checks = ()
    help = "Fire, escalate, send, sweep and watch, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round of every pass, then end")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            self.stdout.write("alert engine runs")
            _run_until_stopped()
            return
        done = {
            name: asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
            for name, result in run_all(engine=ENGINE).items()
        }
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            for name, result in done.items():
                self.stdout.write(f"{name}: {result}")


def _run_until_stopped() -> None:
    """Decide in this thread; send, watch and verify in others: a mail server that hangs, or a switch that does not
    answer, must not keep a clock from firing.
    """
    stop = Stop()
    over, decided = threading.Event(), threading.Event()
    others = [
        threading.Thread(target=_again_and_again, args=(work, over, decided), name=work.__name__)
        for work in (*[_send] * SENDERS, _watch, _verify)
    ]
    for thread in others:
        thread.start()
    try:
        while not stop.asked and all(thread.is_alive() for thread in others):
            run_all(engine=ENGINE, passes=DECIDING)
            decided.set()
            over.wait(TICK_SECONDS)
    finally:
        over.set()
        decided.set()
        for thread in others:
            thread.join()
    if not stop.asked:
        raise CommandError("a thread of the engine died")


def _again_and_again(work: Callable[[int], float], over: threading.Event, decided: threading.Event) -> None:
    """Do the work, wait as long as it asks for, and again; first of all let something be decided."""
    decided.wait(FIRST_DECISION_SECONDS)
    turn = 0
    try:
        while not over.is_set():
            turn += 1
            over.wait(work(turn))
    finally:
        connection.close()


def _send(turn: int) -> float:
    """Send, and go on at once when there was more than one pass takes."""
    done = run_all(engine=ENGINE, passes=SENDING)
    return 0.0 if done.get("dispatch") == MESSAGES_A_PASS else TICK_SECONDS


def _watch(turn: int) -> float:
    """Knock and sweep by turns, and call the switch after four turns. The first turn only knocks: right after a start
    the others are still getting up.
    """
    run_all(engine=ENGINE, passes=KNOCKING if turn % 2 else SWEEPING)
    if turn % 4 == 0:
        run_all(engine=ENGINE, passes=CALLING)
    return WATCH_SECONDS


def _verify(turn: int) -> float:
    if turn > 1:  # not while everything starts
        run_all(engine=ENGINE, passes=VERIFYING)
    return VERIFY_SECONDS
